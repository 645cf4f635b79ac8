"""A file that is not a pipeline is refused with one message that says what it is, where it is wrong, and what to do."""

import os

import pytest

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
BINARY = b"\x86\x00" + bytes(range(255, -1, -1)) * 12

WRONG_OUTPUT = """\
from penstock import dsl

@dsl.component
def one() -> int:
    return 1

@dsl.pipeline
def main():
    one().outputs["two"]
"""
FILES = {
    "empty.py": (b"", "empty.py defines no pipeline", "@dsl.pipeline"),
    "plain.py": ("x = 1", "plain.py defines no pipeline", "@dsl.pipeline"),
    "image.py": (PNG, "image.py", "PNG image"),
    "binary.py": (BINARY, "binary.py", "null bytes"),
    "latin.py": ("# café".encode("latin-1"), "latin.py:1", "not UTF-8", "coding"),
    "zeros.py": (b"x = 1\n\0\0", "zeros.py", "null bytes"),
    "syntax.py": ("x = 1\ndef f(:\n    pass\n", "syntax.py:2", "invalid syntax", "def f(:"),
    "wrong_output.py": (WRONG_OUTPUT, "wrong_output.py:9", "KeyError: Task 'one' has no output 'two'; known: 'Output'"),
    "raises.py": ("x = 1\nraise KeyError('boom')\n", "raises.py:2", "KeyError: 'boom'"),
    "exits.py": ("import sys\n\nsys.exit(4)\n", "exits.py:3", "SystemExit: 4", "__main__"),
    "recursion.py": ("def f(n):\n    return f(n + 1)\n\nf(0)\n", "recursion.py:2", "RecursionError"),
    "module.py": ("import no_such_module\n", "module.py:1", "No module named 'no_such_module'", "install"),
    "empty.yaml": (b"", "empty.yaml", "the file is empty", "penstock compile"),
    "comment.yaml": ("# nothing\n", "comment.yaml", "empty"),
    "image.yaml": (PNG, "image.yaml", "PNG image"),
    "binary.yaml": (BINARY, "binary.yaml", "not UTF-8", "save the file as UTF-8"),
    "broken.yaml": ("a: [1, 2\nb: 3\n", "broken.yaml", "line 2"),
    "list.yaml": ("- 1\n- 2\n", "list.yaml", "list"),
    "other.yaml": ("apiVersion: v1\nkind: Pod\n", "other.yaml"),
    "broken.json": ('{"root": ', "broken.json", "line 1"),
    "image.png": (PNG, "image.png", ".py", ".yaml"),
    "no_ending": ("x = 1\n", "no_ending", ".py", ".yaml"),
}


@pytest.mark.parametrize("name", FILES)
def test_refuses_a_file_that_is_no_pipeline(penstock, name):
    content, *words = FILES[name]
    penstock.run(penstock.write(name, content)).refused(*words)
    assert not penstock.home.exists()


def test_refuses_a_folder_and_names_what_is_in_it(penstock, pipeline):
    penstock.run(penstock.folder).refused("is a folder", "'pipe.py'")


def test_offers_the_nearest_name_for_a_file_that_is_not_there(penstock, pipeline):
    penstock.run("pip.py").refused("no file 'pip.py'", "did you mean 'pipe.py'?")


def test_names_the_folder_that_is_not_there(penstock):
    penstock.run("nowhere/pipe.py").refused("no file 'nowhere/pipe.py'", "no folder 'nowhere'")
    penstock.run("n" * 300 + ".py").refused("File name too long")


def test_refuses_a_file_that_cannot_be_read(penstock, pipeline):
    if os.getuid() == 0:
        pytest.skip("root reads every file")
    (penstock.folder / pipeline).chmod(0)
    penstock.run(pipeline).refused("pipe.py", "Permission denied")


def test_names_the_pipelines_when_there_are_two(penstock):
    text = "from penstock import dsl\n@dsl.component\ndef c(): ...\n@dsl.pipeline\ndef first(): c()\n"
    name = penstock.write("two.py", text + "@dsl.pipeline\ndef second(): c()\n")
    penstock.run(name).refused("2 pipelines: first, second", "--function NAME")
    penstock.run(name, "--function", "secnd").refused("'secnd'", "did you mean 'second'?")


@pytest.mark.parametrize(
    ("body", "words"),
    {
        "x.foo()": ("AttributeError", "foo"),
        "c(x='a')": ("'x'", "NUMBER_INTEGER", "STRING"),
        "c(y=1)": ('"y"', "known: 'x'"),
        "if c(x=x).output > 3: c(x=1)": ("dsl.If",),
    }.items(),
)
def test_points_at_the_line_of_a_wrong_use(penstock, body, words):
    text = (
        "from penstock import dsl\n@dsl.component\ndef c(x: int) -> int:\n    return x\n@dsl.pipeline\ndef p(x: int):\n"
    )
    name = penstock.write("wrong.py", f"{text}    {body}\n")
    penstock.run(name).refused("wrong.py:7", *words)


def test_compile_refuses_in_the_same_words_and_writes_nothing(penstock):
    name = penstock.write("raises.py", "raise KeyError('boom')\n")
    penstock("compile", name, "--json").refused("raises.py:1", "KeyError: 'boom'")
    assert not (penstock.folder / "raises.yaml").exists()
