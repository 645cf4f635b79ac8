"""A task: one use of a component inside a pipeline, and everything that can be set on it."""

import enum
import importlib
import warnings
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from penstock.dsl import settings
from penstock.dsl.channels import PipelineChannel, PipelineParameterChannel, channels_in, embedded_channels
from penstock.dsl.checked_constants import checked
from penstock.dsl.definition import ComponentDefinition, SourceLocation
from penstock.dsl.settings import TaskSettings
from penstock.dsl.task_outputs import OnlyOutput, Outputs, Value, output_channels
from penstock.spec.values import replace

P = ParamSpec("P")
Method = Callable[Concatenate["PipelineTask", P], "PipelineTask"]


class TaskState(enum.Enum):
    """Whether a task will run as part of a pipeline, or has run already under ``local``."""

    FUTURE = "FUTURE"
    FINAL = "FINAL"


def _before_it_ran(method: Method[P]) -> Method[P]:
    """Refuse a setting on a task that has run."""

    @wraps(method)
    def checked(self: "PipelineTask", /, *args: P.args, **kwargs: P.kwargs) -> "PipelineTask":
        if self.state is TaskState.FINAL:
            raise Exception(
                f"Task configuration methods are not supported for local execution. Got call to '.{method.__name__}()'."
            )
        return _set(method, self, *args, **kwargs)

    return checked


def _set(method: Method[P], task: "PipelineTask", *args: P.args, **kwargs: P.kwargs) -> "PipelineTask":
    """Set something on a task; where a file is loaded, a mistake is kept and the task stays as it was."""
    try:
        return method(task, *args, **kwargs)
    except (TypeError, ValueError) as error:
        from penstock.dsl.collecting import kept

        if not kept(error):
            raise
        return task


def _ignored_once_it_ran(method: Method[P]) -> Method[P]:
    """Warn about a setting that means nothing to a task that has run."""

    @wraps(method)
    def checked(self: "PipelineTask", /, *args: P.args, **kwargs: P.kwargs) -> "PipelineTask":
        if self.state is TaskState.FINAL:
            message = f"'.{method.__name__}()' is not used by the current local runner and will be ignored."
            warnings.warn(message, stacklevel=2)
            return self
        return _set(method, self, *args, **kwargs)

    return checked


