import pytest

from penstock.core.errors import ArgumentsError
from penstock.spec.arguments import check_arguments, parse_argument, parse_arguments
from penstock.spec.codec import decode
from penstock.spec.pipeline import PipelineSpec
from penstock.spec.types import ParameterType


def a_pipeline(parameters=None, artifacts=None, sdk="penstock"):
    definitions = {"parameters": parameters or {}, "artifacts": artifacts or {}}
    spec, problems = decode(PipelineSpec, {"sdkVersion": sdk, "root": {"inputDefinitions": definitions}})
    assert problems == ()
    return spec


def parameter(kind, **more):
    return {"parameterType": kind, **more}


def problem_of(pipeline, arguments):
    _, (problem,) = check_arguments(pipeline, arguments)
    return problem


def test_takes_arguments_and_defaults():
    pipeline = a_pipeline(
        {"a": parameter("STRING"), "b": parameter("NUMBER_INTEGER", defaultValue=3.0, isOptional=True)}
    )
    assert check_arguments(pipeline, {"a": "x"}) == ({"a": "x", "b": 3}, ())


def test_leaves_out_what_is_optional_and_has_no_default():
    pipeline = a_pipeline({"a": parameter("STRING", isOptional=True)})
    assert check_arguments(pipeline, {}) == ({}, ())
    assert check_arguments(pipeline, {"a": None}) == ({"a": None}, ())


def test_the_engine_gives_what_only_it_knows():
    assert check_arguments(a_pipeline({"s": parameter("TASK_FINAL_STATUS")}), {}) == ({}, ())


def test_says_what_is_missing():
    problem = problem_of(a_pipeline({"lr": parameter("NUMBER_DOUBLE")}), {})
    assert problem.code == "missing-argument"
    assert problem.message == "the pipeline needs the parameter 'lr' (a number)"
    assert problem.hint == "give it with -p lr=VALUE"


def test_says_what_is_unknown():
    problem = problem_of(a_pipeline({"epochs": parameter("STRING", defaultValue="1")}), {"epoch": 1})
    assert problem.code == "unknown-argument"
    assert "did you mean 'epochs'?" in problem.message
    assert "it has no inputs" in problem_of(a_pipeline(), {"x": 1}).message
    assert problem_of(PipelineSpec(), {"x": 1}).code == "unknown-argument"


@pytest.mark.parametrize(
    ("kind", "value", "taken"),
    [
        ("NUMBER_INTEGER", 2**60 + 1, 2**60 + 1),
        ("NUMBER_INTEGER", 3.0, 3),
        ("NUMBER_DOUBLE", 1, 1.0),
        ("NUMBER_DOUBLE", 0.5, 0.5),
        ("STRING", "x", "x"),
        ("BOOLEAN", False, False),
        ("LIST", [1.0], [1.0]),
        ("STRUCT", {"a": 1}, {"a": 1}),
        ("PARAMETER_TYPE_ENUM_UNSPECIFIED", {"a": 1}, {"a": 1}),
    ],
)
def test_gives_values_the_form_of_their_type(kind, value, taken):
    values, problems = check_arguments(a_pipeline({"p": parameter(kind)}), {"p": value})
    assert problems == ()
    assert (values["p"], type(values["p"])) == (taken, type(taken))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("NUMBER_INTEGER", 3.5),
        ("NUMBER_INTEGER", True),
        ("NUMBER_INTEGER", "3"),
        ("NUMBER_DOUBLE", "3"),
        ("STRING", 3),
        ("BOOLEAN", "true"),
        ("BOOLEAN", 1),
        ("LIST", "[1]"),
        ("LIST", {"a": 1}),
        ("STRUCT", [1]),
        ("STRING", None),
    ],
)
def test_refuses_values_of_another_type(kind, value):
    problem = problem_of(a_pipeline({"p": parameter(kind)}), {"p": value})
    assert (problem.code, problem.path) == ("wrong-argument", "p")
    assert "expects" in problem.message


def test_holds_choices():
    pipeline = a_pipeline({"p": parameter("NUMBER_INTEGER", literals=[1.0, 2.0])})
    assert check_arguments(pipeline, {"p": 2}) == ({"p": 2}, ())
    assert "is not one of the choices 1.0, 2.0" in problem_of(pipeline, {"p": 3}).message


