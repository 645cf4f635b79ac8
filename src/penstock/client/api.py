"""KFP's REST API v2beta1, one method for each operation: what Penstock's servers and KFP's both speak."""

import mimetypes
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote as quoted

from penstock.client.connection import Body, Connection
from penstock.client.decoding import Linked
from penstock.client.messages import (
    Experiment,
    Health,
    ListExperimentsResponse,
    ListPipelinesResponse,
    ListPipelineVersionsResponse,
    ListRunsResponse,
    Pipeline,
    PipelineVersion,
    Run,
)
from penstock.core.errors import ApiError, SourceError
from penstock.core.json import JsonObject

ROOT = "/apis/v2beta1"
LOGS = "/apis/v1alpha1"

AnyLinked = TypeVar("AnyLinked", bound=Linked)


@dataclass(frozen=True, kw_only=True, slots=True)
class PageQuery:
    """What a list is asked for."""

    page_token: str = ""
    page_size: int = 0
    sort_by: str = ""
    filter: str = ""

    def fields(self) -> dict[str, object]:
        """Return the query that says it."""
        return {
            "page_token": self.page_token,
            "page_size": self.page_size or None,
            "sort_by": self.sort_by,
            "filter": self.filter,
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """A file, and what it is to be called."""

    path: Path
    name: str = ""
    description: str = ""
    namespace: str = ""
    pipeline_id: str = ""


class Api:
    """The operations of one server. Safe to share between threads; each raises `ApiError`."""

    def __init__(self, connection: Connection, pages: str) -> None:
        self.connection = connection
        self.pages = pages
        """The address of the web interface."""

    def health(self) -> Health:
        """Ask whether the server is well."""
        return Health.from_dict(self.connection.get(f"{ROOT}/healthz"))

    def upload_pipeline(self, upload: Upload) -> Pipeline:
        """Create a pipeline with its first version from a file."""
        query = {"name": upload.name, "description": upload.description, "namespace": upload.namespace}
        body = form(upload.path)
        return self._pipeline(self.connection.send("POST", f"{ROOT}/pipelines/upload", query=query, body=body))

    def upload_version(self, upload: Upload) -> PipelineVersion:
        """Add a version to a pipeline from a file."""
        query = {"name": upload.name, "description": upload.description, "pipelineid": upload.pipeline_id}
        body = form(upload.path)
        return self._version(self.connection.send("POST", f"{ROOT}/pipelines/upload_version", query=query, body=body))

    def list_pipelines(self, page: PageQuery, namespace: str = "") -> ListPipelinesResponse:
        """Return a page of pipelines."""
        data = self.connection.get(f"{ROOT}/pipelines", {**page.fields(), "namespace": namespace})
        found = [self._pipeline(item) for item in items_of(data, "pipelines")]
        return replace(ListPipelinesResponse.from_dict(data), pipelines=found or None)

    def get_pipeline(self, pipeline_id: str) -> Pipeline:
        """Return a pipeline."""
        return self._pipeline(self.connection.get(f"{ROOT}/pipelines/{segment(pipeline_id)}"))

    def delete_pipeline(self, pipeline_id: str, *, with_versions: bool = False) -> JsonObject:
        """Delete a pipeline."""
        query = {"cascade": "true"} if with_versions else None
        return self.connection.send("DELETE", f"{ROOT}/pipelines/{segment(pipeline_id)}", query=query)

    def list_versions(self, pipeline_id: str, page: PageQuery) -> ListPipelineVersionsResponse:
        """Return a page of the versions of a pipeline."""
        data = self.connection.get(f"{ROOT}/pipelines/{segment(pipeline_id)}/versions", page.fields())
        found = [self._version(item) for item in items_of(data, "pipeline_versions")]
        return replace(ListPipelineVersionsResponse.from_dict(data), pipeline_versions=found or None)

    def get_version(self, pipeline_id: str, version_id: str) -> PipelineVersion:
        """Return a version."""
        return self._version(self.connection.get(_version_path(pipeline_id, version_id)))

    def delete_version(self, pipeline_id: str, version_id: str) -> JsonObject:
        """Delete a version."""
        return self.connection.send("DELETE", _version_path(pipeline_id, version_id))

    def create_experiment(self, name: str, description: str = "", namespace: str = "") -> Experiment:
        """Create an experiment."""
        message = {"display_name": name, "description": description, "namespace": namespace}
        return self._experiment(self.connection.post(f"{ROOT}/experiments", _said(message)))

    def list_experiments(self, page: PageQuery, namespace: str = "") -> ListExperimentsResponse:
        """Return a page of experiments."""
        data = self.connection.get(f"{ROOT}/experiments", {**page.fields(), "namespace": namespace})
        found = [self._experiment(item) for item in items_of(data, "experiments")]
        return replace(ListExperimentsResponse.from_dict(data), experiments=found or None)

    def get_experiment(self, experiment_id: str) -> Experiment:
        """Return an experiment."""
        return self._experiment(self.connection.get(f"{ROOT}/experiments/{segment(experiment_id)}"))

    def act_on_experiment(self, experiment_id: str, verb: str) -> JsonObject:
        """Do one of ``archive`` and ``unarchive``."""
        return self.connection.post(f"{ROOT}/experiments/{segment(experiment_id)}:{verb}")

    def delete_experiment(self, experiment_id: str) -> JsonObject:
        """Delete an experiment."""
        return self.connection.send("DELETE", f"{ROOT}/experiments/{segment(experiment_id)}")

    def create_run(self, message: JsonObject) -> Run:
        """Create a run."""
        return self._run(self.connection.post(f"{ROOT}/runs", _said(message)))

    def list_runs(self, page: PageQuery, *, experiment_id: str = "", namespace: str = "") -> ListRunsResponse:
        """Return a page of runs."""
        query = {**page.fields(), "experiment_id": experiment_id, "namespace": namespace}
        data = self.connection.get(f"{ROOT}/runs", query)
        found = [self._run(item) for item in items_of(data, "runs")]
        return replace(ListRunsResponse.from_dict(data), runs=found or None)

    def get_run(self, run_id: str) -> Run:
        """Return a run with its tasks."""
        return self._run(self.connection.get(f"{ROOT}/runs/{segment(run_id)}"))

    def act_on_run(self, run_id: str, verb: str) -> JsonObject:
        """Do one of ``archive``, ``unarchive``, ``terminate`` and ``retry``."""
        return self.connection.post(f"{ROOT}/runs/{segment(run_id)}:{verb}")

    def delete_run(self, run_id: str) -> JsonObject:
        """Delete a run."""
        return self.connection.send("DELETE", f"{ROOT}/runs/{segment(run_id)}")

    def read_log(self, run_id: str, node_id: str, *, follows: bool = False) -> Iterator[bytes]:
        """Yield what a task wrote; with `follows` until it has ended."""
        query = {"follow": "true"} if follows else None
        return self.connection.stream(f"{LOGS}/runs/{segment(run_id)}/nodes/{segment(node_id)}/log", query)

    def page_of(self, fragment: str) -> str:
        """Return the address of a page of the web interface."""
        return f"{self.pages}/#/{fragment}"

    def _pipeline(self, data: JsonObject) -> Pipeline:
        found = Pipeline.from_dict(data)
        return self._linked(found, f"pipelines/details/{found.pipeline_id}")

    def _version(self, data: JsonObject) -> PipelineVersion:
        found = PipelineVersion.from_dict(data)
        return self._linked(found, f"pipelines/details/{found.pipeline_id}/version/{found.pipeline_version_id}")

    def _experiment(self, data: JsonObject) -> Experiment:
        found = Experiment.from_dict(data)
        return self._linked(found, f"experiments/details/{found.experiment_id}")

    def _run(self, data: JsonObject) -> Run:
        found = Run.from_dict(data)
        return self._linked(found, f"runs/details/{found.run_id}")

    def _linked(self, found: AnyLinked, fragment: str) -> AnyLinked:
        return replace(found, link=self.page_of(fragment))


def items_of(data: JsonObject, name: str) -> list[JsonObject]:
    """Take the items out of a page. Raises `ApiError` for what is no list of objects."""
    items = data.pop(name, None) or []
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise ApiError(f"The server lists {name} in a shape that is not KFP's", status=HTTPStatus.OK)
    return items


def segment(text: str) -> str:
    """Return one part of a path: an id that is empty or holds a slash must not lead elsewhere."""
    if not text or text in {".", ".."}:
        raise ValueError(f"{text!r} is no id")
    return quoted(text, safe="")


def form(path: Path) -> Body:
    """Return the form that uploads a file. Raises `SourceError` if it cannot be read."""
    try:
        content = path.read_bytes()
    except OSError as error:
        hint = "check the path and the working directory"
        raise SourceError(f"{str(path)!r} cannot be read: {error.strerror}", hint=hint) from error
    boundary = secrets.token_hex(16)
    name = path.name.replace('"', "_").encode("ascii", "replace").decode()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="uploadfile"; filename="{name}"\r\nContent-Type: {kind}'
    )
    data = b"".join([f"{head}\r\n\r\n".encode(), content, f"\r\n--{boundary}--\r\n".encode()])
    return Body(content=data, media_type=f"multipart/form-data; boundary={boundary}")


def _version_path(pipeline_id: str, version_id: str) -> str:
    return f"{ROOT}/pipelines/{segment(pipeline_id)}/versions/{segment(version_id)}"


def _said(message: JsonObject) -> JsonObject:
    """Leave out what nothing is said of."""
    return {name: value for name, value in message.items() if value not in (None, "")}
