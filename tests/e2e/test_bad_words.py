"""Words of the command line, and arguments of the run, that cannot be used."""

import json

import pytest

ARGUMENTS = {
    "unknown": (["-p", "nmae=b"], "'nmae'", "did you mean 'name'?"),
    "not a number": (["-p", "x=many"], "'x'", "'many'", "whole number"),
    "half a number": (["-p", "x=1.5"], "'x'", "1.5", "whole number"),
    "not a list": (["-p", "items={}"], "'items'", "list"),
    "broken JSON": (["-p", "items=[1, 2"], "'items'", "[1, 2"),
    "infinite": (["-p", "rate=inf"], "'rate'", "inf"),
}
WORDS = {
    "no equals sign": (["-p", "x"], "-p takes NAME=VALUE", "'x'"),
    "no name": (["-p", "=1"], "-p takes NAME=VALUE", "'=1'"),
    "twice": (["-p", "x=1", "-p", "x=2"], "-p gives 'x' twice"),
    "unknown option": (["--no-cash"], "--no-cash", "--no-cache"),
    "unknown launcher": (["--launcher", "clowd"], "'clowd'", "process"),
    "unknown function": (["--function", "pip"], "'pip'", "did you mean 'pipe'?"),
}
FILES = {
    "missing.yaml": (None, "no file 'missing.yaml'"),
    "broken.yaml": ("x: [1\n", "broken.yaml", "line 2"),
    "list.yaml": ("- 1\n", "list.yaml", "a list, not parameters"),
    "unknown.yaml": ("xx: 1\n", "'xx'", "did you mean 'x'?"),
    "wrong.yaml": ("x: many\n", "'x'", '"many"'),
    "numbers.yaml": ("1: 2\n", "no input '1'", "known: "),
}


@pytest.mark.parametrize("case", ARGUMENTS)
def test_refuses_an_argument(penstock, pipeline, case):
    words, *said = ARGUMENTS[case]
    ended = penstock.run(pipeline, *words)
    ended.refused(*said)
    assert ended.json["error"]["reason"] == "invalid-arguments"
    assert not penstock.home.exists()


def test_names_every_argument_that_is_missing_or_wrong(penstock):
    head = "from penstock import dsl\n@dsl.component\ndef c(x: int): ...\n"
    text = f"{head}@dsl.pipeline\ndef p(x: int, y: str, z: int = 1): c(x=x)\n"
    ended = penstock.run(penstock.write("needs.py", text), "-p", "z=a")
    ended.refused("'x'", "'y'", "'z'", "-p x=")
    codes = sorted(problem["code"] for problem in ended.json["error"]["problems"])
    assert codes == ["missing-argument", "missing-argument", "wrong-argument"]


@pytest.mark.parametrize("case", WORDS)
def test_refuses_words(penstock, pipeline, case):
    words, *said = WORDS[case]
    ended = penstock.run(pipeline, *words)
    assert ended.code == 2
    assert [word for word in said if word not in ended.err] == [], ended.err
    assert "Traceback" not in ended.err
    assert ended.json["run_id"] is None
    assert ended.json["error"]["message"]
    assert not penstock.home.exists()


@pytest.mark.parametrize("name", FILES)
def test_refuses_a_file_of_parameters(penstock, pipeline, name):
    text, *said = FILES[name]
    if text is not None:
        penstock.write(name, text)
    penstock.run(pipeline, "--params", name).refused(*said)


def test_an_argument_of_the_command_goes_over_the_file(penstock, pipeline):
    penstock.write("values.json", json.dumps({"x": 3, "name": "b"}))
    ended = penstock.run(pipeline, "--params", "values.json", "-p", "x=4")
    assert (ended.code, ended.json["outputs"]) == (0, {"Output": 8}), ended.err
    assert ended.json["arguments"] == {"x": 4, "name": "b", "rate": 0.5, "items": [1]}


def test_offers_the_nearest_command(penstock):
    ended = penstock("rnu", "pipe.py")
    assert ended.code == 2
    assert "did you mean 'run'?" in ended.err


@pytest.mark.parametrize("words", [("show",), ("logs",), ("resume",), ("cancel",), ("retry",), ("watch",)])
def test_a_run_that_is_not_there_is_named(penstock, words):
    ended = penstock("runs", *words, "nosuchrun", "--json")
    assert ended.code == 2
    assert "nosuchrun" in ended.message
    assert ended.json["error"]["reason"] == "not-found"
