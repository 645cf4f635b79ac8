"""Metadata in SQL: SQLite and PostgreSQL."""
