"""Components of a real ``kfp`` package: they are compiled by their own compiler, and taken over as IR."""

import importlib
import re
import tempfile
from pathlib import Path
from typing import Any

from penstock.documents import load_document
from penstock.dsl.calls import Component
from penstock.dsl.definition import ComponentDefinition
from penstock.spec.component import ComponentSpec

_NUMBER = re.compile(r"-\d+$")


class ForeignComponent(Component):
    """A component or pipeline that was made with ``kfp``."""

    def __init__(self, definition: ComponentDefinition, original: Any) -> None:
        super().__init__(definition)
        self.original = original
        self.is_pipeline = is_foreign_pipeline(original)
        self.pipeline_func = getattr(original, "pipeline_func", None)
        self.python_func = getattr(original, "python_func", None)


def is_foreign(value: Any) -> bool:
    """Tell whether a value is a component of ``kfp``."""
    kind = type(value)
    return (
        kind.__module__.startswith("kfp.dsl.") and hasattr(kind, "pipeline_spec") and hasattr(value, "component_spec")
    )


def is_foreign_pipeline(value: Any) -> bool:
    """Tell whether a value is a pipeline of ``kfp``."""
    return is_foreign(value) and type(value).__name__ == "GraphComponent"


def inner_pipelines(component: ForeignComponent) -> set[str]:
    """Return the names under which a pipeline uses graphs of its own: groups, and other pipelines."""
    document = component.definition.document
    assert document is not None
    graphs = [name for name, it in document.pipeline.components.items() if it.dag is not None]
    return {_NUMBER.sub("", name.removeprefix("comp-")) for name in graphs}


def adopted(value: Any) -> ForeignComponent:
    """Take over a component of ``kfp``."""
    compiler = importlib.import_module("kfp.compiler")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "compiled.yaml"
        compiler.Compiler().compile(value, str(file))
        document = load_document(file, name=f"the compiled {value.name!r}")
    root = document.pipeline.root or ComponentSpec()
    spec = ComponentSpec(input_definitions=root.input_definitions, output_definitions=root.output_definitions)
    definition = ComponentDefinition(name=value.name, description=value.description or "", spec=spec, document=document)
    return ForeignComponent(definition, value)
