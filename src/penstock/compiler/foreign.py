"""Components of a real ``kfp`` package: they are compiled by their own compiler, and taken over as IR."""

import importlib
import tempfile
from pathlib import Path
from typing import Any

from penstock.documents import load_document
from penstock.dsl.calls import Component
from penstock.dsl.definition import ComponentDefinition
from penstock.spec.component import ComponentSpec


class ForeignComponent(Component):
    """A component or pipeline that was made with ``kfp``."""

    def __init__(self, definition: ComponentDefinition, original: Any) -> None:
        super().__init__(definition)
        self.original = original
        self.pipeline_func = getattr(original, "pipeline_func", None)
        self.python_func = getattr(original, "python_func", None)


def adopted(value: Any) -> Component | None:
    """Take over a component of ``kfp``; None for anything else."""
    kind = type(value)
    if not kind.__module__.startswith("kfp.dsl.") or not hasattr(kind, "pipeline_spec"):
        return None
    compiler = importlib.import_module("kfp.compiler")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "compiled.yaml"
        compiler.Compiler().compile(value, str(file))
        document = load_document(file, name=f"the compiled {value.name!r}")
    root = document.pipeline.root or ComponentSpec()
    spec = ComponentSpec(input_definitions=root.input_definitions, output_definitions=root.output_definitions)
    definition = ComponentDefinition(name=value.name, description=value.description or "", spec=spec, document=document)
    return ForeignComponent(definition, value)
