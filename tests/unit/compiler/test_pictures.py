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
    assert {"<inside>", "say", "for-loop-2", "of rows", 'of ["a", "b"]', "q == 'a'", "importer", "inner"} <= texts
    assert svg.count('class="edge after"') == 1
