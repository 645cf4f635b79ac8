"""Python files with pipelines: loading one, and finding the pipeline that is meant."""

import hashlib
import importlib.util
import io
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

from penstock.compiler import foreign, kfp_names
from penstock.compiler.source_faults import (
    check_readable,
    document_fault,
    raise_mistakes,
    running_fault,
    syntax_fault,
)
from penstock.core.errors import PenstockError, SourceError, SpecError
from penstock.core.suggest import did_you_mean
from penstock.dsl.calls import Component
from penstock.dsl.collecting import ProblemCollector
from penstock.dsl.graph import Graph
from penstock.dsl.pipeline import GraphComponent
from penstock.dsl.receivers import receiving
from penstock.dsl.refusals import PipelineError
from penstock.spec.values import frozen


@frozen
class SourceFile:
    """What a Python file defines."""

    path: Path
    module: ModuleType
    components: Mapping[str, Component]
    """Pipelines and components by the names that the file gives them, in its order."""

    @property
    def pipelines(self) -> dict[str, Component]:
        """The pipelines among the components."""
        return {name: it for name, it in self.components.items() if is_pipeline(it)}

    def find(self, function: str | None = None) -> Component:
        """Return the component of that name, or the only pipeline that no other of the file uses.

        Raises `SourceError` when there is none, or when it is not clear which.
        """
        if function is not None:
            return self._named(function)
        candidates = _unused(self.pipelines) or (self.components if not self.pipelines else self.pipelines)
        if len(candidates) == 1:
            return next(iter(candidates.values()))
        if not candidates:
            raise SourceError(
                f"{self.path} defines no pipeline",
                hint="decorate a function with @dsl.pipeline, at the top of the file",
            )
        names = ", ".join(candidates)
        kind = "pipelines" if self.pipelines else "components"
        raise SourceError(
            f"{self.path} defines {len(candidates)} {kind}: {names}", hint="say which one with --function NAME"
        )

    def _named(self, function: str) -> Component:
        found = self.components.get(function)
        if found is None:
            matches = [it for it in self.components.values() if it.name == function]
            found = matches[0] if len(matches) == 1 else None
        if found is None:
            raise SourceError(
                f"{self.path} defines no pipeline or component {function!r}{did_you_mean(function, self.components)}"
            )
        return found


def is_pipeline(component: Component) -> bool:
    """Tell whether a component is a pipeline."""
    if isinstance(component, foreign.ForeignComponent):
        return component.is_pipeline
    return isinstance(component, GraphComponent) or component.definition.document is not None


def load_source(path: Path) -> SourceFile:
    """Run a Python file, without its ``__main__`` part, and collect what it defines.

    A file with mistakes in its components and pipelines is run once more, to find the others.

    Raises `SourceError` when it cannot be run, with the place in the file, and `PipelineError` with all mistakes in its
    components and pipelines when there are several.
    """
    path = path.absolute()
    if not path.is_file():
        raise SourceError(f"There is no file {path}")
    check_readable(path)
    kfp_names.install()
    collector = ProblemCollector(keeping=False)
    try:
        module, found = _loaded(path, collector)
    except PenstockError as error:
        if collector.mistakes:
            _raise_all(collector.for_second_load(error), path)
        raise
    return SourceFile(path=path, module=module, components=_own(found, module))


def _loaded(path: Path, collector: ProblemCollector) -> tuple[ModuleType, dict[str, Component]]:
    with receiving(collector), _importing_from(path.parent):
        module = _run(path)
        return module, _components(module)


def _raise_all(collector: ProblemCollector, path: Path) -> None:
    """Run a file that has mistakes once more, without a word, and raise all that it does not catch itself."""
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said), warnings.catch_warnings(), suppress(PenstockError):
        warnings.simplefilter("ignore")
        # With mistakes before it, what stops the file may well be their consequence: they are told alone.
        _loaded(path, collector)
    raise_mistakes(collector, path)


class _AsItStands(SourceFileLoader):
    """Compiles the file each time: a compiled one beside it passes for the same file written again in its second."""

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - the signature of Python's loaders
        code: CodeType = self.source_to_code(self.get_data(self.path), self.path)
        return code


def _run(path: Path) -> ModuleType:
    name = path.stem
    if name in sys.modules or not name.isidentifier():
        name = f"{path.stem}_{hashlib.sha256(str(path).encode()).hexdigest()[:8]}"
    spec = importlib.util.spec_from_file_location(name, path, loader=_AsItStands(name, str(path)))
    if spec is None or spec.loader is None or path.suffix != ".py":
        raise SourceError(f"{path} is no Python file", hint="give a .py file, or a compiled .yaml file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except PenstockError as error:
        sys.modules.pop(name, None)
        if isinstance(error, SpecError) and not isinstance(error, PipelineError):
            raise document_fault(error, path) from error
        raise
    except SyntaxError as error:
        sys.modules.pop(name, None)
        raise syntax_fault(error, path) from error
    except (Exception, SystemExit) as error:
        sys.modules.pop(name, None)
        raise running_fault(error, path) from error
    return module


@contextmanager
def _importing_from(folder: Path) -> Iterator[None]:
    """Let the file import its neighbours, as it could when it is run."""
    entry = str(folder)
    sys.path.insert(0, entry)
    try:
        yield
    finally:
        if entry in sys.path:
            sys.path.remove(entry)


def _components(module: ModuleType) -> dict[str, Component]:
    """Return the components of a module; of those of a real ``kfp`` only the pipelines, if there are any."""
    values = list(vars(module).items())
    has_pipelines = any(foreign.is_foreign_pipeline(value) for _, value in values)
    taken_over: dict[int, Component] = {}
    found: dict[str, Component] = {}
    for name, value in values:
        if isinstance(value, Component):
            found[name] = value
        elif foreign.is_foreign_pipeline(value) or (foreign.is_foreign(value) and not has_pipelines):
            if id(value) not in taken_over:
                taken_over[id(value)] = foreign.adopted(value)
            found[name] = taken_over[id(value)]
    return found


def _own(found: Mapping[str, Component], module: ModuleType) -> dict[str, Component]:
    """Leave out what the file only imports, unless it defines nothing itself; each component counts once."""
    unique: dict[int, tuple[str, Component]] = {}
    for name, component in found.items():
        unique.setdefault(id(component), (name, component))
    every = dict(unique.values())
    own = {name: it for name, it in every.items() if _is_defined_in(it, module)}
    return own or every


def _is_defined_in(component: Component, module: ModuleType) -> bool:
    function = getattr(component, "pipeline_func", None) or getattr(component, "python_func", None)
    location = component.definition.location
    if function is None:
        return location is None or location.file == module.__file__
    return bool(function.__module__ == module.__name__)


def _unused(pipelines: Mapping[str, Component]) -> dict[str, Component]:
    used = {
        id(task.definition)
        for it in pipelines.values()
        if isinstance(it.definition.graph, Graph)
        for group in it.definition.graph.root.walk()
        for task in (*group.tasks, *([group.exit_task] if group.exit_task else []))
    }
    inside: set[str] = set()
    for it in pipelines.values():
        if isinstance(it, foreign.ForeignComponent):
            inside |= foreign.inner_pipelines(it)
    return {
        name: it
        for name, it in pipelines.items()
        if id(it.definition) not in used and not (isinstance(it, foreign.ForeignComponent) and it.name in inside)
    }
