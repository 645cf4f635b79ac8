import json

import pytest

from penstock.core.errors import PlaceholderError
from penstock.spec.component import ComponentInputsSpec, ComponentSpec, InputParameterSpec
from penstock.spec.placeholders import (
    RUN_VALUES,
    Interface,
    Kind,
    RenderContext,
    find_placeholders,
    find_problems,
    local_path,
    parse_placeholder,
    render_text,
    render_value,
    text_of,
)

INPUT = {
    "inputs": {
        "parameterValues": {"a": "{{$}}", "n": 3.0, "flag": True, "l": [1.0, {"z": 1, "y": "<ä"}], "none": None},
        "artifacts": {
            "data": {"artifacts": [{"name": "data", "uri": "gs://b/x", "metadata": {"k": 2.0}}]},
            "custom": {"artifacts": [{"uri": "s3://b/x", "customPath": "/mine"}]},
            "empty": {"artifacts": []},
        },
    },
    "outputs": {
        "parameters": {"o": {"outputFile": "/tmp/o"}},
        "artifacts": {"model": {"artifacts": [{"uri": "/root/model"}]}},
        "outputFile": "/tmp/out.json",
    },
}
CONTEXT = RenderContext(executor_input=INPUT, values={"pipeline_job_name": "job", "workspace_path": "/ws"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("{{ jinja }} {{.Go}} ${shell}", "{{ jinja }} {{.Go}} ${shell}"),
        ("{{$.inputs.parameters['n']}}", "3"),
        ('{{$.inputs.parameters["n"]}}', "3"),
        ("--n={{$.inputs.parameters['n']}} {{$.inputs.parameters['flag']}}", "--n=3 true"),
        ("{{$.inputs.parameters['l']}}", '[1,{"y":"<ä","z":1}]'),
        ("{{$.inputs.parameters['none']}}|{{$.inputs.parameters['absent']}}", "|"),
        ("{\"n\": {{$.inputs.parameters['n']}}}", '{"n": 3}'),
        ("{{$.inputs.artifacts['data'].uri}}", "gs://b/x"),
        ("{{$.inputs.artifacts['data'].path}}", "/gcs/b/x"),
        ("{{$.inputs.artifacts['data'].name}}", "data"),
        ("{{$.inputs.artifacts['data'].metadata}}", '{"k":2}'),
        ("{{$.inputs.artifacts['data'].metadata['k']}}", "2"),
        ("{{$.inputs.artifacts['data']}}", '[{"metadata":{"k":2},"name":"data","uri":"gs://b/x"}]'),
        ("{{$.inputs.artifacts['empty']}}", "[]"),
        ("{{$.inputs.artifacts['custom'].path}}", "/mine"),
        ("{{$.outputs.artifacts['model'].path}}", "/root/model"),
        ("{{$.outputs.parameters['o'].output_file}}", "/tmp/o"),
        ("{{$.outputs.output_file}} {{$.outputMetadataUri}}", "/tmp/out.json /tmp/out.json"),
        ("{{$.pipeline_job_name}}:{{$.workspace_path}}/x", "job:/ws/x"),
        ("{{$}}", json.dumps(INPUT, separators=(",", ":"), ensure_ascii=False)),
    ],
)
def test_renders_as_the_launcher_does(text, expected):
    assert render_text(text, CONTEXT) == expected


def test_values_are_never_taken_for_placeholders():
    assert render_text("{{$.inputs.parameters['a']}}", CONTEXT) == "{{$}}"


def test_escapes_as_often_as_asked():
    text = "{{$.inputs.parameters['l'].json_escape[1]}}"
    assert json.loads(f'"{render_text(text, CONTEXT)}"') == render_text("{{$.inputs.parameters['l']}}", CONTEXT)
    twice = render_text("{{$.json_escape[2]}}", CONTEXT)
    assert json.loads(json.loads('"' + json.loads(f'"{twice}"') + '"')) == INPUT
    assert render_text("{{$.inputs.parameters['n'].json_escape[0]}}", CONTEXT) == "3"


def test_keeps_the_whole_input_for_later():
    text = "{{$}} {{$.inputs.parameters['n']}}"
    assert render_text(text, CONTEXT, keep_whole=True) == "{{$}} 3"


