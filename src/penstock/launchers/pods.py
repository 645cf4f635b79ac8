"""Stands in for a cluster on one machine: gives tasks what their Kubernetes settings ask for, or says what it cannot.

Secrets, config maps and claims are folders of the home. What a setting has no meaning for here is passed over with a
notice; a container sees volumes at their places, a process does not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from penstock.core.errors import LaunchError
from penstock.core.json import JsonObject
from penstock.engine.records import AttemptRequest, Mount
from penstock.launchers.claims import CONFIG_MAPS, SECRETS, Cupboard
from penstock.launchers.pod_fields import field_value

_PLACED = ("nodeSelector", "nodeAffinity", "podAffinity", "tolerations")
_NOT_DONE = {
    "securityContext": "its security context",
    "initContainers": "its init containers",
}
_SUB_PATH = re.compile(r"(?!.*(^|/)\.\.(/|$))[^/].*")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Kind:
    """One of the two things that hold values by key."""

    folder: str
    name: str
    key: str
    word: str


_SECRET = _Kind(folder=SECRETS, name="secretName", key="secretKey", word="secret")
_CONFIG = _Kind(folder=CONFIG_MAPS, name="configMapName", key="configMapKey", word="config map")
_HOLDERS = (
    ("secretAsEnv", _SECRET),
    ("secretAsVolume", _SECRET),
    ("configMapAsEnv", _CONFIG),
    ("configMapAsVolume", _CONFIG),
)
"""The settings that name one of them."""


class Pods:
    """Fits requests to one machine. Safe to share between threads."""

    def __init__(self, cupboard: Cupboard) -> None:
        self._cupboard = cupboard

    def fitted(self, request: AttemptRequest) -> AttemptRequest:
        """Return a request with variables, mounts and notices for its Kubernetes settings.

        Raises `LaunchError` for a secret, a config map or a key that is not there, and is not optional.
        """
        settings = request.platform.get("kubernetes")
        if not settings:
            return request
        return replace(
            request,
            env={**request.env, **dict(self._variables(settings, request))},
            hidden=(*request.hidden, *self._secrets(settings, request)),
            mounts=(*request.mounts, *self._mounts(settings, request)),
            notices=(*request.notices, *_notices(settings)),
        )

    def lacking(self, settings: JsonObject, task: str) -> Iterator[LaunchError]:
        """Yield why a task with these settings could not start, as far as its file alone tells."""
        for key, kind in _HOLDERS:
            for entry in map(_with_constants, _entries(settings, key)):
                if not entry.get(kind.name) or entry.get("optional"):
                    continue
                try:
                    self._folder(kind, entry[kind.name], task=task, optional=False)
                    tuple(self._values(entry, kind, task))
                except LaunchError as error:
                    yield error

    def _variables(self, settings: JsonObject, request: AttemptRequest) -> Iterator[tuple[str, str]]:
        for entry in _entries(settings, "secretAsEnv"):
            yield from self._values(entry, _SECRET, request.task_name)
        for entry in _entries(settings, "configMapAsEnv"):
            yield from self._values(entry, _CONFIG, request.task_name)
        for entry in _entries(settings, "fieldPathAsEnv"):
            value = field_value(str(entry.get("fieldPath", "")), settings, request.id)
            if value is not None:
                yield str(entry.get("name", "")), value

    def _secrets(self, settings: JsonObject, request: AttemptRequest) -> Iterator[str]:
        """Yield the values of the secrets that a task is given, as variables or as files."""
        for entry in _entries(settings, "secretAsEnv"):
            yield from (value for _, value in self._values(entry, _SECRET, request.task_name))
        for entry in _entries(settings, "secretAsVolume"):
            optional = bool(entry.get("optional"))
            place = self._folder(_SECRET, entry.get("secretName"), task=request.task_name, optional=optional)
            if place is not None:
                yield from self._cupboard.texts(place)

    def _values(self, entry: JsonObject, kind: _Kind, task: str) -> Iterator[tuple[str, str]]:
        name, optional = entry.get(kind.name), bool(entry.get("optional"))
        place = self._folder(kind, name, task=task, optional=optional)
        for pair in _entries(entry, "keyToEnv") if place is not None else ():
            key = str(pair.get(kind.key, ""))
            value = self._cupboard.value(kind.folder, place, key, task=task) if place is not None else None
            if value is None and not optional:
                raise LaunchError(
                    f"Task {task!r} needs the key {key!r} of the {kind.word} {name!r}, which has no such key",
                    reason="MissingSecret" if kind is _SECRET else "MissingConfigMap",
                    hint=f"write it into {place}/{key}",
                )
            if value is not None:
                yield str(pair.get("envVar", "")), value

    def _folder(self, kind: _Kind, name: Any, *, task: str, optional: bool) -> Path | None:
        if optional:
            return self._cupboard.find(kind.folder, name) if name else None
        return self._cupboard.get(kind.folder, name, task=task)

    def _mounts(self, settings: JsonObject, request: AttemptRequest) -> Iterator[Mount]:
        for key, kind in (("secretAsVolume", _SECRET), ("configMapAsVolume", _CONFIG)):
            for entry in _entries(settings, key):
                name, optional = entry.get(kind.name), bool(entry.get("optional"))
                place = self._folder(kind, name, task=request.task_name, optional=optional)
                if place is not None:
                    yield _mount(place, entry, f"{kind.word} {name!r}", request, is_writable=False)
        for entry in _entries(settings, "pvcMount"):
            name = entry.get("pvcName")
            place = self._cupboard.claim(name)
            if entry.get("subPath"):
                place = _inside(place, str(entry["subPath"]), request)
            yield _mount(place, entry, f"claim {name!r}", request)
        for key in ("emptyDirMounts", "genericEphemeralVolume"):
            for number, entry in enumerate(_entries(settings, key)):
                # Below the working folder: it goes when the attempt has ended.
                place = Path(request.output_prefix) / "work" / f".{key}-{number}"
                place.mkdir(parents=True, exist_ok=True)
                yield _mount(place, entry, f"volume {entry.get('volumeName', '')!r}", request)


def _entries(settings: JsonObject, key: str) -> tuple[JsonObject, ...]:
    found = settings.get(key)
    return tuple(entry for entry in found if isinstance(entry, dict)) if isinstance(found, list) else ()


def _with_constants(entry: JsonObject) -> JsonObject:
    """Return an entry with the names that it refers to, where they are the same in every run."""
    named = dict(entry)
    for key in [key for key in entry if key.endswith("NameParameter")]:
        source = named.pop(key)
        given = source.get("runtimeValue") if isinstance(source, dict) else None
        constant = given.get("constant") if isinstance(given, dict) else None
        if isinstance(constant, str) and "{{$" not in constant:
            named[key.removesuffix("Parameter")] = constant
        else:
            named.pop(key.removesuffix("Parameter"), None)
    return named


def _mount(place: Path, entry: JsonObject, what: str, request: AttemptRequest, *, is_writable: bool = True) -> Mount:
    target = str(entry.get("mountPath", ""))
    if not target.startswith("/"):
        message = f"Task {request.task_name!r} mounts {what} at {target!r}, which is no absolute path"
        raise LaunchError(message, reason="BadMount")
    return Mount(source=str(place), target=target.rstrip("/") or "/", what=what, is_writable=is_writable)


def _inside(place: Path, sub_path: str, request: AttemptRequest) -> Path:
    if _SUB_PATH.fullmatch(sub_path) is None:
        message = f"Task {request.task_name!r} mounts {sub_path!r} of a claim, which leads out of it"
        raise LaunchError(message, reason="BadMount")
    found = place / sub_path
    found.mkdir(parents=True, exist_ok=True)
    return found


def _notices(settings: JsonObject) -> Iterator[str]:
    placed = [name for name in _PLACED if settings.get(name)]
    if placed:
        yield f"{', '.join(placed)}: without effect, there is only this machine"
    for name, words in _NOT_DONE.items():
        if settings.get(name):
            yield f"{words}: not applied here, only on a cluster"
    unknown = [
        str(entry.get("fieldPath"))
        for entry in _entries(settings, "fieldPathAsEnv")
        if field_value(str(entry.get("fieldPath", "")), settings, "") is None
    ]
    if unknown:
        yield f"{', '.join(unknown)}: not known here, so that the variables are not set"
