"""What tasks are given: types, defaults, options, selectors, placeholders, places."""

import json

import pytest

from penstock.core.errors import ArgumentsError
from penstock.engine.conversion import ConversionError, fit
from penstock.engine.records import Resources
from penstock.spec.component import InputParameterSpec
from penstock.spec.types import ParameterType, PrimitiveType
from penstock.testing.pipelines import Document
from penstock.testing.rig import Rig

T = ParameterType


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (3.0, T.NUMBER_INTEGER, 3),
        ("3", T.NUMBER_INTEGER, 3),
        (3, T.NUMBER_DOUBLE, 3.0),
        ("0.5", T.NUMBER_DOUBLE, 0.5),
        ({"a": 1.0}, T.STRING, '{"a":1}'),
        (5, T.STRING, "5"),
        (True, T.STRING, "true"),
        ("True", T.BOOLEAN, True),
        ("[1, 2]", T.LIST, [1, 2]),
        ('{"a": 1}', T.STRUCT, {"a": 1}),
        (None, T.STRING, None),
        ({"state": "FAILED"}, T.TASK_FINAL_STATUS, {"state": "FAILED"}),
        ([1, "a"], T.UNSPECIFIED, [1, "a"]),
    ],
)
def test_fits_a_value_to_its_type(value, kind, expected):
    fitted = fit(value, InputParameterSpec(parameter_type=kind), whole=False)
    assert fitted == expected
    assert type(fitted) is type(expected)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (3.5, T.NUMBER_INTEGER),
        (True, T.NUMBER_INTEGER),
        ("x", T.NUMBER_DOUBLE),
        (1, T.BOOLEAN),
        ("x", T.LIST),
        ([], T.STRUCT),
    ],
)
def test_refuses_a_value_of_another_type(value, kind):
    with pytest.raises(ConversionError, match="expects"):
        fit(value, InputParameterSpec(parameter_type=kind), whole=False)


def test_fits_to_the_deprecated_types_too():
    assert fit(3.0, InputParameterSpec(type=PrimitiveType.INT), whole=False) == 3


def test_refuses_a_value_that_is_not_among_the_choices():
    with pytest.raises(ConversionError, match="one of 'a', 'b'"):
        fit("c", InputParameterSpec(parameter_type=T.STRING, literals=("a", "b")), whole=False)


def test_whole_numbers_of_files_that_kfp_compiled_become_integers():
    fitted = fit([1.0, {"a": 2.0, "b": 2.5}], InputParameterSpec(parameter_type=T.LIST), whole=True)
    assert json.dumps(fitted) == '[1, {"a": 2, "b": 2.5}]'


def a_document(**container) -> Document:
    document = Document().component("work", takes={"x": str, "n": int}, optional=["n"], gives={"y": str}, **container)
    document.root.takes("x", defaultValue="dx", isOptional=True).takes("n", int, isOptional=True)
    document.root.task("a", inputs={"x": "@x", "n": "@n"})
    return document


def only_request(rig):
    (request,) = rig.launcher.launched
    return request


def test_takes_defaults_and_leaves_out_what_is_optional():
    assert Rig().run(a_document().build()).inputs("a") == {"x": "dx"}
    assert Rig().run(a_document().build(), {"n": 4}).inputs("a") == {"x": "dx", "n": 4}


def test_a_sub_pipeline_gives_its_own_defaults():
    document = Document().component("work", takes={"x": str})
    document.graph("inner").takes("x", defaultValue="inner default", isOptional=True).task("a", inputs={"x": "@x"})
    document.root.takes("x", isOptional=True).task("group", "inner", inputs={"x": "@x"})
    assert Rig().run(document.build()).inputs("group/a") == {"x": "inner default"}


def test_a_missing_input_fails_the_task_that_needs_it():
    document = Document().component("work", takes={"x": str})
    document.root.takes("x", isOptional=True).task("a", inputs={"x": "@x"})
    result = Rig().run(document.build())
    assert result["a"].failure.reason == "MissingInput"
    assert "'x'" in result["a"].failure.message


