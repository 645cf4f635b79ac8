"""What runs in a container for an attempt: a function under our runtime, or the command as it is."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from penstock.core.errors import LaunchError
from penstock.engine.records import AttemptRequest
from penstock.launchers.commands import with_executor_input
from penstock.launchers.files import AttemptFiles
from penstock.launchers.shipments import Shipments
from penstock.runtime.bundle import SHIM
from penstock.spec.lightweight import LightweightFunction, recognise

_SOURCE = "ephemeral_component.py"
_EXECUTOR = "executor_main"
PYTHON = "python3"
_OLDEST = (3, 9)
_START = """\
import os, signal, sys
if sys.version_info < {oldest}:
    sys.exit("The image has Python %d.%d; Python components need 3.9 or newer in it" % sys.version_info[:2])
if os.getpid() == 1:
    # The first process of a container is deaf to what it does not handle.
    signal.signal(signal.SIGTERM, lambda number, frame: os._exit(128 + number))
sys.path.insert(0, {bundle!r})
from penstock.runtime.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Packages:
    """What is to be installed on top of an image."""

    requirements: tuple[str, ...]
    index_urls: tuple[str, ...] = ()
    trusted_hosts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ContainerProgram:
    """What is to be run in an image."""

    command: tuple[str, ...]
    """Replaces the entry point; empty keeps that of the image."""
    args: tuple[str, ...] = ()
    env: Mapping[str, str]
    import_from: tuple[str, ...] = ()
    """Folders that come before the image's own ``PYTHONPATH``."""
    folders: tuple[str, ...] = ()
    """Folders of this machine to be read at the same place."""
    source: str = ""
    """The text of the component, to be written before the start."""
    packages: Packages | None = None


class ContainerPrograms:
    """Decides what to run for a request. Safe to share between threads."""

    def __init__(self, folder: Path, bundle: str, environ: Mapping[str, str]) -> None:
        self._shipments = Shipments(folder)
        self._bundle = bundle
        self._environ = environ

    def resolve(self, request: AttemptRequest, files: AttemptFiles) -> ContainerProgram:
        """Return what to run. Raises `LaunchError` when it can never run."""
        if not request.image:
            raise LaunchError(
                f"Task {request.task_name!r} names no image: a container cannot be made for it",
                reason="NoImage",
                hint="give its component a base_image, or use --launcher process",
            )
        lightweight = recognise(request.command, request.args)
        if lightweight is not None and lightweight.source:
            return self._function(request, lightweight, files)
        return self._literal(request)

    def _function(
        self, request: AttemptRequest, lightweight: LightweightFunction, files: AttemptFiles
    ) -> ContainerProgram:
        shipped = self._shipments.unpack(request)
        start = _START.format(oldest=_OLDEST, bundle=self._bundle)
        words = ["--executor-input-file", str(files.input), "--function", lightweight.function_name]
        words += ["--source", str(source_file(files))]
        for folder in shipped:
            words += ["--import-from", folder]
        wanted = Packages(
            requirements=lightweight.packages,
            index_urls=lightweight.index_urls,
            trusted_hosts=lightweight.trusted_hosts,
        )
        return ContainerProgram(
            command=(PYTHON, "-u", "-c", start),
            args=tuple(words),
            env={**self._environ, **request.env},
            folders=(self._bundle, *shipped),
            source=lightweight.source,
            packages=wanted if lightweight.packages else None,
        )

    def _literal(self, request: AttemptRequest) -> ContainerProgram:
        command = with_executor_input(request.command, request)
        args = with_executor_input(request.args, request)
        env = {**self._environ, **request.env}
        if not any(_EXECUTOR in word for word in (*command, *args)):
            return ContainerProgram(command=command, args=args, env=env)
        # The image may lack kfp; where it is there, or gets installed, it comes first.
        path = (self._bundle, os.path.join(self._bundle, SHIM))  # noqa: PTH118  # text for a variable
        return ContainerProgram(command=command, args=args, env=env, import_from=path, folders=(self._bundle,))


def source_file(files: AttemptFiles) -> Path:
    """Return where the source of a function lies: in a folder of its own, which becomes importable."""
    return files.control / "source" / _SOURCE


def write_source(program: ContainerProgram, files: AttemptFiles) -> None:
    """Write the source of a function, for a program that is one. Raises `OSError`."""
    if program.source:
        file = source_file(files)
        file.parent.mkdir(exist_ok=True)
        file.write_text(program.source, encoding="utf-8", errors="surrogatepass")
