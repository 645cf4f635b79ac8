"""From a file, a text or an address to a component that can be used in any pipeline, without its source."""

import base64
import re
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from penstock.components.legacy import read_legacy_component
from penstock.components.reloading import definition_of_document
from penstock.core.errors import Problem, SourceError, SpecError
from penstock.documents import DEFAULT_LIMITS, load_yaml, read_document
from penstock.documents.text import read_text
from penstock.dsl.calls import Component
from penstock.dsl.definition import ComponentDefinition
from penstock.dsl.task import PipelineTask
from penstock.spec.pipeline import PipelineDocument
from penstock.spec.validation import validate

_LEGACY = re.compile(r"""^\{?\s*["']?implementation["']?\s*:""", re.MULTILINE)
_TIMEOUT_SECONDS = 30


class YamlComponent(Component):
    """A component loaded from a file; `component_yaml` is its text."""

    def __init__(self, definition: ComponentDefinition, component_yaml: str, *, refusal: str = "") -> None:
        super().__init__(definition)
        self.component_yaml = component_yaml
        self.refusal = refusal
        """Why KFP refuses to use the component, or empty."""

    def __call__(self, *args: Any, **kwargs: Any) -> PipelineTask:
        """Make a task of this component.

        Raises `TypeError` if its file pairs placeholders with inputs or outputs of the wrong kind, as KFP does at
        this moment.
        """
        if self.refusal:
            raise TypeError(self.refusal)
        return super().__call__(*args, **kwargs)


def load_component_from_text(text: str) -> YamlComponent:
    """Load a component or a pipeline from the text of its file: compiled by version 2, or a ``component.yaml``.

    Raises `SpecError` with every problem; for a ``component.yaml`` that is a `ComponentFileError`, which is a
    `TypeError` and a `ValueError` as well.
    """
    return _load(read_text(text), name="")


def load_component_from_file(file_path: str | Path) -> YamlComponent:
    """Load a component or a pipeline from a file; ``~`` is the home of the user.

    Raises as `load_component_from_text` does, and `OSError` when there is no such file.
    """
    path = Path(file_path).expanduser()
    if not path.exists():
        raise FileNotFoundError(f"No component file at {str(path)!r} (looked in {Path.cwd()})")
    return _load(read_text(path, name=str(file_path)), name=str(file_path))


def load_component_from_url(url: str, auth: tuple[str, str] | None = None) -> YamlComponent:
    """Load a component or a pipeline from an address: ``https://``, ``http://``, or ``gs://`` for public objects.

    `auth` is a user name and a password. Raises as `load_component_from_text` does, and `OSError` when the address
    cannot be read.
    """
    if not isinstance(url, str):
        raise ValueError("url must be a string.")  # noqa: TRY004 - KFP's exception
    return _load(read_text(_fetch(url, auth), name=url), name=url)


def _load(text: str, *, name: str) -> YamlComponent:
    if _LEGACY.search(text) or text.lstrip().startswith("{"):
        data = load_yaml(text, name=name)
        if isinstance(data, dict) and "implementation" in data:
            legacy = read_legacy_component(data, name)
            return YamlComponent(legacy.definition, text, refusal=legacy.refusal)
    loaded = read_document(text, name=name)
    definition = definition_of_document(loaded.document, text, name)
    found = (*loaded.warnings, *validate(loaded.document))
    if any(_is_in_the_way(problem, loaded.document) for problem in found):
        raise SpecError(found, source=name)
    return YamlComponent(definition, text)


def _is_in_the_way(problem: Problem, document: PipelineDocument) -> bool:
    """Tell whether a component cannot be used.

    What the file says of its own version or for nobody is left behind; old compilers wrote defaults as text.
    """
    if problem.path == "schemaVersion" and not document.pipeline.schema_version:
        return False
    leaves_behind = problem.path.startswith("platforms.") or problem.path.endswith(".defaultValue")
    return problem.severity == "error" and not leaves_behind


def _fetch(url: str, auth: tuple[str, str] | None) -> bytes:
    address = f"https://storage.googleapis.com/{url.removeprefix('gs://')}" if url.startswith("gs://") else url
    if not address.startswith(("https://", "http://")):
        raise SourceError(
            f"Cannot load a component from {url!r}: the address is not https://, http:// or gs://",
            hint="use load_component_from_file for a file",
        )
    request = urllib.request.Request(address)  # noqa: S310 - the scheme was checked
    if auth is not None:
        credentials = base64.b64encode(":".join(auth).encode()).decode()
        request.add_unredirected_header("Authorization", f"Basic {credentials}")
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as response:  # noqa: S310
            data: bytes = response.read(DEFAULT_LIMITS.size_bytes + 1)
            return data
    except urllib.error.HTTPError as error:
        raise OSError(f"Cannot load a component from {url}: the server answers {error.code} {error.reason}") from None
    except OSError as error:
        reason = getattr(error, "reason", error)
        raise OSError(f"Cannot load a component from {url}: {reason}") from None
