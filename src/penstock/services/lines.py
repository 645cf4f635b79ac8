"""Lines of lists: what lists show of pipelines, experiments and artifacts beside what these are themselves."""

import statistics
from dataclasses import dataclass
from datetime import datetime

from penstock.core.ids import ExecutionPath, RunId
from penstock.engine.states import RunState
from penstock.services.records import ArtifactReference, Experiment, Pipeline

SHOWN_OUTCOMES = 20
"""Runs that a line shows one by one."""

JUDGED_OUTCOMES = 50
"""Runs that the rate of success and the usual duration are taken from."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RunOutcome:
    """How one run went, or goes."""

    id: RunId
    state: RunState
    created_at: datetime | None
    seconds: float | None
    """How long it ran, once it has ended."""


@dataclass(frozen=True, kw_only=True, slots=True)
class VersionReference:
    """A version of a pipeline, by its id and what people call it."""

    id: str
    name: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class PipelineActivity:
    """What became of a pipeline: its versions, and its newest runs, newest first."""

    versions: int = 0
    latest_version: VersionReference | None = None
    outcomes: tuple[RunOutcome, ...] = ()

    @property
    def success_rate(self) -> float | None:
        """The part of the ended runs that succeeded; ``None`` if none has ended."""
        ended = [outcome for outcome in self.outcomes if outcome.state.is_final]
        succeeded = sum(outcome.state is RunState.SUCCEEDED for outcome in ended)
        return succeeded / len(ended) if ended else None

    @property
    def median_seconds(self) -> float | None:
        """How long a run that succeeds usually takes; ``None`` if none has succeeded."""
        durations = [
            outcome.seconds
            for outcome in self.outcomes
            if outcome.state is RunState.SUCCEEDED and outcome.seconds is not None
        ]
        return statistics.median(durations) if durations else None


@dataclass(frozen=True, kw_only=True, slots=True)
class PipelineLine:
    """One line of a list of pipelines."""

    pipeline: Pipeline
    activity: PipelineActivity


@dataclass(frozen=True, kw_only=True, slots=True)
class ExperimentActivity:
    """What became of an experiment: how many runs it has, and the newest of them, newest first."""

    runs: int = 0
    outcomes: tuple[RunOutcome, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ExperimentLine:
    """One line of a list of experiments."""

    experiment: Experiment
    activity: ExperimentActivity


@dataclass(frozen=True, kw_only=True, slots=True)
class ArtifactMaker:
    """The task that made an artifact."""

    run_id: RunId
    run_name: str
    path: ExecutionPath
    task_name: str
    slot: str
    """The name of the output."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ArtifactLine:
    """One line of a list of artifacts."""

    reference: ArtifactReference
    created_at: datetime | None
    metadata_keys: tuple[str, ...]
    """Empty when the metadata is longer than 1 KiB: lists load nothing long."""
    maker: ArtifactMaker | None
    """The task whose output it is; ``None`` when its run is gone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ArtifactFilter:
    """Which artifacts a list shows; what is empty does not narrow it."""

    namespace: str = "default"
    type_title: str = ""
    name: str = ""
    name_contains: str = ""
    """Any part of the name; upper and lower case of ASCII letters are the same."""
    run_id: RunId | None = None
    """Outputs of the tasks of one run, also those that it took from the cache."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ArtifactPage:
    """A part of a list of artifacts, newest first."""

    lines: tuple[ArtifactLine, ...]
    end: int | None = None
    """Where the next page begins; ``None`` at the end."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Totals:
    """How much there is in a namespace."""

    runs: int
    pipelines: int
    experiments: int
    artifacts: int
