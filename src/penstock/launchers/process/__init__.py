"""Attempts as operating-system processes."""
