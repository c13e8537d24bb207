"""建议 suggestions — the bylaws of suggestions, stances and comments."""
