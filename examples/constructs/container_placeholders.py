"""Commands of containers put together from inputs: ``ConcatPlaceholder`` joins, ``IfPresentPlaceholder`` leaves out.

Runs on this machine with ``penstock run --host-commands``, and in a container where there is an engine.
"""

from typing import Optional

from penstock import dsl
from penstock.dsl import ConcatPlaceholder, ContainerSpec, IfPresentPlaceholder, OutputPath


@dsl.container_component
def greet(name: str, greeting: OutputPath(str), title: Optional[str] = None) -> ContainerSpec:
    """Write a greeting to a file."""
    return ContainerSpec(
        image="alpine:3.20",
        command=["sh", "-c", 'mkdir -p "$(dirname "$0")" && echo "$@" > "$0"', greeting],
        args=[
            "Hello",
            IfPresentPlaceholder(input_name="title", then=[title]),
            ConcatPlaceholder([name, "!"]),
        ],
    )


@dsl.component
def join(first: str, second: str) -> str:
    """Put two lines together."""
    return f"{first.strip()} {second.strip()}"


@dsl.pipeline
def container_placeholders(name: str = "Ada") -> str:
    """Greet with and without a title."""
    plain = greet(name=name)
    polite = greet(name=name, title="Countess")
    return join(first=plain.outputs["greeting"], second=polite.outputs["greeting"]).output
