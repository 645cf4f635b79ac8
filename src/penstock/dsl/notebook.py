"""Components that run a Jupyter notebook: ``@dsl.notebook_component`` and ``dsl.run_notebook``."""

import functools
import os
import warnings
from collections.abc import Callable
from typing import Any, NoReturn, overload

from penstock.dsl.checked_constants import decorating
from penstock.dsl.component import FILE_DEPRECATED, PythonComponent, component_of
from penstock.dsl.options import Installation, ProgramOptions, PythonOptions
from penstock.dsl.task_config import TaskConfigField, TaskConfigPassthrough

_PACKAGES = ("nbclient>=0.10,<1", "ipykernel>=6,<7", "jupyter_client>=7,<9")


@overload
def notebook_component(func: Callable[..., Any], *, notebook_path: str | os.PathLike[str]) -> PythonComponent: ...


@overload
def notebook_component(
    func: None = None,
    *,
    notebook_path: str | os.PathLike[str],
    base_image: str | None = None,
    packages_to_install: list[str] | None = None,
    output_component_file: str | None = None,
    pip_index_urls: list[str] | None = None,
    pip_trusted_hosts: list[str] | None = None,
    use_venv: bool = False,
    kfp_package_path: str | None = None,
    install_kfp_package: bool = True,
    task_config_passthroughs: list[TaskConfigPassthrough | TaskConfigField] | None = None,
) -> Callable[[Callable[..., Any]], PythonComponent]: ...


@decorating
def notebook_component(  # noqa: PLR0913 - KFP's signature
    func: Callable[..., Any] | None = None,
    *,
    notebook_path: str | os.PathLike[str],
    base_image: str | None = None,
    packages_to_install: list[str] | None = None,
    output_component_file: str | None = None,
    pip_index_urls: list[str] | None = None,
    pip_trusted_hosts: list[str] | None = None,
    use_venv: bool = False,
    kfp_package_path: str | None = None,
    install_kfp_package: bool = True,
    task_config_passthroughs: list[TaskConfigPassthrough | TaskConfigField] | None = None,
) -> PythonComponent | Callable[[Callable[..., Any]], PythonComponent]:
    """Make a component of a function that calls `run_notebook` on the notebook that travels with it.

    Args:
        func: A function whose parameters and return value are annotated.
        notebook_path: An ``.ipynb`` file, or a folder with exactly one of them.
        base_image: The image that the task runs in; ``python:3.11`` if not given.
        packages_to_install: Requirements that are installed before; what a notebook needs to run, if not given.
        output_component_file: Writes the component to this file. Deprecated: use the compiler.
        pip_index_urls: Where packages come from.
        pip_trusted_hosts: Hosts that are trusted without HTTPS; all indexes if not given.
        use_venv: Installs into a virtual environment.
        kfp_package_path: Where KFP comes from, if not from the index.
        install_kfp_package: Whether the command installs KFP where it runs on KFP.
        task_config_passthroughs: Settings of the task that are handed into the component.

    Returns:
        The component, or a decorator when no function is given.
    """
    options = PythonOptions(
        base_image=base_image,
        installation=Installation(
            packages=_PACKAGES if packages_to_install is None else tuple(packages_to_install),
            index_urls=tuple(pip_index_urls or ()),
            trusted_hosts=None if pip_trusted_hosts is None else tuple(pip_trusted_hosts),
            with_kfp=install_kfp_package,
            kfp_package=kfp_package_path,
            in_virtual_environment=use_venv,
        ),
        program=ProgramOptions(
            embedded_path=notebook_path,
            preparation=functools.partial(_running_source, notebook=find_notebook(notebook_path)),
        ),
        passthroughs=tuple(task_config_passthroughs or ()),
    )
    if output_component_file is not None:
        warnings.warn(FILE_DEPRECATED, DeprecationWarning, stacklevel=4)

    def decorate(function: Callable[..., Any]) -> PythonComponent:
        return component_of(function, options, output_component_file)

    return decorate if func is None else decorate(func)


def run_notebook(**kwargs: Any) -> NoReturn:
    """Run the notebook of the component, with these values in place of its parameters.

    Raises `NotImplementedError` outside a task: there is no notebook.
    """
    raise NotImplementedError("dsl.run_notebook is only available inside a @dsl.notebook_component at runtime.")


def find_notebook(path: str | os.PathLike[str]) -> str:
    """Return the path of the notebook, relative to the folder when one is given.

    Raises `ValueError` unless there is exactly one.
    """
    from pathlib import Path

    place = Path(path)
    if not place.exists():
        raise ValueError(f"Notebook path does not exist: {path} (looked in {Path.cwd()})")
    if place.is_file():
        if place.suffix.lower() != ".ipynb":
            raise ValueError(f"Invalid notebook_path (expected .ipynb file): {path}")
        return place.name
    found = [file for file in place.rglob("*.ipynb") if file.is_file() and ".ipynb_checkpoints" not in file.parts]
    if not found:
        raise ValueError(f"No .ipynb files found in directory: {path}")
    if len(found) > 1:
        names = ", ".join(sorted(file.relative_to(place).as_posix() for file in found))
        raise ValueError(f"Multiple .ipynb files found in directory: {path}. Exactly one is required. Found: {names}")
    return found[0].relative_to(place).as_posix()


def _running_source(path: str, *, notebook: str) -> str:
    from pathlib import Path

    from penstock.dsl.archive import unpacking_lines

    run = Path(__file__).parent.parent / "runtime" / "notebook_run.py"
    return (
        f"{unpacking_lines(path)}"
        "__KFP_EMBEDDED_ASSET_FILE = __KFP_EMBEDDED_ASSET_DIR + "
        f"{'/' + notebook!r}\n\n\n{run.read_text(encoding='utf-8')}\n\n"
        f"__KFP_NOTEBOOK_REL_PATH = {notebook!r}\n"
        "run_notebook = PenstockNotebook(__KFP_EMBEDDED_ASSET_DIR, __KFP_NOTEBOOK_REL_PATH)\n"
        "dsl.run_notebook = run_notebook\n"
    )
