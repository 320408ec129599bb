"""The web API: thin routers that parse, ask and render."""
