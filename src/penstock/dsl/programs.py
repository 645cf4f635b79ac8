"""The program of a Python component: the function's source with all that has to travel with it."""

import inspect
import os.path
import sys
import warnings
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from penstock.dsl.artifact_imports import MAIN, artifact_imports, carried_tuple, custom_classes
from penstock.dsl.embedding import Embedding, classes_in, is_foreign, module_of
from penstock.dsl.interface import Interface
from penstock.dsl.missing_names import (
    MissingNameWarning,
    brings_its_names,
    missing_names,
    warn_of_missing_names,
)
from penstock.dsl.options import ProgramOptions
from penstock.dsl.plain_annotations import rewritten, structured_parts
from penstock.dsl.source import Program, loaded_names, read_source
from penstock.spec.values import field, frozen

if TYPE_CHECKING:
    from penstock.dsl.shipping import Shipment

_RUNTIME = os.path.join(os.path.dirname(os.path.dirname(__file__)), "runtime")
_EMBEDDED_NAMES = ("__KFP_EMBEDDED_ASSET_DIR", "__KFP_EMBEDDED_ASSET_FILE")


@frozen
class FinishedProgram:
    """The text of the program, and what only Penstock reads beside it."""

    text: str
    platform: Mapping[str, Any] = field(default_factory=dict)


def program_text(function: Callable[..., Any], interface: Interface, options: ProgramOptions) -> FinishedProgram:
    """Put the program of a component together; warns of names that its task will not have."""
    function = inspect.unwrap(function)
    source = read_source(function)
    imports = artifact_imports(interface, source.node)
    structured = structured_parts(source.node, interface.annotations)
    shipment = _shipment(function, options)
    known = {extra.__name__ for extra in options.additional_functions}
    known |= {statement.rpartition(" ")[2] for statement in imports}
    known |= set(_EMBEDDED_NAMES) if options.embedded_path else set()
    plain = rewritten(source, interface.annotations)
    is_whole = plain is source and brings_its_names(function, source, known)
    missing = () if is_whole else missing_names(plain, known)
    embedding = Embedding(
        objects={cls.__name__: cls for cls in classes_in(interface.annotations.values())},
        importable=shipment.modules if shipment else frozenset(),
    )
    needed = _needed(source.node, structured, interface)
    needed += [name.name for name in missing] if shipment else []
    if needed:
        embedding.require(needed, module_of(function))
    warn_of_missing_names(function, (name for name in missing if name.name not in embedding.names))
    _warn_of_own_artifacts(function, interface, embedding)
    preparation = [embedding.text]
    if options.embedded_path:
        preparation.append(_unpacking(os.fspath(options.embedded_path), options))
    program = Program(
        function=plain.text,
        imports=imports,
        additional_functions=tuple(read_source(extra).text for extra in options.additional_functions),
        preparation="\n\n".join(part for part in preparation if part),
        conversion=_conversion(function, structured),
    )
    return FinishedProgram(text=program.text, platform=shipment.platform if shipment else {})


def _shipment(function: Callable[..., Any], options: ProgramOptions) -> "Shipment | None":
    if options.ship is None:
        return None
    from penstock.dsl.shipping import shipment_of

    return shipment_of(function, options.ship)


def _unpacking(path: str, options: ProgramOptions) -> str:
    if options.preparation is not None:
        return options.preparation(path)
    from penstock.dsl.archive import unpacking_source

    return unpacking_source(path)


def _needed(node: Any, structured: Mapping[str, str], interface: Interface) -> list[str]:
    """Return the names that converted parameters and classes of the main program stand on."""
    names = [cls.__name__ for _, cls in custom_classes(interface) if cls.__module__ == MAIN]
    returned = carried_tuple(node, interface.annotations["return"])
    if returned:
        names.append(returned)
    for text in structured.values():
        names += loaded_names(text)
    if structured:
        names += [name for default in _defaults(node) for name in loaded_names(default)]
    return names


def _warn_of_own_artifacts(function: Callable[..., Any], interface: Interface, embedding: Embedding) -> None:
    """Warn of artifact classes that the task imports from a module which only the author has."""
    for _, cls in custom_classes(interface):
        module = sys.modules.get(cls.__module__)
        if cls.__module__ == MAIN or module is None or is_foreign(module, embedding.importable):
            continue
        warnings.warn_explicit(
            f"Component {function.__name__!r} needs {cls.__name__!r}, which its task imports from module "
            f'{cls.__module__!r}: install that module in the image, or use @dsl.component(ship="package")',
            MissingNameWarning,
            filename=interface.location.file,
            lineno=interface.location.line,
        )


def _defaults(node: Any) -> list[Any]:
    return [default for default in (*node.args.defaults, *node.args.kw_defaults) if default is not None]


def _conversion(function: Callable[..., Any], structured: Mapping[str, str]) -> str:
    """Return the code that makes the function one that KFP can call."""
    blocks = []
    name = function.__name__
    if inspect.iscoroutinefunction(function):
        blocks += [_text("awaiting"), f"{name} = penstock_awaited({name})\n"]
    if structured:
        types = ", ".join(f"{part!r}: {text}" for part, text in structured.items())
        blocks += [_text("structured"), f"{name} = penstock_adapted({name}, {{{types}}})\n"]
    return "".join(f"\n\n{block}" for block in blocks)


def _text(module: str) -> str:
    with open(os.path.join(_RUNTIME, f"{module}.py"), encoding="utf-8") as file:
        return file.read()
