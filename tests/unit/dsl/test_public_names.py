"""KFP's public names, arguments and defaults."""

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import penstock
from penstock import dsl

KFP = {
    "Artifact": "name=None, uri=None, metadata=None",
    "ClassificationMetrics": "name=None, uri=None, metadata=None",
    "Dataset": "name=None, uri=None, metadata=None",
    "HTML": "name=None, uri=None, metadata=None",
    "Markdown": "name=None, uri=None, metadata=None",
    "Metrics": "name=None, uri=None, metadata=None",
    "Model": "name=None, uri=None, metadata=None",
    "SlicedClassificationMetrics": "name=None, uri=None, metadata=None",
    "InputPath": "type=None",
    "OutputPath": "type=None",
    "PipelineTaskFinalStatus": "state, pipeline_job_resource_name, pipeline_task_name, error_code, error_message",
    "TaskConfig": "affinity=None, tolerations=None, node_selector=None, env=None, volumes=None, volume_mounts=None, "
    "resources=None",
    "TaskConfigPassthrough": "field, apply_to_task=False",
    "ContainerSpec": "image, command=None, args=None",
    "ConcatPlaceholder": "items",
    "IfPresentPlaceholder": "input_name, then, else_=None",
    "get_uri": "suffix='Output'",
    "run_notebook": "**kwargs",
    "container_component": "func",
    "importer": "artifact_uri, artifact_class, reimport=False, metadata=None, download_to_workspace=False",
    "component": "func=None, *, base_image=None, target_image=None, packages_to_install=None, pip_index_urls=None, "
    "output_component_file=None, install_kfp_package=True, kfp_package_path=None, pip_trusted_hosts=None, "
    "use_venv=False, additional_funcs=None, embedded_artifact_path=None, task_config_passthroughs=None",
    "notebook_component": "func=None, *, notebook_path, base_image=None, packages_to_install=None, "
    "output_component_file=None, pip_index_urls=None, pip_trusted_hosts=None, use_venv=False, kfp_package_path=None, "
    "install_kfp_package=True, task_config_passthroughs=None",
}
PLACEHOLDERS = {
    "PIPELINE_JOB_NAME_PLACEHOLDER": "{{$.pipeline_job_name}}",
    "PIPELINE_JOB_RESOURCE_NAME_PLACEHOLDER": "{{$.pipeline_job_resource_name}}",
    "PIPELINE_JOB_ID_PLACEHOLDER": "{{$.pipeline_job_uuid}}",
    "PIPELINE_TASK_NAME_PLACEHOLDER": "{{$.pipeline_task_name}}",
    "PIPELINE_TASK_ID_PLACEHOLDER": "{{$.pipeline_task_uuid}}",
    "PIPELINE_TASK_EXECUTOR_OUTPUT_PATH_PLACEHOLDER": "{{$.outputs.output_file}}",
    "PIPELINE_TASK_EXECUTOR_INPUT_PLACEHOLDER": "{{$}}",
    "PIPELINE_ROOT_PLACEHOLDER": "{{$.pipeline_root}}",
    "PIPELINE_JOB_CREATE_TIME_UTC_PLACEHOLDER": "{{$.pipeline_job_create_time_utc}}",
    "PIPELINE_JOB_SCHEDULE_TIME_UTC_PLACEHOLDER": "{{$.pipeline_job_schedule_time_utc}}",
    "WORKSPACE_PATH_PLACEHOLDER": "{{$.workspace_path}}",
}
#: Arguments that Penstock has beyond KFP, by name.
BEYOND = {"component": {"ship"}}


def signature_of(name):
    signature = inspect.signature(getattr(dsl, name))
    parameters = [
        parameter.replace(annotation=inspect.Parameter.empty)
        for parameter in signature.parameters.values()
        if parameter.name not in BEYOND.get(name, ())
    ]
    return str(signature.replace(parameters=parameters, return_annotation=inspect.Signature.empty))[1:-1]


@pytest.mark.parametrize("name", KFP)
def test_arguments_and_defaults_are_those_of_kfp(name):
    assert signature_of(name) == KFP[name]


@pytest.mark.parametrize("name", PLACEHOLDERS)
def test_placeholders_are_those_of_kfp(name):
    assert getattr(dsl, name) == PLACEHOLDERS[name]


def test_every_public_name_exists():
    assert [name for name in dsl.__all__ if not hasattr(dsl, name)] == []
    assert len(set(dsl.__all__)) == len(dsl.__all__)


def test_fields_have_the_numbers_of_kfp():
    assert [(field.name, field.value) for field in dsl.TaskConfigField] == [
        ("RESOURCES", 1),
        ("ENV", 2),
        ("KUBERNETES_AFFINITY", 3),
        ("KUBERNETES_TOLERATIONS", 4),
        ("KUBERNETES_NODE_SELECTOR", 5),
        ("KUBERNETES_VOLUMES", 6),
    ]


def test_importing_the_dsl_loads_nothing_that_only_an_act_needs():
    program = (
        f"import sys; sys.path.insert(0, {str(Path(penstock.__file__).parents[1])!r}); import penstock.dsl; "
        "print([name for name in ('inspect', 'ast', 'traceback', 'dataclasses') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-S", "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
