"""Component files of KFP's first version."""

import pytest

from penstock import components
from penstock.compiler import compile_document
from penstock.components import ComponentFileError
from penstock.spec.component import InputArtifactSpec, InputParameterSpec, OutputArtifactSpec, OutputParameterSpec
from penstock.spec.executor import EnvVar
from penstock.spec.types import ABSENT, ArtifactTypeSchema, ParameterType

ARTIFACT = ArtifactTypeSchema(schema_title="system.Artifact", schema_version="0.0.1")

WHOLE = """\
name: Train a Model
description: Trains.
metadata:
  annotations: {author: me}
inputs:
- {name: Data Set, type: Dataset, description: Rows.}
- {name: rate, type: Float, default: '0.5'}
- {name: count, type: Integer, default: '3'}
- {name: loud, type: Bool, default: 'yes'}
- {name: names, type: 'List[str]', default: '["a"]'}
- {name: options, type: JsonObject, default: '{"a": 1}'}
- {name: note, type: String, optional: true}
- {name: anything}
- {name: vertex, type: google.VertexModel}
- {name: path, type: {GCSPath: {data_type: CSV}}}
- {name: status, type: PipelineTaskFinalStatus}
outputs:
- {name: Model, type: Model}
- {name: score, type: Float}
implementation:
  container:
    image: trainer:1
    env:
      MODE: fast
    command: [train, --rate, {inputValue: rate}]
    args:
    - {inputPath: Data Set}
    - {inputUri: Data Set}
    - {outputPath: Model}
    - {outputUri: Model}
    - {outputPath: score}
    - {concat: ['--count=', {inputValue: count}]}
    - if:
        cond: {isPresent: note}
        then: [--note, {inputValue: note}]
        else: [--silent]
    - if:
        cond: {isPresent: note}
        then: yes-note
        else: {concat: [a, b]}
    - {ifPresent: {inputName: note, then: [x]}}
    - {executorInput: null}
"""


def container_of(lines, ports="inputs: [{name: a, type: String}, {name: d}]\noutputs: [{name: o, type: Model}]"):
    text = f"name: x\n{ports}\nimplementation:\n  container:\n    image: i\n    command:\n"
    text += "".join(f"    - {line}\n" for line in lines)
    return components.load_component_from_text(text)


def test_the_whole_file():
    definition = components.load_component_from_text(WHOLE).definition
    assert definition.name == "train-a-model"
    assert definition.description == "Trains."
    inputs = definition.spec.input_definitions
    assert inputs.parameters == {
        "rate": InputParameterSpec(parameter_type=ParameterType.NUMBER_DOUBLE, default_value=0.5, is_optional=True),
        "count": InputParameterSpec(parameter_type=ParameterType.NUMBER_INTEGER, default_value=3, is_optional=True),
        "loud": InputParameterSpec(parameter_type=ParameterType.BOOLEAN, default_value=True, is_optional=True),
        "names": InputParameterSpec(parameter_type=ParameterType.LIST, default_value=["a"], is_optional=True),
        "options": InputParameterSpec(parameter_type=ParameterType.STRUCT, default_value={"a": 1}, is_optional=True),
        "note": InputParameterSpec(parameter_type=ParameterType.STRING, is_optional=True),
        "status": InputParameterSpec(parameter_type=ParameterType.TASK_FINAL_STATUS, is_optional=True),
    }
    assert inputs.artifacts == {
        "data_set": InputArtifactSpec(
            artifact_type=ArtifactTypeSchema(schema_title="system.Dataset", schema_version="0.0.1")
        ),
        "anything": InputArtifactSpec(artifact_type=ARTIFACT),
        "vertex": InputArtifactSpec(
            artifact_type=ArtifactTypeSchema(schema_title="google.VertexModel", schema_version="0.0.1")
        ),
        "path": InputArtifactSpec(artifact_type=ARTIFACT),
    }
    outputs = definition.spec.output_definitions
    assert outputs.parameters == {"score": OutputParameterSpec(parameter_type=ParameterType.NUMBER_DOUBLE)}
    assert outputs.artifacts == {
        "model": OutputArtifactSpec(
            artifact_type=ArtifactTypeSchema(schema_title="system.Model", schema_version="0.0.1")
        )
    }
    container = definition.executor.container
    assert container.image == "trainer:1"
    assert container.env == (EnvVar(name="MODE", value="fast"),)
    assert container.command == ("train", "--rate", "{{$.inputs.parameters['rate']}}")
    assert container.args == (
        "{{$.inputs.artifacts['data_set'].path}}",
        "{{$.inputs.artifacts['data_set'].uri}}",
        "{{$.outputs.artifacts['model'].path}}",
        "{{$.outputs.artifacts['model'].uri}}",
        "{{$.outputs.parameters['score'].output_file}}",
        '{"Concat": ["--count=", "{{$.inputs.parameters[\'count\']}}"]}',
        (
            '{"IfPresent": {"InputName": "note", "Then": ["--note", "{{$.inputs.parameters[\'note\']}}"], '
            '"Else": ["--silent"]}}'
        ),
        '{"IfPresent": {"InputName": "note", "Then": "yes-note", "Else": {"Concat": ["a", "b"]}}}',
        '{"IfPresent": {"InputName": "note", "Then": ["x"]}}',
        "{{$}}",
    )


