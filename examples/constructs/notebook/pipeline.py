"""``notebook_component``: a notebook as a component; the values given to ``dsl.run_notebook`` replace its defaults.

They stand in the cell with the tag ``parameters``. What the cells print is in the log of the task.
"""

from pathlib import Path
from typing import List

from penstock import dsl
from penstock.dsl import Dataset, Input, Output


@dsl.notebook_component(notebook_path=str(Path(__file__).with_name("report.ipynb")))
def report(values: List[int], total: Output[Dataset]) -> None:
    """Execute the notebook with these values."""
    dsl.run_notebook(values=values, path=total.path)


@dsl.component
def read(total: Input[Dataset]) -> int:
    """Return what the notebook wrote."""
    with open(total.path) as file:
        return int(file.read())


@dsl.pipeline
def notebook(values: List[int] = [20, 22]) -> int:
    """Add with a notebook."""
    return read(total=report(values=values).outputs["total"]).output
