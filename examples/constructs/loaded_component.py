"""A component from a file: shared as YAML, used in any pipeline without its source.

``penstock.components`` loads such files from text, from a path and from an address.
"""

from pathlib import Path

from penstock import components, dsl

add = components.load_component_from_file(str(Path(__file__).with_name("add_component.yaml")))


@dsl.pipeline
def loaded_component(a: float = 1.5, b: float = 2.5) -> float:
    """Add with a loaded component."""
    return add(a=a, b=b).outputs["Output"]
