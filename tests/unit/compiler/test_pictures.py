"""Pictures of compiled pipelines."""

from xml.etree import ElementTree as ET

from penstock import dsl
from penstock.compiler import compile_document, document_svg


@dsl.component
def say(line: str = "x") -> str:
    return line


@dsl.pipeline
def inner():
    say().set_display_name("<inside>")


@dsl.pipeline
def outer(q: str = "a", rows: list = []):  # noqa: B006
    with dsl.ExitHandler(say()):
        with dsl.ParallelFor(rows) as row:
            say(line=row)
        with dsl.ParallelFor(["a", "b"]), dsl.If(q == "a"):
            inner()
    dsl.importer("gs://a", dsl.Dataset)


def test_a_document_is_drawn_with_everything_inside():
    svg = document_svg(compile_document(outer))
    root = ET.fromstring(svg)
    texts = {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {
        "<inside>",
        "say",
        "for each",
        "exit handler",
        "if",
        "of rows",
        'of ["a", "b"]',
        "q == 'a'",
        "importer",
        "inner",
    } <= texts
    assert svg.count('class="edge after"') == 1


def texts_of(svg):
    return [element.text for element in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_branches_say_what_they_ask_beyond_those_before():
    @dsl.pipeline
    def chain(n: int, q: str):
        with dsl.If(~(q == "a")):
            say()
        with dsl.Elif(n > 3):
            say()
        with dsl.Elif(~(n == 4)):
            say()
        with dsl.Else():
            say()

    assert texts_of(document_svg(compile_document(chain))) == [
        *("one of", "if", "not (q == 'a')", "say"),
        *("else if", "n > 3", "say-2", "else if", "not (n == 4)", "say-3", "else", "say-4"),
    ]


def test_names_of_groups_and_their_limits_are_kept():
    @dsl.pipeline
    def named(rows: list):
        with dsl.ParallelFor(rows, name="every row", parallelism=2):
            say()

    assert texts_of(document_svg(compile_document(named))) == ["every row", "of rows, 2 at once", "say"]


def test_an_edge_over_several_layers_passes_beside_the_boxes_between():
    @dsl.pipeline
    def long():
        first = say()
        second = say(line=first.output)
        say(line=second.output).after(first)

    svg = document_svg(compile_document(long))
    edges = [element.get("d") for element in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}path")][1:]
    passing = [edge for edge in edges if "V" in edge]
    assert len(edges) == 3
    assert len(passing) == 1
    across = float(passing[0].partition("V")[0].rpartition(" ")[0].rpartition(" ")[2])
    boxes = [
        (float(box.get("x")), float(box.get("x")) + float(box.get("width")))
        for box in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}rect")
    ]
    assert not boxes[1][0] <= across <= boxes[1][1]