def test_renders_inside_json_values():
    value = {"{{$.pipeline_job_name}}": ["{{$.inputs.parameters['n']}}", 1, None, {"k": "x"}]}
    assert render_value(value, CONTEXT) == {"job": ["3", 1, None, {"k": "x"}]}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("x", "x"),
        (3, "3"),
        (2**60, str(2**60)),
        (3.5, "3.5"),
        (1e-7, "0.0000001"),
        (1e21, "1" + "0" * 21),
        (-0.5, "-0.5"),
        (False, "false"),
        (None, ""),
        ({"b": [True, None], "a": 1.0}, '{"a":1,"b":[true,null]}'),
    ],
)
def test_writes_values_as_the_launcher_does(value, expected):
    assert text_of(value) == expected


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("gs://b/x", "/gcs/b/x"),
        ("s3://b/x", "/s3/b/x"),
        ("minio://b/x", "/minio/b/x"),
        ("oci://r/i:1", "/oci/r_i:1/models"),
        ("/a/b", "/a/b"),
        ("file:///a/b", "/a/b"),
    ],
)
def test_knows_where_artifacts_lie_in_a_task(uri, path):
    assert local_path(uri) == path


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{$.pipeline_job}}", "There is no placeholder {{$.pipeline_job}}; did you mean"),
        ("{{$.inputs.params['x']}}", "There is no placeholder"),
        ("{{$.inputs.parameters['x'].y}}", "There is no placeholder"),
        ("{{$.inputs.parameters[x]}}", "cannot be read from '[x]' on"),
        ("{{$.inputs.artifacts['data'].value}}", "asks for what an artifact does not have"),
        ("{{$.inputs.artifacts['data'].uri['k']}}", "asks for what an artifact does not have"),
        ("{{$.inputs.artifacts['absent'].uri}}", "an input artifact 'absent' is not given; known: 'data'"),
        ("{{$.inputs.artifacts['empty'].uri}}", "the list of artifacts is empty"),
        ("{{$.inputs.artifacts['data'].metadata['q']}}", "no such metadata; known: 'k'"),
        ("{{$.outputs.parameters['q'].output_file}}", "the file of an output parameter 'q' is not given"),
        ("{{$.pipeline_root}}", "where the artifacts of the run lie is not given"),
    ],
)
def test_leaves_nothing_unknown_in_silence(text, words):
    with pytest.raises(PlaceholderError) as caught:
        render_text(f"a {text} b", CONTEXT)
    assert words in caught.value.message


def test_an_input_without_any_values_has_none():
    with pytest.raises(PlaceholderError, match="is not given"):
        render_text("{{$.outputs.artifacts['x'].uri}}", RenderContext(executor_input={}))
    assert render_text("{{$.outputs.output_file}}", RenderContext(executor_input={})) == ""


def test_parses_one_placeholder():
    parsed = parse_placeholder("{{$.inputs.artifacts['d'].metadata['k'].json_escape[3]}}")
    assert (parsed.kind, parsed.name, parsed.field, parsed.key, parsed.escapes) == (
        Kind.INPUT_ARTIFACT,
        "d",
        "metadata",
        "k",
        3,
    )
    with pytest.raises(PlaceholderError, match="is no placeholder"):
        parse_placeholder("text")


@pytest.mark.parametrize("name", RUN_VALUES)
def test_knows_every_value_of_a_run(name):
    context = RenderContext(executor_input={}, values={name: "here"})
    assert render_text("{{$." + name + "}}", context) == "here"


def test_finds_placeholders_in_a_text():
    assert list(find_placeholders("a {{$}} {{$.x}}{{$.y}} {{z}}")) == ["{{$}}", "{{$.x}}", "{{$.y}}"]
    assert list(find_placeholders("nothing")) == []


def test_finds_problems_before_anything_runs():
    interface = Interface(parameters=["lr"], artifacts=["data"], output_parameters=["o"], output_artifacts=["model"])
    good = (
        "{{$}} {{$.inputs.parameters['lr']}} {{$.inputs.artifacts['data'].uri}} {{$.pipeline_root}}"
        "{{$.outputs.parameters['o'].output_file}} {{$.outputs.artifacts['model'].path}} {{$.outputs.output_file}}"
    )
    assert find_problems(good, interface) == ()
    unknown, misspelt = find_problems("{{$.foo}} {{$.inputs.parameters['l']}}", interface, path="p")
    assert unknown.path == misspelt.path == "p"
    assert unknown.hint
    assert "names 'l', but there is no such input parameter; did you mean 'lr'?" in misspelt.message


def test_takes_the_names_of_a_component():
    inputs = ComponentInputsSpec(parameters={"lr": InputParameterSpec()})
    interface = Interface.of(ComponentSpec(input_definitions=inputs))
    assert list(interface.parameters) == ["lr"]
    assert list(Interface.of(ComponentSpec()).output_artifacts) == []


def test_many_openings_cost_no_time():
    text = "{{$." * 200_000
    assert render_text(text, CONTEXT) == text
