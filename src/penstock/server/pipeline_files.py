"""Pipeline files that somebody sends: looked at without keeping anything."""

from dataclasses import dataclass

from penstock.core.errors import Problem, SpecError
from penstock.core.json import JsonObject
from penstock.documents import read_document
from penstock.documents.archives import unpacked
from penstock.spec.codec import encode
from penstock.spec.pipeline import PipelineDocument
from penstock.spec.validation import validate


@dataclass(frozen=True, kw_only=True, slots=True)
class InspectedFile:
    """What a file holds, and everything that is wrong with it."""

    document: PipelineDocument | None
    """``None`` when the file cannot be read as a pipeline at all."""
    problems: tuple[Problem, ...]
    content: bytes = b""
    """The pipeline file itself, taken out of its archive."""

    @property
    def is_valid(self) -> bool:
        """Whether nothing stands in the way of using the file."""
        return self.document is not None and all(problem.severity != "error" for problem in self.problems)


def inspect_file(data: bytes, name: str) -> InspectedFile:
    """Look at a file: YAML, JSON, or an archive that holds one; every problem is found, none is raised."""
    content = b""
    try:
        content, name = unpacked(data, name)
        loaded = read_document(content, name=name)
    except SpecError as error:
        return InspectedFile(document=None, problems=error.problems, content=content)
    problems = (*loaded.warnings, *validate(loaded.document))
    return InspectedFile(document=loaded.document, problems=problems, content=content)


def read_file(data: bytes, name: str) -> JsonObject:
    """Return the document in a file as it is kept. Raises `SpecError` with every problem."""
    found = inspect_file(data, name)
    if found.document is None or not found.is_valid:
        raise SpecError(found.problems, source=name)
    return {"pipeline": encode(found.document.pipeline), "platform": encode(found.document.platform)}
