"""Says why a Python file could not be loaded: the place in the user's file, the reason, and what to do."""

import importlib.util
import re
import traceback
from pathlib import Path

from penstock.core.errors import Problem, SourceError, SpecError
from penstock.core.suggest import nearest
from penstock.documents.text import binary_kind, line_and_column
from penstock.dsl.collecting import ProblemCollector
from penstock.dsl.refusals import PipelineError

_DECORATOR = "decorate the function with @dsl.component"
_CONTAINER = "write a @dsl.container_component, or load its component.yaml"
_SUCCESSORS = {
    "ContainerOp": _CONTAINER,
    "ResourceOp": _CONTAINER,
    "VolumeOp": "use kubernetes.CreatePVC(...)",
    "PipelineVolume": "use kubernetes.mount_pvc(...)",
    "create_component_from_func": _DECORATOR,
    "func_to_container_op": _DECORATOR,
    "graph_component": "decorate the function with @dsl.pipeline",
}
#: Names of the first version of KFP, as Python's messages quote them.
_REMOVED = re.compile(f"'({'|'.join(_SUCCESSORS)})'")
_BINARY = "name the Python file that defines the pipeline"


def check_readable(path: Path) -> None:
    """Raise `SourceError` when a file is not Python text."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror}", hint="check who owns it") from error
    kind, _ = binary_kind(data)
    if kind:
        raise SourceError(f"{path} is {kind}, not a Python file", hint=_BINARY)
    if b"\0" in data:
        raise SourceError(f"{path} holds null bytes: it is a binary file, not Python", hint=_BINARY)
    try:
        importlib.util.decode_source(data)
    except UnicodeDecodeError as error:
        raise _undecodable(path, data, error) from error
    except SyntaxError as error:
        # Python looks for a coding in the first two lines, and says nothing better of one that is not UTF-8.
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as undecodable:
            raise _undecodable(path, data, undecodable) from undecodable
        raise SourceError(f"{path}:1: {error.msg}", hint="correct the coding in the first lines") from error


def syntax_fault(error: SyntaxError, path: Path) -> SourceError:
    """Return what is to be said of a text that is not Python."""
    line = f"\n{error.text.rstrip()}" if error.text and error.text.strip() else ""
    return SourceError(f"{error.filename or path}:{error.lineno}: {error.msg}{line}")


def running_fault(error: BaseException, path: Path) -> SourceError:
    """Return what is to be said of a file that raised or ended while it was loaded."""
    return _fault(error, _place(error, path))


def _fault(error: BaseException, place: str) -> SourceError:
    told = _told(error, place)
    return SourceError(f"{place}: {type(error).__name__}{f': {told}' if told else ''}", hint=_hint(error))


def raise_mistakes(collector: ProblemCollector, path: Path) -> None:
    """Raise all that was kept while a file was loaded: a single exception as what it is, several as one list."""
    found = [*collector.problems]
    for mistake in collector.mistakes:
        place = str(mistake.location or path)
        found += [Problem("wrong-use", place, line) for line in _sentences(mistake.error, place)]
    if len(found) == len(collector.mistakes) == 1:
        error = collector.mistakes[0].error
        raise _fault(error, found[0].path) from error
    if found:
        raise PipelineError(sorted(found, key=_order), source=str(path))


def _sentences(error: BaseException, place: str) -> list[str]:
    """Return what an exception says: several things if each has its place."""
    lines = str(error).split("\n")
    several = all(line.startswith(f"{place}: ") for line in lines)
    return [line.removeprefix(f"{place}: ") for line in lines] if several else [_told(error, place)]


def _order(problem: Problem) -> tuple[str, int]:
    """Sort by file and line."""
    file, _, line = problem.path.rpartition(":")
    return (file, int(line)) if line.isdecimal() else (problem.path, 0)


def _told(error: BaseException, place: object) -> str:
    """Return the words of an exception, without the place where they repeat it, and with the name that may be meant."""
    is_sentence = isinstance(error, KeyError) and len(error.args) == 1 and " " in str(error.args[0])
    words = str(error.args[0] if is_sentence else error).replace(f"{place}: ", "")
    if isinstance(error, AttributeError) and error.name and words.endswith(f"has no attribute {error.name!r}"):
        near = nearest(error.name, [name for name in dir(error.obj) if not name.startswith("_")])
        return f"{words}; did you mean {near!r}?" if near else words
    return words


def document_fault(error: SpecError, path: Path) -> SpecError:
    """Return what is to be said of a file that loads a document which has problems."""
    return SpecError(error.problems, source=f"{_place(error, path)}: {error.source or 'the document'}")


def _place(error: BaseException, path: Path) -> str:
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    return f"{path}:{lines[-1]}" if lines else str(path)


def _undecodable(path: Path, data: bytes, error: UnicodeDecodeError) -> SourceError:
    line, column = line_and_column(data, error.start)
    found = f"byte 0x{data[error.start]:02x}, column {column}"
    return SourceError(
        f"{path}:{line}: the file is not {error.encoding.upper()} text ({found})",
        hint="save it as UTF-8, or say what it is in its first line: `# -*- coding: latin-1 -*-`",
    )


def _hint(error: BaseException) -> str:
    if isinstance(error, ModuleNotFoundError) and error.name:
        package = error.name.partition(".")[0]
        return f"install the package of {package!r} beside Penstock, or import it inside the component that needs it"
    first_version = _REMOVED.search(str(error)) if isinstance(error, ImportError | AttributeError) else None
    if first_version and "kfp" in str(error):
        return f"{first_version[1]} belongs to KFP 1; {_SUCCESSORS[first_version[1]]}"
    if isinstance(error, SystemExit):
        return "a pipeline file is loaded, not run as a program: move this below `if __name__ == '__main__':`"
    return ""
