"""Bounds what the programs of `bounded` may take."""

import resource
from contextlib import suppress


def bound_memory(most: int) -> None:
    """Let this process have so many bytes of memory at most, where the system can hold it to that (macOS cannot)."""
    _, known = resource.getrlimit(resource.RLIMIT_AS)
    if known == resource.RLIM_INFINITY or known > most:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
