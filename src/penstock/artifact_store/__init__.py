"""Bytes of artifacts and logs, by URI."""