def test_a_value_of_the_wrong_type_fails_the_task_and_names_the_input():
    document = Document().component("make", gives={"y": str}).component("use", takes={"n": int})
    document.root.task("make", "make").task("use", "use", inputs={"n": ("make", "y")})
    result = Rig().run(document.build())
    assert result["use"].failure.reason == "WrongType"
    assert result["use"].failure.message.startswith("input 'n' expects a whole number")


def test_refuses_arguments_before_anything_is_recorded():
    rig = Rig()
    with pytest.raises(ArgumentsError, match="no input 'xx'; did you mean 'x'"):
        rig.start(a_document().build(), {"xx": "1"})
    assert rig.journal.list_unfinished() == ()


def test_takes_an_artifact_as_an_argument_by_its_place():
    document = Document().component("use", takes_artifacts=["data"])
    document.root.takes_artifact("data").task("use", "use", artifacts={"data": "@data"})
    rig = Rig()
    rig.artifacts.write("memory/rows", b"rows")
    result = rig.run(document.build(), {"data": {"uri": "memory/rows", "metadata": {"rows": 3}}})
    (artifact,) = result["use"].inputs.artifacts["data"]
    assert (artifact.uri, artifact.metadata, artifact.type_title) == ("memory/rows", {"rows": 3}, "system.Dataset")
    assert artifact.digest is not None


def test_fills_placeholders_of_command_image_and_environment():
    container = {
        "image": "python:{{$.inputs.parameters['x']}}",
        "command": ["run", "--out", "{{$.outputs.parameters['y'].output_file}}", "{{$}}"],
        "args": [
            "--name={{$.pipeline_job_name}}/{{$.pipeline_task_name}}",
            '{"IfPresent": {"InputName": "n", "Then": "N"}}',
        ],
        "env": [{"name": "WHERE", "value": "{{$.inputs.parameters['x']}}"}],
    }
    rig = Rig()
    result = rig.run(a_document(**container).build(), {"x": "3.11"})
    request = only_request(rig)
    assert request.image == "python:3.11"
    assert request.command == ("run", "--out", f"{request.output_prefix}/parameters/y", "{{$}}")
    assert request.args == ("--name=run 1/a",)
    assert request.env == {"WHERE": "3.11"}
    assert result.attempts("a")[0].command == (*request.command, *request.args)


def test_a_placeholder_without_a_value_fails_the_task_before_it_starts():
    rig = Rig()
    result = rig.run(a_document(args=["{{$.pipeline_network}}"]).build())
    assert result["a"].failure.reason == "UnresolvedPlaceholder"
    assert rig.launcher.launched == []


def test_a_constant_may_be_made_of_other_inputs():
    document = a_document()
    document.root.tasks["a"]["inputs"]["parameters"] |= {
        "x": {"runtimeValue": {"constant": "{{$.inputs.parameters['channel']}} in {{$.pipeline_task_uuid}}"}},
        "channel": {"componentInputParameter": "n"},
    }
    result = Rig().run(document.build(), {"n": 7})
    assert result.inputs("a")["x"] == f"7 in {result.record.id}-1"


def test_says_where_outputs_belong_and_what_inputs_are():
    document = Document().component("make", gives={"y": str}, gives_artifacts=["data"])
    document.component("use", takes={"y": str}, takes_artifacts=["data"])
    document.root.task("make", "make")
    document.root.task("use", "use", inputs={"y": ("make", "y")}, artifacts={"data": ("make", "data")})
    rig = Rig()
    rig.run(document.build())
    make, use = rig.launcher.launched
    dataset = {"schemaTitle": "system.Dataset", "schemaVersion": "0.0.1"}
    made = {"name": "data", "type": dataset, "uri": f"{make.output_prefix}/outputs/data", "metadata": {}}
    assert make.executor_input == {
        "inputs": {},
        "outputs": {
            "parameters": {"y": {"outputFile": f"{make.output_prefix}/parameters/y"}},
            "artifacts": {"data": {"artifacts": [made]}},
            "outputFile": f"{make.output_prefix}/executor_output.json",
        },
    }
    assert use.executor_input["inputs"] == {
        "parameterValues": {"y": "make()"},
        "artifacts": {"data": {"artifacts": [made]}},
    }
    assert make.log_uri == f"{make.output_prefix}/log.txt"
    assert make.output_prefix != use.output_prefix


