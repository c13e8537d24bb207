"""页面 — the web pages: rendered on the server, whole without script."""
