"""Loaders of components that were saved or shared: from text, files and addresses."""

from penstock.components.errors import ComponentFileError
from penstock.components.loading import (
    YamlComponent,
    load_component_from_file,
    load_component_from_text,
    load_component_from_url,
)
from penstock.dsl import placeholders
from penstock.dsl.calls import Component
from penstock.dsl.component import PythonComponent
from penstock.dsl.container_component import ContainerComponent

BaseComponent = Component

__all__ = [
    "load_component_from_file",
    "load_component_from_url",
    "load_component_from_text",
    "PythonComponent",
    "BaseComponent",
    "ContainerComponent",
    "YamlComponent",
    "ComponentFileError",
    "placeholders",
]
