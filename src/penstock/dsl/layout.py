"""A layered layout of a graph of boxes: who waits stands below whom it waits for; long edges pass beside the boxes."""

import itertools
from collections.abc import Mapping, Sequence

from penstock.spec.values import field, frozen

GAP_ACROSS = 28.0
GAP_DOWN = 44.0
_SWEEPS = 4
_LANE = 10.0
_MOST_LANES = 2000
"""Beyond so many bends, edges are drawn straight."""

Edge = tuple[str, str]


@frozen
class Box:
    """A box to be placed."""

    width: float
    height: float


@frozen
class Placed:
    """Where the middle of the upper side of a box lies."""

    x: float
    y: float


@frozen
class Layout:
    """All boxes in their places, within a rectangle from the origin."""

    places: Mapping[str, Placed]
    width: float
    height: float
    bottoms: Mapping[str, float] = field(default_factory=dict)
    """Where the layer of each box ends: down to there, an edge that leaves the box has to stay below it."""
    routes: Mapping[Edge, Sequence[tuple[float, float, float]]] = field(default_factory=dict)
    """For edges over several layers, where each passes the layers between: across, from the top, to the bottom."""


@frozen
class _Lanes:
    """The graph with a narrow box in each layer that an edge passes, so that every edge leads to the next layer."""

    boxes: dict[str, Box]
    layers: list[list[str]]
    edges: list[Edge]
    passed: dict[Edge, list[str]]


def arrange(boxes: Mapping[str, Box], edges: Sequence[Edge]) -> Layout:
    """Place boxes so that every edge leads downwards; edges that close a cycle are left out."""
    if not boxes:
        return Layout(places={}, width=0.0, height=0.0)
    lanes = _with_lanes(boxes, _layers(list(boxes), edges), edges)
    layers = _ordered(lanes.layers, lanes.edges)
    across = _aligned(layers, lanes)
    left = min(across[name] - box.width / 2 for name, box in lanes.boxes.items())
    right = max(across[name] + box.width / 2 for name, box in lanes.boxes.items())
    places: dict[str, Placed] = {}
    bottoms: dict[str, float] = {}
    top = 0.0
    for layer in layers:
        bottom = top + max(lanes.boxes[name].height for name in layer)
        for name in layer:
            places[name] = Placed(x=across[name] - left, y=top)
            bottoms[name] = bottom
        top = bottom + GAP_DOWN
    routes = {
        edge: [(places[name].x, places[name].y, bottoms[name]) for name in passed]
        for edge, passed in lanes.passed.items()
    }
    return Layout(
        places={name: places[name] for name in boxes},
        width=right - left,
        height=top - GAP_DOWN,
        bottoms=bottoms,
        routes=routes,
    )


def _with_lanes(boxes: Mapping[str, Box], layers: list[list[str]], edges: Sequence[Edge]) -> _Lanes:
    level = {name: index for index, layer in enumerate(layers) for name in layer}
    lanes = _Lanes(boxes=dict(boxes), layers=[list(layer) for layer in layers], edges=[], passed={})
    if sum(max(level[second] - level[first] - 1, 0) for first, second in edges) > _MOST_LANES:
        lanes.edges.extend(edges)
        return lanes
    for first, second in edges:
        passed = [f"{first}\0{second}\0{at}" for at in range(level[first] + 1, level[second])]
        for at, name in enumerate(passed, start=level[first] + 1):
            lanes.boxes[name] = Box(width=_LANE, height=0.0)
            lanes.layers[at].append(name)
        if passed:
            lanes.passed[first, second] = passed
        stops = [first, *passed, second]
        lanes.edges.extend(itertools.pairwise(stops))
    return lanes


def _aligned(layers: list[list[str]], lanes: _Lanes) -> dict[str, float]:
    """Return the middle of each box: as near to its neighbours above, then below, as the boxes beside it allow."""
    above, below = _neighbours(lanes.edges)
    across: dict[str, float] = {}
    for layer in layers:
        across.update(_side_by_side(layer, dict.fromkeys(layer, 0.0), lanes.boxes))
    for sweep in range(2 * _SWEEPS):
        neighbours, order = (above, layers) if sweep % 2 == 0 else (below, layers[::-1])
        for layer in order:
            wanted = {name: _middle(neighbours.get(name, ()), across, across[name]) for name in layer}
            across.update(_side_by_side(layer, wanted, lanes.boxes))
    return across


def _side_by_side(layer: list[str], wanted: Mapping[str, float], boxes: Mapping[str, Box]) -> dict[str, float]:
    """Place a layer in its order, as near to what is wanted as possible: neighbours in each other's way share it."""
    offsets = [0.0]
    for first, second in itertools.pairwise(layer):
        offsets.append(offsets[-1] + (boxes[first].width + boxes[second].width) / 2 + GAP_ACROSS)
    blocks: list[tuple[float, int]] = []
    for name, offset in zip(layer, offsets, strict=True):
        total, count = wanted[name] - offset, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            before, number = blocks.pop()
            total, count = total + before, count + number
        blocks.append((total, count))
    shifts = [total / count for total, count in blocks for _ in range(count)]
    return {name: offset + shift for name, offset, shift in zip(layer, offsets, shifts, strict=True)}


def _neighbours(edges: Sequence[Edge]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    above: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {}
    for first, second in edges:
        above.setdefault(second, []).append(first)
        below.setdefault(first, []).append(second)
    return above, below


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
    above, below = _neighbours(edges)
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
