"""Pictures of pipelines as SVG, without scripts, legible on light and on dark backgrounds."""

from collections.abc import Iterator
from html import escape

from penstock.dsl.layout import Box, Layout, arrange
from penstock.spec.values import field, frozen

_LETTER = 7.8
_SMALL_LETTER = 6.7
_MARGIN = 16.0
_TITLE = 34.0
_NODE_HEIGHT = 40.0
_NODE_HEIGHT_WITH_CAPTION = 54.0
_LEAST_WIDTH = 110.0
_LONGEST = 44

#: Fill colours by kind: bright enough to see, transparent enough for any background.
_COLOURS = {
    "task": "#4f7cff",
    "pipeline": "#8a5cf6",
    "importer": "#0fa3a3",
    "exit-task": "#e5734a",
    "condition": "#d99a16",
    "condition-branches": "#d99a16",
    "for-loop": "#2f9e62",
    "exit-handler": "#e5734a",
}
_STYLE = """\
.penstock-graph text{font-family:system-ui,-apple-system,"Segoe UI",sans-serif;font-size:13px;fill:currentColor}
.penstock-graph .caption{font-size:11px;opacity:.72}
.penstock-graph .edge{fill:none;stroke:currentColor;stroke-opacity:.45;stroke-width:1.4}
.penstock-graph .after{stroke-dasharray:4 3}
.penstock-graph .arrow{fill:currentColor;fill-opacity:.55}"""
_OWN_COLOURS = """
.penstock-graph{color:#1c2333}
@media (prefers-color-scheme:dark){.penstock-graph{color:#e7eaf2}}"""


@frozen
class Shape:
    """A task, or a group with what is inside it."""

    label: str
    kind: str
    caption: str = ""
    inside: "Picture | None" = None


@frozen
class Picture:
    """Shapes by name, and who waits for whom; `exits` are the edges that lead from a group to its exit task."""

    shapes: dict[str, Shape] = field(default_factory=dict)
    edges: tuple[tuple[str, str], ...] = ()
    exits: frozenset[tuple[str, str]] = frozenset()


@frozen
class _Sized:
    """A picture with the sizes and places of its shapes."""

    picture: Picture
    layout: Layout
    boxes: dict[str, Box]
    inner: dict[str, "_Sized"]


def draw(picture: Picture, title: str, *, standalone: bool = True) -> str:
    """Render a picture; one that is not `standalone` takes the colour of the page around it."""
    sized = _sized(picture)
    width, height = sized.layout.width + 2 * _MARGIN, sized.layout.height + 2 * _MARGIN
    style = _STYLE + (_OWN_COLOURS if standalone else "")
    return "\n".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" class="penstock-graph" role="img" '
                f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}" '
                f'style="max-width:100%;height:auto">'
            ),
            f"<title>{escape(title)}</title>",
            f"<style>{style}</style>",
            (
                '<defs><marker id="penstock-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
                'markerHeight="7" orient="auto"><path class="arrow" d="M0 0 8 4 0 8z"/></marker></defs>'
            ),
            *_content(sized, _MARGIN, _MARGIN),
            "</svg>",
            "",
        ]
    )


def _sized(picture: Picture) -> _Sized:
    inner = {name: _sized(shape.inside) for name, shape in picture.shapes.items() if shape.inside is not None}
    boxes = {name: _box(shape, inner.get(name)) for name, shape in picture.shapes.items()}
    return _Sized(picture=picture, layout=arrange(boxes, picture.edges), boxes=boxes, inner=inner)


def _box(shape: Shape, inner: _Sized | None) -> Box:
    text = max(len(_short(shape.label)) * _LETTER, len(_short(shape.caption)) * _SMALL_LETTER) + 2 * _MARGIN
    width = max(_LEAST_WIDTH, text)
    if inner is None:
        return Box(width=width, height=_NODE_HEIGHT_WITH_CAPTION if shape.caption else _NODE_HEIGHT)
    top = _title_height(shape)
    return Box(width=max(width, inner.layout.width + 2 * _MARGIN), height=inner.layout.height + top + 2 * _MARGIN - 6)


def _title_height(shape: Shape) -> float:
    return _TITLE + (14.0 if shape.caption else 0.0)


def _content(sized: _Sized, left: float, top: float) -> Iterator[str]:
    for edge in sized.picture.edges:
        yield _edge(sized, edge, left, top)
    for name, shape in sized.picture.shapes.items():
        place, box = sized.layout.places[name], sized.boxes[name]
        x, y = left + place.x - box.width / 2, top + place.y
        yield _rectangle(shape, box, x, y)
        if name not in sized.inner:
            yield from _words(shape, x + box.width / 2, y + 25.0 - (1.0 if shape.caption else 0.0), "middle")
            continue
        yield from _words(shape, x + _MARGIN, y + 22.0, "start")
        inner = sized.inner[name]
        yield from _content(inner, x + (box.width - inner.layout.width) / 2, y + _title_height(shape) + 4.0)


def _rectangle(shape: Shape, box: Box, x: float, y: float) -> str:
    colour = _COLOURS.get(shape.kind, _COLOURS["task"])
    group = shape.inside is not None
    fill, radius = (0.07, 12) if group else (0.18, 8)
    dash = ' stroke-dasharray="5 3"' if shape.kind.startswith("condition") else ""
    rectangle = (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" rx="{radius}" '
        f'fill="{colour}" fill-opacity="{fill}" stroke="{colour}" stroke-opacity=".85"{dash}/>'
    )
    if shape.kind == "pipeline" and not group:
        rectangle += (
            f'<rect x="{x + 3:.1f}" y="{y + 3:.1f}" width="{box.width - 6:.1f}" height="{box.height - 6:.1f}" rx="6" '
            f'fill="none" stroke="{colour}" stroke-opacity=".6"/>'
        )
    return rectangle


def _words(shape: Shape, x: float, y: float, anchor: str) -> Iterator[str]:
    full = f"<title>{escape(shape.label)}</title>" if len(shape.label) > _LONGEST else ""
    yield f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(_short(shape.label))}{full}</text>'
    if shape.caption:
        more = f"<title>{escape(shape.caption)}</title>" if len(shape.caption) > _LONGEST else ""
        text = escape(_short(shape.caption))
        yield f'<text class="caption" x="{x:.1f}" y="{y + 16:.1f}" text-anchor="{anchor}">{text}{more}</text>'


def _edge(sized: _Sized, edge: tuple[str, str], left: float, top: float) -> str:
    first, second = (sized.layout.places[name] for name in edge)
    x, y = left + first.x, top + sized.layout.bottoms[edge[0]]
    start = top + first.y + sized.boxes[edge[0]].height
    path = f"M{x:.1f} {start:.1f}" + (f"V{y:.1f}" if y > start else "")
    for lane, upper, lower in sized.layout.routes.get(edge, ()):
        path += _curve(x, y, left + lane, top + upper) + f"V{top + lower:.1f}"
        x, y = left + lane, top + lower
    path += _curve(x, y, left + second.x, top + second.y - 2)
    kind = "edge after" if edge in sized.picture.exits else "edge"
    return f'<path class="{kind}" d="{path}" marker-end="url(#penstock-arrow)"/>'


def _curve(x1: float, y1: float, x2: float, y2: float) -> str:
    bend = max(18.0, (y2 - y1) / 2)
    return f"C{x1:.1f} {y1 + bend:.1f} {x2:.1f} {y2 - bend:.1f} {x2:.1f} {y2:.1f}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