def test_a_file_without_a_name_gets_one():
    assert components.load_component_from_text("implementation: {container: {image: i}}").name == "name"


def test_a_file_in_json():
    assert components.load_component_from_text('{"implementation": {"container": {"image": "i"}}}').name == "name"


def test_reports_all_problems_at_once():
    text = """\
name: 3
imputs: []
inputs:
- {name: a, type: Integer, default: x, optional: 1}
- {name: a}
- {type: String}
implementation:
  container:
    comand: []
    command: [{inputValue: b}, 5, {inputvalue: a}, {if: {cond: {isPresent: a}}}, {if: {cond: true, then: x}}]
    fileOutputs: {o: /x}
"""
    with pytest.raises(ComponentFileError) as refusal:
        components.load_component_from_text(text)
    assert [(problem.path, problem.code) for problem in refusal.value.problems] == [
        ("name", "wrong-type"),
        ("imputs", "unknown-field"),
        ("implementation.container.comand", "unknown-field"),
        ("implementation.container.image", "missing-field"),
        ("inputs[0].optional", "wrong-type"),
        ("inputs[1]", "duplicate-name"),
        ("inputs[2].name", "missing-field"),
        ("inputs[0].default", "wrong-type"),
        ("implementation.container.command[0]", "invalid-placeholder"),
        ("implementation.container.command[1]", "invalid-placeholder"),
        ("implementation.container.command[2]", "invalid-placeholder"),
        ("implementation.container.command[3].if.then", "invalid-placeholder"),
        ("implementation.container.command[4].if.cond", "invalid-placeholder"),
        ("implementation.container.fileOutputs", "unknown-output"),
    ]
    assert "did you mean 'inputs'" in str(refusal.value)


@pytest.mark.parametrize("default", ["''", "'{}'", "'[]'"])
def test_an_empty_default_of_a_list_or_mapping_is_what_callers_replace(default):
    text = f"inputs: [{{name: a, type: JsonArray, default: {default}}}]\nimplementation: {{container: {{image: ''}}}}"
    component = components.load_component_from_text(f"name: c\n{text}")
    given = component.definition.spec.input_definitions.parameters["a"]
    assert given.default_value == {"''": "", "'{}'": {}, "'[]'": []}[default]
    assert component.definition.executor.container.image == ""


def test_what_cannot_be_called_cannot_be_compiled():
    text = "inputs: [{name: a}]\nimplementation: {container: {image: i, command: [{inputValue: a}]}}"
    component = components.load_component_from_text(f"name: c\n{text}")
    with pytest.raises(TypeError, match="cannot be paired with InputValuePlaceholder"):
        compile_document(component)


