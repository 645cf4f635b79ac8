"""A layered layout of a graph of boxes: who waits stands below whom it waits for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

GAP_ACROSS = 28.0
GAP_DOWN = 44.0
_SWEEPS = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """A box to be placed."""

    width: float
    height: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """Where the middle of the upper side of a box lies."""

    x: float
    y: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """All boxes in their places, within a rectangle from the origin."""

    places: Mapping[str, Placed]
    width: float
    height: float


def arrange(boxes: Mapping[str, Box], edges: Sequence[tuple[str, str]]) -> Layout:
    """Place boxes so that every edge leads downwards; edges that close a cycle are left out."""
    if not boxes:
        return Layout(places={}, width=0.0, height=0.0)
    layers = _ordered(_layers(list(boxes), edges), edges)
    widths = [sum(boxes[name].width for name in layer) + GAP_ACROSS * (len(layer) - 1) for layer in layers]
    total = max(widths)
    places: dict[str, Placed] = {}
    top = 0.0
    for layer, width in zip(layers, widths, strict=True):
        left = (total - width) / 2
        for name in layer:
            places[name] = Placed(x=left + boxes[name].width / 2, y=top)
            left += boxes[name].width + GAP_ACROSS
        top += max(boxes[name].height for name in layer) + GAP_DOWN
    return Layout(places=places, width=total, height=top - GAP_DOWN)


def _layers(names: Sequence[str], edges: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Put every box one layer below the lowest of those that it waits for."""
    waiting = dict.fromkeys(names, 0)
    followers: dict[str, list[str]] = {name: [] for name in names}
    for first, second in edges:
        waiting[second] += 1
        followers[first].append(second)
    level = dict.fromkeys(names, 0)
    ready = [name for name in names if not waiting[name]]
    done: set[str] = set()
    while ready:
        name = ready.pop()
        done.add(name)
        for follower in followers[name]:
            level[follower] = max(level[follower], level[name] + 1)
            waiting[follower] -= 1
            if not waiting[follower]:
                ready.append(follower)
    layers: list[list[str]] = [[] for _ in range(max(level.values()) + 1)]
    for name in names:
        layers[level[name]].append(name)
    return [layer for layer in layers if layer]


def _ordered(layers: list[list[str]], edges: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Order each layer by where its neighbours stand, so that few edges cross."""
    above: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {}
    for first, second in edges:
        above.setdefault(second, []).append(first)
        below.setdefault(first, []).append(second)
    for sweep in range(_SWEEPS):
        neighbours = above if sweep % 2 == 0 else below
        position = {name: (index + 0.5) / len(layer) for layer in layers for index, name in enumerate(layer)}
        layers = [
            sorted(layer, key=lambda name: _middle(neighbours.get(name, ()), position, position[name]))
            for layer in layers
        ]
    return layers


def _middle(names: Sequence[str], position: Mapping[str, float], otherwise: float) -> float:
    return sum(position[name] for name in names) / len(names) if names else otherwise
