"""The HTTP server: engine and API in one process."""
