"""The run-time names of ``kfp.dsl``: what ``from kfp.dsl import *`` gives to a component's source."""

from typing import Any

from penstock.runtime.annotations import (
    EmbeddedAnnotation,
    EmbeddedInput,
    Input,
    InputAnnotation,
    InputPath,
    Output,
    OutputAnnotation,
    OutputPath,
)
from penstock.runtime.artifacts import HTML, Artifact, Dataset, Markdown, Model, get_uri
from penstock.runtime.metrics import ClassificationMetrics, Metrics, SlicedClassificationMetrics
from penstock.runtime.task_facts import PipelineTaskFinalStatus, TaskConfig

PIPELINE_JOB_NAME_PLACEHOLDER = "{{$.pipeline_job_name}}"
PIPELINE_JOB_RESOURCE_NAME_PLACEHOLDER = "{{$.pipeline_job_resource_name}}"
PIPELINE_JOB_ID_PLACEHOLDER = "{{$.pipeline_job_uuid}}"
PIPELINE_TASK_NAME_PLACEHOLDER = "{{$.pipeline_task_name}}"
PIPELINE_TASK_ID_PLACEHOLDER = "{{$.pipeline_task_uuid}}"
PIPELINE_TASK_EXECUTOR_OUTPUT_PATH_PLACEHOLDER = "{{$.outputs.output_file}}"
PIPELINE_TASK_EXECUTOR_INPUT_PLACEHOLDER = "{{$}}"
PIPELINE_ROOT_PLACEHOLDER = "{{$.pipeline_root}}"
PIPELINE_JOB_CREATE_TIME_UTC_PLACEHOLDER = "{{$.pipeline_job_create_time_utc}}"
PIPELINE_JOB_SCHEDULE_TIME_UTC_PLACEHOLDER = "{{$.pipeline_job_schedule_time_utc}}"
WORKSPACE_PATH_PLACEHOLDER = "{{$.workspace_path}}"


def run_notebook(**parameters: Any) -> None:
    """Execute the notebook that a notebook component embeds; its source puts the real function in this place.

    Raises `NotImplementedError` everywhere else.
    """
    raise NotImplementedError(
        "dsl.run_notebook is only available inside a @dsl.notebook_component at runtime; "
        f"it was called with {', '.join(sorted(parameters)) or 'no parameters'}"
    )


#: Not part of ``from kfp.dsl import *``, but importable.
HIDDEN = (InputAnnotation, OutputAnnotation, EmbeddedAnnotation)

__all__ = [
    "Input",
    "Output",
    "EmbeddedInput",
    "InputPath",
    "OutputPath",
    "PipelineTaskFinalStatus",
    "TaskConfig",
    "Artifact",
    "ClassificationMetrics",
    "Dataset",
    "HTML",
    "Markdown",
    "Metrics",
    "Model",
    "SlicedClassificationMetrics",
    "get_uri",
    "PIPELINE_JOB_NAME_PLACEHOLDER",
    "PIPELINE_JOB_RESOURCE_NAME_PLACEHOLDER",
    "PIPELINE_JOB_ID_PLACEHOLDER",
    "PIPELINE_TASK_NAME_PLACEHOLDER",
    "PIPELINE_TASK_ID_PLACEHOLDER",
    "PIPELINE_TASK_EXECUTOR_OUTPUT_PATH_PLACEHOLDER",
    "PIPELINE_TASK_EXECUTOR_INPUT_PLACEHOLDER",
    "PIPELINE_ROOT_PLACEHOLDER",
    "PIPELINE_JOB_CREATE_TIME_UTC_PLACEHOLDER",
    "PIPELINE_JOB_SCHEDULE_TIME_UTC_PLACEHOLDER",
    "WORKSPACE_PATH_PLACEHOLDER",
    "run_notebook",
]
