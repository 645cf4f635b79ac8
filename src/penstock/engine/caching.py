"""What makes two executions equal, and in words why one was not served by another."""

from collections.abc import Mapping
from datetime import timedelta

from penstock.core.ids import Digest
from penstock.core.json import JsonObject, JsonValue, canonical, digest
from penstock.engine.records import ArtifactRecord, OutputSlot, Values
from penstock.spec.executor import ExecutorSpec, PipelineContainerSpec
from penstock.spec.lightweight import recognise

_SHORT = 64
_LONG = 600
_SOURCES = "sources"
_NOT_CONTENT = frozenset({"timeoutSeconds", "cacheSeconds", _SOURCES})
MOUNTS = "mounts"
_MOUNTED = ("pvcMount", "secretAsVolume", "secretAsEnv", "configMapAsVolume", "configMapAsEnv")


def static_parts(
    executor: ExecutorSpec, outputs: Mapping[str, OutputSlot], platform: Mapping[str, JsonObject]
) -> dict[str, str]:
    """Return the parts that all executions of a component share: what runs, before any value is filled in."""
    parts = {"outputs": _text([[name, slot.kind, slot.type, slot.is_list] for name, slot in sorted(outputs.items())])}
    if executor.container is not None:
        parts |= _container_parts(executor.container)
    own = {key: value for key, value in platform.get("penstock", {}).items() if key not in _NOT_CONTENT}
    if own:
        parts["settings"] = _text(own)
    if _SOURCES in platform.get("penstock", {}):
        parts["shipped modules"] = _text(platform["penstock"][_SOURCES])
    if any(key in _MOUNTED for key in platform.get("kubernetes", {})):
        parts[MOUNTS] = mounts_part(platform)
    return parts


def mounts_part(platform: Mapping[str, JsonObject]) -> str:
    """Return which secrets, config maps and claims a task sees, by their names."""
    return readable({key: value for key, value in platform.get("kubernetes", {}).items() if key in _MOUNTED})


def _container_parts(container: PipelineContainerSpec) -> dict[str, str]:
    parts = {"image": container.image, **_program_parts(container)}
    if container.env:
        parts["env"] = _text([[variable.name, variable.value] for variable in container.env])
    return parts


def _program_parts(container: PipelineContainerSpec) -> dict[str, str]:
    """Return what runs: of a Python component code and packages, whichever release of the SDK wrote the command."""
    function = recognise(container.command, container.args)
    if function is None or not function.source:
        return {"command": _text([list(container.command), list(container.args)])}
    parts = {"code": _text([function.function_name, function.source])}
    sources = [list(function.index_urls), list(function.trusted_hosts), function.use_venv]
    if function.packages:
        parts["packages"] = readable(list(function.packages))
    if any(sources):
        parts["package sources"] = readable(sources)
    return parts


def parts_of(static: Mapping[str, str], inputs: Values, *, component: str, cache_key: str) -> dict[str, str]:
    """Return all parts of one execution's fingerprint.

    A key chosen by the author stands for the command and the inputs, as KFP has it.
    """
    if cache_key:
        return {"component": component, "cache_key": cache_key, "outputs": static.get("outputs", "")}
    parts = dict(static)
    for name, value in inputs.parameters.items():
        parts[f"parameter {name!r}"] = _text(value)
    for name, artifacts in inputs.artifacts.items():
        parts[f"artifact {name!r}"] = " ".join(identity_of(artifact) for artifact in artifacts)
    return parts


def identity_of(artifact: ArtifactRecord) -> str:
    """Return what an artifact is known by: its content, or for want of a digest its place and its maker."""
    content = artifact.digest or f"{artifact.uri}#{artifact.id}"
    return f"{content}+{digest(artifact.metadata)[7:23]}" if artifact.metadata else content


def fingerprint_of(parts: Mapping[str, str]) -> Digest:
    """Return the one digest that equal executions share."""
    return digest(dict(parts))


def max_age(platform: Mapping[str, JsonObject], run_seconds: float = 0) -> timedelta | None:
    """Return how old a reused result may be, as task and run have it, or ``None`` for any age."""
    limits = [float(limit) for limit in (platform.get("penstock", {}).get("cacheSeconds"), run_seconds) if limit]
    return timedelta(seconds=min(limits)) if limits else None


def explain(parts: Mapping[str, str], earlier: Mapping[str, str]) -> str:
    """Say in which parts an execution differs from an earlier one."""
    changed = [name for name in parts if name in earlier and parts[name] != earlier[name]]
    added = [name for name in parts if name not in earlier]
    removed = [name for name in earlier if name not in parts]
    sentences = [_change(name, earlier[name], parts[name]) for name in changed]
    sentences += [f"{name} is new" for name in added]
    sentences += [f"{name} is gone" for name in removed]
    return "; ".join(sentences) if sentences else "nothing differs"


def _change(name: str, before: str, after: str) -> str:
    if name.startswith("artifact "):
        return f"the content of {name} changed"
    if before.startswith("sha256:") or after.startswith("sha256:"):
        return f"{name} changed"
    return f"{name} changed from {before} to {after}"


def readable(value: JsonValue) -> str:
    """Render a value that people compare: in full, if it is not too long for that."""
    text = canonical(value)
    return text.decode("utf-8", "backslashreplace") if len(text) <= _LONG else digest(text)


def _text(value: JsonValue) -> str:
    text = canonical(value)
    return text.decode("utf-8", "backslashreplace") if len(text) <= _SHORT else digest(text)
