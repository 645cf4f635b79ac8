"""Containers as components: any image, any language; here the tools that every Unix has.

    make-table -> sort-table -> count-rows

With a container engine each task runs in its image. Without one, ``--host-commands`` runs the same commands on this
machine: ``penstock run examples/container/pipeline.py --host-commands``.
"""

from penstock import compiler, dsl
from penstock.dsl import ContainerSpec, Dataset, Input, Output, OutputPath


@dsl.container_component
def make_table(rows: int, table: Output[Dataset]) -> ContainerSpec:
    """Write numbered rows with a pseudo-random value each."""
    program = 'BEGIN { srand(seed); for (i = 1; i <= rows; i++) printf "%d,%.4f\\n", i, rand() }'
    return ContainerSpec(
        image="alpine:3.20",
        command=["sh", "-c", 'mkdir -p "$(dirname "$1")" && awk -v rows="$0" -v seed=7 "$2" > "$1"'],
        args=[rows, table.path, program],
    )


@dsl.container_component
def sort_table(table: Input[Dataset], ordered: Output[Dataset]) -> ContainerSpec:
    """Sort the rows by value, the greatest first."""
    return ContainerSpec(
        image="alpine:3.20",
        command=["sh", "-c", 'mkdir -p "$(dirname "$1")" && sort -t, -k2,2 -rn "$0" > "$1"'],
        args=[table.path, ordered.path],
    )


@dsl.container_component
def count_rows(table: Input[Dataset], above: float, count: OutputPath(int)) -> ContainerSpec:
    """Count the rows whose value is above a limit."""
    program = "$2 > limit { n++ } END { print n + 0 }"
    return ContainerSpec(
        image="alpine:3.20",
        command=["sh", "-c", 'mkdir -p "$(dirname "$2")" && awk -F, -v limit="$1" "$3" "$0" > "$2"'],
        args=[table.path, above, count, program],
    )


@dsl.pipeline(name="container")
def container(rows: int = 1000, above: float = 0.9) -> int:
    """Make a table, sort it and count its upper rows, with the shell's own tools.

    Args:
        rows: How many rows to make.
        above: Rows with a greater value are counted.
    """
    made = make_table(rows=rows)
    ordered = sort_table(table=made.outputs["table"])
    return count_rows(table=ordered.outputs["ordered"], above=above).outputs["count"]


if __name__ == "__main__":
    compiler.Compiler().compile(container, __file__.replace(".py", ".yaml"))
