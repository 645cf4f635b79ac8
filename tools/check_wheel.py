"""Builds the wheel with no Node.js on the PATH, installs it where nothing is, and asks its server for its pages.

Whoever installs Penstock from its sources has Python, and often nothing else. `make wheel` runs this.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
NEEDED = ("sh", "env", "git", "uname")
"""Programs that pip, npm and the launchers call; everything else is out of reach."""
FORBIDDEN = ("node", "npm")
BUNDLED = ("react-dom", "echarts", "@dagrejs/dagre", "@fontsource-variable/inter")


def main() -> None:
    """Build, install, serve, look."""
    with tempfile.TemporaryDirectory(prefix="penstock-") as folder:
        work = Path(folder)
        inherited = os.environ.items()  # noqa: TID251 - what pip is told of proxies and registries
        environ = {name: value for name, value in inherited if not name.startswith("PENSTOCK_")}
        environ["PATH"] = str(_programs(work / "bin"))
        for program in FORBIDDEN:
            if shutil.which(program, path=environ["PATH"]):
                raise SystemExit(f"{program} is on the PATH")
        # A copy without what was built before: only what git knows, as it stands here.
        subprocess.run(["git", "clone", "--quiet", "--depth", "1", ROOT.as_uri(), work / "sources"], check=True)
        build = _environment(work / "build")
        pip = [build, "-m", "pip", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "wheel", "--no-deps", work / "sources", "-w", work / "wheels"], env=environ, check=True)
        (wheel,) = (work / "wheels").glob("*.whl")
        _see_licenses(wheel)
        clean = _environment(work / "clean")
        subprocess.run([clean, "-m", "pip", "--quiet", "install", wheel], env=environ, check=True)
        _look(clean, work / "home", environ)
        sys.stdout.write(f"{wheel.name} ({wheel.stat().st_size / 1e6:.1f} MB) carries the web interface\n")


def _see_licenses(wheel: Path) -> None:
    """Stop unless the wheel names what it bundles: modules of the pages, of their worker, and fonts."""
    said = zipfile.ZipFile(wheel).read("penstock/server/static/licenses.md").decode()
    missing = [name for name in BUNDLED if f"## {name} - " not in said]
    if missing:
        raise SystemExit(f"licenses.md of the wheel says nothing of {missing}")


def _programs(folder: Path) -> Path:
    folder.mkdir()
    for name in NEEDED:
        found = shutil.which(name)
        if found:
            (folder / name).symlink_to(found)
    return folder


def _environment(folder: Path) -> str:
    venv.create(folder, with_pip=True)
    return str(folder / "bin" / "python")


def _look(python: str, home: Path, environ: dict[str, str]) -> None:
    command = [python, "-m", "penstock", "server", "--home", str(home), "--port", "0", "--json"]
    server = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert server.stdout is not None
    try:
        address = json.loads(server.stdout.readline())["address"]
        page = _read(f"{address}/")
        scripts = re.findall(r"assets/[\w.-]+\.js", page)
        if not scripts:
            raise SystemExit("the page of the server loads no script")
        if "Penstock" not in page or len(_read(f"{address}/{scripts[0]}")) < 10_000:
            raise SystemExit(f"the server answers neither its page nor {scripts[0]} as they were built")
    finally:
        server.terminate()
        server.wait()


def _read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=60) as answer:
        return str(answer.read().decode())


if __name__ == "__main__":
    if sys.platform == "win32":
        raise SystemExit("this check knows the folders of Linux and macOS")
    main()
