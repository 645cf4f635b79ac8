"""A new run that takes over what an earlier one left, with the pipeline as it is now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from penstock.core.errors import ConflictError, NotFoundError
from penstock.core.ids import ExecutionPath, RunId
from penstock.core.json import JsonValue
from penstock.engine.handover import document_of
from penstock.engine.planning import Plan
from penstock.engine.ports import RunJournal
from penstock.engine.records import ExecutionRecord, RunOptions, RunRecord, StoredRun
from penstock.engine.redoing import done_anew
from penstock.engine.states import ExecutionKind, ExecutionState
from penstock.spec.pipeline import PipelineDocument
from penstock.spec.types import ABSENT


@dataclass(frozen=True, kw_only=True, slots=True)
class TakenArguments:
    """What a continuing run is given by the run that it continues."""

    values: Mapping[str, JsonValue]
    notices: tuple[str, ...] = ()
    """What is not as it was, in sentences."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskReuse:
    """What became of one task of a continuing run."""

    path: ExecutionPath
    is_reused: bool
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReuseReport:
    """What a run took over from the run that it continues, what it did anew, and what is no longer there."""

    continues: RunId
    tasks: tuple[TaskReuse, ...]
    removed: tuple[ExecutionPath, ...]
    """Tasks of the earlier run that this run does not have; a renamed one is among them."""


def options_to_continue(run: RunRecord, document: PipelineDocument, again: Sequence[str] = ()) -> RunOptions:
    """Return how a run of a document is driven that continues another; tasks of `again` are not taken over.

    Raises `ConflictError` while that one is under way, and `NotFoundError` for a task that the document lacks.
    """
    if not run.state.is_final:
        raise ConflictError(f"Run {run.id} has not ended", hint="resume it, or cancel it first")
    done_anew(Plan(document), again)
    return replace(run.options, continues=run.id, again=tuple(again))


def arguments_to_continue(run: RunRecord, document: PipelineDocument) -> TakenArguments:
    """Return the arguments of a run for the pipeline as it is now.

    One that was the default follows the default; one that the pipeline takes no more is left out.
    """
    before, now = _defaults(document_of(run)), _defaults(document)
    values: dict[str, JsonValue] = {}
    notices = []
    for name, value in run.arguments.items():
        if name not in now:
            notices.append(f"the pipeline takes no parameter {name!r} any more")
        elif now[name] is not ABSENT and before.get(name, ABSENT) == value != now[name]:
            notices.append(f"parameter {name!r} follows its default: {now[name]!r}, before {value!r}")
        else:
            values[name] = value
    return TakenArguments(values=values, notices=tuple(notices))


def report_reuse(stored: StoredRun, *, journal: RunJournal) -> ReuseReport | None:
    """Say what a run took over from the run that it continues; ``None`` if it continues none."""
    continued = RunId(stored.run.options.continues)
    if not continued:
        return None
    tasks = [record for record in stored.executions if record.kind is ExecutionKind.CONTAINER]
    try:
        before = journal.load_run(continued).executions
    except NotFoundError:
        before = ()
    paths = {record.path for record in tasks}
    return ReuseReport(
        continues=continued,
        tasks=tuple(_reuse(record) for record in tasks),
        removed=tuple(it.path for it in before if it.kind is ExecutionKind.CONTAINER and it.path not in paths),
    )


def _reuse(record: ExecutionRecord) -> TaskReuse:
    is_reused = record.state is ExecutionState.SUCCEEDED and record.cached_from is not None
    why = record.cache_note
    if not why and record.failure is not None:
        why = record.failure.message
    return TaskReuse(path=record.path, is_reused=is_reused, why=why)


def _defaults(document: PipelineDocument) -> dict[str, JsonValue]:
    root = document.pipeline.root
    inputs = root.input_definitions if root else None
    return {name: spec.default_value for name, spec in inputs.parameters.items()} if inputs else {}
