import json

import pytest
import yaml

from penstock.core.errors import SpecError
from penstock.documents import (
    document_from_data,
    dump_document,
    dump_document_json,
    load_document,
    load_pipeline,
    read_document,
)
from penstock.spec.component import (
    ComponentInputsSpec,
    ComponentOutputsSpec,
    ComponentSpec,
    InputArtifactSpec,
    InputParameterSpec,
    OutputParameterSpec,
)
from penstock.spec.pipeline import PipelineDocument, PipelineInfo, PipelineSpec, RuntimeConfig
from penstock.spec.platform import PlatformDeploymentConfig, PlatformSpec, SinglePlatformSpec
from penstock.spec.types import ArtifactTypeSchema, ParameterType

PIPELINE = {
    "pipelineInfo": {"name": "hello"},
    "schemaVersion": "2.1.0",
    "components": {"comp-a": {"executorLabel": "exec-a"}},
    "deploymentSpec": {"executors": {"exec-a": {"container": {"image": "busybox"}}}},
    "root": {"dag": {"tasks": {"a": {"componentRef": {"name": "comp-a"}}}}},
}
PLATFORM = {"platforms": {"kubernetes": {"deploymentSpec": {"executors": {"exec-a": {"secretAsEnv": []}}}}}}


def refused(source):
    with pytest.raises(SpecError) as caught:
        load_document(source)
    return caught.value.problems[0]


def test_reads_one_document():
    document = load_document(yaml.safe_dump(PIPELINE))
    assert document.pipeline.pipeline_info == PipelineInfo(name="hello")
    assert document.platform == PlatformSpec()


def test_reads_the_platform_from_a_second_document():
    document = load_document(yaml.safe_dump_all([PIPELINE, PLATFORM]))
    assert list(document.platform.platforms) == ["kubernetes"]


def test_an_empty_second_document_says_nothing():
    assert load_document(yaml.safe_dump(PIPELINE) + "---\n").platform == PlatformSpec()


def test_reads_json():
    assert load_document(json.dumps(PIPELINE)) == load_document(yaml.safe_dump(PIPELINE))


@pytest.mark.parametrize("key", ["pipelineSpec", "pipeline_spec"])
def test_reads_a_job_with_its_arguments(key):
    job = {key: PIPELINE, "runtimeConfig": {"parameterValues": {"n": 3}, "gcsOutputDirectory": "gs://b"}}
    document = load_document(json.dumps(job))
    assert document.pipeline == load_document(json.dumps(PIPELINE)).pipeline
    assert document.runtime_config == RuntimeConfig(parameter_values={"n": 3}, gcs_output_directory="gs://b")


def test_reads_a_pipeline_version_of_kubernetes():
    manifest = {"kind": "PipelineVersion", "spec": {"pipelineSpec": PIPELINE, "platformSpec": PLATFORM}}
    document = load_document(yaml.safe_dump(manifest))
    assert document == load_document(yaml.safe_dump_all([PIPELINE, PLATFORM]))


def test_reads_pipeline_and_platform_side_by_side():
    both = load_document(yaml.safe_dump({"pipeline_spec": PIPELINE, "platform_spec": PLATFORM}))
    nested = load_document(yaml.safe_dump({"pipeline_spec": {"pipeline_spec": PIPELINE, "platform_spec": PLATFORM}}))
    assert both == nested == load_document(yaml.safe_dump_all([PIPELINE, PLATFORM]))


@pytest.mark.parametrize("text", ["", "# a comment\n", "---\n", "null"])
def test_says_that_nothing_is_there(text):
    assert refused(text).code == "empty-document"


@pytest.mark.parametrize(("text", "words"), [("- a", "a list"), ("hello", "text"), ("12", "12")])
def test_refuses_what_is_no_mapping(text, words):
    problem = refused(text)
    assert problem.code == "not-a-mapping"
    assert words in problem.message


def test_a_path_is_not_a_text():
    assert "pathlib.Path" in refused("pipeline.yaml").hint


def test_refuses_a_second_document_that_is_no_mapping():
    assert refused(yaml.safe_dump(PIPELINE) + "---\n- a\n").code == "not-a-mapping"


def test_refuses_three_documents():
    assert refused(yaml.safe_dump_all([PIPELINE, PLATFORM, PLATFORM])).code == "too-many-documents"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow"}, "Argo"),
        ({"name": "x", "implementation": {"container": {}}}, "component"),
    ],
)
def test_names_files_of_other_kinds(data, words):
    problem = refused(yaml.safe_dump(data))
    assert problem.code == "not-a-pipeline"
    assert words in problem.message
    assert problem.hint


def test_reports_wrong_values_with_the_warnings_beside_them():
    with pytest.raises(SpecError) as caught:
        load_document(yaml.safe_dump({**PIPELINE, "sdkVersion": 3, "component": {}}))
    assert {problem.code for problem in caught.value.problems} == {"wrong-type", "unknown-field"}


