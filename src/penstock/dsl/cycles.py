"""Cycles in a relation, found in linear time and without recursion."""

from collections.abc import Mapping


def find_cycle(waits: Mapping[str, set[str]]) -> list[str]:
    """Return one cycle as a path that ends where it begins, or an empty list."""
    finished: set[str] = set()
    for start in waits:
        if start not in finished:
            cycle = _search(start, waits, finished)
            if cycle:
                return cycle
    return []


def _search(start: str, waits: Mapping[str, set[str]], finished: set[str]) -> list[str]:
    path = [start]
    position = {start: 0}
    pending = [iter(sorted(waits.get(start, ())))]
    while path:
        following = next(pending[-1], None)
        if following is None:
            pending.pop()
            done = path.pop()
            del position[done]
            finished.add(done)
        elif following in position:
            return [*path[position[following] :], following]
        elif following not in finished:
            position[following] = len(path)
            path.append(following)
            pending.append(iter(sorted(waits.get(following, ()))))
    return []
