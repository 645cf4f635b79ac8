"""What the process launcher runs for an attempt: a function in an environment, or a command of this machine."""

import hashlib
import os
import shutil
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from penstock.core.errors import LaunchError
from penstock.core.json import digest
from penstock.engine.records import AttemptRequest
from penstock.engine.records import Program as EngineProgram
from penstock.launchers.commands import with_executor_input
from penstock.launchers.idle_programs import SOURCES, touch
from penstock.launchers.process.interpreters import Choice, Interpreters
from penstock.launchers.process.requirements import EnvironmentRequest
from penstock.launchers.shipments import Shipments
from penstock.runtime.bundle import SHIM
from penstock.spec.lightweight import LightweightFunction, recognise

_EXECUTOR = "executor_main"
_SOURCE = "ephemeral_component.py"


@dataclass(frozen=True, kw_only=True, slots=True)
class Program:
    """What is to be run, and the environment that it needs."""

    environment: EnvironmentRequest
    source: str = ""
    """The path of the file that defines the function."""
    function: str = ""
    import_from: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    env: Mapping[str, str]
    notices: tuple[str, ...] = ()


class Programs:
    """Decides what to run for a request. Safe to share between threads."""

    def __init__(self, folder: Path, bundle: str, interpreters: Interpreters, path: str) -> None:
        self._sources = folder / SOURCES
        self._shipments = Shipments(folder)
        self._mutex = threading.Lock()
        self._bundle = bundle
        self._interpreters = interpreters
        self._path = path
        self._written: dict[str, str] = {}

    def resolve(self, request: AttemptRequest) -> Program:
        """Return what to run. Raises `LaunchError` when this launcher cannot run it."""
        lightweight = _recognise(request.command, request.args)
        if lightweight is not None and lightweight.source:
            return self._function(request, lightweight)
        words = (*request.command, *request.args)
        if lightweight is None and words and words[0] in ("sh", "bash") and any(_EXECUTOR in word for word in words):
            return self._unknown_form(request, words)
        return self._host_command(request, words)

    def environment_of(self, program: EngineProgram) -> EnvironmentRequest | None:
        """Return the environment of a Python component; ``None`` for what brings none."""
        lightweight = _recognise(program.command, program.args)
        if lightweight is None or not lightweight.source:
            return None
        return _environment(lightweight, self._interpreters.nearest(program.image))

    def _function(self, request: AttemptRequest, lightweight: LightweightFunction) -> Program:
        choice = self._interpreters.nearest(request.image)
        return Program(
            environment=_environment(lightweight, choice),
            source=self._source_file(lightweight.source),
            function=lightweight.function_name,
            import_from=self._shipments.unpack(request),
            env=request.env,
            notices=(choice.notice,) if choice.notice else (),
        )

    def _unknown_form(self, request: AttemptRequest, words: tuple[str, ...]) -> Program:
        """Run a Python component's command as it is, where it may install as it likes."""
        choice = self._interpreters.nearest(request.image)
        environment = EnvironmentRequest(interpreter=choice.interpreter, pip_for=digest(list(words[:3])))
        path = os.pathsep.join([self._bundle, os.path.join(self._bundle, SHIM)])  # noqa: PTH118  # text for a variable
        return Program(
            environment=environment,
            command=with_executor_input(words, request),
            env={"PYTHONPATH": path, **request.env},
            notices=("its command is of no known form: it runs as it is", choice.notice),
        )

    def _host_command(self, request: AttemptRequest, words: tuple[str, ...]) -> Program:
        if not request.host_commands:
            raise LaunchError(
                f"Task {request.task_name!r} runs a command in {request.image!r}: it needs a container engine",
                reason="NeedsContainerEngine",
                hint="use --launcher container, or allow the commands of this machine: --host-commands",
            )
        if not request.command:
            raise LaunchError(
                f"Task {request.task_name!r} names no command: it needs the entry point of the image {request.image!r}",
                reason="NeedsContainerEngine",
                hint="use --launcher container, or give the component a command",
            )
        search = request.env.get("PATH", self._path)
        if shutil.which(words[0], path=search) is None:
            raise LaunchError(
                f"Task {request.task_name!r} runs {words[0]!r}, which is not found on this machine",
                reason="CommandNotFound",
                hint=f"install it, or use --launcher container, which runs it in the image {request.image!r}",
            )
        choice = self._interpreters.nearest("")
        return Program(
            environment=EnvironmentRequest(interpreter=choice.interpreter),
            command=with_executor_input(words, request),
            env={"PATH": self._path, **request.env},
            notices=(f"the command of this machine runs, not that of the image {request.image!r}",),
        )

    def _source_file(self, source: str) -> str:
        """Return the file with this source, made once for all attempts; its folder becomes importable."""
        known = self._written.get(source)
        if known is not None:
            return known
        name = hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        file = self._sources / name / _SOURCE
        with self._mutex:
            if not file.exists():
                file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                unfinished = file.with_name(f"{name}.{os.getpid()}.{threading.get_ident()}")
                unfinished.write_text(source, encoding="utf-8", errors="surrogatepass")
                unfinished.rename(file)
            touch(str(file.parent))
            self._written[source] = str(file)
        return str(file)


def _environment(lightweight: LightweightFunction, choice: Choice) -> EnvironmentRequest:
    return EnvironmentRequest(
        interpreter=choice.interpreter,
        packages=lightweight.packages,
        index_urls=lightweight.index_urls,
        trusted_hosts=lightweight.trusted_hosts,
    )


@lru_cache(maxsize=256)
def _recognise(command: tuple[str, ...], args: tuple[str, ...]) -> LightweightFunction | None:
    """Remember what was recognised: the tasks of a loop share their command."""
    return recognise(command, args)
