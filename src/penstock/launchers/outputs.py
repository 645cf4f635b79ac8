"""What a task left, made into values: parameters fitted to their types, artifacts in their places and published."""

import errno
import json
import math
import os
import stat
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from penstock.core.errors import OperatorError
from penstock.core.ids import ArtifactId
from penstock.core.json import JsonObject, JsonValue, whole_numbers
from penstock.engine.ports import ArtifactStore
from penstock.engine.records import ArtifactRecord, AttemptRequest, Failure, OutputSlot, Values
from penstock.launchers.placing import place

_IDS = uuid.UUID("6f1b2a52-3f0c-4d5e-9f43-6a9a5b1d8c11")
LARGEST = 32 * 1024 * 1024
"""Bytes of a parameter, or of an executor output: whoever looks at a run reads them with it."""
_DEEPEST = 200
"""Levels of lists and mappings: whatever reads a run later goes that deep, on every Python."""
_WORDS = {
    "NUMBER_INTEGER": "a whole number",
    "NUMBER_DOUBLE": "a number",
    "BOOLEAN": "true or false",
    "STRING": "a text",
    "LIST": "a list",
    "STRUCT": "a mapping",
}


class OutputError(Exception):
    """The outputs cannot be used, for the reason carried."""

    def __init__(self, reason: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.failure = Failure(reason=reason, message=message, hint=hint)


class OutputCollector:
    """Collects the outputs of ended attempts. Safe to share between threads."""

    def __init__(self, store: ArtifactStore) -> None:
        self._store = store

    def collect(self, request: AttemptRequest, work: Path) -> Values:
        """Return the outputs, published. Relative paths are taken from the task's working folder.

        Raises `OutputError`.
        """
        places: JsonObject = request.executor_input.get("outputs") or {}
        left = _read_executor_output(places.get("outputFile") or "")
        _check_depth(left)
        try:
            return Values(
                parameters=_parameters(request.output_types, left, places),
                artifacts=self._artifacts(request, left, work),
            )
        except OperatorError as error:
            raise OutputError("PublishFailed", error.message, error.hint) from error

    def _artifacts(
        self, request: AttemptRequest, left: JsonObject, work: Path
    ) -> Mapping[str, tuple[ArtifactRecord, ...]]:
        places = (request.executor_input.get("outputs") or {}).get("artifacts") or {}
        made = left.get("artifacts") or {}
        return {
            name: tuple(self._published(request, work, record, entry) for record, entry in found)
            for name, slot in request.output_types.items()
            if slot.kind == "artifact"
            and (found := list(_entries(request, name, slot, _list(places.get(name)), _list(made.get(name)))))
        }

    def _published(
        self, request: AttemptRequest, work: Path, record: ArtifactRecord, entry: JsonObject
    ) -> ArtifactRecord:
        custom = entry.get("custom_path") or entry.get("customPath") or ""
        target = self._store.local_path(record.uri)
        if custom and target is not None:
            try:
                place(work / custom, target, may_move=Path(request.output_prefix))
            except OSError as error:
                raise OutputError(
                    "PublishFailed",
                    f"Output artifact {record.name!r} cannot be taken from {custom!r}: {error.strerror or error}",
                ) from error
        return self._store.publish(record)


def _entries(
    request: AttemptRequest, name: str, slot: OutputSlot, places: list[JsonObject], made: list[JsonObject]
) -> Iterator[tuple[ArtifactRecord, JsonObject]]:
    """Yield what was made, or the place that was given where the task said nothing about it."""
    chosen = made or places
    for index, entry in enumerate(chosen if slot.is_list else chosen[:1]):
        given = places[min(index, len(places) - 1)] if places else {}
        yield (
            ArtifactRecord(
                id=ArtifactId(str(uuid.uuid5(_IDS, f"{request.id}/{name}/{index}"))),
                name=entry.get("name") or given.get("name") or name,
                type_title=slot.type,
                type_version=slot.type_version,
                type_schema=slot.type_schema,
                uri=entry.get("uri") or given.get("uri") or f"{request.output_prefix}/outputs/{name}",
                metadata={**slot.metadata, **whole_numbers(entry.get("metadata") or {})},
            ),
            entry,
        )


def _list(side: Any) -> list[JsonObject]:
    """Return the artifacts of an output; a single one may stand without its list."""
    if not isinstance(side, dict):
        return []
    artifacts: list[JsonObject] = side.get("artifacts", [side])
    return artifacts


def _read_executor_output(path: str) -> JsonObject:
    try:
        text = _read(path, f"The executor output {path!r}")
    except (FileNotFoundError, IsADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise OutputError("BadOutput", f"The executor output {path!r} cannot be read: {error}") from error
    try:
        left = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise OutputError("BadOutput", f"The executor output {path!r} is no JSON: {error}") from error
    if not isinstance(left, dict):
        raise OutputError("BadOutput", f"The executor output {path!r} is no JSON object but {text[:40]!r}")
    return left


def _read(path: str, what: str) -> str:
    """Return what a file holds. Raises `OutputError`, `OSError`, and `ValueError` for what is no UTF-8."""
    # Without waiting: a task may have left a pipe that nobody writes to.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        if not stat.S_ISREG(status.st_mode):
            raise OutputError("BadOutput", f"{what} cannot be read from {path!r}: it is not a file")
        if status.st_size > LARGEST:
            message = f"{what} has {status.st_size:,} bytes; {LARGEST:,} are allowed"
            raise OutputError("BadOutput", message, "leave what is larger in an artifact")
        parts = []
        while part := os.read(descriptor, LARGEST):
            parts.append(part)
    finally:
        os.close(descriptor)
    return b"".join(parts).decode("utf-8")


def _parameters(slots: Mapping[str, OutputSlot], left: JsonObject, places: JsonObject) -> dict[str, JsonValue]:
    values = left.get("parameterValues") or left.get("parameter_values") or {}
    files = places.get("parameters") or {}
    return {
        name: _fitted(name, slot, values[name]) if name in values else _from_file(name, slot, files.get(name) or {})
        for name, slot in slots.items()
        if slot.kind == "parameter"
    }


def _from_file(name: str, slot: OutputSlot, given: JsonObject) -> JsonValue:
    path = given.get("outputFile") or ""
    try:
        text = _read(path, f"Output {name!r}")
    except (FileNotFoundError, IsADirectoryError):
        raise OutputError(
            "MissingOutput",
            f"The task ended without an error but left no value for output {name!r}",
            f"return a value for it, or write one to its output path ({path})",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise OutputError("BadOutput", f"Output {name!r} cannot be read from {path!r}: {error}") from error
    if slot.type in ("STRING", "PARAMETER_TYPE_ENUM_UNSPECIFIED"):
        return text
    try:
        value = json.loads(text.lower() if slot.type == "BOOLEAN" else text)
    except (ValueError, RecursionError):
        raise _wrong(name, slot, text) from None
    return _fitted(name, slot, value)


def _check_depth(value: JsonValue) -> None:
    """Refuse what some Python that reads it later could not: how deep one goes depends on its version."""
    level = [value]
    for _ in range(_DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return
    message = "An output of the task holds lists or mappings that are nested too deeply"
    raise OutputError("BadOutput", message, "leave it in an artifact instead")


def _inside(value: JsonValue) -> Iterable[JsonValue]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _fitted(name: str, slot: OutputSlot, value: JsonValue) -> JsonValue:
    _check_depth(value)
    fit = _FITTERS.get(slot.type)
    fitted = whole_numbers(value) if fit is None else fit(value)
    if fitted is None and value is not None:
        raise _wrong(name, slot, value)
    return fitted


def _wrong(name: str, slot: OutputSlot, value: JsonValue) -> OutputError:
    shown = repr(value)
    shown = shown if len(shown) <= 60 else shown[:57] + "..."
    wanted = _WORDS.get(slot.type, slot.type)
    return OutputError(
        "WrongOutputType",
        f"Output {name!r} is declared {slot.type}: expects {wanted}, got {type(value).__name__} {shown}",
        "return a value of that type, or declare the output with the type that it has",
    )


def _integer(value: JsonValue) -> JsonValue:
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    return value if isinstance(value, int) else None


def _double(value: JsonValue) -> JsonValue:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and math.isfinite(value) else None


_FITTERS: Mapping[str, Callable[[JsonValue], JsonValue]] = {
    "NUMBER_INTEGER": _integer,
    "NUMBER_DOUBLE": _double,
    "BOOLEAN": lambda value: value if isinstance(value, bool) else None,
    "STRING": lambda value: value if isinstance(value, str) else None,
    "LIST": lambda value: whole_numbers(value) if isinstance(value, list) else None,
    "STRUCT": lambda value: whole_numbers(value) if isinstance(value, dict) else None,
}
