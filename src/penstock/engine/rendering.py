"""Fills placeholders for the tasks of one run."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from penstock.core.json import JsonObject, JsonValue
from penstock.engine.records import RunRecord
from penstock.spec.commands import render_command
from penstock.spec.placeholders import RenderContext, render_text, render_value

_MARK = "{{$"


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """What placeholders can name of a run."""

    resource_name: str
    values: Mapping[str, str]

    @staticmethod
    def of(record: RunRecord, *, pipeline_root: str, workspace: str = "") -> "Job":
        """Collect the values from a run's record."""
        resource_name = f"{record.pipeline_name}-{record.id}"
        scheduled = record.provenance.get("scheduled_at") or _utc(record.created_at)
        values = {
            "pipeline_job_name": record.display_name,
            "pipeline_job_resource_name": resource_name,
            "pipeline_job_uuid": str(record.id),
            "pipeline_job_create_time_utc": _utc(record.created_at),
            "pipeline_job_schedule_time_utc": str(scheduled),
            "pipeline_root": pipeline_root,
        }
        if workspace:
            values["workspace_path"] = workspace
        return Job(resource_name=resource_name, values=values)


class TaskRenderer:
    """Renders texts of one task."""

    def __init__(
        self, job: Job, task_name: str, *, task_id: str = "", executor_input: JsonObject | None = None
    ) -> None:
        self._values = {**job.values, "pipeline_task_name": task_name, "pipeline_task_uuid": task_id}
        self._context = RenderContext(executor_input=executor_input or {}, values=self._values)

    def render(self, text: str) -> str:
        """Return a text with its placeholders filled. Raises `PlaceholderError`."""
        return render_text(text, self._context) if _MARK in text else text

    def render_arguments(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Return a command with its placeholders filled, but those for the executor input as a whole.

        Raises `PlaceholderError`.
        """
        given = tuple(texts)
        return render_command(given, self._context, keep_whole=True) if any(map(_is_dynamic, given)) else given

    def render_with(self, value: JsonValue, parameters: Mapping[str, JsonValue]) -> JsonValue:
        """Return a JSON value with placeholders filled from parameters by name. Raises `PlaceholderError`."""
        executor_input = {"inputs": {"parameterValues": parameters}}
        return render_value(value, RenderContext(executor_input=executor_input, values=self._values))


def _is_dynamic(text: str) -> bool:
    return text != "{{$}}" and (_MARK in text or text.startswith("{"))


def _utc(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""