def test_keeps_warnings():
    loaded = read_document(yaml.safe_dump({**PIPELINE, "future": 1}))
    assert [problem.code for problem in loaded.warnings] == ["unknown-field"]


def test_loads_only_valid_pipelines_on_demand():
    assert load_pipeline(yaml.safe_dump(PIPELINE)).warnings == ()
    with pytest.raises(SpecError) as caught:
        load_pipeline(yaml.safe_dump({**PIPELINE, "components": {}, "componets": {}}))
    assert {problem.code for problem in caught.value.problems} == {"unknown-field", "unknown-component"}


def test_makes_a_document_from_parsed_data():
    assert document_from_data(PIPELINE, PLATFORM).document == load_document(yaml.safe_dump_all([PIPELINE, PLATFORM]))


def test_dumps_what_it_loaded():
    document = load_document(yaml.safe_dump_all([PIPELINE, PLATFORM]))
    assert list(yaml.safe_load_all(dump_document(document))) == [PIPELINE, PLATFORM]
    assert load_document(dump_document(document)) == document


def test_dumps_a_job_for_a_document_with_arguments():
    document = load_document(json.dumps({"pipelineSpec": PIPELINE, "runtimeConfig": {"parameterValues": {"n": 3}}}))
    assert load_document(dump_document(document)) == document
    assert load_document(dump_document_json(document)) == document


def test_json_has_no_place_for_platform_settings():
    document = load_document(yaml.safe_dump(PIPELINE))
    assert json.loads(dump_document_json(document)) == PIPELINE
    settings = SinglePlatformSpec(deployment_spec=PlatformDeploymentConfig(executors={"exec-a": {}}))
    with pytest.raises(SpecError) as caught:
        dump_document_json(
            PipelineDocument(pipeline=document.pipeline, platform=PlatformSpec(platforms={"k": settings}))
        )
    assert caught.value.problems[0].code == "platform-needs-yaml"


def a_pipeline(inputs, description="", outputs=None, name="p"):
    root = ComponentSpec(input_definitions=inputs, output_definitions=outputs)
    return PipelineDocument(
        pipeline=PipelineSpec(pipeline_info=PipelineInfo(name=name, description=description), root=root)
    )


def comment_of(text):
    return "".join(line for line in text.splitlines(keepends=True) if line.startswith("#"))


def test_writes_the_comment_of_kfp():
    inputs = ComponentInputsSpec(
        parameters={
            "n": InputParameterSpec(parameter_type=ParameterType.NUMBER_INTEGER, default_value=3),
            "f": InputParameterSpec(parameter_type=ParameterType.NUMBER_DOUBLE, default_value=1e-7),
            "b": InputParameterSpec(parameter_type=ParameterType.BOOLEAN, default_value=True),
            "l": InputParameterSpec(parameter_type=ParameterType.LIST, default_value=[1, 2.5, "x"]),
            "d": InputParameterSpec(parameter_type=ParameterType.STRUCT, default_value={"k": [1, True]}),
            "o": InputParameterSpec(parameter_type=ParameterType.STRING, is_optional=True),
            "s": InputParameterSpec(parameter_type=ParameterType.STRING, default_value="it's"),
        },
        artifacts={
            "ds": InputArtifactSpec(artifact_type=ArtifactTypeSchema(schema_title="system.Dataset")),
            "untyped": InputArtifactSpec(),
        },
    )
    outputs = ComponentOutputsSpec(parameters={"Output": OutputParameterSpec(parameter_type=ParameterType.STRING)})
    text = dump_document(a_pipeline(inputs, "line one\nline two", outputs))
    assert comment_of(text) == (
        "# PIPELINE DEFINITION\n"
        "# Name: p\n"
        "# Description: line one\n"
        "#              line two\n"
        "# Inputs:\n"
        "#    b: bool [Default: True]\n"
        "#    d: dict [Default: {'k': [1.0, True]}]\n"
        "#    ds: system.Dataset\n"
        "#    f: float [Default: 1e-07]\n"
        "#    l: list [Default: [1.0, 2.5, 'x']]\n"
        "#    n: int [Default: 3.0]\n"
        "#    o: str\n"
        "#    s: str [Default: 'it's']\n"
        "#    untyped: \n"
        "# Outputs:\n"
        "#    Output: str\n"
    )


def test_the_comment_takes_another_description():
    text = dump_document(a_pipeline(None, "mine"), description="other")
    assert "# Description: other\n" in text
    assert "# Description" not in dump_document(a_pipeline(None))


def test_nothing_breaks_out_of_the_comment():
    evil = InputParameterSpec(parameter_type=ParameterType.STRING, default_value="a\nroot: evil\x07\u2028x")
    document = a_pipeline(ComponentInputsSpec(parameters={"s\nroot": evil}), "x\r\ny\x85z\x0c", name="p\nq: r")
    assert load_document(dump_document(document)) == document


def test_a_document_without_a_head_still_dumps():
    assert (
        load_document(dump_document(PipelineDocument(pipeline=PipelineSpec(sdk_version="x")))).pipeline.sdk_version
        == "x"
    )
