"""The commands that start a Python component: the form that every KFP installation runs.

A file has to run on KFP, so these texts are part of the file format: each character counts, and the version named
here is the one whose format is written, whichever release of Penstock writes it.
"""

import os.path
from collections.abc import Sequence

from penstock.dsl.options import Installation

KFP_VERSION = "2.17.0"
EXECUTOR_MODULE = "kfp.dsl.executor_main"
EXECUTOR_INPUT = "{{$}}"

_TYPING_EXTENSIONS = 'typing-extensions>=3.7.4,<5; python_version<"3.9"'

_INSTALL = """
if ! [ -x "$(command -v pip)" ]; then
    python3 -m ensurepip || python3 -m ensurepip --user || apt-get install python3-pip
fi

PIP_DISABLE_PIP_VERSION_CHECK=1 {steps} && "$0" "$@"
"""

_VIRTUAL_ENVIRONMENT = """
export PIP_DISABLE_PIP_VERSION_CHECK=1
tmp=$(mktemp -d)
python3 -m venv "$tmp/venv" --system-site-packages
. "$tmp/venv/bin/activate"
"""

_GAP = " " * 25
_RUN_SOURCE = """program_path=$(mktemp -d)

printf "%s" "$0" > "$program_path/ephemeral_component.py"
""" + _GAP.join(
    [
        f"_KFP_RUNTIME=true python3 -m {EXECUTOR_MODULE}",
        "--component_module_path",
        '"$program_path/ephemeral_component.py"',
        '"$@"\n',
    ]
)


def install_command(installation: Installation) -> tuple[str, ...]:
    """Return the command that installs and then goes on with the rest of the line; empty when nothing is installed."""
    if not installation.packages and not installation.injects_kfp:
        return ()
    steps = []
    if installation.packages:
        steps.append(_pip(installation.packages, installation))
    if installation.packages and installation.injects_kfp:
        steps.append(" && ")
    if installation.injects_kfp:
        if installation.in_virtual_environment:
            steps.append(_VIRTUAL_ENVIRONMENT)
        steps.append(_pip(_kfp_packages(installation.kfp_package), installation))
    return ("sh", "-c", _INSTALL.replace("{steps}", " ".join(steps)))


def source_command(source: str) -> tuple[str, ...]:
    """Return the command that runs a function of a source text."""
    return ("sh", "-ec", _RUN_SOURCE, source)


def image_command() -> tuple[str, ...]:
    """Return the command that runs a function built into the image."""
    return ("python3", "-m", EXECUTOR_MODULE)


def function_arguments(function_name: str) -> tuple[str, ...]:
    """Return the arguments that name the function and give it its inputs."""
    return ("--executor_input", EXECUTOR_INPUT, "--function_to_execute", function_name)


def _kfp_packages(location: str | None) -> tuple[str, ...]:
    if not location:
        return (f"kfp=={KFP_VERSION}", "--no-deps", _TYPING_EXTENSIONS)
    if os.path.exists(location) or "@refs/pull/" in location:
        return (location, "--no-deps")
    return (location,)


def _pip(packages: Sequence[str], installation: Installation) -> str:
    quoted = " ".join(repr(str(package)) for package in packages)
    return f"python3 -m pip install --quiet --no-warn-script-location {_index_options(installation)}{quoted}"


def _index_options(installation: Installation) -> str:
    urls = installation.index_urls
    if not urls:
        return ""
    hosts = urls if installation.trusted_hosts is None else installation.trusted_hosts
    options = [f"--index-url {urls[0]}"]
    options += [f"--extra-index-url {url}" for url in urls[1:]]
    options += [f"--trusted-host {host}" for host in hosts]
    return " ".join(options) + " "
