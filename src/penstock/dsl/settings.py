"""Settings of a task that its component does not know: resources, retries, caching, environment, time-out."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from penstock.dsl.channels import PipelineChannel, PipelineParameterChannel
from penstock.spec.values import field, frozen

_CPU = re.compile(r"([0-9]*[.])?[0-9]+m?$")
_MEMORY = re.compile(r"[0-9]+(E|Ei|P|Pi|T|Ti|G|Gi|M|Mi|K|Ki)?")
_DURATION = re.compile(r"\s*(\d+)\s*([A-Za-z]*)\s*")
_SECONDS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 3600),
    **dict.fromkeys(("d", "day", "days"), 86400),
    **dict.fromkeys(("w", "week", "weeks"), 604800),
}


@frozen
class Retry:
    """How often, and after what delay, a failed task is tried again."""

    count: int
    backoff: timedelta
    factor: float
    longest: timedelta


@frozen(eq=False)
class Resources:
    """What the task may use: Kubernetes quantities, or channels that will hold them."""

    cpu_limit: Any = None
    cpu_request: Any = None
    memory_limit: Any = None
    memory_request: Any = None
    accelerator_type: Any = None
    accelerator_count: Any = None

    def values(self) -> tuple[Any, ...]:
        """Return everything that may be set."""
        return (
            *(self.cpu_limit, self.cpu_request, self.memory_limit, self.memory_request),
            *(self.accelerator_type, self.accelerator_count),
        )


@frozen(eq=False)
class TaskSettings:
    """Everything that the methods of a task set."""

    display_name: str = ""
    caching: bool | None = None
    """None leaves it to the compiler's default."""
    cache_key: str = ""
    retry: Retry | None = None
    resources: Resources = field(default_factory=Resources)
    environment: Mapping[str, Any] = field(default_factory=dict)
    image: Any = None
    timeout_seconds: int = 0
    cache_seconds: int = 0
    """How old a result may be that is reused instead of running the task; 0 for any age."""
    ignores_upstream_failure: bool = False


def cpu(value: Any) -> Any:
    """Check a CPU quantity; a channel passes.

    Raises `ValueError` for text that is none.
    """
    if isinstance(value, PipelineChannel):
        return _parameter(value, "cpu")
    if not isinstance(value, str) or _CPU.match(value) is None:
        raise ValueError(
            f"Invalid cpu string. Should be float or integer, or integer followed by \"m\", such as '0.5' or '500m'. "
            f"Got: {value!r}"
        )
    return value


def memory(value: Any) -> Any:
    """Check a memory quantity; a channel passes.

    Raises `ValueError` for text that is none.
    """
    if isinstance(value, PipelineChannel):
        return _parameter(value, "memory")
    if not isinstance(value, str) or _MEMORY.fullmatch(value) is None:
        raise ValueError(
            'Invalid memory string. Should be a number or a number followed by one of "E", "Ei", "P", "Pi", "T", "Ti", '
            f'"G", "Gi", "M", "Mi", "K", "Ki". Got: {value!r}'
        )
    return value


def accelerator_count(value: Any) -> Any:
    """Check a number of accelerators; a channel passes.

    Raises `ValueError` for what is no number.
    """
    if isinstance(value, PipelineChannel):
        return _parameter(value, "accelerator limit")
    text = str(value)
    if isinstance(value, bool) or not isinstance(value, int | str) or re.fullmatch(r"\d+", text) is None:
        raise ValueError(f"limit must be a non-negative integer. Got: {value!r}")
    return text


def text(value: Any, what: str) -> Any:
    """Check a setting that is text; a channel passes.

    Raises `TypeError` for what is neither.
    """
    if isinstance(value, PipelineChannel):
        return _parameter(value, what)
    if not isinstance(value, str):
        raise TypeError(f"The {what} is text or a parameter, got {value!r} of type {type(value).__name__}")
    return value


def _parameter(value: PipelineChannel, what: str) -> PipelineChannel:
    if not isinstance(value, PipelineParameterChannel):
        raise TypeError(f"The {what} is a parameter; {value.full_name!r} is the artifact {value.channel_type}")
    return value


def retry(
    count: int | str, backoff_duration: str | None, backoff_factor: float | None, backoff_max_duration: str | None
) -> Retry:
    """Check the arguments of ``set_retry`` and fill in KFP's defaults."""
    if isinstance(count, str) and count.isdecimal():
        count = int(count)
    if isinstance(count, bool) or not isinstance(count, int) or count < 0:
        raise ValueError(f"num_retries must be a non-negative integer. Got: {count!r}")
    return Retry(
        count=count,
        backoff=_backoff(backoff_duration, "0s"),
        factor=_factor(backoff_factor),
        longest=_backoff(backoff_max_duration, "3600s"),
    )


def _factor(given: float | None) -> float:
    if isinstance(given, PipelineChannel):
        raise TypeError(f"backoff_factor is a constant; {given.full_name!r} exists only when the pipeline runs")
    return float(given or 2.0)


def _backoff(given: str | None, default: str) -> timedelta:
    """Read a duration that has a unit, as KFP demands it here."""
    if isinstance(given, PipelineChannel):
        raise TypeError(
            f"A back-off is a constant such as '30s'; {given.full_name!r} exists only when the pipeline runs"
        )
    text = given or default
    if str(text).strip().isdecimal():
        raise ValueError(
            f"Invalid duration string: '{text}'. Expected one value (as integer in string) and one unit, such as "
            "'1 hour'."
        )
    return duration(text)


def duration(text: str | int) -> timedelta:
    """Read a duration such as ``60``, ``60s``, ``5 minutes`` or ``1h``.

    Raises `ValueError` if it is none.
    """
    match = _DURATION.fullmatch(str(text))
    if match is None:
        raise ValueError(
            f"Invalid duration string: '{text}'. Expected one value (as integer in string) and one unit, such as "
            "'1 hour'."
        )
    factor = _SECONDS.get(match[2].lower() or "s")
    if factor is None:
        raise ValueError(
            f"Unsupported duration unit: '{match[2]}' for '{text}'. Use one of s, m, h, d, w or their full names"
        )
    return timedelta(seconds=int(match[1]) * factor)
