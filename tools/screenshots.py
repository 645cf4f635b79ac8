"""Writes docs/images/*.png: the main pages in both themes, of runs of examples/compare_models that it makes.

`make screenshots` needs Chromium, and takes some minutes: the pictures are of real trainings.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "images"
EXAMPLE = ROOT / "examples" / "compare_models" / "pipeline.yaml"
WIDTH, HEIGHT = 1440, 900
SETTLED = 1500
"""Milliseconds after a page has its heading: fonts and drawings are there then."""
LONGEST = 1800
"""Seconds that a run may take: the first one makes the environment of its tasks."""

RUNS: Mapping[str, Mapping[str, Any]] = {
    "baseline": {},
    "another split": {"seed": 11},
    "small test set": {"test_fraction": 0.1},
    "demanding": {"threshold": 0.9995},
    "by r2": {"metric": "r2"},
    "nightly": {},
}


def main() -> None:
    """Start a server over an empty home, let it train, look at its pages, stop it."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("there is no chromium; Debian's package is called so")
    with tempfile.TemporaryDirectory(prefix="penstock-") as folder:
        home = str(Path(folder) / "home")
        program = str(Path(sys.executable).with_name("penstock"))
        subprocess.run([program, "init", home], check=True, stdout=subprocess.DEVNULL)
        command = [program, "server", "--home", home, "--port", "0", "--json"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert server.stdout is not None
        try:
            address = json.loads(server.stdout.readline())["address"]
            pages = _pages(address)
            _shoot_all(chromium, address, pages)
        finally:
            server.terminate()
            server.wait()


def _pages(address: str) -> dict[str, str]:
    """Return the addresses of the pages, once there is something to see on them."""
    document = EXAMPLE.read_text("utf-8")
    uploaded = _ask(address, "/pipelines", {"document": document})
    pipeline, version = uploaded["pipeline"]["id"], uploaded["version"]["id"]
    experiment = _ask(address, "/experiments", {"name": "breast-cancer"})["id"]
    runs = {}
    for name, arguments in RUNS.items():
        order = {"pipeline_version_id": version, "experiment_id": experiment, "name": name, "arguments": arguments}
        runs[name] = _ask(address, "/runs", order)["id"]
        _wait_for(address, runs[name])
    first = runs["baseline"]
    artifacts = {item["name"]: item["id"] for item in _ask(address, f"/runs/{first}/artifacts")["items"]}
    compared = ",".join(runs[name] for name in ("baseline", "another split", "small test set"))
    return {
        "run": f"/runs/{first}?task=root/for-loop-1[1]/train&panel=metrics",
        "metrics": f"/runs/{first}?view=metrics",
        "timeline": f"/runs/{first}?view=timeline",
        "runs": "/runs",
        "form": f"/runs/new?pipeline={pipeline}",
        "compare": f"/compare?runs={compared}&tab=metrics",
        "lineage": f"/artifacts/{artifacts['best_model']}?tab=lineage",
        "pipeline": f"/pipelines/{pipeline}",
    }


def _shoot_all(chromium: str, address: str, pages: Mapping[str, str]) -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for theme in ("light", "dark"):
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce")
            page.emulate_media(color_scheme="light" if theme == "light" else "dark")
            for name, place in pages.items():
                _shoot(page, address + place, TARGET / f"{name}-{theme}.png")
        browser.close()


def _shoot(page: Page, address: str, path: Path) -> None:
    page.goto(address)
    page.get_by_role("heading").first.wait_for()
    page.wait_for_timeout(SETTLED)
    page.screenshot(path=path)


def _wait_for(address: str, run: str) -> None:
    end = time.monotonic() + LONGEST
    while _ask(address, f"/runs/{run}")["ended_at"] is None:
        if time.monotonic() > end:
            raise SystemExit(f"run {run} did not end in {LONGEST} s")
        time.sleep(0.5)


def _ask(address: str, path: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{address}/api/v1{path}", data, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


if __name__ == "__main__":
    main()
