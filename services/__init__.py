"""服务 — what the outside may ask: routes, pages, and the ports through which they reach the world."""
