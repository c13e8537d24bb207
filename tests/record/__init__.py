"""存证 record — what is written for ever: entries, names, proofs."""