class PipelineTask:
    """One use of a component. Made by calling a component in a pipeline function, never directly."""

    def __init__(
        self,
        *,
        name: str,
        definition: ComponentDefinition,
        arguments: Mapping[str, Any],
        location: SourceLocation | None = None,
        text_register: dict[str, PipelineChannel] | None = None,
    ) -> None:
        self.name = name
        self.definition = definition
        self.location = location
        self.state = TaskState.FUTURE
        self.settings = TaskSettings()
        self.platform_config: dict[str, dict[str, Any]] = {}
        self.parent_task_group: Any = None
        self.is_exit_handler = False
        self.upstream: list[Any] = []
        """What ``after`` was given: tasks and groups."""
        self._inputs = dict(arguments)
        self._register = text_register
        self._extra_channels: dict[str, PipelineChannel] = {}
        self._outputs = Outputs(output_channels(definition, name, producer=self, text_register=text_register))
        self._outputs.task_name = name

    @classmethod
    def finished(
        cls, *, name: str, definition: ComponentDefinition, arguments: Mapping[str, Any], outputs: Mapping[str, Any]
    ) -> "PipelineTask":
        """Make a task that has run already, with the values of its outputs: what ``local`` gives to callers."""
        task = cls(name=name, definition=definition, arguments=arguments)
        task.state = TaskState.FINAL
        task._outputs = Outputs(outputs)
        task._outputs.task_name = name
        return task

    @property
    def inputs(self) -> dict[str, Any]:
        """The arguments of the task: constants and channels."""
        return self._inputs

    @property
    def outputs(self) -> Mapping[str, Value]:
        """The outputs of the task by name."""
        return self._outputs

    output = OnlyOutput()

    @property
    def dependent_tasks(self) -> list[str]:
        """Names of the tasks and groups that ``after`` was given."""
        if self.state is TaskState.FINAL:
            raise Exception("Task has no dependent tasks since it is executed independently.")
        return [item.name for item in self.upstream]

    @property
    def channel_inputs(self) -> list[PipelineChannel]:
        """Every channel that the task uses, in arguments and settings."""
        used = channels_in([*self._inputs.values(), *self._setting_values()], self._register)
        return list({channel.pattern: channel for channel in (*used, *self._extra_channels.values())}.values())

    @property
    def is_pipeline(self) -> bool:
        """Whether the task is a pipeline of its own."""
        return self.definition.graph is not None or self.definition.document is not None

    @property
    def platform_spec(self) -> Any:
        """What only certain platforms read of a pipeline used as a task, as plain data.

        Raises `ValueError` for any other task: that has `platform_config`.
        """
        if not self.is_pipeline:
            raise ValueError(
                "Can only access '.platform_spec' property on tasks created from pipelines. Use '.platform_config' for "
                f"tasks created from primitive components. {self.name!r} is one"
            )
        return importlib.import_module("penstock.dsl.calls").Component(self.definition).platform_spec

    def register_pipeline_channels(self, pipeline_channels: list[PipelineChannel]) -> None:
        """Note that the task uses channels which its arguments do not show, for example in platform settings."""
        for channel in pipeline_channels:
            self._extra_channels.setdefault(channel.pattern, channel)

    @_before_it_ran
    def after(self, *tasks: Any) -> "PipelineTask":
        """Run this task after other tasks, or after whole groups such as an `ExitHandler` or a `ParallelFor`."""
        for item in tasks:
            if not isinstance(item, PipelineTask) and not hasattr(item, "group_type"):
                raise ValueError(
                    "PipelineTask.after() only supports tasks and groups of tasks, such as "
                    f"'with dsl.ExitHandler(...) as group'. Got {type(item).__name__}."
                )
            self.upstream.append(item)
        return self

    @_before_it_ran
    def ignore_upstream_failure(self) -> "PipelineTask":
        """Run this task once its upstream tasks have ended, even if they failed.

        Raises `ValueError` if it needs an output that a failed task would not have made.
        """
        inputs = self.definition.spec.input_definitions
        optional = {**inputs.parameters, **inputs.artifacts} if inputs else {}
        for input_name, value in self._inputs.items():
            if not isinstance(value, PipelineChannel) or value.task_name is None:
                continue
            if not getattr(optional.get(input_name), "is_optional", False):
                raise ValueError(
                    "Tasks can only use .ignore_upstream_failure() if all input parameters that accept arguments "
                    "created by an upstream task have a default value, in case the upstream task fails to produce its "
                    f"output. Input parameter task {self.name!r}`s {input_name!r} argument is an output of an upstream "
                    f"task {value.task_name!r}, but {input_name!r} has no default value."
                )
        return self._set(ignores_upstream_failure=True)

    @_before_it_ran
    @checked
    def set_caching_options(self, enable_caching: bool, cache_key: str | None = None) -> "PipelineTask":  # noqa: FBT001
        """Say whether an equal earlier execution may stand in for this one; a key makes executions equal by hand."""
        return self._set(caching=bool(enable_caching), cache_key=cache_key or "")

    @_ignored_once_it_ran
    def set_cpu_request(self, cpu: str | PipelineChannel) -> "PipelineTask":
        """Reserve CPU, for example ``'500m'`` or ``'2'``."""
        return self._set_resource("set_cpu_request", cpu_request=settings.cpu(cpu))

    @_ignored_once_it_ran
    def set_cpu_limit(self, cpu: str | PipelineChannel) -> "PipelineTask":
        """Allow at most this much CPU, for example ``'500m'`` or ``'2'``."""
        return self._set_resource("set_cpu_limit", cpu_limit=settings.cpu(cpu))

    @_ignored_once_it_ran
    def set_memory_request(self, memory: str | PipelineChannel) -> "PipelineTask":
        """Reserve memory, for example ``'512Mi'`` or ``'4G'``."""
        return self._set_resource("set_memory_request", memory_request=settings.memory(memory))

    @_ignored_once_it_ran
    def set_memory_limit(self, memory: str | PipelineChannel) -> "PipelineTask":
        """Allow at most this much memory, for example ``'512Mi'`` or ``'4G'``."""
        return self._set_resource("set_memory_limit", memory_limit=settings.memory(memory))

    @_ignored_once_it_ran
    def set_accelerator_type(self, accelerator: str | PipelineChannel) -> "PipelineTask":
        """Ask for a kind of accelerator, for example ``'nvidia.com/gpu'``; one, unless a limit says more."""
        count = self.settings.resources.accelerator_count
        return self._set_resource(
            "set_accelerator_type",
            accelerator_type=settings.text(accelerator, "accelerator type"),
            accelerator_count="1" if count is None else count,
        )

    @_ignored_once_it_ran
    def set_accelerator_limit(self, limit: int | str | PipelineChannel) -> "PipelineTask":
        """Ask for a number of accelerators of the type given to ``set_accelerator_type``."""
        return self._set_resource("set_accelerator_limit", accelerator_count=settings.accelerator_count(limit))

    @_ignored_once_it_ran
    def set_gpu_limit(self, gpu: str) -> "PipelineTask":
        """Deprecated: use ``set_accelerator_limit``."""
        message = "'set_gpu_limit' is deprecated. Please use 'set_accelerator_limit' instead."
        warnings.warn(message, category=DeprecationWarning, stacklevel=3)
        return self.set_accelerator_limit(gpu)

    @_ignored_once_it_ran
    def add_node_selector_constraint(self, accelerator: str) -> "PipelineTask":
        """Deprecated: use ``set_accelerator_type``."""
        message = "'add_node_selector_constraint' is deprecated. Please use 'set_accelerator_type' instead."
        warnings.warn(message, category=DeprecationWarning, stacklevel=3)
        return self.set_accelerator_type(accelerator)

    @_before_it_ran
    def set_retry(
        self,
        num_retries: int,
        backoff_duration: str | None = None,
        backoff_factor: float | None = None,
        backoff_max_duration: str | None = None,
    ) -> "PipelineTask":
        """Try again when the task fails: at most so often, waiting longer each time."""
        retry = settings.retry(num_retries, backoff_duration, backoff_factor, backoff_max_duration)
        return self._set(retry=retry)

    @_before_it_ran
    def set_timeout(self, timeout: int | str) -> "PipelineTask":
        """Stop the task, as failed, when it runs longer than this: seconds, or text such as ``'10 minutes'``.

        Not part of KFP's DSL: other platforms see Kubernetes' ``active_deadline_seconds``.
        """
        self._require_container("set_timeout")
        seconds = int(settings.duration(timeout).total_seconds())
        if seconds <= 0:
            raise ValueError(f"A time-out is longer than nothing. Got: {timeout!r}")
        return self._set(timeout_seconds=seconds)

    @_before_it_ran
    def set_cache_ttl(self, ttl: int | str) -> "PipelineTask":
        """Reuse only results that are not older than this: seconds, or text such as ``'2 days'``.

        Not part of KFP's DSL: other platforms reuse results of any age.
        """
        self._require_container("set_cache_ttl")
        seconds = int(settings.duration(ttl).total_seconds())
        if seconds <= 0:
            raise ValueError(f"A result is older than nothing at once: call set_caching_options(False). Got: {ttl!r}")
        return self._set(cache_seconds=seconds)

    @_ignored_once_it_ran
    def set_display_name(self, name: str) -> "PipelineTask":
        """Show the task under this name, which is a constant: values of the run are not filled in."""
        if not isinstance(name, str):
            raise TypeError(f"PipelineTask.set_display_name(), argument 'name': expects str, got {name!r}")
        inside = embedded_channels(name)
        if inside:
            what = (
                f"A display name is a constant: {inside[0].full_name!r} in it is not filled in when the pipeline runs"
            )
            warnings.warn(what, stacklevel=4)
        return self._set(display_name=name)

    @_before_it_ran
    def set_env_variable(self, name: str, value: str | PipelineParameterChannel | None) -> "PipelineTask":
        """Set an environment variable; a channel gives its value when the task runs.

        None, which KFP takes for no value, leaves it empty.
        """
        self._require_container("set_env_variable")
        if not isinstance(name, str) or not name:
            raise TypeError(f"The name of an environment variable is text, got {name!r}")
        if value is None:
            warnings.warn(f"Environment variable {name!r} got no value, and will be empty", stacklevel=4)
            value = ""
        if not isinstance(value, str | PipelineParameterChannel):
            raise TypeError(
                f"Environment variable {name!r}: the value is text or a parameter, got {value!r} of type "
                f"{type(value).__name__}; write str(...) around a constant"
            )
        return self._set(environment={**self.settings.environment, name: value})

    @_before_it_ran
    def set_debug_pause(
        self,
        before: bool = False,  # noqa: FBT001, FBT002 - KFP's signature
        after: bool = True,  # noqa: FBT001, FBT002
        on_error: bool = False,  # noqa: FBT001, FBT002
    ) -> "PipelineTask":
        """Keep the task's pod alive for a look inside (Argo Workflows), before or after its main process."""
        if not after and on_error:
            raise ValueError(
                "'on_error' applies to post-execution pause and requires after=True. Got after=False, on_error=True - "
                "contradictory configuration."
            )
        if not before and not after:
            raise ValueError(
                "At least one of 'before' or 'after' must be True. Got before=False, after=False - nothing to pause on."
            )
        if before:
            self.set_env_variable("ARGO_DEBUG_PAUSE_BEFORE", "true")
        if after:
            self.set_env_variable("ARGO_DEBUG_PAUSE_ON_ERROR" if on_error else "ARGO_DEBUG_PAUSE_AFTER", "true")
        return self

    @_before_it_ran
    def set_container_image(self, name: str | PipelineChannel) -> "PipelineTask":
        """Run in this image instead of the component's; a channel gives it when the task runs."""
        self._require_container("set_container_image")
        return self._set(image=settings.text(name, "container image"))

    def _set(self, **changes: Any) -> "PipelineTask":
        self.settings = replace(self.settings, **changes)
        return self

    def _set_resource(self, method: str, **changes: Any) -> "PipelineTask":
        self._require_container(method)
        return self._set(resources=replace(self.settings.resources, **changes))

    def _require_container(self, method: str) -> None:
        executor = self.definition.executor
        if executor is None or executor.container is None:
            kind = "a pipeline" if self.is_pipeline else "an importer"
            raise ValueError(
                f"{method} can only be used on single-step components, not pipelines used as components, or special "
                f"components like importers. Task {self.name!r} is {kind}"
            )

    def sizing_patterns(self) -> set[str]:
        """Return the patterns of the channels that only resources use."""
        if not any(value is not None for value in self.settings.resources.values()):
            return set()
        elsewhere = [*self._inputs.values(), self.settings.image, *self.settings.environment.values()]
        used = {channel.pattern for channel in channels_in(elsewhere, self._register)} | set(self._extra_channels)
        sizing = {channel.pattern for channel in channels_in(list(self.settings.resources.values()), self._register)}
        return sizing - used

    def _setting_values(self) -> list[Any]:
        return [*self.settings.resources.values(), self.settings.image, *self.settings.environment.values()]

    def __repr__(self) -> str:
        return f"<PipelineTask {self.name!r}>"
