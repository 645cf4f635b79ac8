"""Pipelines as Kubernetes resources: ``Pipeline`` and ``PipelineVersion`` of ``pipelines.kubeflow.org``."""

from typing import Any

from penstock.spec.codec import encode
from penstock.spec.pipeline import PipelineDocument

_API_VERSION = "pipelines.kubeflow.org/v2beta1"


class KubernetesManifestOptions:
    """Names of the resources; what is not given follows from the pipeline."""

    def __init__(
        self,
        pipeline_name: str | None = None,
        pipeline_display_name: str | None = None,
        pipeline_version_name: str | None = None,
        pipeline_version_display_name: str | None = None,
        namespace: str | None = None,
        include_pipeline_manifest: bool = False,  # noqa: FBT001, FBT002 - KFP's signature
    ) -> None:
        self.pipeline_name = pipeline_name
        self.pipeline_display_name = pipeline_display_name
        self.pipeline_version_name = pipeline_version_name
        self.pipeline_version_display_name = pipeline_version_display_name
        self.namespace = namespace
        self.include_pipeline_manifest = include_pipeline_manifest


def manifests(
    document: PipelineDocument, options: KubernetesManifestOptions, description: str | None
) -> list[dict[str, Any]]:
    """Return the resources as JSON-like data."""
    info = document.pipeline.pipeline_info
    name = options.pipeline_name or (info.name if info else "")
    display_name = options.pipeline_display_name or name
    version = options.pipeline_version_name or name
    place = {"namespace": options.namespace} if options.namespace else {}
    said = {"description": description} if description else {}
    made: list[dict[str, Any]] = []
    if options.include_pipeline_manifest:
        metadata = {"name": name, **place}
        made.append(_resource("Pipeline", metadata, {"displayName": display_name, **said}))
    platform = encode(document.platform)
    spec = {
        "displayName": options.pipeline_version_display_name or version or display_name,
        "pipelineName": name,
        "pipelineSpec": encode(document.pipeline),
        **({"platformSpec": platform} if platform else {}),
        **said,
    }
    made.append(_resource("PipelineVersion", {"name": version, **place}, spec))
    return made


def _resource(kind: str, metadata: dict[str, Any], spec: dict[str, Any]) -> dict[str, Any]:
    return {"apiVersion": _API_VERSION, "kind": kind, "metadata": metadata, "spec": spec}
