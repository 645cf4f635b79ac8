"""The committed OpenAPI document is what the application answers by."""

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[2]
OPENAPI = runpy.run_path(str(ROOT / "tools" / "openapi.py"))


def test_the_document_is_what_the_routes_say() -> None:
    committed = (ROOT / "docs" / "reference" / "openapi.json").read_text(encoding="utf-8")
    assert committed == OPENAPI["document"](), "run 'make reference'"
