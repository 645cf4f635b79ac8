"""Compiles pipelines and components into documents, and writes these as files."""

import os
import warnings
from collections.abc import Mapping
from typing import Any

from penstock.compiler.lowering import LoweringOptions, lower
from penstock.compiler.manifests import KubernetesManifestOptions, manifests
from penstock.core.errors import Problem
from penstock.core.suggest import did_you_mean
from penstock.core.version import VERSION
from penstock.documents import dump_document, dump_document_json, dump_yaml
from penstock.dsl.arguments import as_constant
from penstock.dsl.calls import Component
from penstock.dsl.parameter_types import type_of_value
from penstock.dsl.refusals import PipelineError
from penstock.spec.component import ComponentSpec, InputParameterSpec
from penstock.spec.pipeline import PipelineDocument, PipelineInfo
from penstock.spec.types import ParameterType
from penstock.spec.values import replace

SDK_VERSION = f"penstock-{VERSION}"
_YES = frozenset({"1", "true", "t", "yes", "y", "on"})


def compile_document(
    component: Component,
    *,
    name: str | None = None,
    display_name: str | None = None,
    parameters: Mapping[str, Any] | None = None,
    caching: bool | None = None,
) -> PipelineDocument:
    """Return the document of a pipeline or component.

    `caching` is the default of tasks that do not say; None leaves it to ``KFP_DISABLE_EXECUTION_CACHING_BY_DEFAULT``.

    Raises `ValueError` for anything that is no pipeline, and for parameters that it does not have.
    """
    if not isinstance(component, Component):
        raise ValueError(  # noqa: TRY004 - KFP's exception type
            "Unsupported pipeline_func type. Expected a function decorated with @dsl.pipeline or @dsl.component. "
            f"Got: {component!r} of type {type(component).__name__}"
        )
    if getattr(component, "refusal", ""):
        raise TypeError(component.refusal)  # type: ignore[attr-defined]
    default = _caching_by_default() if caching is None else caching
    document = lower(component.definition, LoweringOptions(sdk_version=SDK_VERSION, caching=default))
    _check_workspace(document, component)
    return _overridden(document, name, display_name, parameters or {})


def _caching_by_default() -> bool:
    value = os.environ.get("KFP_DISABLE_EXECUTION_CACHING_BY_DEFAULT", "")  # noqa: TID251 - KFP's switch, read where KFP reads it
    return value.strip().lower() not in _YES


def manifests_text(document: PipelineDocument, options: KubernetesManifestOptions, description: str | None) -> str:
    """Render a document as Kubernetes resources."""
    made = manifests(document, options, description)
    return "---\n".join(dump_yaml(manifest, sort_keys=True) for manifest in made)


def file_text(document: PipelineDocument, package_path: str, description: str | None) -> str:
    """Render a document for a file of this name.

    Raises `ValueError` for endings other than ``.yaml`` and ``.json``, and for JSON with platform settings.
    """
    _, ending = os.path.splitext(package_path)
    if ending in (".yaml", ".yml"):
        return dump_document(document, description=description)
    if ending != ".json":
        raise ValueError(f'The output path {package_path} should end with ".yaml".')
    message = (
        "Compiling to JSON is deprecated and will be removed in a future version. Please compile to a YAML file by "
        "providing a file path with a .yaml extension instead."
    )
    warnings.warn(message, category=DeprecationWarning, stacklevel=3)
    if document.platform.platforms:
        raise ValueError(
            "Platform-specific features are only supported when serializing to YAML. Argument for 'package_path' has "
            "file extension '.json'."
        )
    return dump_document_json(document)


def _overridden(
    document: PipelineDocument, name: str | None, display_name: str | None, parameters: Mapping[str, Any]
) -> PipelineDocument:
    pipeline = document.pipeline
    info = pipeline.pipeline_info or PipelineInfo()
    if name is not None:
        info = replace(info, name=name)
    if display_name is not None:
        info = replace(info, display_name=display_name)
    root = pipeline.root
    if parameters and root is not None:
        root = _with_defaults(root, parameters)
    return replace(document, pipeline=replace(pipeline, pipeline_info=info, root=root))


def _with_defaults(root: ComponentSpec, parameters: Mapping[str, Any]) -> ComponentSpec:
    inputs = root.input_definitions
    known = dict(inputs.parameters) if inputs else {}
    artifacts = inputs.artifacts if inputs else {}
    for name, value in parameters.items():
        if name in artifacts:
            raise NotImplementedError(
                f"Default value for artifact input is not supported. Input {name!r} is an artifact"
            )
        if name not in known:
            raise ValueError(
                f"Pipeline parameter {name} does not match any known pipeline input{did_you_mean(name, known)}."
            )
        if value is not None:
            known[name] = replace(known[name], default_value=_default(name, as_constant(value), known[name]))
    assert inputs is not None
    return replace(root, input_definitions=replace(inputs, parameters=known))


def _default(name: str, value: Any, parameter: InputParameterSpec) -> Any:
    given, wanted = type_of_value(value), parameter.parameter_type
    if given is ParameterType.NUMBER_INTEGER and wanted is ParameterType.NUMBER_DOUBLE:
        return float(value)
    if given is not wanted:
        shown = given.value if given else type(value).__name__
        raise TypeError(f"Pipeline parameter {name!r} is {wanted.value}; got {value!r}, which is {shown}")
    return value


def _check_workspace(document: PipelineDocument, component: Component) -> None:
    deployment = document.pipeline.deployment_spec
    executors = deployment.executors if deployment else {}
    if not any(executor.importer and executor.importer.download_to_workspace for executor in executors.values()):
        return
    configs = (platform.pipeline_config for platform in document.platform.platforms.values())
    if not any(config is not None and config.workspace is not None for config in configs):
        message = "dsl.importer(download_to_workspace=True) requires PipelineConfig(workspace=...) on the pipeline."
        hint = (
            "Add workspace configuration to your @dsl.pipeline decorator: "
            "pipeline_config=dsl.PipelineConfig(workspace=dsl.WorkspaceConfig(size='1Gi'))"
        )
        place = str(component.definition.location or "deploymentSpec")
        raise PipelineError([Problem("no-workspace", place, message, hint)], source="The pipeline")
