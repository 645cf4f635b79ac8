"""Runs components and pipelines when they are called, outside of any pipeline: what `init` sets up."""

import atexit
import sys
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from penstock.artifact_store.local import LocalArtifactStore
from penstock.artifact_store.uris import path_of
from penstock.compiler import compile_document
from penstock.core.errors import CallerError
from penstock.core.json import JsonValue
from penstock.dsl import Artifact
from penstock.dsl.calls import Component
from penstock.engine.engine import Engine
from penstock.engine.records import ArtifactRecord, RunOptions, RunRecord, StoredRun
from penstock.engine.states import RunState
from penstock.launchers.machine import check_launcher
from penstock.local.configuration import DockerRunner, LocalSettings
from penstock.local.reporting import Reporter
from penstock.local.runner import RunRequest, checked_arguments, new_record, provenance_of
from penstock.local.settings import environment, home_path
from penstock.local.wiring import Records, open_engine, open_records
from penstock.runtime.artifacts import class_of_title

SINGLE_OUTPUT = "Output"


class LocalTask:
    """A component or pipeline that has run: its outputs are values, and artifacts with a path."""

    def __init__(self, name: str, run: RunRecord) -> None:
        self.name = name
        self.run_id = run.id
        self.state = run.state.value
        self.outputs: dict[str, Any] = {
            **run.outputs.parameters,
            **{slot: _artifact_or_list(artifacts) for slot, artifacts in run.outputs.artifacts.items()},
        }

    @property
    def output(self) -> Any:
        """The only output. Raises `AttributeError` when there is none, or when there are several."""
        if len(self.outputs) == 1:
            return next(iter(self.outputs.values()))
        if SINGLE_OUTPUT in self.outputs:
            return self.outputs[SINGLE_OUTPUT]
        what = f"several outputs: {', '.join(self.outputs)}; read one from .outputs" if self.outputs else "no outputs"
        raise AttributeError(f"The task {self.name!r} has {what}")

    def __repr__(self) -> str:
        """Render name and state."""
        return f"<{type(self).__name__} {self.name!r} {self.state}>"


class LocalReceiver:
    """Takes the calls of components and runs each as a run of the home. Safe to share between threads."""

    def __init__(self, settings: LocalSettings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._opened: tuple[Records, Engine] | None = None

    def receive(self, component: Component, arguments: Mapping[str, Any]) -> LocalTask:
        """Run a component to its end.

        Raises `ArgumentsError` for arguments of a wrong type, `RuntimeError` when the run does not succeed, and
        `LaunchError` when this machine lacks what the runner needs.
        """
        records, engine = self._open()
        document = compile_document(component)
        given = {name: _plain(value) for name, value in arguments.items()}
        request = RunRequest(
            document=document,
            pipeline_name=component.name,
            arguments=checked_arguments(document, given),
            options=RunOptions(cache="on" if self._settings.enable_caching else "off", launcher=self._launcher),
        )
        source = Path(component.definition.location.file) if component.definition.location else None
        provenance = provenance_of(source if source and source.is_file() else None, sys.argv)
        record = new_record(request, records=records, provenance=provenance)
        with Reporter(record.id, records.artifacts) as reporter:
            unsubscribe = engine.subscribe(reporter.observe)
            try:
                engine.start(record, document)
                _wait(engine, record)
            finally:
                unsubscribe()
        return self._judged(component, records.journal.load_run(record.id))

    def close(self) -> None:
        """Stop; tasks that run go on."""
        with self._lock:
            opened, self._opened = self._opened, None
        if opened is not None:
            opened[1].close()
            opened[0].close()

    def _open(self) -> tuple[Records, Engine]:
        with self._lock:
            if self._opened is None:
                self._check_runner()
                records = open_records(home_path())
                root = self._settings.pipeline_root
                if root is not None:
                    root.mkdir(parents=True, exist_ok=True)
                    records = replace(records, artifacts=LocalArtifactStore(root, records.clock))
                self._opened = (records, open_engine(records))
                atexit.register(self.close)
            return self._opened

    @property
    def _launcher(self) -> str:
        return "container" if isinstance(self._settings.runner, DockerRunner) else "process"

    def _check_runner(self) -> None:
        """Raise `CallerError` for arguments of Docker, which Penstock gives itself, `LaunchError` without an engine."""
        runner = self._settings.runner
        if isinstance(runner, DockerRunner) and runner.container_run_args:
            raise CallerError(
                f"DockerRunner() got arguments of 'docker run': {', '.join(sorted(runner.container_run_args))}",
                hint="leave them out, and set what a task needs on the task, for example .set_env_variable(...)",
            )
        check_launcher(self._launcher, environment())

    def _judged(self, component: Component, stored: StoredRun) -> LocalTask:
        run = stored.run
        if run.state is not RunState.SUCCEEDED and self._settings.raise_on_error:
            raise RuntimeError(_words(component, stored))
        return LocalTask(component.name, run)


def _wait(engine: Engine, record: RunRecord) -> None:
    try:
        engine.wait(record.id)
    except KeyboardInterrupt:
        engine.cancel(record.id, "Interrupted")
        engine.wait(record.id)
        raise


def _words(component: Component, stored: StoredRun) -> str:
    run = stored.run
    failed = [it for it in stored.executions if it.state is run.state and it.failure is not None and it.parent]
    causes = [it for it in failed if it.path not in {other.parent for other in failed}]
    lines = [f"{component.name!r} finished with status {run.state.value} (run {run.id})"]
    lines += [f"  {it.path.removeprefix('root/')}: {it.failure.message}" for it in causes[:5] if it.failure]
    lines += [f"    {it.failure.hint}" for it in causes[:1] if it.failure and it.failure.hint]
    return "\n".join(lines)


def _plain(value: Any) -> JsonValue:
    """Return an argument as a run is given it; an artifact of an earlier call by its place."""
    if isinstance(value, Artifact):
        return {"uri": value.uri, "metadata": dict(value.metadata)}
    return value


def _artifact_or_list(artifacts: tuple[ArtifactRecord, ...]) -> Any:
    found = [_artifact(artifact) for artifact in artifacts]
    return found[0] if len(found) == 1 else found


def _artifact(record: ArtifactRecord) -> Artifact:
    kind = class_of_title(record.type_title) or Artifact
    path = path_of(record.uri)
    artifact = kind(name=record.name, uri=str(path) if path else record.uri, metadata=dict(record.metadata))
    assert isinstance(artifact, Artifact)
    return artifact
