"""Writes docs/reference/openapi.json: the contract of the HTTP API, from which the web interface takes its types."""

import json
import sys
import tempfile
from pathlib import Path

from penstock.server.app import create_app
from penstock.server.settings import ServerSettings
from penstock.server.wiring import open_backend

TARGET = Path(__file__).parents[1] / "docs" / "reference" / "openapi.json"


def main() -> None:
    """Write the document; with ``--check``, only tell whether it is out of date."""
    text = document()
    is_old = not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text
    if "--check" in sys.argv:
        raise SystemExit("run 'make reference': openapi.json is out of date" if is_old else 0)
    if is_old:
        TARGET.write_text(text, encoding="utf-8")


def document() -> str:
    """Return the OpenAPI document of the application, as a file holds it."""
    with tempfile.TemporaryDirectory() as folder:
        settings = ServerSettings(home=Path(folder) / "home")
        backend = open_backend(settings)
        try:
            content = create_app(backend, settings).openapi()
        finally:
            backend.close()
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main()
