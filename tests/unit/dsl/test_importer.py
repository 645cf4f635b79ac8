"""Importers."""

import pytest

from penstock import dsl
from penstock.dsl.channels import PipelineArtifactChannel, PipelineParameterChannel
from penstock.dsl.receivers import receiving
from penstock.spec.executor import ImporterSpec
from penstock.spec.types import ArtifactTypeSchema, ParameterType, ValueOrRuntimeParameter

SCHEMA = ArtifactTypeSchema(schema_title="system.Dataset", schema_version="0.0.1")


class Recorder:
    """Keeps the calls it receives."""

    def receive(self, component, arguments):
        return component.definition, dict(arguments)


def imported(*args, **kwargs):
    with receiving(Recorder()):
        return dsl.importer(*args, **kwargs)


def test_a_constant_address():
    definition, arguments = imported("gs://a/b", dsl.Dataset)
    assert definition.name == "importer"
    assert definition.executor.importer == ImporterSpec(
        artifact_uri=ValueOrRuntimeParameter(constant="gs://a/b"), type_schema=SCHEMA
    )
    assert definition.spec.output_definitions.artifacts["artifact"].artifact_type == SCHEMA
    assert arguments == {"uri": "gs://a/b"}


def test_an_address_that_a_run_gives():
    channel = PipelineParameterChannel("uri", "String")
    definition, arguments = imported(channel, dsl.Dataset, reimport=True, download_to_workspace=True)
    assert definition.executor.importer == ImporterSpec(
        artifact_uri=ValueOrRuntimeParameter(runtime_parameter="uri"),
        type_schema=SCHEMA,
        reimport=True,
        download_to_workspace=True,
    )
    assert arguments == {"uri": channel}


def test_an_address_with_a_value_in_it():
    text = f"gs://a/{PipelineParameterChannel('name', 'String')}"
    definition, arguments = imported(text, dsl.Dataset)
    assert definition.executor.importer.artifact_uri == ValueOrRuntimeParameter(runtime_parameter="uri")
    assert arguments == {"uri": text}


def test_metadata_holds_values_in_keys_texts_and_lists():
    a, b = PipelineParameterChannel("a", "String"), PipelineParameterChannel("b", "Integer")
    definition, arguments = imported("x", dsl.Dataset, metadata={a: [b, 1], "text": f"{a}-{b}", "plain": {"n": 2.5}})
    first, second = "{{$.inputs.parameters['metadata']}}", "{{$.inputs.parameters['metadata-2']}}"
    assert definition.executor.importer.metadata == {
        first: [second, 1],
        "text": f"{first}-{second}",
        "plain": {"n": 2.5},
    }
    assert {name: it.parameter_type for name, it in definition.spec.input_definitions.parameters.items()} == {
        "uri": ParameterType.STRING,
        "metadata": ParameterType.STRING,
        "metadata-2": ParameterType.NUMBER_INTEGER,
    }
    assert arguments["metadata"] is a


def test_refuses_an_artifact_in_metadata():
    with pytest.raises(TypeError, match="metadata holds text, numbers and parameters; 'data' is an artifact"):
        imported("x", dsl.Dataset, metadata={"a": PipelineArtifactChannel("data", "system.Dataset@0.0.1")})


def test_refuses_what_is_no_artifact_class():
    with pytest.raises(TypeError, match="artifact_class is a class such as"):
        imported("x", str)


def test_refuses_what_is_no_address():
    with pytest.raises(TypeError, match="artifact_uri is text or a parameter, got 3"):
        imported(3, dsl.Dataset)
