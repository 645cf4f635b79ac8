"""Where the files of one attempt lie, and how they are made before its start."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from penstock.core.errors import LaunchError
from penstock.core.json import JsonObject
from penstock.engine.records import AttemptRequest, Values

CONTROL = ".attempt"
"""Lock, result and inputs of an attempt, beside its outputs."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AttemptFiles:
    """The places of one attempt, worked out once."""

    prefix: Path
    control: Path
    """The folder of lock and result: an attempt without it was never launched."""
    work: Path
    """The task's working folder."""
    input: Path
    """KFP's ``ExecutorInput`` in JSON."""
    log: Path
    """What the task writes to standard output and standard error."""


def files_of(request: AttemptRequest) -> AttemptFiles:
    """Return the places of an attempt. Raises `LaunchError` when they are not on this machine."""
    if not request.output_prefix.startswith("/"):
        raise LaunchError(
            f"Tasks on this machine write to its folders, not to {request.output_prefix!r}",
            reason="RemoteArtifacts",
            hint="use --launcher kubernetes with a remote pipeline root",
        )
    prefix = request.output_prefix
    return AttemptFiles(
        prefix=Path(prefix),
        control=Path(f"{prefix}/{CONTROL}"),
        work=Path(f"{prefix}/work"),
        input=Path(f"{prefix}/{CONTROL}/executor_input.json"),
        log=Path(f"{prefix}/log.txt"),
    )


def make_files(request: AttemptRequest, files: AttemptFiles, *, for_command: bool) -> None:
    """Make folders and inputs. Raises `OSError`."""
    make_folders(request, files, for_command=for_command)
    write_input(files, input_text(request))


def input_text(request: AttemptRequest) -> str:
    """Return the executor input in JSON."""
    return json.dumps(request.executor_input, ensure_ascii=False)


def write_input(files: AttemptFiles, text: str) -> None:
    """Leave the executor input in its file. Raises `OSError`."""
    files.input.write_text(text, "utf-8", "surrogatepass")


def make_folders(request: AttemptRequest, files: AttemptFiles, *, for_command: bool) -> None:
    """Make folders. Raises `OSError`."""
    files.prefix.mkdir(parents=True, exist_ok=True)
    files.control.mkdir(exist_ok=True)
    files.work.mkdir(exist_ok=True)
    if request.workspace:
        Path(request.workspace).mkdir(parents=True, exist_ok=True)
    if for_command:
        for path in _output_paths(request.executor_input.get("outputs") or {}):
            path.parent.mkdir(parents=True, exist_ok=True)


def remove_work(files: AttemptFiles, outputs: Values) -> None:
    """Remove the working folder of an ended attempt, unless an output lies in it."""
    try:
        files.work.rmdir()  # empty, most often
    except OSError:
        place = str(files.work)
        if not any(place in artifact.uri for found in outputs.artifacts.values() for artifact in found):
            shutil.rmtree(files.work, ignore_errors=True)


def _output_paths(outputs: JsonObject) -> list[Path]:
    """Return the places of outputs, whose folders a program may rely on."""
    texts = [parameter["outputFile"] for parameter in (outputs.get("parameters") or {}).values()]
    for artifacts in (outputs.get("artifacts") or {}).values():
        texts += [artifact["uri"] for artifact in artifacts["artifacts"]]
    return [Path(text) for text in (*texts, outputs.get("outputFile") or "") if text.startswith("/")]
