"""The reference names every public name of every room, as it is."""

import importlib
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REFERENCE = runpy.run_path(str(ROOT / "tools" / "reference.py"))


@pytest.mark.parametrize("room", REFERENCE["ROOMS"])
def test_the_page_is_what_the_docstrings_say(room: str) -> None:
    page = (ROOT / "docs" / "reference" / f"{room}.md").read_text()
    assert page == REFERENCE["page"](room), "run 'make reference'"


@pytest.mark.parametrize("room", REFERENCE["ROOMS"])
def test_every_public_name_has_its_section(room: str) -> None:
    page = (ROOT / "docs" / "reference" / f"{room}.md").read_text()
    names = importlib.import_module(f"penstock.{room}").__all__
    assert [name for name in names if f"\n## `{name}`\n" not in page] == []
