import json

import pytest

from penstock.core.errors import PlaceholderError
from penstock.spec.commands import find_command_problems, parse_structure, render_command
from penstock.spec.placeholders import Interface, RenderContext

CONTEXT = RenderContext(
    executor_input={
        "inputs": {
            "parameterValues": {"n": 3, "none": None},
            "artifacts": {"data": {"artifacts": [{"uri": "/d"}]}, "empty": {"artifacts": []}, "gone": None},
        }
    }
)
N = "{{$.inputs.parameters['n']}}"


def if_present(name, then, otherwise=None):
    branches = {"InputName": name, "Then": then}
    return {"IfPresent": branches if otherwise is None else {**branches, "Else": otherwise}}


def rendered(*words):
    return render_command([word if isinstance(word, str) else json.dumps(word) for word in words], CONTEXT)


def test_plain_words_stay():
    assert rendered("echo", "{}", '{"a": 1}', '{"Concat') == ("echo", "{}", '{"a": 1}', '{"Concat')


def test_joins_what_is_to_be_joined():
    assert rendered({"Concat": ["--n=", N, {"Concat": ["!", "?"]}]}) == ("--n=3!?",)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("n", ("yes",)), ("data", ("yes",)), ("none", ("no",)), ("empty", ("no",)), ("gone", ("no",))],
)
def test_asks_whether_an_input_is_present(name, expected):
    assert rendered(if_present(name, "yes", "no")) == expected


def test_a_branch_may_become_several_words_or_none():
    assert rendered("a", if_present("n", ["--n", N]), if_present("none", ["x"]), "b") == ("a", "--n", "3", "b")


def test_structures_nest():
    nested = {"Concat": ["a", if_present("none", "x", if_present("n", {"Concat": ["b", N]}))]}
    assert rendered(nested) == ("ab3",)
    assert rendered(if_present("n", [if_present("n", ["p", "q"]), "r"])) == ("p", "q", "r")


def test_keeps_the_whole_input_for_later():
    assert render_command(["{{$}}", N], CONTEXT, keep_whole=True) == ("{{$}}", "3")


@pytest.mark.parametrize("broken", [{"Concat": [3]}, {"Concat": "x"}, {"Concat": [{"a": 1}]}, {"IfPresent": []}])
def test_refuses_broken_structures(broken):
    with pytest.raises(PlaceholderError, match="Expected text, Concat or IfPresent"):
        rendered(broken)


def test_refuses_endless_nesting():
    nested = "x"
    for _ in range(60):
        nested = {"Concat": [nested]}
    with pytest.raises(PlaceholderError, match="nested too deeply"):
        rendered(nested)


def test_recognises_structures_only():
    assert parse_structure('{"Concat": ["a"]}') == {"Concat": ["a"]}
    assert parse_structure('{"Concat": ["a"], "b": 1}') is None
    assert parse_structure('{"Concat": ' + "[" * 100_000) is None


def problems(structure):
    found = find_command_problems(json.dumps(structure), Interface(parameters=["n"], artifacts=["data"]), path="p")
    return [problem.code for problem in found]


def test_finds_problems_inside():
    assert find_command_problems("{{$.x}}", Interface())[0].code == "unknown-placeholder"
    assert problems({"Concat": ["a", N, if_present("data", ["x"], "y")]}) == []
    assert problems({"Concat": ["{{$.x}}", if_present("n", ["{{$.y}}"], "{{$.z}}")]}) == ["unknown-placeholder"] * 3
    assert problems(if_present("m", "x")) == ["unknown-input"]
    assert problems({"IfPresent": {"InputName": "n"}}) == ["invalid-structure"]
    assert problems({"Concat": [1]}) == ["invalid-structure"]
    assert problems({"Concat": [[[["x"]]]]}) == []
