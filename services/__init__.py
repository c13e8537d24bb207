"""服务 — what the outside may ask: routes, pages, and the ports that they need."""
