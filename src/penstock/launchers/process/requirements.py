"""What a component asks to be installed, as words for ``uv`` and as a key that equal requests share."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from penstock.core.json import digest
from penstock.launchers.process.interpreters import Interpreter

_DROPPED = frozenset({"--user", "--upgrade", "-U", "--quiet", "-q", "--no-warn-script-location", "--no-input"})
_RENAMED = {
    "--pre": "--prerelease=allow",
    "--no-cache-dir": "--no-cache",
    "-f": "--find-links",
    "-i": "--default-index",
}
_TRANSLATED = {
    "--index-url": "--default-index",
    "--extra-index-url": "--index",
    "--trusted-host": "--allow-insecure-host",
}
_WITH_VALUE = frozenset(
    {"--find-links", "--default-index", "--index", "--allow-insecure-host", "--no-binary", "--only-binary", "-c", "-r"}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class EnvironmentRequest:
    """What an environment is to hold; equal requests share one."""

    interpreter: Interpreter
    packages: tuple[str, ...] = ()
    """Requirements, and options of pip between them."""
    index_urls: tuple[str, ...] = ()
    trusted_hosts: tuple[str, ...] = ()
    pip_for: str = ""
    """Has pip in it and belongs to this command alone, which installs into it by itself."""

    @property
    def key(self) -> str:
        """A name for what is asked; what lies in folders that are named counts with its content."""
        requirements, _ = split_options(self.packages)
        asked = {
            "interpreter": [str(self.interpreter.path), self.interpreter.version],
            "packages": self.packages,
            "indexes": self.index_urls,
            "hosts": self.trusted_hosts,
            "pip_for": self.pip_for,
            "local": [_state_of(path) for path in local_paths(requirements)],
        }
        return digest(asked).removeprefix("sha256:")[:32]


def split_options(packages: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the requirements, and the options among them as ``uv`` has them."""
    requirements: list[str] = []
    options: list[str] = []
    words = iter(packages)
    for word in words:
        if not word.startswith("-"):
            requirements.append(word.strip())
            continue
        name, joined, value = word.partition("=")
        name = _TRANSLATED.get(name, _RENAMED.get(name, name))
        if name in _DROPPED:
            continue
        options.append(name + joined + value)
        if name in _WITH_VALUE and not joined:
            options.append(next(words, ""))
    return requirements, options


def local_paths(requirements: Iterable[str]) -> list[Path]:
    """Return the files and folders that requirements name."""
    named = [requirement.split("[")[0].removeprefix("file://") for requirement in requirements]
    return [path for name in named if ("/" in name or name == ".") and (path := Path(name)).exists()]


def _state_of(path: Path) -> list[str]:
    return sorted(_files(path)) if path.is_dir() else list(_files(path.parent, only=path.name))


def _files(folder: Path, *, only: str = "**/*") -> Iterator[str]:
    for file in folder.glob(only):
        if file.is_file():
            status = file.stat()
            yield f"{file}:{status.st_size}:{status.st_mtime_ns}"
