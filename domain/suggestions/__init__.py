"""建议 suggestions — what residents propose, and where their neighbours stand."""
