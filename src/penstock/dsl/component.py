"""Components made of Python functions: ``@dsl.component``."""

import importlib
import os
import warnings
from collections.abc import Callable
from typing import Any, overload

from penstock.dsl.calls import Component
from penstock.dsl.checked_constants import decorating
from penstock.dsl.definition import ComponentDefinition
from penstock.dsl.options import Installation, ProgramOptions, PythonOptions
from penstock.dsl.task_config import TaskConfigField, TaskConfigPassthrough

FILE_DEPRECATED = (
    "output_component_file parameter is deprecated and will eventually be removed. Please use `Compiler().compile()` "
    "to compile a component instead."
)


class PythonComponent(Component):
    """A component made of a Python function, which stays at hand as `python_func`."""

    def __init__(self, definition: ComponentDefinition, python_func: Callable[..., Any]) -> None:
        super().__init__(definition)
        self.python_func = python_func

    def execute(self, **kwargs: Any) -> Any:
        """Call the function itself, outside any pipeline."""
        return self.python_func(**kwargs)


@overload
def component(func: Callable[..., Any]) -> PythonComponent: ...


@overload
def component(
    func: None = None,
    *,
    base_image: str | None = None,
    target_image: str | None = None,
    packages_to_install: list[str] | None = None,
    pip_index_urls: list[str] | None = None,
    output_component_file: str | None = None,
    install_kfp_package: bool = True,
    kfp_package_path: str | None = None,
    pip_trusted_hosts: list[str] | None = None,
    use_venv: bool = False,
    additional_funcs: list[Callable[..., Any]] | None = None,
    embedded_artifact_path: str | os.PathLike[str] | None = None,
    task_config_passthroughs: list[TaskConfigPassthrough | TaskConfigField] | None = None,
    ship: str | os.PathLike[str] | None = None,
) -> Callable[[Callable[..., Any]], PythonComponent]: ...


@decorating
def component(  # noqa: PLR0913 - KFP's signature
    func: Callable[..., Any] | None = None,
    *,
    base_image: str | None = None,
    target_image: str | None = None,
    packages_to_install: list[str] | None = None,
    pip_index_urls: list[str] | None = None,
    output_component_file: str | None = None,
    install_kfp_package: bool = True,
    kfp_package_path: str | None = None,
    pip_trusted_hosts: list[str] | None = None,
    use_venv: bool = False,
    additional_funcs: list[Callable[..., Any]] | None = None,
    embedded_artifact_path: str | os.PathLike[str] | None = None,
    task_config_passthroughs: list[TaskConfigPassthrough | TaskConfigField] | None = None,
    ship: str | os.PathLike[str] | None = None,
) -> PythonComponent | Callable[[Callable[..., Any]], PythonComponent]:
    """Make a component of a function, whose source travels in the component.

    Args:
        func: A function whose parameters and return value are annotated.
        base_image: The image that the task runs in; ``python:3.11`` if not given.
        target_image: An image that contains the function; its source then does not travel.
        packages_to_install: Requirements that are installed before the function runs.
        pip_index_urls: Where packages come from.
        output_component_file: Writes the component to this file. Deprecated: use the compiler.
        install_kfp_package: Whether the command installs KFP where it runs on KFP.
        kfp_package_path: Where KFP comes from, if not from the index.
        pip_trusted_hosts: Hosts that are trusted without HTTPS; all indexes if not given.
        use_venv: Installs into a virtual environment.
        additional_funcs: Functions that travel with the component.
        embedded_artifact_path: A file or folder that travels with the component, for `EmbeddedInput`.
        task_config_passthroughs: Settings of the task that are handed into the component.
        ship: Beyond KFP: ``"package"`` ships the package (or folder) around the function, a path ships that file or
            folder; its modules are importable in the task, and helpers of the function's own file travel with it.

    Returns:
        The component, or a decorator when no function is given.
    """
    installation = Installation(
        packages=tuple(packages_to_install or ()),
        index_urls=tuple(pip_index_urls or ()),
        trusted_hosts=None if pip_trusted_hosts is None else tuple(pip_trusted_hosts),
        with_kfp=install_kfp_package and target_image is None,
        kfp_package=kfp_package_path,
        in_virtual_environment=use_venv,
    )
    options = PythonOptions(
        base_image=base_image,
        target_image=target_image,
        installation=installation,
        program=ProgramOptions(
            additional_functions=tuple(additional_funcs or ()),
            embedded_path=embedded_artifact_path,
            ship=ship,
        ),
        passthroughs=tuple(task_config_passthroughs or ()),
    )

    if output_component_file is not None:
        warnings.warn(FILE_DEPRECATED, DeprecationWarning, stacklevel=4)

    def decorate(function: Callable[..., Any]) -> PythonComponent:
        return component_of(function, options, output_component_file)

    return decorate if func is None else decorate(func)


def component_of(function: Callable[..., Any], options: PythonOptions, path: str | None) -> PythonComponent:
    """Make a component of a function, and write it to a file when a path is given."""
    from penstock.dsl.collecting import attempt
    from penstock.dsl.python_definition import python_definition

    def make() -> PythonComponent:
        made = PythonComponent(python_definition(function, options), function)
        write_component_file(made, path)
        return made

    component: PythonComponent = attempt(function, make)
    return component


def write_component_file(made: PythonComponent, path: str | None) -> None:
    """Write a component to a file when a path is given, with the compiler, which only this needs."""
    if path:
        importlib.import_module("penstock.compiler").Compiler().compile(made, path)
