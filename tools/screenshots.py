"""Writes docs/images/*.png: the main pages in both themes, of the newest run of examples/compare_models in the home.

Run the demonstration first (`make demo`), then `make screenshots`: it needs Chromium.
"""

import json
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

TARGET = Path(__file__).parents[1] / "docs" / "images"
PROGRAM = Path(sys.executable).with_name("penstock")
PIPELINE = "compare-models"
WIDTH, HEIGHT = 1440, 900
SETTLED = 1500
"""Milliseconds after the network fell silent: fonts and drawings are there then."""


def main() -> None:
    """Start a server, look at its pages, stop it."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("there is no chromium; Debian's package is called so")
    server = subprocess.Popen([PROGRAM, "server", "--port", "0", "--json"], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        address = json.loads(server.stdout.readline())["address"]
        run = _newest_run(address)
        pages = {
            "run": f"/runs/{run}?task=root/for-loop-1[1]/train&panel=metrics",
            "metrics": f"/runs/{run}?view=metrics",
            "timeline": f"/runs/{run}?view=timeline",
            "runs": "/runs",
        }
        TARGET.mkdir(parents=True, exist_ok=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for theme in ("light", "dark"):
                page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
                page.emulate_media(color_scheme="light" if theme == "light" else "dark")
                for name, place in pages.items():
                    _shoot(page, address + place, TARGET / f"{name}-{theme}.png")
            browser.close()
    finally:
        server.terminate()
        server.wait()


def _shoot(page: Page, address: str, path: Path) -> None:
    page.goto(address)
    page.get_by_role("heading").first.wait_for()
    page.wait_for_timeout(SETTLED)
    page.screenshot(path=path)


def _newest_run(address: str) -> str:
    with urllib.request.urlopen(f"{address}/api/v1/runs?pipeline={PIPELINE}&page_size=1") as answer:
        found = json.load(answer)["items"]
    if not found:
        raise SystemExit(f"the home has no run of {PIPELINE}: make demo")
    return str(found[0]["id"])


if __name__ == "__main__":
    main()
