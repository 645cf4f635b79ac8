"""Recognises the command of a lightweight Python component, in every form that releases of KFP wrote it.

Such a command installs packages and the KFP SDK with pip, writes the embedded source to a file and runs KFP's executor
on it. What it means is a value here, so that the function runs without any of that. Whatever differs from the known
forms is not recognised, and runs literally.
"""

import re
import shlex
from collections.abc import Iterator, Sequence

from penstock.spec.values import frozen

EXECUTOR_INPUT_PLACEHOLDER = "{{$}}"


@frozen
class LightweightFunction:
    """A Python function to run in a task, and what it needs."""

    function_name: str
    source: str = ""
    """The program that defines the function; empty when the image holds it (a containerized component)."""
    packages: tuple[str, ...] = ()
    """Requirements, and options of pip between them, in the order given; without the SDK that KFP itself adds."""
    index_urls: tuple[str, ...] = ()
    """The first replaces the default index, the others are extra."""
    trusted_hosts: tuple[str, ...] = ()
    use_venv: bool = False
    sdk_requirement: str = ""
    """The SDK that the command would install, such as ``kfp==2.17.0``."""
    executor_module: str = ""
    embedded_archive: str = ""
    """A ``tar.gz`` in base64 that the source unpacks and puts on its path."""
    embedded_file: str = ""
    """The name of the only file in the archive, if it is one."""
    notebook: str = ""
    """The path in the archive of the notebook that the source executes."""


_RUNNER = re.compile(
    r'program_path=\$\(mktemp -d\) printf "%s" "\$0" > "\$program_path/ephemeral_component\.py" '
    r"(?:_KFP_RUNTIME=true )?python3? -m (?P<module>kfp(?:\.\w+)*\.executor_main) --component_module_path "
    r'"\$program_path/ephemeral_component\.py" "\$@"'
)
_EXECUTOR_MODULE = re.compile(r"kfp(?:\.\w+)*\.executor_main")
_OLD_MODULE = re.compile(r"kfp(?:\.v2)?\.components\.executor_main")
"""Of releases that installed the SDK and the user's packages by one command."""

_SETUP_LINES = frozenset({
    "",
    'if ! [ -x "$(command -v pip)" ]; then',
    "python3 -m ensurepip || python3 -m ensurepip --user || apt-get install python3-pip",
    "fi",
})  # fmt: skip
_VENV_LINES = (
    "export PIP_DISABLE_PIP_VERSION_CHECK=1",
    "tmp=$(mktemp -d)",
    'python3 -m venv "$tmp/venv" --system-site-packages',
    '. "$tmp/venv/bin/activate"',
)
_NO_VERSION_CHECK = "PIP_DISABLE_PIP_VERSION_CHECK=1 "
_PIP = (
    ["python3", "-m", "pip", "install"],
    ["python", "-m", "pip", "install"],
    ["pip", "install"],
    ["pip3", "install"],
)
_IGNORED_OPTIONS = frozenset({"--quiet", "-q", "--no-warn-script-location"})
_SDK_SOURCE = re.compile(r"git\+https?://\S*/pipelines(?:\.git)?[@#]\S*|\S*sdk/python/?")
_SDK = re.compile(rf"kfp(?:\[[^\]]*\])?\s*(?:[=<>~!@].*)?|{_SDK_SOURCE.pattern}")
_ARCHIVE = re.compile(r"^__KFP_EMBEDDED_ARCHIVE_B64 = '([A-Za-z0-9+/=]*)'$", re.MULTILINE)
_EMBEDDED_FILE = re.compile(
    r"^__KFP_EMBEDDED_ASSET_FILE = (?:__kfp_os\.path\.join\(__KFP_EMBEDDED_ASSET_DIR, |__KFP_EMBEDDED_ASSET_DIR \+ )"
    r"(?P<quote>['\"])/?(.*)(?P=quote)\)?$",
    re.MULTILINE,
)
_NOTEBOOK = re.compile(r"^__KFP_NOTEBOOK_REL_PATH = (?P<quote>['\"])(.*)(?P=quote)$", re.MULTILINE)
"""The archive, the file and the notebook as KFP and as Penstock name them."""


@frozen
class _Install:
    """One ``pip install``."""

    requirements: tuple[str, ...]
    index_urls: tuple[str, ...]
    trusted_hosts: tuple[str, ...]


