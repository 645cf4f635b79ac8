"""Describes the container of an attempt in the words of the Engine API. Pure: values in, a JSON object out."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from penstock.core.errors import PlaceholderError
from penstock.core.json import JsonObject
from penstock.engine.records import AttemptRequest
from penstock.engine.resources import quantity
from penstock.launchers.container.engine import EngineFacts, Image
from penstock.launchers.container.programs import ContainerProgram
from penstock.launchers.slots import Cost
from penstock.runtime.artifacts import local_path

LABEL = "penstock.attempt"
_LOG_DRIVERS = {"docker": "json-file", "podman": "k8s-file"}
"""Those whose output can be read again from its beginning."""
_ROOT = "0:0"


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """What a container is made for, and on what."""

    facts: EngineFacts
    image: Image
    cost: Cost
    owner: tuple[int, int] | None = None
    network: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mount:
    """A file or folder of this machine, to be seen at the same place or at another."""

    path: str
    target: str = ""
    is_writable: bool = False


def container_name(attempt: str) -> str:
    """Return the name of the container of an attempt."""
    return f"penstock-{attempt}"


def describe_container(request: AttemptRequest, program: ContainerProgram, place: Place) -> JsonObject:
    """Return the body of the call that makes the container of an attempt."""
    user = user_of(place.facts, place.owner)
    body: JsonObject = {
        "Image": place.image.id,
        "Env": [f"{name}={value}" for name, value in _environment(request, program, place, user).items()],
        "Labels": {LABEL: request.id, "penstock.run": request.run_id, "penstock.task": request.path},
        "HostConfig": host_config(place, mounts_of(request, program), _limits(request, place)),
    }
    if user:
        body["User"] = user
    if program.command:
        body["Entrypoint"] = list(program.command)
    if program.command or program.args:
        body["Cmd"] = list(program.args)
    return body


def host_config(place: Place, mounts: Iterable[Mount], limits: JsonObject) -> JsonObject:
    """Return what a container gets of this machine."""
    facts = place.facts
    config: JsonObject = {
        "Mounts": [
            {
                "Type": "bind",
                "Source": mount.path,
                "Target": mount.target or mount.path,
                "ReadOnly": not mount.is_writable,
            }
            for mount in mounts
        ],
        "LogConfig": {"Type": _LOG_DRIVERS[facts.name]},
        **limits,
    }
    if place.network:
        config["NetworkMode"] = place.network
    if facts.labels_files:
        config["SecurityOpt"] = ["label=disable"]
    if facts.maps_users and not facts.is_rootless:
        config["UsernsMode"] = "host"
    return config


def user_of(facts: EngineFacts, owner: tuple[int, int] | None) -> str:
    """Return the user in the container whose files belong to the calling user outside (decision R5).

    Under a rootless engine that is the root of the container; it is nobody special on the machine.
    """
    if facts.is_rootless:
        return _ROOT
    return f"{owner[0]}:{owner[1]}" if owner is not None else ""


def mounts_of(request: AttemptRequest, program: ContainerProgram) -> tuple[Mount, ...]:
    """Return what a task sees of this machine: its own folder, the workspace of its run, and its inputs to be read."""
    writable = [request.output_prefix, *([request.workspace] if request.workspace else [])]
    readable = _outermost([*_input_paths(request), *program.folders], within=writable)
    asked = (Mount(path=mount.source, target=mount.target, is_writable=mount.is_writable) for mount in request.mounts)
    return (
        *(Mount(path=path, is_writable=True) for path in writable),
        *(Mount(path=path) for path in readable),
        *asked,
    )


def notices_of(request: AttemptRequest, place: Place) -> tuple[str, ...]:
    """Say what a task asks for and does not get."""
    wanted, facts = request.resources, place.facts
    notices = [place.cost.notice, *request.notices]
    if wanted.memory_limit_bytes and not facts.limits_memory:
        notices.append(f"its memory is not limited: {facts.name} cannot do that here")
    if wanted.cpu_limit and not facts.limits_cpu:
        notices.append(f"its cores are not limited: {facts.name} cannot do that here")
    if wanted.accelerator_count and not facts.has_nvidia:
        notices.append(f"it asks for {wanted.accelerator_count} {wanted.accelerator_type}: none is assigned here")
    return tuple(notice for notice in notices if notice)


def _environment(request: AttemptRequest, program: ContainerProgram, place: Place, user: str) -> dict[str, str]:
    env = {"PYTHONUNBUFFERED": "1"}
    if user not in ("", _ROOT) and "HOME" not in place.image.env:
        env["HOME"] = "/tmp"  # noqa: S108  # the user has no home in the image, and / is not writable
    env |= program.env
    if program.import_from:
        before = env.get("PYTHONPATH") or place.image.env.get("PYTHONPATH", "")
        env["PYTHONPATH"] = os.pathsep.join([*program.import_from, *([before] if before else [])])
    if request.workspace:
        env["PENSTOCK_WORKSPACE"] = request.workspace
    return env


def _limits(request: AttemptRequest, place: Place) -> JsonObject:
    wanted, facts = request.resources, place.facts
    limits: JsonObject = {}
    shared = shared_memory_of(request.platform.get("kubernetes") or {}, facts.memory_bytes)
    if shared:
        limits["ShmSize"] = shared
    if wanted.cpu_limit and facts.limits_cpu:
        limits["NanoCpus"] = int(min(wanted.cpu_limit, facts.cpus) * 1e9)
    if wanted.memory_limit_bytes and facts.limits_memory:
        limits["Memory"] = wanted.memory_limit_bytes
        if facts.limits_swap:
            limits["MemorySwap"] = wanted.memory_limit_bytes
    if wanted.accelerator_count and facts.has_nvidia:
        limits["DeviceRequests"] = [{"Count": wanted.accelerator_count, "Capabilities": [["gpu"]]}]
    return limits


def shared_memory_of(settings: JsonObject, machine_bytes: int) -> int:
    """Return how much of its memory a container may share among its processes; 0 leaves it to the engine.

    Without a size it is half of the machine's, as on a cluster.
    """
    shared = settings.get("enabledSharedMemory")
    if not isinstance(shared, dict):
        return 0
    size = str(shared.get("size") or "")
    try:
        return int(quantity(size)) if size else machine_bytes // 2
    except PlaceholderError:
        return machine_bytes // 2


def _input_paths(request: AttemptRequest) -> Iterable[str]:
    """Yield the places of input artifacts on this machine."""
    for side in ((request.executor_input.get("inputs") or {}).get("artifacts") or {}).values():
        for artifact in side.get("artifacts") or ():
            # A bucket that is mounted on this machine (/gcs, /s3, /minio) is seen by the container, too.
            path = local_path(str(artifact.get("uri") or ""))
            if path.startswith("/") and os.path.exists(path):  # noqa: PTH110  # called for every input of every task
                yield path.rstrip("/")


def _outermost(paths: Sequence[str], *, within: Sequence[str]) -> list[str]:
    """Return the paths that lie below none of the others, nor below those that are mounted anyway."""
    covers = [f"{path.rstrip('/')}/" for path in within]
    found: list[str] = []
    for path in sorted(set(paths)):
        if any(f"{path}/".startswith(cover) for cover in covers):
            continue
        if not found or not path.startswith(f"{found[-1]}/"):
            found.append(path)
    return found
