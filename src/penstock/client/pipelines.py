"""`Client` on pipelines and their versions."""

from pathlib import Path
from typing import Any

from penstock.client.api import Api, PageQuery, Upload
from penstock.client.messages import (
    ListPipelinesResponse,
    ListPipelineVersionsResponse,
    Pipeline,
    PipelineVersion,
)
from penstock.client.naming import named, only
from penstock.client.packages import document_of_package, name_in, package_of
from penstock.client.pages import show_link
from penstock.core.json import JsonObject


class PipelineMethods:
    """Uploads, finds, lists and deletes pipelines and their versions."""

    _api: Api

    def upload_pipeline(
        self,
        pipeline_package_path: str,
        pipeline_name: str | None = None,
        description: str | None = None,
        namespace: str | None = None,
    ) -> Pipeline:
        """Create a pipeline with its first version from a compiled file.

        Args:
            pipeline_package_path: A `.yaml` file, or a `.zip` or `.tar.gz` that holds one.
            pipeline_name: What to call it; what the file calls it, if not given.
            description: What it is about.
            namespace: Whose it is, on a server with many users.
        """
        name = name_in(document_of_package(pipeline_package_path)) if pipeline_name is None else pipeline_name
        if not name.strip():
            raise ValueError("Invalid pipeline name. Pipeline name cannot be empty or contain only whitespace.")
        path = Path(pipeline_package_path)
        upload = Upload(path=path, name=name, description=description or "", namespace=namespace or "")
        pipeline = self._api.upload_pipeline(upload)
        show_link("Pipeline", pipeline.link)
        return pipeline

    def upload_pipeline_from_pipeline_func(
        self,
        pipeline_func: Any,
        pipeline_name: str | None = None,
        description: str | None = None,
        namespace: str | None = None,
    ) -> Pipeline:
        """Create a pipeline with its first version from a function.

        Args:
            pipeline_func: What `@dsl.pipeline` or `@dsl.component` made, Penstock's or KFP's.
            pipeline_name: What to call it; what the function calls it, if not given.
            description: What it is about.
            namespace: Whose it is, on a server with many users.
        """
        with package_of(pipeline_func) as path:
            return self.upload_pipeline(str(path), pipeline_name, description, namespace)

    def upload_pipeline_version(
        self,
        pipeline_package_path: str,
        pipeline_version_name: str,
        pipeline_id: str | None = None,
        pipeline_name: str | None = None,
        description: str | None = None,
    ) -> PipelineVersion:
        """Add a version to a pipeline, which is named by its id or its name.

        Args:
            pipeline_package_path: A `.yaml` file, or a `.zip` or `.tar.gz` that holds one.
            pipeline_version_name: What to call the version.
            pipeline_id: The pipeline.
            pipeline_name: The name of the pipeline, in place of its id.
            description: What is new.
        """
        if bool(pipeline_id) == bool(pipeline_name):
            raise ValueError("Either pipeline_id or pipeline_name is required.")
        found = pipeline_id or self.get_pipeline_id(pipeline_name or "")
        if found is None:
            raise ValueError(f"No pipeline is found with name {pipeline_name}.")
        path = Path(pipeline_package_path)
        upload = Upload(path=path, name=pipeline_version_name, description=description or "", pipeline_id=found)
        version = self._api.upload_version(upload)
        show_link("Pipeline", version.link)
        return version

    def upload_pipeline_version_from_pipeline_func(
        self,
        pipeline_func: Any,
        pipeline_version_name: str,
        pipeline_id: str | None = None,
        pipeline_name: str | None = None,
        description: str | None = None,
    ) -> PipelineVersion:
        """Add a version to a pipeline from a function.

        Args:
            pipeline_func: What `@dsl.pipeline` or `@dsl.component` made, Penstock's or KFP's.
            pipeline_version_name: What to call the version.
            pipeline_id: The pipeline.
            pipeline_name: The name of the pipeline, in place of its id.
            description: What is new.
        """
        with package_of(pipeline_func) as path:
            return self.upload_pipeline_version(
                str(path), pipeline_version_name, pipeline_id, pipeline_name, description
            )

    def list_pipelines(
        self,
        page_token: str = "",
        page_size: int = 10,
        sort_by: str = "",
        filter: str | None = None,  # noqa: A002 - KFP's name
        namespace: str | None = None,
    ) -> ListPipelinesResponse:
        """Return a page of pipelines.

        Args:
            page_token: The `next_page_token` of the page before.
            page_size: How many at most.
            sort_by: A field and a direction, such as `created_at desc`.
            filter: A filter of KFP in JSON, such as
                `{"predicates": [{"operation": "IS_SUBSTRING", "key": "display_name", "stringValue": "train"}]}`.
            namespace: Whose, on a server with many users.
        """
        page = PageQuery(page_token=page_token, page_size=page_size, sort_by=sort_by, filter=filter or "")
        return self._api.list_pipelines(page, namespace or "")

    def get_pipeline(self, pipeline_id: str) -> Pipeline:
        """Return a pipeline."""
        return self._api.get_pipeline(pipeline_id)

    def get_pipeline_id(self, name: str) -> str | None:
        """Return the id of the pipeline with this name, if there is one. Raises `ValueError` if several have it."""
        pipeline = only(self._api.list_pipelines(named(name)).pipelines, "pipelines", name)
        return pipeline.pipeline_id if pipeline else None

    def delete_pipeline(self, pipeline_id: str) -> JsonObject:
        """Delete a pipeline that has no versions any more; return an empty dictionary."""
        return self._api.delete_pipeline(pipeline_id)

    def list_pipeline_versions(
        self,
        pipeline_id: str,
        page_token: str = "",
        page_size: int = 10,
        sort_by: str = "",
        filter: str | None = None,  # noqa: A002 - KFP's name
    ) -> ListPipelineVersionsResponse:
        """Return a page of the versions of a pipeline; the other arguments are those of `list_pipelines`."""
        page = PageQuery(page_token=page_token, page_size=page_size, sort_by=sort_by, filter=filter or "")
        return self._api.list_versions(pipeline_id, page)

    def get_pipeline_version(self, pipeline_id: str, pipeline_version_id: str) -> PipelineVersion:
        """Return a version, with its document."""
        return self._api.get_version(pipeline_id, pipeline_version_id)

    def delete_pipeline_version(self, pipeline_id: str, pipeline_version_id: str) -> JsonObject:
        """Delete a version, not its runs; return an empty dictionary."""
        return self._api.delete_version(pipeline_id, pipeline_version_id)
