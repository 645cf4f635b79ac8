"""Names that do not repeat, made by counting, at a constant cost per name."""

from collections.abc import Container


class UniqueNames:
    """Gives each name once; the second user of ``train`` gets ``train-2``."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def claim(self, name: str, *, also_taken: Container[str] = ()) -> str:
        """Take the name, or the first numbered form of it that is free."""
        unique = name
        if name in self._taken or name in also_taken:
            number = self._next.get(name, 2)
            unique = f"{name}-{number}"
            while unique in self._taken or unique in also_taken:
                number += 1
                unique = f"{name}-{number}"
            self._next[name] = number if also_taken else number + 1
        self._taken.add(unique)
        return unique

    def __contains__(self, name: str) -> bool:
        return name in self._taken
