"""A notebook that a component runs: parameters injected, outputs in the log while they appear.

The text of this module travels inside a component that needs it, and runs wherever the component does: it stands
alone, on any Python from 3.9 on, with nbclient and ipykernel installed.
"""

import importlib.util
import json
import os
import sys
import typing

import nbclient
import nbformat
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager

_PARAMETERS_TAG = "parameters"
_INJECTED_TAG = "injected-parameters"


class PenstockNotebook:
    """A notebook in a folder; calling it runs it with values for its parameters."""

    def __init__(self, folder: str, name: str) -> None:
        self._folder = folder
        self._name = name

    def __call__(self, **values: typing.Any) -> None:
        """Run the notebook with these values in place of its parameters; raises `RuntimeError` when a cell fails."""
        if importlib.util.find_spec("ipykernel") is None:
            raise RuntimeError(
                f"Notebook {self._name!r} needs ipykernel, which is not installed: add it to packages_to_install"
            )
        notebook = self._read()
        penstock_inject(notebook, values)
        manager = AsyncKernelManager(kernel_spec_manager=PenstockKernelSpecs())
        client = PenstockNotebookClient(notebook, km=manager, timeout=None, store_widget_state=False)
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        try:
            client.execute(cwd=self._folder, env=environment)
        except nbclient.exceptions.CellExecutionError as error:
            raise RuntimeError(f"{self._place(client)}: {error.ename}: {error.evalue}") from None
        except nbclient.exceptions.DeadKernelError as error:
            raise RuntimeError(f"{self._place(client)}: its Python ended, perhaps for want of memory") from error

    def _place(self, client: "PenstockNotebookClient") -> str:
        """Name the cell that runs, as the author counts: without the injected one."""
        before = [cell for cell in client.nb.cells[: client.penstock_cell] if not penstock_has_tag(cell, _INJECTED_TAG)]
        return f"Notebook {self._name!r}, cell {len(before) + 1}"

    def _read(self) -> typing.Any:
        path = os.path.join(self._folder, self._name)
        try:
            return nbformat.read(path, as_version=4)
        except Exception as error:  # nbformat raises what its JSON and its schema raise
            raise RuntimeError(f"Notebook {self._name!r} cannot be read: {error}") from error


class PenstockKernelSpecs(KernelSpecManager):
    """Knows one kernel, that on the Python of the task, whatever else is registered on the machine."""

    def get_kernel_spec(self, kernel_name: str) -> typing.Any:  # noqa: ARG002  # there is one
        """Return how that kernel is started."""
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="Python 3", language="python", resource_dir="")


class PenstockNotebookClient(nbclient.NotebookClient):
    """Runs cells, and prints what they show as soon as they show it."""

    penstock_cell = 0

    async def async_execute_cell(
        self, cell: typing.Any, cell_index: int, *args: typing.Any, **kwargs: typing.Any
    ) -> typing.Any:
        """Run one cell, and remember which."""
        self.penstock_cell = cell_index
        return await super().async_execute_cell(cell, cell_index, *args, **kwargs)

    def output(self, outs: typing.Any, msg: typing.Any, display_id: typing.Any, cell_index: int) -> typing.Any:
        """Take one output of a cell."""
        made = super().output(outs, msg, display_id, cell_index)
        if made is not None:
            penstock_print(made)
        return made


def penstock_inject(notebook: typing.Any, values: typing.Dict[str, typing.Any]) -> None:
    """Assign the values in a cell of their own: after the one that is tagged as parameters, or first of all.

    Raises `TypeError` for a value that is no JSON.
    """
    if not values:
        return
    lines = ["import json", ""]
    for name, value in values.items():
        try:
            lines.append(f"{name} = json.loads({json.dumps(value)!r})")
        except TypeError as error:
            raise TypeError(
                f"run_notebook({name}=...): {error}; give it text, numbers, lists or dicts, such as the path of "
                "an artifact"
            ) from None
    cell = nbformat.v4.new_code_cell("\n".join(lines), metadata={"tags": [_INJECTED_TAG]})
    tagged = [
        place
        for place, other in enumerate(notebook.cells)
        if other.cell_type == "code" and penstock_has_tag(other, _PARAMETERS_TAG)
    ]
    notebook.cells.insert(tagged[0] + 1 if tagged else 0, cell)


def penstock_has_tag(cell: typing.Any, tag: str) -> bool:
    """Tell whether a cell carries a tag."""
    return tag in cell.metadata.get("tags", ())


def penstock_print(output: typing.Any) -> None:
    """Print what text there is of an output of a cell; errors and what a cell wrote to stderr go there."""
    if output.output_type == "stream":
        print(output.text, end="", flush=True, file=sys.stderr if output.name == "stderr" else sys.stdout)
    elif output.output_type == "error":
        print(*output.traceback, sep="\n", flush=True, file=sys.stderr)  # noqa: T201
    else:
        kinds = [kind for kind in ("text/markdown", "text/plain", "application/json") if kind in output.data]
        shown = output.data[kinds[0]] if kinds else f"({', '.join(output.data)})"
        print(shown if isinstance(shown, str) else json.dumps(shown, indent=2), flush=True)  # noqa: T201
