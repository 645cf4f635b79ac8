"""The program of a Python component: the function's source with all that has to travel with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from penstock.dsl.archive import unpacking_source
from penstock.dsl.artifact_imports import artifact_imports
from penstock.dsl.interface import Interface
from penstock.dsl.missing_names import warn_of_missing_names
from penstock.dsl.source import Program, function_source


@dataclass(frozen=True, kw_only=True, slots=True)
class ProgramOptions:
    """What travels besides the function."""

    additional_functions: tuple[Callable[..., Any], ...] = ()
    embedded_path: str | None = None
    preparation: Callable[[str], str] | None = None
    """Writes the code that unpacks `embedded_path`; None for the usual one."""
    ship: str | Path | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class FinishedProgram:
    """The text of the program, and what only Penstock reads beside it."""

    text: str
    platform: Mapping[str, Any] = field(default_factory=dict)


def program_text(function: Callable[..., Any], interface: Interface, options: ProgramOptions) -> FinishedProgram:
    """Put the program of a component together; warns of names that its task will not have."""
    source = function_source(function)
    additional = tuple(function_source(extra) for extra in options.additional_functions)
    imports = artifact_imports(function, interface, source)
    preparation = ""
    if options.embedded_path:
        preparation = (options.preparation or unpacking_source)(options.embedded_path)
    known = {extra.__name__ for extra in options.additional_functions}
    known |= {statement.rpartition(" ")[2] for statement in imports}
    known |= {"__KFP_EMBEDDED_ASSET_DIR", "__KFP_EMBEDDED_ASSET_FILE"} if preparation else set()
    warn_of_missing_names(function, source, known)
    program = Program(function=source, imports=imports, additional_functions=additional, preparation=preparation)
    return FinishedProgram(text=program.text)
