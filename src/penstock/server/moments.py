"""Times that callers give: RFC 3339, never a number, which each reader takes for something else."""

from typing import Any


def refuse_numbers(value: Any) -> Any:
    """Return what may be a time. Raises `ValueError` for numbers, also those written as text."""
    if isinstance(value, int | float) or (isinstance(value, str) and _is_number(value)):
        raise ValueError("a time is written as 2026-01-31T12:00:00Z")
    return value


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
