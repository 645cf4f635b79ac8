"""Parts of what is printed about a run: outputs, metrics, documents, artifacts, failures. Each is nothing if empty."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from penstock.artifact_store.uris import path_of
from penstock.cli import wording
from penstock.cli.report.authored import Authored
from penstock.cli.report.tables import FittingTable
from penstock.cli.report.tracebacks import own_frames
from penstock.core.json import JsonObject, JsonValue
from penstock.engine.records import ArtifactRecord, ExecutionRecord, StoredRun, Values
from penstock.engine.states import ExecutionKind, ExecutionState
from penstock.services.logs import Reading

METRICS = "system.Metrics"
MOST_ROWS = 40
"""Rows of a table; what is left out is told."""
LONGEST_MESSAGE = 2000
MOST_METRICS = 8
"""Columns of metrics."""
MOST_INPUTS = 3
"""Columns of inputs beside them."""
LONGEST_WORD = 40
MOST_TRACEBACKS = 3
RAISED = "Exception"
LEAVES = (ExecutionKind.CONTAINER, ExecutionKind.IMPORTER)


def section(title: str, *parts: RenderableType) -> RenderableType:
    """Set parts under a title, with some air above."""
    return Group(Text(), Text(title, "bold"), *(Padding(part, (0, 0, 0, 2), expand=False) for part in parts))


def pairs(rows: Iterable[tuple[str, str]]) -> Table:
    """Render names and values in two columns."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, content in rows:
        grid.add_row(name, content)
    return grid


def columns(*names: str) -> Table:
    """Return a table with a thin line under its head."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, header_style="dim")
    for name in names:
        table.add_column(name, overflow="fold")
    return table


def short_path(path: str) -> str:
    """Leave out what all paths begin with."""
    return path.removeprefix("root/")


def location_of(artifact: ArtifactRecord) -> str:
    """Return where an artifact lies: a path on this machine, else its URI."""
    path = path_of(artifact.uri)
    return wording.place(path) if path else artifact.uri


def all_artifacts(values: Values) -> Iterator[tuple[str, ArtifactRecord]]:
    """Yield the artifacts with the names of their inputs or outputs."""
    for name, artifacts in values.artifacts.items():
        for artifact in artifacts:
            yield name, artifact


def outputs_section(values: Values) -> Iterator[RenderableType]:
    """Render the outputs of a run."""
    rows = [(name, wording.value(content, 100)) for name, content in values.parameters.items()]
    rows += [(name, f"{artifact.type_title}  {location_of(artifact)}") for name, artifact in all_artifacts(values)]
    if rows:
        yield section("Outputs", pairs(rows))


def parameters_section(arguments: dict[str, object]) -> Iterator[RenderableType]:
    """Render the arguments of a run."""
    if arguments:
        yield section("Parameters", pairs((name, wording.value(content, 100)) for name, content in arguments.items()))


def metrics_section(executions: Sequence[ExecutionRecord]) -> Iterator[RenderableType]:
    """Render the scalar metrics of all tasks side by side, those of the same names in one table."""
    groups: dict[tuple[str, ...], list[tuple[ExecutionRecord, ArtifactRecord]]] = {}
    for execution in executions:
        if execution.kind not in LEAVES:
            continue
        for _, artifact in all_artifacts(execution.outputs):
            names = tuple(_scalars(artifact)) if artifact.type_title == METRICS else ()
            if names:
                groups.setdefault(names, []).append((execution, artifact))
    tables = [_metrics_table(names[:MOST_METRICS], rows[:MOST_ROWS]) for names, rows in groups.items()]
    if tables:
        yield section("Metrics", *tables)


def failures_section(stored: StoredRun, *, artifacts: Reading, option: str = "") -> Iterator[RenderableType]:
    """Render why tasks failed, and where their logs are; `option` is what the commands need that show them."""
    executions, reference = stored.executions, stored.run.id[: wording.SHORT_ID]
    logs = {attempt.path: attempt for attempt in stored.attempts}
    broken = [it for it in executions if it.state is ExecutionState.FAILED and it.failure is not None]
    # A graph fails because a task in it did: that task is told.
    above = {it.parent for it in broken}
    failed = [it for it in broken if it.path not in above]
    if not failed:
        return
    parts: list[RenderableType] = []
    authored = Authored(stored.run)
    for execution in failed[:MOST_ROWS]:
        assert execution.failure is not None
        message = authored.told(execution.failure.message, execution.component_name)
        text = Text.assemble((f"✗ {short_path(execution.path)}  ", "bold red"), wording.cut(message, LONGEST_MESSAGE))
        if execution.failure.hint:
            text.append(f"\n  {execution.failure.hint}", "cyan")
        if execution.failure.reason == RAISED and len(parts) < MOST_TRACEBACKS and execution.path in logs:
            frames = "".join(f"\n    {line}" for line in own_frames(logs[execution.path], artifacts))
            text.append(authored.told(frames, execution.component_name))
        if execution.path in logs and logs[execution.path].started_at:  # what never began wrote nothing
            text.append(f"\n  penstock runs logs {reference} {_quoted(short_path(execution.path))}{option}", "dim")
        parts.append(text)
    rest = [Text(f"… and {len(failed) - MOST_ROWS} more", "dim")] if len(failed) > MOST_ROWS else []
    yield section("Failed", *parts, *rest)


def _quoted(path: str) -> str:
    return f"'{path}'" if "[" in path else path


def _scalars(artifact: ArtifactRecord) -> list[str]:
    return [
        name
        for name, content in artifact.metadata.items()
        if isinstance(content, int | float) and not isinstance(content, bool)
    ]


def _metrics_table(names: Sequence[str], rows: Sequence[tuple[ExecutionRecord, ArtifactRecord]]) -> FittingTable:
    words = _words([artifact.metadata for _, artifact in rows])
    told = {**_differing([execution.inputs.parameters for execution, _ in rows], has_words=bool(words)), **words}
    numbers = [name for name, content in rows[0][0].inputs.parameters.items() if isinstance(content, int | float)]
    table = FittingTable("task", *told, *names, right=[*numbers, *names], cuts=["task", *told])
    for place, (execution, artifact) in enumerate(rows):
        texts = [texts[place] for texts in told.values()]
        table.add_row(short_path(execution.path), *texts, *(wording.number(artifact.metadata[name]) for name in names))
    return table


def _words(metadata: Sequence[JsonObject]) -> dict[str, list[str]]:
    """Return the short texts that tasks left beside their numbers."""
    names = dict.fromkeys(name for values in metadata for name, content in values.items() if _is_word(name, content))
    return {name: [str(values.get(name, "")) for values in metadata] for name in names}


def _is_word(name: str, content: JsonValue) -> bool:
    is_short = isinstance(content, str) and len(content) <= LONGEST_WORD
    return is_short and name not in ("display_name", "store_session_info")


def _differing(inputs: Sequence[Mapping[str, JsonValue]], *, has_words: bool) -> dict[str, list[str]]:
    """Return the first parameters that tell these tasks from each other: what a loop was over, mostly.

    Lists and structs do so only where nothing shorter does.
    """
    names = dict.fromkeys(name for values in inputs for name in values)
    texts = {name: [wording.value(values.get(name, ""), LONGEST_WORD) for values in inputs] for name in names}
    different = [name for name in names if len(set(texts[name])) > 1]
    simple = [name for name in different if not any(isinstance(values.get(name), dict | list) for values in inputs)]
    chosen = simple if simple or has_words else different
    return {name: texts[name] for name in chosen[:MOST_INPUTS]}
