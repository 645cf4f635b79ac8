"""`penstock run --server` against a server of KFP: all that is said goes through KFP's REST API."""

import threading
from datetime import timedelta

import click
from rich.text import Text

from penstock.cli import wording
from penstock.cli.consoles import messages, print_results
from penstock.cli.exits import ExitCode, print_json
from penstock.cli.interrupting import Remote, see_to_its_end
from penstock.cli.progress.marks import MARKS
from penstock.cli.sending_errors import NotStartedError
from penstock.client.api import Api
from penstock.client.messages import PipelineTaskDetail, Run
from penstock.client.naming import named
from penstock.client.packages import spec_of, with_caching
from penstock.client.runs import DEFAULT_EXPERIMENT
from penstock.client.waiting import PATIENCE_SECONDS, is_final, pauses
from penstock.core.clock import SystemClock, time_json
from penstock.core.errors import ApiError, PenstockError
from penstock.core.json import JsonObject
from penstock.engine.states import RunState
from penstock.local.runner import RunRequest

LONGEST_PAUSE = 5.0
"""How long to wait between two questions at most: KFP tells of changes only when it is asked."""
CANCELED_CODE = 1
"""The code of google.rpc by which a server says that a FAILED run was terminated."""
PARTS = ("-driver", "executor")
"""How the names end of what KFP lists as tasks, and is a part of one."""


class KfpSender:
    """Starts one run on a server of KFP."""

    def __init__(self, request: RunRequest, api: Api) -> None:
        options = request.options
        if options.cache == "refresh" or options.fail_fast or options.cache_seconds or options.isolated:
            raise click.UsageError(
                "--refresh-cache, --cache-ttl, --isolated and --fail-fast need a Penstock server: KFP's API has no "
                "word for it"
            )
        self._request = request
        self._api = api
        self._clock = SystemClock()
        self._told: dict[str, str] = {}

    def see_to_its_end(self, *, as_json: bool) -> int:
        """Start it, and show it until it has ended; return the exit code. Raises `NotStartedError`."""
        remote = Remote(
            begin=self._start,
            follow=self._follow,
            end=lambda run: self._api.act_on_run(run.run_id or "", "terminate"),
            leave=lambda run: self._api.get_run(run.run_id or ""),
        )
        run, was_interrupted = see_to_its_end(remote)
        self._print(run, as_json=as_json)
        if state_of(run) is RunState.SUCCEEDED:
            return ExitCode.OK
        return ExitCode.INTERRUPTED if was_interrupted else ExitCode.FAILED

    def leave(self, *, as_json: bool) -> int:
        """Start it, and say where it is; return the exit code. Raises `NotStartedError`."""
        run = self._start()
        if as_json:
            print_json(self._json(run))
        else:
            click.echo(f"Started {run.display_name}: {run.link}")
        return ExitCode.OK

    def _start(self) -> Run:
        request = self._request
        document = request.document
        if request.options.cache == "off":
            document = with_caching(document, enabled=False, key="")
        try:
            return self._api.create_run(
                {
                    "display_name": request.display_name
                    or f"{request.pipeline_name} {self._clock.now():%Y-%m-%d %H-%M-%S}",
                    "description": request.description,
                    "experiment_id": self._experiment_id(request.experiment or DEFAULT_EXPERIMENT),
                    "pipeline_spec": spec_of(document),
                    "runtime_config": {"parameters": dict(request.arguments)},
                }
            )
        except PenstockError as error:
            raise NotStartedError(error) from error

    def _experiment_id(self, name: str) -> str:
        found = self._api.list_experiments(named(name)).experiments
        experiment = found[0] if found else self._api.create_experiment(name)
        return experiment.experiment_id or ""

    def _follow(self, run: Run) -> Run:
        """Write a line for each change until the run has ended. Raises `ApiError` when the server stays away."""
        console, waiting = messages(), threading.Event()
        console.print(Text.assemble((run.display_name or "", "bold"), (f"  {run.link}", "dim")))
        started = answered = self._clock.monotonic()
        for pause in pauses(LONGEST_PAUSE):
            try:
                run = self._api.get_run(run.run_id or "")
            except ApiError as error:
                if not error.is_passing or self._clock.monotonic() - answered > PATIENCE_SECONDS:
                    raise
            else:
                answered = self._clock.monotonic()
                for line in self._changes(run):
                    console.print(Text(f"{wording.clock(answered - started):>8}  {line}"))
                if is_final(run):
                    return run
            waiting.wait(pause)
        raise AssertionError  # pauses have no end

    def _changes(self, run: Run) -> list[str]:
        lines = []
        for task in tasks_of(run):
            key, state = task.task_id or "", task.state or ""
            if self._told.get(key) != state and state not in ("", "PENDING"):
                self._told[key] = state
                told = f"  {task.error.message}" if task.error and task.error.message else ""
                lines.append(f"{state:<9}  {task.display_name}  {wording.duration(_seconds(task))}{told}".rstrip())
        return lines

    def _print(self, run: Run, *, as_json: bool) -> None:
        if as_json:
            print_json(self._json(run))
            return
        state = state_of(run)
        mark = MARKS[state]
        text = Text.assemble((f"{mark.sign} ", mark.style), (run.display_name or "", "bold"), f" {state.value}")
        if run.error is not None and run.error.message:
            text.append(f"\n  {run.error.message}", "red")
        text.append(f"\n\n{run.link}", "dim")
        print_results([text])

    def _json(self, run: Run) -> JsonObject:
        """Render a run as local ones are rendered, as far as KFP tells it."""
        failed = {"reason": "Failed", "message": run.error.message, "hint": ""} if run.error else None
        return {
            "run_id": run.run_id,
            "name": run.display_name,
            "pipeline": self._request.pipeline_name,
            "experiment_id": run.experiment_id,
            "state": state_of(run).value,
            "created_at": time_json(run.created_at),
            "ended_at": time_json(run.finished_at),
            "arguments": dict(self._request.arguments),
            "tasks": [
                {"path": task.display_name, "name": task.display_name, "state": task.state, "seconds": _seconds(task)}
                for task in tasks_of(run)
            ],
            "outputs": {},
            "error": failed,
        }


def state_of(run: Run) -> RunState:
    """Return the state of a run: a server that speaks for KFP's client calls a terminated one FAILED."""
    state = RunState.__members__.get((run.state or "").upper(), RunState.PENDING)
    is_canceled = state is RunState.FAILED and run.error is not None and run.error.code == CANCELED_CODE
    return RunState.CANCELED if is_canceled else state


def tasks_of(run: Run) -> list[PipelineTaskDetail]:
    """Return the tasks of a run, without the run itself and without the parts that KFP does a task in."""
    details = (run.run_details.task_details if run.run_details else None) or []
    return [
        task for task in details if task.parent_task_id is not None and not (task.display_name or "").endswith(PARTS)
    ]


def _seconds(task: PipelineTaskDetail) -> float | None:
    if task.start_time is None or task.end_time is None:
        return None
    return (task.end_time - task.start_time) / timedelta(seconds=1)
