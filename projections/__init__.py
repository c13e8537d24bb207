"""投影 — what can be seen: tables folded from public entries, and the questions asked of them."""
