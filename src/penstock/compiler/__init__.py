"""From authored components to the IR. Names and signatures of `Compiler` are KFP's."""

import importlib
from typing import TYPE_CHECKING, Any

from penstock.compiler.compiler import Compiler
from penstock.compiler.compiling import compile_document
from penstock.compiler.manifests import KubernetesManifestOptions
from penstock.dsl import pipeline_definition as _pipelines
from penstock.dsl import python_definition as _functions

if TYPE_CHECKING:
    from penstock.compiler.findings import portability
    from penstock.compiler.pictures import document_svg

__all__ = ["Compiler", "KubernetesManifestOptions", "compile_document", "document_svg", "portability"]

_NEEDED = (_functions, _pipelines)
"""What reads functions: who imports the compiler is about to need it, and `penstock.dsl` alone does not load it."""

_PLACES = {
    "document_svg": "penstock.compiler.pictures",
    "portability": "penstock.compiler.findings",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for: few who compile need it."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_PLACES[name]), name)
