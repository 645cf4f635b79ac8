"""How often a process looks for garbage."""

import gc

YOUNG_OBJECTS = 20_000
"""How many new objects are left alone first: a run, or one large answer, makes hundreds of thousands that stay."""


def expect_many_objects() -> None:
    """Look for garbage less often. For processes that are ours alone: the setting is the whole process's."""
    gc.set_threshold(YOUNG_OBJECTS)