def test_whole_numbers_in_files_of_kfp_are_integers():
    parameters = {"l": parameter("LIST", defaultValue=[1.0, {"a": 2.0}, 0.5])}
    values, _ = check_arguments(a_pipeline(parameters, sdk="kfp-2.17.0"), {})
    assert repr(values["l"]) == "[1, {'a': 2}, 0.5]"
    values, _ = check_arguments(a_pipeline(parameters), {})
    assert repr(values["l"]) == "[1.0, {'a': 2.0}, 0.5]"


def test_artifacts_are_given_by_their_uri():
    pipeline = a_pipeline(
        artifacts={"d": {"artifactType": {"schemaTitle": "system.Dataset"}}, "o": {"isOptional": True}}
    )
    assert check_arguments(pipeline, {"d": "gs://b"}) == ({"d": "gs://b"}, ())
    assert check_arguments(pipeline, {"d": {"uri": "gs://b"}})[1] == ()
    assert "the artifact 'd' (system.Dataset)" in problem_of(pipeline, {}).message
    for wrong in (3, {}, ""):
        assert problem_of(pipeline, {"d": wrong}).code == "wrong-argument"


def test_collects_every_problem():
    pipeline = a_pipeline({"a": parameter("STRING"), "b": parameter("LIST")})
    assert len(check_arguments(pipeline, {"b": 1, "c": 2})[1]) == 3


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (ParameterType.NUMBER_INTEGER, "9007199254740993", 9007199254740993),
        (ParameterType.NUMBER_INTEGER, " -3 ", -3),
        (ParameterType.NUMBER_INTEGER, "3.0", 3),
        (ParameterType.NUMBER_INTEGER, "1e3", 1000),
        (ParameterType.NUMBER_DOUBLE, "1e-3", 0.001),
        (ParameterType.NUMBER_DOUBLE, "3", 3.0),
        (ParameterType.BOOLEAN, "True", True),
        (ParameterType.BOOLEAN, "false", False),
        (ParameterType.LIST, '["a", 1]', ["a", 1]),
        (ParameterType.STRUCT, '{"a": {"b": null}}', {"a": {"b": None}}),
        (ParameterType.STRING, " 3 ", " 3 "),
        (ParameterType.UNSPECIFIED, "x", "x"),
    ],
)
def test_reads_the_text_of_an_argument(kind, text, value):
    parsed = parse_argument(text, kind)
    assert (parsed, type(parsed)) == (value, type(value))


@pytest.mark.parametrize(
    ("kind", "text", "hint"),
    [
        (ParameterType.NUMBER_INTEGER, "3.5", "digits"),
        (ParameterType.NUMBER_INTEGER, "three", "digits"),
        (ParameterType.NUMBER_INTEGER, "1e9999", "digits"),
        (ParameterType.NUMBER_DOUBLE, "nan", "0.5"),
        (ParameterType.NUMBER_DOUBLE, "1e9999", "0.5"),
        (ParameterType.BOOLEAN, "yes", "true or false"),
        (ParameterType.LIST, "['a']", "with double quotes"),
        (ParameterType.LIST, '{"a": 1}', '["a", 1]'),
        (ParameterType.LIST, "[NaN]", "NaN is not a JSON number"),
        (ParameterType.STRUCT, "a=1", '{"key": 1}'),
        (ParameterType.STRUCT, "[" * 100_000, '{"key": 1}'),
    ],
)
def test_says_how_to_write_an_argument(kind, text, hint):
    with pytest.raises(ArgumentsError) as caught:
        parse_argument(text, kind, name="p")
    (problem,) = caught.value.problems
    assert "the parameter 'p' expects" in problem.message
    assert hint in problem.hint


def test_reads_all_arguments_by_the_types_of_a_pipeline():
    pipeline = a_pipeline({"n": parameter("NUMBER_INTEGER"), "b": parameter("BOOLEAN")})
    assert parse_arguments(pipeline, {"n": "3", "b": "true", "other": "7"}) == {"n": 3, "b": True, "other": "7"}
    with pytest.raises(ArgumentsError) as caught:
        parse_arguments(pipeline, {"n": "x", "b": "y"})
    assert len(caught.value.problems) == 2
    assert parse_arguments(PipelineSpec(), {"n": "3"}) == {"n": "3"}
