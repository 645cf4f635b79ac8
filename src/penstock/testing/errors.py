"""A block that must raise, for contract suites that do without a test framework."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def refused(kind: type[Exception]) -> Iterator[None]:
    """Fail unless the block raises this error."""
    try:
        yield
    except kind:
        return
    raise AssertionError(f"expected {kind.__name__}, and nothing was raised")
