"""Everything that is known of one task: what went in and who made it, what ran, what came out, each try."""

from collections.abc import Iterator, Mapping

from rich.console import RenderableType
from rich.syntax import Syntax
from rich.text import Text

from penstock.artifact_store.uris import path_of
from penstock.cli import wording
from penstock.cli.progress.marks import MARKS
from penstock.cli.report.artifacts import kept_in_record
from penstock.cli.report.authored import Authored
from penstock.cli.report.sections import all_artifacts, columns, location_of, pairs, section, short_path
from penstock.cli.report.tables import FittingTable
from penstock.core.clock import time_json
from penstock.core.ids import ArtifactId
from penstock.core.json import JsonObject
from penstock.engine.records import ArtifactRecord, AttemptRecord, ExecutionRecord, StoredRun, Usage, Values
from penstock.engine.states import ExecutionKind, ExecutionState
from penstock.services.cache_explanation import CacheExplanation
from penstock.services.desk import TaskFacts
from penstock.services.records import ExecutionReference
from penstock.services.runs import values_json
from penstock.spec.lightweight import recognise

DIGEST_LENGTH = 19
"""As much of a digest as is shown: ``sha256:`` and twelve digits."""
S = ExecutionState


def task_details(execution: ExecutionRecord, stored: StoredRun, facts: TaskFacts) -> Iterator[RenderableType]:
    """Render a task for people."""
    attempts = attempts_of(execution, stored)
    mark = MARKS[execution.state]
    yield Text.assemble(
        (f"{mark.sign} ", mark.style), (short_path(execution.path), "bold"), f"  {execution.state.value}"
    )
    yield section("Task", pairs(_facts(execution, stored)))
    yield from _values_section("Inputs", execution.inputs, facts.makers, execution)
    yield from _values_section("Outputs", execution.outputs, {}, execution)
    yield from _cache_section(execution, facts.cache)
    for attempt in attempts:
        yield section(f"Attempt {attempt.number}", pairs(_attempt_rows(attempt)))
    yield from _code_section(execution, stored, attempts)


def task_json(execution: ExecutionRecord, stored: StoredRun, facts: TaskFacts) -> JsonObject:
    """Render a task for programs."""
    return {
        "run_id": stored.run.id,
        "path": execution.path,
        "state": execution.state.value,
        "component": execution.component_name,
        "inputs": values_json(execution.inputs),
        "outputs": values_json(execution.outputs),
        "producers": {artifact: {"run_id": it.run_id, "path": it.path} for artifact, it in facts.makers.items()},
        "cache": _cache_json(execution, facts.cache),
        "attempts": [attempt_json(attempt) for attempt in attempts_of(execution, stored)],
    }


def attempts_of(execution: ExecutionRecord, stored: StoredRun) -> list[AttemptRecord]:
    """Return the tries of a task."""
    return [attempt for attempt in stored.attempts if attempt.path == execution.path]


def _facts(execution: ExecutionRecord, stored: StoredRun) -> Iterator[tuple[str, str]]:
    yield "run", f"{stored.run.id}  {stored.run.display_name}"
    yield "component", execution.component_name
    yield "kind", execution.kind.value
    if execution.started_at:
        took = wording.seconds_since(execution.started_at, execution.ended_at) if execution.ended_at else None
        yield "started", wording.moment(execution.started_at)
        yield "ended", f"{wording.moment(execution.ended_at)}  {wording.duration(took)}".strip()
    if execution.failure is not None:
        message = Authored(stored.run).told(execution.failure.message, execution.component_name)
        yield "reason", f"{execution.failure.reason}: {message}"
        if execution.failure.hint:
            yield "hint", execution.failure.hint


def _values_section(
    title: str, values: Values, makers: Mapping[ArtifactId, ExecutionReference], execution: ExecutionRecord
) -> Iterator[RenderableType]:
    parts: list[RenderableType] = []
    if values.parameters:
        parts.append(pairs((name, wording.value(content, 400)) for name, content in values.parameters.items()))
    found = list(all_artifacts(values))
    if found:
        names = ("artifact", "type", "size", "digest", *(["made by"] if makers else []), "where")
        table = FittingTable(*names, right=("size",), spare=("digest", "type"), cuts=("made by",), folds=("where",))
        for name, artifact in found:
            maker = [_maker(makers.get(artifact.id), execution)] if makers else []
            digest = (artifact.digest or "")[:DIGEST_LENGTH]
            size = wording.size(artifact.size_bytes)
            kind = artifact.type_title.removeprefix("system.")
            table.add_row(name, kind, size, digest, *maker, _place(artifact))
        parts.append(table)
    if parts:
        yield section(title, *parts)


def _place(artifact: ArtifactRecord) -> str:
    kept = kept_in_record(artifact)
    if artifact.digest is None and path_of(artifact.uri) is not None:
        return f"in the record: {kept}" if kept else "in the record"
    return location_of(artifact)


