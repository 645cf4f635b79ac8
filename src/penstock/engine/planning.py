"""Turns a document into plans, component by component, and finds what cannot run before anything starts."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from penstock.core.errors import Problem, SpecError
from penstock.core.json import JsonObject
from penstock.core.suggest import did_you_mean
from penstock.engine.caching import static_parts
from penstock.engine.graphs import GraphPlanner
from penstock.engine.plan import ROOT, ComponentPlan, DagPlan
from penstock.engine.records import OutputSlot
from penstock.engine.states import ExecutionKind
from penstock.spec.component import ComponentOutputsSpec, ComponentSpec
from penstock.spec.executor import ExecutorSpec
from penstock.spec.pipeline import PipelineDocument
from penstock.spec.types import ABSENT, ArtifactTypeSchema


class Plan:
    """A document made ready to run.

    Components are worked out at their first use and kept. Not safe to share between threads.
    """

    def __init__(self, document: PipelineDocument) -> None:
        self.document = document
        pipeline = document.pipeline
        self.name = pipeline.pipeline_info.name if pipeline.pipeline_info else ""
        self.compiled_by_kfp = pipeline.sdk_version.startswith("kfp")
        self.deadline = _deadline(document)
        self.has_workspace = any(
            settings.pipeline_config is not None and settings.pipeline_config.workspace is not None
            for settings in document.platform.platforms.values()
        )
        self._executors = pipeline.deployment_spec.executors if pipeline.deployment_spec else {}
        self._components: dict[str, ComponentPlan] = {}
        self._graphs: dict[str, DagPlan] = {}

    @property
    def root(self) -> ComponentPlan:
        """The component that a run executes."""
        return self.component(ROOT)

    def component(self, name: str) -> ComponentPlan:
        """Return a component of the document. Raises `SpecError` when it cannot run."""
        known = self._components.get(name)
        if known is None:
            known, problems = self._plan_component(name)
            _raise_if(problems, self.name)
            self._components[name] = known
        return known

    def graph(self, name: str) -> DagPlan:
        """Return the graph of a component. Raises `SpecError` when it cannot run."""
        known = self._graphs.get(name)
        if known is None:
            known, problems = GraphPlanner(self.document.pipeline, name).plan()
            _raise_if(problems, self.name)
            self._graphs[name] = known
        return known

    def check(self) -> None:
        """Work out everything that the root needs. Raises `SpecError` with all that cannot run."""
        _raise_if(list(self.problems()), self.name)

    def problems(self) -> Iterator[Problem]:
        """Find everything that cannot run among the components that the root needs."""
        pending, seen = [ROOT], {ROOT}
        uses: dict[str, set[str]] = {}
        while pending:
            name = pending.pop()
            component, problems = self._plan_component(name)
            yield from problems
            uses[name] = set()
            if component.kind is not ExecutionKind.DAG:
                self._components[name] = component
                continue
            graph, problems = GraphPlanner(self.document.pipeline, name).plan()
            yield from problems
            if not problems:
                self._graphs[name] = graph
            uses[name] = {task.component for task in graph.tasks if task.component in self.document.pipeline.components}
            pending.extend(sorted(uses[name] - seen))
            seen |= uses[name]
        yield from _recursion(uses)

    def _plan_component(self, name: str) -> tuple[ComponentPlan, list[Problem]]:
        pipeline = self.document.pipeline
        spec = pipeline.root if name == ROOT else pipeline.components.get(name)
        if spec is None:
            what = "the document has no root" if name == ROOT else f"no component is called {name!r}"
            return _nothing(name), [Problem("unknown-component", name, what)]
        if spec.dag is not None:
            return self._component(name, spec, ExecutionKind.DAG, None), []
        place = f"components.{name}.executorLabel"
        executor = self._executors.get(spec.executor_label)
        if executor is None:
            hint = did_you_mean(spec.executor_label, self._executors)
            message = f"no executor is called {spec.executor_label!r}{hint}"
            return _nothing(name), [Problem("unknown-executor", place, message)]
        if executor.container is not None or executor.importer is not None:
            kind = ExecutionKind.CONTAINER if executor.container is not None else ExecutionKind.IMPORTER
            return self._component(name, spec, kind, executor), []
        message = f"executor {spec.executor_label!r} is neither a container nor an importer; only these can run"
        return _nothing(name), [Problem("unsupported-executor", place, message)]

    def _component(
        self, name: str, spec: ComponentSpec, kind: ExecutionKind, executor: ExecutorSpec | None
    ) -> ComponentPlan:
        inputs = spec.input_definitions
        platform = self._platform(spec.executor_label) if executor else {}
        outputs = _slots(spec.output_definitions)
        return ComponentPlan(
            name=name,
            kind=kind,
            parameters=inputs.parameters if inputs else {},
            artifacts=inputs.artifacts if inputs else {},
            outputs=outputs,
            executor=executor,
            platform=platform,
            timeout=_timeout(platform),
            passthroughs={entry.field: entry.apply_to_task for entry in spec.task_config_passthroughs},
            fingerprint_parts=static_parts(executor, outputs, platform) if executor else {},
        )

    def _platform(self, label: str) -> dict[str, JsonObject]:
        return {
            name: settings.deployment_spec.executors[label]
            for name, settings in self.document.platform.platforms.items()
            if settings.deployment_spec and isinstance(settings.deployment_spec.executors.get(label), dict)
        }


def _raise_if(problems: list[Problem], source: str) -> None:
    if problems:
        raise SpecError(problems, source=source)


def _nothing(name: str) -> ComponentPlan:
    return ComponentPlan(name=name, kind=ExecutionKind.CONTAINER, parameters={}, artifacts={}, outputs={})


def _slots(outputs: ComponentOutputsSpec | None) -> dict[str, OutputSlot]:
    if outputs is None:
        return {}
    slots = {
        name: OutputSlot(kind="parameter", type=spec.parameter_type.value) for name, spec in outputs.parameters.items()
    }
    for name, artifact in outputs.artifacts.items():
        schema = artifact.artifact_type or ArtifactTypeSchema()
        slots[name] = OutputSlot(
            kind="artifact",
            type=schema.schema_title or schema.schema_uri or "system.Artifact",
            type_version=schema.schema_version,
            type_schema=schema.instance_schema,
            is_list=artifact.is_artifact_list,
            metadata={} if artifact.metadata is ABSENT else artifact.metadata,
        )
    return slots


def _timeout(platform: Mapping[str, JsonObject]) -> timedelta | None:
    own = platform.get("penstock", {}).get("timeoutSeconds")
    seconds = own or platform.get("kubernetes", {}).get("activeDeadlineSeconds")
    return timedelta(seconds=float(seconds)) if seconds else None


def _deadline(document: PipelineDocument) -> timedelta | None:
    limits = [
        settings.pipeline_config.active_deadline_seconds
        for settings in document.platform.platforms.values()
        if settings.pipeline_config and settings.pipeline_config.active_deadline_seconds > 0
    ]
    return timedelta(seconds=min(limits)) if limits else None


def _recursion(uses: Mapping[str, set[str]]) -> Iterator[Problem]:
    """Find components that contain themselves, by taking away those whose parts are all taken away."""
    users: dict[str, list[str]] = {name: [] for name in uses}
    missing = dict.fromkeys(uses, 0)
    for name, parts in uses.items():
        for part in parts & users.keys():
            users[part].append(name)
            missing[name] += 1
    ready = [name for name, count in missing.items() if not count]
    while ready:
        for user in users[ready.pop()]:
            missing[user] -= 1
            if not missing[user]:
                ready.append(user)
    for name in sorted(name for name, count in missing.items() if count):
        yield Problem("recursive-component", name, f"component {name!r} contains itself, or contains one that does")
