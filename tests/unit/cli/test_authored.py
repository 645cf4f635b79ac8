"""Where the author's file holds the line of a component that a message names."""

import pytest

from penstock.cli.report.authored import Authored
from penstock.compiler import compile_document
from penstock.compiler.sources import load_source
from penstock.spec.codec import encode
from penstock.testing.records import a_run

FILE = '''
from penstock import dsl
from penstock.dsl import Dataset


def ratio(x):
    # Says nothing.
    return 1 / x  # ratio


@dsl.component(
    additional_funcs=[ratio],
)
def divide(
    a: str, mode: "str | None" = None,
) -> str:
    """Divide
  it."""
    def inner():
        return ratio(0)  # inner
    return str(inner())  # divide


def made():
    @dsl.component
    def nested(a: str) -> str:
        if a:
            raise ValueError(a)  # nested
        return a
    return nested


nested = made()


@dsl.pipeline
def whole():
    divide(a="x")
    nested(a="y")
'''
STEPS = """
from penstock import dsl


@dsl.component
def far(a: str = "x") -> str:
    return a[7]  # far
"""
USER = "from far_steps import far\nfrom penstock import dsl\n\n\n@dsl.pipeline\ndef whole():\n    far()\n"


def run_of(path, source=None):
    document = encode(compile_document(load_source(path).components["whole"]).pipeline)
    return a_run(spec={"pipeline": document}, provenance={"source": {"file": str(source or path)}})


def line_of(run, component, marker):
    """Return the line of a program, as a traceback of its task names it."""
    label = run.spec["pipeline"]["components"][component]["executorLabel"]
    program = run.spec["pipeline"]["deploymentSpec"]["executors"][label]["container"]["command"][-1]
    return next(number for number, line in enumerate(program.split("\n"), 1) if line.endswith(marker))


def written_line(path, marker):
    return next(number for number, line in enumerate(path.read_text().split("\n"), 1) if line.endswith(marker))


def told(run, component, marker):
    message = f"Oops (ephemeral_component.py, line {line_of(run, component, marker)} in f)"
    return Authored(run).told(message, component)


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "pipeline.py"
    path.write_text(FILE)
    return path


@pytest.mark.parametrize(
    ("component", "marker"),
    [
        ("comp-divide", "# divide"),
        ("comp-divide", "# inner"),
        ("comp-divide", "# ratio"),
        ("comp-nested", "# nested"),
    ],
)
def test_the_line_of_the_authors_file_is_told(path, component, marker):
    assert told(run_of(path), component, marker) == f"Oops (pipeline.py:{written_line(path, marker)} in f)"


def test_a_file_that_has_grown_since_tells_the_line_of_today(path):
    run = run_of(path)
    path.write_text("# One more.\n" + FILE)
    assert told(run, "comp-divide", "# divide") == f"Oops (pipeline.py:{written_line(path, '# divide')} in f)"


@pytest.mark.parametrize(
    "now",
    [
        FILE.replace("def inner():", "def inner(): # changed"),
        FILE + FILE,
        "def divide(:",
        "",
    ],
)
def test_what_is_not_found_just_once_is_told_as_it_was(path, now):
    run = run_of(path)
    path.write_text(now)
    assert "(ephemeral_component.py, line " in told(run, "comp-divide", "# divide")


def test_lines_that_are_not_in_the_body_of_a_function_are_told_as_they_were(path):
    assert Authored(run_of(path)).told("ephemeral_component.py, line 2", "comp-divide") == (
        "ephemeral_component.py, line 2"
    )
    assert Authored(run_of(path)).told("ephemeral_component.py, line 2", "comp-other") == (
        "ephemeral_component.py, line 2"
    )


def test_a_module_beside_the_pipeline_is_found(path, monkeypatch):
    monkeypatch.syspath_prepend(path.parent)
    (path.parent / "far_steps.py").write_text(STEPS)
    path.write_text(USER)
    run = run_of(path)
    assert told(run, "comp-far", "# far") == "Oops (far_steps.py:7 in f)"
    (path.parent / "copied").mkdir()
    (path.parent / "copied" / "far_steps.py").write_text(STEPS)
    assert "(ephemeral_component.py, line " in told(run, "comp-far", "# far")


def test_the_source_beside_a_compiled_file_is_found(path):
    compiled = path.with_suffix(".yaml")
    assert told(run_of(path, compiled), "comp-divide", "# divide") == (
        f"Oops (pipeline.py:{written_line(path, '# divide')} in f)"
    )


def test_without_a_file_nothing_is_looked_for(path):
    run = a_run(spec=run_of(path).spec)
    assert "(ephemeral_component.py, line " in told(run, "comp-divide", "# divide")
