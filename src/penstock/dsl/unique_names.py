"""Names that do not repeat, made by counting, at a constant cost per name."""


class UniqueNames:
    """Gives each name once; the second user of ``train`` gets ``train-2``."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def claim(self, name: str) -> str:
        """Take the name, or the first numbered form of it that is free."""
        unique = name
        if name in self._taken:
            number = self._next.get(name, 2)
            while (unique := f"{name}-{number}") in self._taken:
                number += 1
            self._next[name] = number + 1
        self._taken.add(unique)
        return unique

    def __contains__(self, name: str) -> bool:
        return name in self._taken
