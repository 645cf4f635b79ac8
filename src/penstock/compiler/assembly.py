"""The document under construction: components and executors under unique names, and settings of platforms."""

from collections.abc import Mapping
from typing import Any

from penstock.compiler.naming import component_name, executor_label
from penstock.dsl.unique_names import UniqueNames
from penstock.spec.component import ComponentSpec
from penstock.spec.executor import ExecutorSpec, PipelineDeploymentConfig
from penstock.spec.pipeline import PipelineDocument
from penstock.spec.platform import PipelineConfig, PlatformDeploymentConfig, PlatformSpec, SinglePlatformSpec
from penstock.spec.task import ComponentRef
from penstock.spec.values import replace


class Assembly:
    """Collects the parts of one document."""

    def __init__(self) -> None:
        self.components: dict[str, ComponentSpec] = {}
        self.executors: dict[str, ExecutorSpec] = {}
        self._platforms: dict[str, dict[str, Any]] = {}
        self._pipeline_config: PipelineConfig | None = None
        self._component_names = UniqueNames()
        self._labels = UniqueNames()

    def name_component(self, task_or_group: str) -> str:
        """Take a name for the component of a task or group; `components` is filled later."""
        return self._component_names.claim(component_name(task_or_group))

    def add_executor(self, task: str, executor: ExecutorSpec, platforms: Mapping[str, Any]) -> str:
        """Add the executor of a task with its settings by platform; return its label."""
        label = self._labels.claim(executor_label(task))
        self._put_executor(label, executor, platforms)
        return label

    def configure(self, config: PipelineConfig) -> None:
        """Set the settings of the whole pipeline."""
        self._pipeline_config = config

    def merge(self, document: PipelineDocument) -> ComponentSpec:
        """Add everything of another pipeline under names that are free here; return its root."""
        pipeline = document.pipeline
        labels = self._merge_executors(document)
        names = {name: self._component_names.claim(name) for name in pipeline.components}
        for name, component in pipeline.components.items():
            self.components[names[name]] = _renamed(component, names, labels)
        assert pipeline.root is not None
        return _renamed(pipeline.root, names, labels)

    def deployment(self) -> PipelineDeploymentConfig | None:
        """Return the executors."""
        return PipelineDeploymentConfig(executors=self.executors) if self.executors else None

    def platform(self) -> PlatformSpec:
        """Return what only some platforms understand."""
        platforms = {
            name: SinglePlatformSpec(deployment_spec=PlatformDeploymentConfig(executors=executors))
            for name, executors in self._platforms.items()
        }
        if self._pipeline_config is not None:
            kubernetes = platforms.get("kubernetes", SinglePlatformSpec())
            platforms["kubernetes"] = replace(kubernetes, pipeline_config=self._pipeline_config)
        return PlatformSpec(platforms=platforms)

    def _put_executor(self, label: str, executor: ExecutorSpec, platforms: Mapping[str, Any]) -> None:
        self.executors[label] = executor
        for platform, settings in platforms.items():
            self._platforms.setdefault(platform, {})[label] = settings

    def _merge_executors(self, document: PipelineDocument) -> dict[str, str]:
        deployment = document.pipeline.deployment_spec
        executors = deployment.executors if deployment else {}
        settings = {
            name: platform.deployment_spec.executors
            for name, platform in document.platform.platforms.items()
            if platform.deployment_spec is not None
        }
        labels: dict[str, str] = {}
        for label, executor in executors.items():
            labels[label] = self._labels.claim(label)
            platforms = {name: by_label[label] for name, by_label in settings.items() if label in by_label}
            self._put_executor(labels[label], executor, platforms)
        return labels


def _renamed(component: ComponentSpec, names: Mapping[str, str], labels: Mapping[str, str]) -> ComponentSpec:
    if component.dag is None:
        label = component.executor_label
        return replace(component, executor_label=labels.get(label, label)) if label else component
    tasks = {}
    for name, task in component.dag.tasks.items():
        reference = task.component_ref.name if task.component_ref else ""
        tasks[name] = replace(task, component_ref=ComponentRef(name=names.get(reference, reference)))
    return replace(component, dag=replace(component.dag, tasks=tasks))
