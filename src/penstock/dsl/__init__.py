"""What users write: components, pipelines, loops, conditions. Names and signatures are KFP's."""

from penstock.dsl.component import PythonComponent, component
from penstock.dsl.conditions import is_in
from penstock.dsl.container_component import ContainerComponent, ContainerSpec, container_component
from penstock.dsl.gathered_values import Collected, OneOf
from penstock.dsl.groups import Condition, Elif, Else, ExitHandler, If, ParallelFor
from penstock.dsl.importer import importer
from penstock.dsl.notebook import notebook_component, run_notebook
from penstock.dsl.pipeline import GraphComponent, pipeline
from penstock.dsl.pipeline_config import KubernetesWorkspaceConfig, PipelineConfig, WorkspaceConfig
from penstock.dsl.placeholders import (
    PIPELINE_JOB_CREATE_TIME_UTC_PLACEHOLDER,
    PIPELINE_JOB_ID_PLACEHOLDER,
    PIPELINE_JOB_NAME_PLACEHOLDER,
    PIPELINE_JOB_RESOURCE_NAME_PLACEHOLDER,
    PIPELINE_JOB_SCHEDULE_TIME_UTC_PLACEHOLDER,
    PIPELINE_ROOT_PLACEHOLDER,
    PIPELINE_TASK_EXECUTOR_INPUT_PLACEHOLDER,
    PIPELINE_TASK_EXECUTOR_OUTPUT_PATH_PLACEHOLDER,
    PIPELINE_TASK_ID_PLACEHOLDER,
    PIPELINE_TASK_NAME_PLACEHOLDER,
    WORKSPACE_PATH_PLACEHOLDER,
    ConcatPlaceholder,
    IfPresentPlaceholder,
)
from penstock.dsl.task import PipelineTask
from penstock.dsl.task_config import TaskConfigField, TaskConfigPassthrough
from penstock.runtime.annotations import (
    EmbeddedInput,
    Input,
    InputPath,
    Output,
    OutputPath,
    PipelineTaskFinalStatus,
    TaskConfig,
)
from penstock.runtime.artifacts import HTML, Artifact, Dataset, Markdown, Model, get_uri
from penstock.runtime.metrics import ClassificationMetrics, Metrics, SlicedClassificationMetrics

__all__ = [
    # annotations
    "Input",
    "Output",
    "InputPath",
    "OutputPath",
    "EmbeddedInput",
    "PipelineTaskFinalStatus",
    "TaskConfig",
    # artifacts
    "Artifact",
    "ClassificationMetrics",
    "Dataset",
    "HTML",
    "Markdown",
    "Metrics",
    "Model",
    "SlicedClassificationMetrics",
    "get_uri",
    # placeholders
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
    "ConcatPlaceholder",
    "IfPresentPlaceholder",
    # components
    "component",
    "container_component",
    "notebook_component",
    "importer",
    "run_notebook",
    "ContainerSpec",
    "ContainerComponent",
    "PythonComponent",
    "TaskConfigField",
    "TaskConfigPassthrough",
    # pipelines
    "pipeline",
    "GraphComponent",
    "PipelineTask",
    "PipelineConfig",
    "WorkspaceConfig",
    "KubernetesWorkspaceConfig",
    # control flow
    "If",
    "Elif",
    "Else",
    "Condition",
    "OneOf",
    "ParallelFor",
    "Collected",
    "ExitHandler",
    "is_in",
]
