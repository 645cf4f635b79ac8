"""`penstock components ...`."""

from collections.abc import Iterator
from pathlib import Path

import click
from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from penstock.cli import wording
from penstock.cli.consoles import print_results
from penstock.cli.exits import print_json
from penstock.cli.report.sections import columns
from penstock.local.component_files import ComponentFacts, InputFacts, OutputFacts, describe_components


@click.group(short_help="Look at the components of a file.")
def components() -> None:
    """Look at the components of a file."""


@components.command(short_help="Show the inputs and outputs of the components of a file.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--function", metavar="NAME", help="Only this component.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def show(file: Path, function: str | None, *, as_json: bool) -> None:
    """Show the components and pipelines in FILE, Python or YAML: what goes in, what comes out."""
    described = describe_components(file, function)
    if as_json:
        print_json([it.to_json() for it in described])
        return
    for place, it in enumerate(described):
        print_results(([Text()] if place else []) + list(_parts(it)))


def _parts(component: ComponentFacts) -> Iterator[RenderableType]:
    yield Text.assemble((component.name, "bold"), (f"  {component.kind}", "dim"))
    described = [Text(component.description)] if component.description else []
    for part in (*described, *_inputs(component.inputs), *_outputs(component.outputs)):
        yield Padding(part, (0, 0, 1, 2), expand=False)


_PYTHON = {
    "STRING": "str",
    "NUMBER_INTEGER": "int",
    "NUMBER_DOUBLE": "float",
    "BOOLEAN": "bool",
    "LIST": "list",
    "STRUCT": "dict",
    "TASK_FINAL_STATUS": "PipelineTaskFinalStatus",
    "TASK_CONFIG": "TaskConfig",
}


def _type(given: InputFacts | OutputFacts) -> str:
    """Name a type as the author of a component writes it."""
    choices = given.choices if isinstance(given, InputFacts) else ()
    if choices:
        return " | ".join(wording.value(choice, 20) for choice in choices)
    return _PYTHON.get(given.type) or given.type.replace("system.", "")


def _inputs(inputs: tuple[InputFacts, ...]) -> Iterator[RenderableType]:
    if not inputs:
        return
    table = columns("input", "type", "default", "about")
    for it in sorted(inputs, key=lambda given: given.is_optional):
        default = wording.value(it.default, 40) if it.has_default else "none" if it.is_optional else ""
        table.add_row(it.name, _type(it), Text(default or "required", "" if default else "dim"), it.description)
    yield table


def _outputs(outputs: tuple[OutputFacts, ...]) -> Iterator[RenderableType]:
    if not outputs:
        return
    table = columns("output", "type", "about")
    for it in outputs:
        table.add_row(it.name, _type(it), it.description)
    yield table
