"""`penstock components show`: the interface of a component as a person reads it."""

import json

from click.testing import CliRunner

from penstock.cli.components import components
from penstock.core.errors import SourceError

SOURCE = '''
from typing import Literal

from penstock import dsl
from penstock.dsl import Dataset, Input, Model, Output


@dsl.component
def fit(model: Output[Model], data: Input[Dataset], kind: Literal["a", "b"] = "a", rate: float = 0.5,
        note: str = None) -> int:
    """Fit a model.

    Args:
        data: Rows to learn from.
    """
    return 1
'''


def show(*arguments):
    ended = CliRunner().invoke(components, ["show", *map(str, arguments)])
    assert ended.exit_code == 0, ended.output
    return ended.output


def test_types_are_named_as_authors_write_them(tmp_path):
    path = tmp_path / "fitting.py"
    path.write_text(SOURCE)
    lines = [" ".join(line.split()) for line in show(path, "--function", "fit").splitlines()]
    assert lines[0] == "fit component"
    assert "data Dataset required Rows to learn from." in lines
    assert "kind a | b a" in lines
    assert "rate float 0.5" in lines
    assert "note str none" in lines
    assert "model Model" in lines
    assert "Output int" in lines


def test_programs_read_the_types_of_the_file(tmp_path):
    path = tmp_path / "one.py"
    path.write_text(
        "from penstock import dsl\n\n\n@dsl.component\ndef one(a: int, b: str = 'x') -> list:\n    return [a]\n"
    )
    (described,) = json.loads(show(path, "--json"))
    assert [(it["name"], it["type"], it["is_optional"]) for it in described["inputs"]] == [
        ("a", "NUMBER_INTEGER", False),
        ("b", "STRING", True),
    ]
    assert [(it["name"], it["type"]) for it in described["outputs"]] == [("Output", "LIST")]


def test_a_file_that_is_not_there_is_an_error_of_the_caller(tmp_path):
    ended = CliRunner().invoke(components, ["show", str(tmp_path / "none.yaml")])
    assert isinstance(ended.exception, SourceError)
    assert "none.yaml" in str(ended.exception)


def test_a_graph_of_kfp_1_is_an_error_of_the_file(tmp_path):
    path = tmp_path / "graph.yaml"
    path.write_text("{name: a, implementation: {graph: {tasks: {}}}}\n")
    ended = CliRunner().invoke(components, ["show", str(path)])
    assert isinstance(ended.exception, SourceError)
    assert "graph.yaml: Container implementation not found" in str(ended.exception)
