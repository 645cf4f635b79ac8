"""What a function may ask to know about tasks: how others ended, and what its own was configured with.

Both are dataclasses to whoever asks (``dataclasses.asdict`` works on them), but the module that makes dataclasses,
which costs more than all of ours, is loaded only then.
"""

import importlib
from typing import Any, Dict, List, Optional, Type


class _FieldsOnDemand:
    """Stands for ``__dataclass_fields__`` until somebody looks at it."""

    def __get__(self, _instance: Any, owner: Type["_Record"]) -> Dict[str, Any]:
        dataclasses = importlib.import_module("dataclasses")
        fields: Dict[str, Any] = dataclasses.make_dataclass(
            owner.__name__, list(owner.__annotations__.items())
        ).__dataclass_fields__
        owner.__dataclass_fields__ = fields
        return fields


_SAME = {"COMPLETE": "SUCCEEDED", "CACHED": "SUCCEEDED", "CANCELED": "CANCELLED"}
"""What KFP's backend says for what its documentation has."""


class _Record:
    __dataclass_fields__: Any = _FieldsOnDemand()

    def __eq__(self, other: object) -> bool:
        return vars(self) == vars(other) if isinstance(other, type(self)) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # as a dataclass that can change

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__name__}({values})"


class FinalState(str):
    """A final state by the word of KFP's documentation, which equals the word of its backend as well.

    A component that was written for either, ``SUCCEEDED`` or ``COMPLETE``, finds what it looks for.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        """Whether another word means the same."""
        return str.__eq__(self, other) is True or (isinstance(other, str) and _SAME.get(str(other)) == str(self))

    def __ne__(self, other: object) -> bool:
        """Whether another word means something else."""
        return not self == other

    __hash__ = str.__hash__


class PipelineTaskFinalStatus(_Record):
    """How a task, or the tasks of an exit handler, ended."""

    state: str
    """``SUCCEEDED``, ``FAILED`` or ``CANCELLED``."""
    pipeline_job_resource_name: str
    pipeline_task_name: str
    error_code: Optional[int]
    """``None`` after a success."""
    error_message: Optional[str]
    """``None`` after a success."""

    def __init__(
        self,
        state: str,
        pipeline_job_resource_name: str,
        pipeline_task_name: str,
        error_code: Optional[int],
        error_message: Optional[str],
    ) -> None:
        self.state = FinalState(state)
        self.pipeline_job_resource_name = pipeline_job_resource_name
        self.pipeline_task_name = pipeline_task_name
        self.error_code = error_code
        self.error_message = error_message


class TaskConfig(_Record):
    """The task's own settings, in the words of a Kubernetes pod, for code that starts further work with the same."""

    affinity: Optional[Dict[str, Any]]
    tolerations: Optional[List[Dict[str, Any]]]
    node_selector: Optional[Dict[str, str]]
    env: Optional[List[Dict[str, Any]]]
    volumes: Optional[List[Dict[str, Any]]]
    volume_mounts: Optional[List[Dict[str, Any]]]
    resources: Optional[Dict[str, Any]]

    def __init__(  # noqa: PLR0913, PLR0917  # KFP's signature
        self,
        affinity: Optional[Dict[str, Any]] = None,
        tolerations: Optional[List[Dict[str, Any]]] = None,
        node_selector: Optional[Dict[str, str]] = None,
        env: Optional[List[Dict[str, Any]]] = None,
        volumes: Optional[List[Dict[str, Any]]] = None,
        volume_mounts: Optional[List[Dict[str, Any]]] = None,
        resources: Optional[Dict[str, Any]] = None,
    ) -> None:
        self.affinity = affinity
        self.tolerations = tolerations
        self.node_selector = node_selector
        self.env = env
        self.volumes = volumes
        self.volume_mounts = volume_mounts
        self.resources = resources
