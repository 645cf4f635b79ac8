"""`Compiler`: from a pipeline or component to a file that Penstock, KFP and Vertex AI run."""

import os
from typing import Any

from penstock.compiler.compiling import compile_document, file_text, manifests_text
from penstock.compiler.manifests import KubernetesManifestOptions
from penstock.dsl.calls import Component


class Compiler:
    """Compiles pipelines and components.

    Example:
        ``Compiler().compile(my_pipeline, "my_pipeline.yaml")``
    """

    def compile(  # noqa: PLR0913, PLR0917 - KFP's signature
        self,
        pipeline_func: Component,
        package_path: str | os.PathLike[str],
        pipeline_name: str | None = None,
        pipeline_display_name: str | None = None,
        pipeline_parameters: dict[str, Any] | None = None,
        type_check: bool = True,  # noqa: ARG002, FBT001, FBT002 - KFP's signature; arguments are checked when they are given
        kubernetes_manifest_options: KubernetesManifestOptions | None = None,
        kubernetes_manifest_format: bool = False,  # noqa: FBT001, FBT002
    ) -> None:
        """Write the file; its name ends with ``.yaml``, or with ``.json`` for one without platform settings.

        Raises `ValueError` for anything that is no pipeline, for unknown parameters and for other endings.
        """
        document = compile_document(
            pipeline_func,
            name=pipeline_name,
            display_name=pipeline_display_name,
            parameters=pipeline_parameters,
        )
        if kubernetes_manifest_format:
            options = kubernetes_manifest_options or KubernetesManifestOptions()
            text = manifests_text(document, options, pipeline_func.description)
        else:
            text = file_text(document, os.fspath(package_path), pipeline_func.description)
        with open(package_path, "w", encoding="utf-8") as file:
            file.write(text)