@pytest.mark.parametrize("kind", [TypeError, ValueError])
def test_is_refused_as_kfp_refuses(kind):
    with pytest.raises(kind):
        container_of(["{inputValue: nothing}"])


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{inputValue: d}", 'Input "d" with type "system.Artifact@0.0.1" cannot be paired with InputValuePlaceholder'),
        ("{inputPath: a}", 'Input "a" with type "String" cannot be paired with InputPathPlaceholder'),
        ("{inputUri: a}", 'Input "a" with type "String" cannot be paired with InputUriPlaceholder'),
        ("{outputUri: n}", 'Output "n" with type "Integer" cannot be paired with OutputUriPlaceholder'),
    ],
)
def test_a_placeholder_of_the_wrong_kind_is_refused_at_the_call(line, words):
    ports = "inputs: [{name: a, type: String}, {name: d}]\noutputs: [{name: n, type: Integer}]"
    loaded = container_of([line], ports)
    with pytest.raises(TypeError, match=words):
        loaded(a="x")


@pytest.mark.parametrize(
    "line",
    [
        "{outputPath: nothing}",
        "{concat: text}",
        "{concat: [{if: {cond: {isPresent: a}, then: [x]}}]}",
        "{if: text}",
        "{inputMetadata: a}",
        "{inputValue: a, inputPath: d}",
    ],
)
def test_refuses_placeholders_that_mean_nothing(line):
    with pytest.raises(ComponentFileError):
        container_of([line])


def test_refuses_a_graph():
    with pytest.raises(NotImplementedError, match=r"Container implementation not found.*write the graph as a @dsl"):
        components.load_component_from_text("implementation: {graph: {}}")


@pytest.mark.parametrize("text", ["implementation: {}", "implementation: null", "implementation: {container: []}"])
def test_refuses_a_file_without_a_container(text):
    with pytest.raises(ComponentFileError, match=r"implementation\.container: is missing"):
        components.load_component_from_text(text)


@pytest.mark.parametrize(
    ("kind", "default", "value"),
    [
        ("Bool", "true", True),
        ("Bool", "'off'", False),
        ("List", "'[1]'", [1]),
        ("Dict", "'{}'", {}),
        ("String", "3", "3"),
        ("Integer", "'7'", 7),
        ("Float", "2", 2.0),
    ],
)
def test_defaults_are_what_their_type_says(kind, default, value):
    text = f"inputs: [{{name: a, type: {kind}, default: {default}}}]\nimplementation: {{container: {{image: i}}}}"
    definition = components.load_component_from_text(text).definition
    assert definition.spec.input_definitions.parameters["a"].default_value == value


@pytest.mark.parametrize(
    ("default", "value"),
    [("None", "None"), ("'['", "["), ("'1'", 1), ("3", 3), ("\"{'a': 1}\"", "{'a': 1}"), ("'null'", ABSENT)],
)
def test_a_default_of_a_list_or_dict_that_is_no_json_stays_text_as_in_kfp(default, value):
    for kind in ("List", "Dict"):
        text = f"inputs: [{{name: a, type: {kind}, default: {default}}}]\nimplementation: {{container: {{image: i}}}}"
        parameter = components.load_component_from_text(text).definition.spec.input_definitions.parameters["a"]
        assert parameter.is_optional
        assert parameter.default_value == value


@pytest.mark.parametrize(
    ("kind", "default"),
    [
        ("Bool", "maybe"),
        ("Integer", "1.x"),
        ("Float", "None"),
        ("Integer", "None"),
        ("List", "[1]"),
        ("Dict", "{a: 1}"),
    ],
)
def test_refuses_a_default_that_is_none_of_its_type(kind, default):
    text = f"inputs: [{{name: a, type: {kind}, default: {default}}}]\nimplementation: {{container: {{image: i}}}}"
    with pytest.raises(ComponentFileError, match=r"inputs\[0\]\.default"):
        components.load_component_from_text(text)
