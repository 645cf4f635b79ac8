"""Bounds what the programs of `bounded` may take."""

import resource


def bound_memory(most: int) -> None:
    """Let this process have so many bytes of memory at most."""
    _, known = resource.getrlimit(resource.RLIMIT_AS)
    if known == resource.RLIM_INFINITY or known > most:
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
