"""居民 residents — who belongs to the community, and who serves it."""
