"""居民 residents — the bylaws of the roll: who joins, who is confirmed, who serves."""
