"""Runs one attempt in the foreground of a terminal, in its environment, with a debugger where it fails."""

import os
import subprocess
from collections.abc import Mapping

from penstock.core.errors import LaunchError
from penstock.engine.records import AttemptRequest
from penstock.launchers.files import files_of, make_files
from penstock.launchers.process.launcher import Parts

_PROGRAM = (
    "import sys; sys.path.insert(0, {bundle!r}); from penstock.runtime.debugging import main; sys.exit(main("
    "sys.argv[1:]))"
)


def debug(request: AttemptRequest, parts: Parts) -> int:
    """Run an attempt with the input and the output of this process; return its exit code.

    Raises `LaunchError` for what is no Python function, and `EnvironmentBuildError`.
    """
    program = parts.programs.resolve(request)
    if not program.source:
        raise LaunchError(
            f"Task {request.task_name!r} runs a command: --pdb stops in Python functions only",
            reason="NotAFunction",
            hint="leave --pdb out",
        )
    environment = parts.environments.find(program.environment) or parts.environments.build(program.environment)
    files = files_of(request)
    try:
        make_files(request, files, for_command=False)
    except OSError as error:
        raise LaunchError(f"Files cannot be made: {error.strerror or error}: {error.filename}") from error
    words = [str(files.input), program.function, program.source, *program.import_from]
    done = subprocess.run(
        [str(environment.python), "-I", "-X", "utf8", "-c", _PROGRAM.format(bundle=parts.bundle), *words],
        cwd=files.work,
        env=_variables(request, program.env, parts, str(environment.python.parent), str(environment.folder)),
        check=False,
    )
    return done.returncode


def _variables(
    request: AttemptRequest, own: Mapping[str, str], parts: Parts, programs: str, folder: str
) -> dict[str, str]:
    variables = parts.settings.task_environ()
    variables["PATH"] = os.pathsep.join(filter(None, [programs, variables.get("PATH", "")]))
    workspace = {"PENSTOCK_WORKSPACE": request.workspace} if request.workspace else {}
    terminal = {"TERM": parts.settings.environ["TERM"]} if "TERM" in parts.settings.environ else {}
    return {**variables, "VIRTUAL_ENV": folder, **terminal, **workspace, **own}
