"""Artifacts as a component's code sees them: typed, addressed data with metadata, under KFP's names."""

import os
from typing import Any, Dict, List, Optional

#: Where object stores are mounted in a container; the path of a remote artifact follows from its URI.
_MOUNTS = (("gs://", "/gcs/"), ("minio://", "/minio/"), ("s3://", "/s3/"))
_OCI_SCHEME = "oci://"
_OCI_MOUNT = "/oci/"
#: Below this folder of a model image lie the files of the model, as KServe has it.
_OCI_MODELS = "/models"
#: Set by the backend on artifacts that already lie in the workspace of the run.
_IN_WORKSPACE = "_kfp_workspace"

DEFAULT_WORKSPACE = "/kfp-workspace"
"""Where the workspace of a run is mounted in a container."""


class TaskPlace:
    """Where the running task has its outputs and its workspace: set once, before user code starts."""

    output_root: Optional[str] = None
    workspace: str = DEFAULT_WORKSPACE


class Artifact:
    """A generic artifact; use a more specific type where one fits.

    ``path`` is where the content is to be read or written on this machine, ``uri`` is its lasting address.
    """

    schema_title = "system.Artifact"
    schema_version = "0.0.1"

    def __init__(
        self, name: Optional[str] = None, uri: Optional[str] = None, metadata: Optional[Dict[str, Any]] = None
    ) -> None:
        self.uri: str = uri or ""
        self.name: str = name or ""
        self.metadata: Dict[str, Any] = metadata or {}
        self.custom_path: str = ""

    @property
    def path(self) -> str:
        """The place of the content on this machine."""
        return self._local_path()

    @path.setter
    def path(self, path: str) -> None:
        self.uri = remote_path(path)

    def set_path(self, path: str) -> None:
        """Say that the content lies at another path than the one given by the system."""
        self.custom_path = path

    def _local_path(self) -> str:
        path = self.custom_path or local_path(self.uri)
        if self.metadata.get(_IN_WORKSPACE) is True:
            return os.path.join(TaskPlace.workspace, ".artifacts", path.lstrip("/"))
        return path

    def __repr__(self) -> str:
        """Render type, name and address."""
        return f"{type(self).__name__}(name={self.name!r}, uri={self.uri!r}, metadata={self.metadata!r})"


class Dataset(Artifact):
    """Data to learn from or to predict on."""

    schema_title = "system.Dataset"


class Model(Artifact):
    """A trained model."""

    schema_title = "system.Model"

    @property
    def framework(self) -> str:
        """The framework that the model was made with."""
        framework: str = self.metadata.get("framework", "")
        return framework

    @framework.setter
    def framework(self, framework: str) -> None:
        self.metadata["framework"] = framework

    def _local_path(self) -> str:
        path = super()._local_path()
        return path + _OCI_MODELS if self.uri.startswith(_OCI_SCHEME) else path


class HTML(Artifact):
    """A page to look at."""

    schema_title = "system.HTML"


class Markdown(Artifact):
    """A text to read."""

    schema_title = "system.Markdown"


def local_path(uri: str) -> str:
    """Return where an artifact with this URI is found on this machine."""
    for scheme, mount in _MOUNTS:
        if uri.startswith(scheme):
            return mount + uri[len(scheme) :]
    if uri.startswith(_OCI_SCHEME):
        return _OCI_MOUNT + uri[len(_OCI_SCHEME) :].replace("/", "_")
    return uri


def remote_path(path: str) -> str:
    """Return the URI of what lies at this path: the inverse of `local_path`."""
    for scheme, mount in _MOUNTS:
        if path.startswith(mount):
            return scheme + path[len(mount) :]
    if path.startswith(_OCI_MOUNT):
        image = path[len(_OCI_MOUNT) :].replace("_", "/")
        return _OCI_SCHEME + (image.removesuffix(_OCI_MODELS))
    return path


def get_uri(suffix: str = "Output") -> str:
    """Return an address of the running task's own, for an artifact that the component makes itself.

    Several such artifacts of one component need different suffixes. Raises `RuntimeError` outside a task.
    """
    if TaskPlace.output_root is None:
        raise RuntimeError("'dsl.get_uri' can only be called at task runtime: there is no task, so no task root")
    return os.path.join(remote_path(TaskPlace.output_root), suffix)


def is_artifact_class(annotation: Any) -> bool:
    """Tell whether something is an artifact class, of any package: it has a schema title and version."""
    return hasattr(annotation, "schema_title") and hasattr(annotation, "schema_version")


def class_of_title(title: str, root: type = Artifact) -> Optional[type]:
    """Return the class of a schema title, among those of the package that `root` comes from."""
    package = root.__module__.partition(".")[0]
    waiting: List[type] = [root]
    while waiting:
        candidate = waiting.pop(0)
        if candidate.__dict__.get("schema_title") == title and candidate.__module__.partition(".")[0] == package:
            return candidate
        waiting.extend(candidate.__subclasses__())
    return None
