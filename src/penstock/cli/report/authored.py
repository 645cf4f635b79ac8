"""Where in its author's file the code of a component stands, for messages that name a line of the component's program.

A compiled file carries the text of functions, not where they are from. The file that a run was started from is looked
through for the same function; a line is told only where there is exactly one, with the same body.
"""

import ast
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import Any

from penstock.cli import wording
from penstock.engine.records import RunRecord
from penstock.spec.lightweight import recognise

MOST_FILES = 100
MOST_BYTES = 500_000
_PLACE = re.compile(r"\bephemeral_component\.py, line (\d+)")
_Function = ast.FunctionDef | ast.AsyncFunctionDef


class Authored:
    """Names the lines of components as lines of the files that their author wrote."""

    def __init__(self, run: RunRecord) -> None:
        source = run.provenance.get("source") or {}
        self._file = Path(source["file"]) if source.get("file") else None
        self._pipeline: Mapping[str, Any] = run.spec.get("pipeline") or {}
        self._texts: dict[Path, str] = {}
        self._programs: dict[str, str] = {}

    def told(self, text: str, component: str) -> str:
        """Replace places in the program of a component, named as in the file, by places in the author's files."""
        if self._file is None:
            return text
        return _PLACE.sub(lambda found: self._place(int(found[1]), component) or found[0], text)

    def _place(self, line: int, component: str) -> str:
        program = self._program(component)
        around = [it for it in _functions_of(program) if it.body[0].lineno <= line <= (it.end_lineno or 0)]
        if not around:
            return ""
        function, lines = around[0], program.split("\n")
        for files in ([self._file], self._neighbours):
            places = [place for path in files if path for place in self._places(path, function, lines)]
            if places:
                path, first = places[0]
                return f"{wording.place(path)}:{line - function.body[0].lineno + first}" if len(places) == 1 else ""
        return ""

    def _program(self, component: str) -> str:
        """Return the program of a component; empty if it is none of ours."""
        if component not in self._programs:
            label = (self._pipeline.get("components") or {}).get(component, {}).get("executorLabel")
            executors = (self._pipeline.get("deploymentSpec") or {}).get("executors") or {}
            container = executors.get(label, {}).get("container") or {}
            function = recognise(container.get("command") or (), container.get("args") or ())
            self._programs[component] = function.source if function is not None else ""
        return self._programs[component]

    def _places(self, path: Path, function: _Function, program: Sequence[str]) -> Iterator[tuple[Path, int]]:
        """Yield the first line of the body of each function of a file that says the same."""
        if path not in self._texts:
            self._texts[path] = _text(path)
        text = self._texts[path]
        if f"def {function.name}" not in text:
            return
        lines, body = text.split("\n"), _body(function, program)
        for other in _functions_of(text):
            if other.name == function.name and _body(other, lines) == body:
                yield path, other.body[0].lineno

    @cached_property
    def _neighbours(self) -> list[Path]:
        """What a pipeline file may import from beside it."""
        assert self._file is not None
        folder = self._file.parent
        try:
            found = list(islice(chain(folder.glob("*.py"), folder.glob("*/*.py")), MOST_FILES))
        except OSError:
            return []
        return [path for path in found if path != self._file]


@lru_cache(maxsize=64)
def _functions_of(text: str) -> tuple[_Function, ...]:
    """Return the functions of a text, the outer before the inner."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    return tuple(node for node in ast.walk(tree) if isinstance(node, _Function))


def _body(function: _Function, lines: Sequence[str]) -> list[str]:
    """Return the lines of a body, however far they are indented."""
    return [line.strip() for line in lines[function.body[0].lineno - 1 : function.end_lineno]]


def _text(path: Path) -> str:
    try:
        is_readable = path.suffix == ".py" and path.stat().st_size <= MOST_BYTES
        return path.read_text(encoding="utf-8") if is_readable else ""
    except (OSError, ValueError):
        return ""
