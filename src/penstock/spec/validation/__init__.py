"""Finds every problem of a document before anything starts, each with its place and what to do."""

from penstock.spec.validation.document import validate

__all__ = ["validate"]