def test_asks_for_resources_in_cores_and_bytes():
    resources = {
        "resourceCpuLimit": "{{$.inputs.parameters['x']}}",
        "resourceMemoryRequest": "1.5Gi",
        "accelerator": {"resourceType": "nvidia.com/gpu", "resourceCount": "2"},
    }
    rig = Rig()
    rig.run(a_document(resources=resources).build(), {"x": "500m"})
    assert only_request(rig).resources == Resources(
        cpu=0.5, cpu_limit=0.5, memory_bytes=1610612736, accelerator_type="nvidia.com/gpu", accelerator_count=2
    )


def test_a_quantity_that_cannot_be_read_fails_the_task():
    result = Rig().run(a_document(resources={"resourceCpuLimit": "many"}).build())
    assert "'many' is no quantity" in result["a"].failure.message


def test_old_files_count_memory_in_gigabytes():
    rig = Rig()
    rig.run(a_document(resources={"cpuLimit": 2.0, "memoryLimit": 1.5}).build())
    assert only_request(rig).resources == Resources(
        cpu=2.0, cpu_limit=2.0, memory_bytes=1_500_000_000, memory_limit_bytes=1_500_000_000
    )


def test_tasks_of_a_pipeline_with_a_workspace_share_a_folder():
    document = a_document(args=["{{$.workspace_path}}/x"])
    document.platforms["kubernetes"] = {"pipelineConfig": {"workspace": {"size": "1Gi"}}}
    rig = Rig()
    rig.run(document.build())
    request = only_request(rig)
    assert request.workspace.endswith("/workspace")
    assert request.args == (f"{request.workspace}/x",)


def test_items_of_a_loop_may_be_made_of_inputs():
    document = Document().component("work", takes={"item": str, "x": str}, optional=["x"])
    iterator = {"itemInput": "item", "items": {"raw": '["{{$.inputs.parameters[\'x\']}}", "b"]'}}
    document.root.takes("x").task("loop", "work", inputs={"x": "@x"}, parameterIterator=iterator)
    result = Rig().run(document.build(), {"x": "a"})
    assert [result.inputs(f"loop[{i}]")["item"] for i in (0, 1)] == ["a", "b"]


def test_a_task_is_told_of_its_own_settings():
    document = a_document(
        env=[{"name": "A", "value": "{{$.inputs.parameters['x']}}"}],
        resources={"resourceCpuLimit": "2", "resourceMemoryRequest": "1G"},
    )
    work = document.components["work"]
    work["inputDefinitions"]["parameters"]["config"] = {"parameterType": "TASK_CONFIG"}
    work["taskConfigPassthroughs"] = [{"field": "ENV"}, {"field": "RESOURCES", "applyToTask": True}]
    rig = Rig()
    rig.run(document.build(), {"x": "b"})
    request = only_request(rig)
    assert request.executor_input["inputs"]["parameterValues"]["config"] == {
        "env": [{"name": "A", "value": "b"}],
        "resources": {"limits": {"cpu": "2"}, "requests": {"memory": "1G"}},
    }
    assert request.env == {}
    assert request.resources.cpu == 2.0


def test_the_root_of_a_run_is_a_folder_of_its_own_unless_one_is_given():
    rig = Rig()
    result = rig.run(a_document(args=["{{$.pipeline_root}}"]).build())
    assert only_request(rig).args == (f"memory/{result.record.id}",)
