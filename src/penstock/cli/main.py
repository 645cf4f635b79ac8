"""The `penstock` command."""

import io
import os
import sys
from collections.abc import Sequence

import click

from penstock.cli.exits import NOTHING_STARTED, USAGE, ExitCode, error_json, exit_code_of, print_json, show_error
from penstock.cli.lazy import LazyCommand, LazyGroup
from penstock.cli.narrow_locales import write_anything
from penstock.core.errors import PenstockError
from penstock.core.json import JsonObject
from penstock.core.version import VERSION

_COMMANDS = {
    "init": LazyCommand("penstock.cli.init", "init", "Make a home, `.penstock/`, in a folder."),
    "compile": LazyCommand("penstock.cli.compile", "compile_", "Compile a pipeline to a portable YAML file."),
    "run": LazyCommand("penstock.cli.run", "run", "Run a pipeline, here or on a server."),
    "runs": LazyCommand("penstock.cli.runs", "runs", "Look at runs, follow them, go on with them."),
    "pipelines": LazyCommand("penstock.cli.pipelines", "pipelines", "Keep pipelines and their versions."),
    "experiments": LazyCommand("penstock.cli.experiments", "experiments", "Group runs into experiments."),
    "artifacts": LazyCommand("penstock.cli.artifacts", "artifacts", "Look at what tasks have made, and get it."),
    "server": LazyCommand("penstock.cli.server", "server", "Serve pipelines and runs over HTTP."),
    "components": LazyCommand("penstock.cli.components", "components", "Look at the components of a file."),
    "gc": LazyCommand("penstock.cli.gc", "gc", "Give back the disk that nothing needs."),
    "doctor": LazyCommand("penstock.cli.doctor", "doctor", "Check this machine and this home."),
}


@click.group(
    cls=LazyGroup,
    lazy=_COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="Machine-learning pipelines: described in Python, compiled to KFP's portable file, run anywhere.",
    epilog="Exit codes: 0 done, 1 failed, 2 bad input (nothing was started), 130 interrupted.",
)
@click.version_option(VERSION, "-V", "--version", message="penstock %(version)s")
def penstock() -> None:
    """Collect the commands."""


def main(args: Sequence[str] | None = None) -> None:
    """Run the command of this process, and end it with the documented exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            write_anything(stream)
    sys.exit(run_command(sys.argv[1:] if args is None else list(args)))


def run_command(args: list[str]) -> int:
    """Run a command; return its exit code."""
    try:
        ended = penstock.main(args, prog_name="penstock", standalone_mode=False)
    except click.ClickException as error:
        return _refused(error, args)
    except PenstockError as error:
        return _failed(error, args)
    except (click.Abort, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # Who reads the output has enough; the interpreter must not complain when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    return ended if isinstance(ended, int) else ExitCode.OK


def _refused(error: click.ClickException, args: Sequence[str]) -> int:
    error.show()
    _print_error({"reason": USAGE, "message": error.format_message(), "hint": ""}, args)
    return ExitCode.BAD_INPUT


def _failed(error: PenstockError, args: Sequence[str]) -> int:
    show_error(error)
    _print_error(error_json(error), args)
    return exit_code_of(error)


def _print_error(error: JsonObject, args: Sequence[str]) -> None:
    """Print an error for programs; that of `run` has the shape of a run, since they read it as one."""
    if "--json" in args:
        print_json({**(NOTHING_STARTED if args[0] == "run" else {}), "error": error})