def _maker(maker: ExecutionReference | None, execution: ExecutionRecord) -> str:
    if maker is None:
        return ""
    path = short_path(maker.path)
    return path if maker.run_id == execution.run_id else f"{path} of run {maker.run_id[: wording.SHORT_ID]}"


def _cache_section(execution: ExecutionRecord, explanation: CacheExplanation) -> Iterator[RenderableType]:
    if execution.kind not in (ExecutionKind.CONTAINER, ExecutionKind.IMPORTER):
        return
    parts: list[RenderableType] = [Text(explanation.note)] if explanation.note else []
    if execution.fingerprint:
        parts.append(pairs([("fingerprint", execution.fingerprint)]))
    if explanation.compared_with is not None:
        run_id, path = explanation.compared_with
        words = "differs from" if explanation.differences else "is equal to"
        parts.append(Text(f"{words} {short_path(path)} of run {run_id[: wording.SHORT_ID]}", "dim"))
    if explanation.differences:
        table = columns("part", "before", "now")
        for difference in explanation.differences:
            before, now = (_part(content) for content in (difference.before, difference.now))
            table.add_row(difference.part, before, now)
        parts.append(table)
    if parts:
        yield section("Cache", *parts)


def _part(content: str | None) -> str:
    if content is None:
        return "nothing"
    return content[:DIGEST_LENGTH] if content.startswith("sha256:") else wording.value(content, 60)


def _attempt_rows(attempt: AttemptRecord) -> Iterator[tuple[str, str]]:
    yield "state", attempt.state.value
    if attempt.exit_code is not None:
        yield "exit code", str(attempt.exit_code)
    if attempt.failure is not None:
        yield "reason", f"{attempt.failure.reason}: {attempt.failure.message}"
    if attempt.started_at:
        took = wording.seconds_since(attempt.started_at, attempt.ended_at) if attempt.ended_at else None
        yield "time", f"{wording.moment(attempt.started_at)}  {wording.duration(took)}".strip()
    yield from _usage_rows(attempt.usage)
    yield from _program_rows(attempt)


def _usage_rows(usage: Usage) -> Iterator[tuple[str, str]]:
    if usage.peak_memory_bytes is not None:
        yield "memory", f"{wording.size(usage.peak_memory_bytes)} at most"
    if usage.cpu_seconds is not None:
        yield "cpu time", f"{usage.cpu_seconds:.2f}s"


def _program_rows(attempt: AttemptRecord) -> Iterator[tuple[str, str]]:
    yield "launcher", attempt.launcher
    if attempt.image:
        yield "image", attempt.image
    if attempt.command and recognise(attempt.command) is None:
        yield "command", wording.cut(" ".join(attempt.command), 400)
    for name, content in attempt.environment.items():
        if content not in ([], {}, "", None):
            yield name.replace("_", " "), wording.value(content, 300)
    if attempt.log_uri:
        yield "log", str(path_of(attempt.log_uri) or attempt.log_uri)


def _code_section(
    execution: ExecutionRecord, stored: StoredRun, attempts: list[AttemptRecord]
) -> Iterator[RenderableType]:
    command = attempts[-1].command if attempts else command_of(execution, stored)
    function = recognise(command) if command else None
    if function is not None and function.source:
        yield section(f"Code of {function.function_name}", Syntax(function.source.strip(), "python", theme="ansi_dark"))


def command_of(execution: ExecutionRecord, stored: StoredRun) -> tuple[str, ...]:
    """Return the command of a task as the document has it, for one that never ran."""
    pipeline = stored.run.spec.get("pipeline") or {}
    component = (pipeline.get("components") or {}).get(execution.component_name) or {}
    executors = (pipeline.get("deploymentSpec") or {}).get("executors") or {}
    container = (executors.get(component.get("executorLabel")) or {}).get("container") or {}
    return (*container.get("command", ()), *container.get("args", ()))


def _cache_json(execution: ExecutionRecord, explanation: CacheExplanation) -> JsonObject:
    served, compared = explanation.served_from, explanation.compared_with
    return {
        "note": explanation.note,
        "fingerprint": execution.fingerprint,
        "served_from": {"run_id": served[0], "path": served[1]} if served else None,
        "compared_with": {"run_id": compared[0], "path": compared[1]} if compared else None,
        "differences": [{"part": it.part, "before": it.before, "now": it.now} for it in explanation.differences],
    }


def attempt_json(attempt: AttemptRecord) -> JsonObject:
    """Render a try for programs."""
    failure = attempt.failure
    return {
        "attempt": attempt.number,
        "state": attempt.state.value,
        "launcher": attempt.launcher,
        "image": attempt.image,
        "command": list(attempt.command),
        "environment": attempt.environment,
        "exit_code": attempt.exit_code,
        "error": {"reason": failure.reason, "message": failure.message, "hint": failure.hint} if failure else None,
        "log_uri": attempt.log_uri,
        "started_at": time_json(attempt.started_at),
        "ended_at": time_json(attempt.ended_at),
        "peak_memory_bytes": attempt.usage.peak_memory_bytes,
        "cpu_seconds": attempt.usage.cpu_seconds,
    }