def recognise(command: Sequence[str], args: Sequence[str] = ()) -> LightweightFunction | None:
    """Return the function that a container's command and arguments run, or `None` if it is something else."""
    words = [*command, *args]
    installs: tuple[_Install, ...] = ()
    use_venv = False
    if words[:2] == ["sh", "-c"] and len(words) > 3 and _parse_program(words) is None:
        parsed = _parse_script(words[2])
        if parsed is None:
            return None
        installs, use_venv = parsed
        words = words[3:]
    program = _parse_program(words)
    if program is None:
        return None
    module, source, rest = program
    function_name = _parse_arguments(rest)
    if function_name is None:
        return None
    packages, sdk = _without_sdk(installs, is_old=bool(_OLD_MODULE.fullmatch(module)))
    return LightweightFunction(
        function_name=function_name,
        source=source,
        packages=packages,
        index_urls=_unique(url for install in installs for url in install.index_urls),
        trusted_hosts=_unique(host for install in installs for host in install.trusted_hosts),
        use_venv=use_venv,
        sdk_requirement=sdk,
        executor_module=module,
        embedded_archive=_first(_ARCHIVE, source),
        embedded_file=_first(_EMBEDDED_FILE, source),
        notebook=_first(_NOTEBOOK, source),
    )


def _parse_program(words: Sequence[str]) -> tuple[str, str, Sequence[str]] | None:
    """Return the executor's module, the source and the remaining arguments."""
    if len(words) > 3 and words[0] == "sh" and words[1] in ("-ec", "-c"):
        match = _RUNNER.fullmatch(" ".join(words[2].replace("\\\n", " ").split()))
        return (match["module"], words[3], words[4:]) if match else None
    if (
        len(words) > 3
        and words[0] in ("python3", "python")
        and words[1] == "-m"
        and _EXECUTOR_MODULE.fullmatch(words[2])
    ):
        return words[2], "", words[3:]
    return None


def _parse_arguments(words: Sequence[str]) -> str | None:
    """Return the name of the function, if the arguments are the executor's and nothing else."""
    if len(words) != 4:
        return None
    options = {words[0]: words[1], words[2]: words[3]}
    if options.get("--executor_input") != EXECUTOR_INPUT_PLACEHOLDER:
        return None
    return options.get("--function_to_execute") or None


def _parse_script(script: str) -> tuple[tuple[_Install, ...], bool] | None:
    """Read the script that installs packages; `None` if it does anything else."""
    lines = [line.strip() for line in script.replace("\\\n", " ").split("\n")]
    use_venv = all(line in lines for line in _VENV_LINES)
    known = _SETUP_LINES | (frozenset(_VENV_LINES) if use_venv else frozenset())
    text = " ".join(line for line in lines if line not in known)
    try:
        words = shlex.split(text.removeprefix(_NO_VERSION_CHECK))
    except ValueError:
        return None
    *parts, last = _split_at(words, "&&")
    if last != ["$0", "$@"] or not parts:
        return None
    installs = [_parse_install(part) for part in parts]
    found = tuple(install for install in installs if install is not None)
    return (found, use_venv) if len(found) == len(installs) else None


def _split_at(words: Sequence[str], separator: str) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for word in words:
        if word == separator:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


def _parse_install(words: list[str]) -> _Install | None:
    prefix = next((prefix for prefix in _PIP if words[: len(prefix)] == prefix), None)
    if prefix is None:
        return None
    requirements: list[str] = []
    options: dict[str, list[str]] = {"--index-url": [], "--extra-index-url": [], "--trusted-host": []}
    rest = iter(words[len(prefix) :])
    for word in rest:
        name, is_joined, value = word.partition("=")
        if name in options:
            options[name].append(value if is_joined else next(rest, ""))
        elif word not in _IGNORED_OPTIONS:
            requirements.append(word)
    return _Install(
        requirements=tuple(requirements),
        index_urls=(*options["--index-url"], *options["--extra-index-url"]),
        trusted_hosts=tuple(options["--trusted-host"]),
    )


def _without_sdk(installs: Sequence[_Install], *, is_old: bool) -> tuple[tuple[str, ...], str]:
    """Return the user's requirements, and the SDK that KFP added to them."""
    if is_old and len(installs) == 1:
        *packages, last = installs[0].requirements or ("",)
        return (tuple(packages), last) if _SDK.fullmatch(last) else (installs[0].requirements, "")
    sdk = next((install for install in installs if _is_sdk_install(install, alone=len(installs) == 1)), None)
    packages = [word for install in installs if install is not sdk for word in install.requirements]
    return tuple(packages), sdk.requirements[0] if sdk else ""


def _is_sdk_install(install: _Install, *, alone: bool) -> bool:
    """Tell what KFP added from what the user asked for, which may be a ``kfp`` of their own."""
    first, *others = install.requirements or ("",)
    if first.startswith("kfp==") and "--no-deps" in others and others[-1].startswith("typing-extensions"):
        return True
    if others not in ([], ["--no-deps"]):
        return False
    return bool((_SDK_SOURCE if alone else _SDK).fullmatch(first))


def _unique(values: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _first(pattern: re.Pattern[str], source: str) -> str:
    match = pattern.search(source) if "__KFP_" in source else None
    return match[match.re.groups] if match else ""
