"""Running without a server."""
