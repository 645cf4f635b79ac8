"""What a container engine can do for us: images and containers, in the words of the Engine API."""

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from penstock.core.json import JsonObject
from penstock.launchers.container.client import EngineClient, EngineError, Stream

_SOON_SECONDS, _SOON_TIMES = 0.005, 40
_LATER_SECONDS = 0.2
_ASK_AGAIN_SECONDS = 1.0
_ALIVE = ("created", "configured", "initialized", "running", "paused", "restarting", "stopping")
_OUTPUT = {"stdout": "1", "stderr": "1"}


@dataclass(frozen=True, kw_only=True, slots=True)
class EngineFacts:
    """What an engine is, and what it can enforce here."""

    name: str
    """``docker`` or ``podman``."""
    version: str
    cpus: float
    memory_bytes: int = 0
    """The memory of the machine that the engine is on; 0 if it does not tell."""
    is_rootless: bool = False
    maps_users: bool = False
    """Whether users in containers are others outside."""
    labels_files: bool = False
    """Whether SELinux keeps containers from files that are not labelled for them."""
    limits_cpu: bool = True
    limits_memory: bool = True
    limits_swap: bool = True
    has_nvidia: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Image:
    """An image that is on this machine."""

    id: str
    digest: str = ""
    """Its digest in a registry; empty for an image that was built here."""
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class BuiltImage:
    """An image by one of its names."""

    name: str
    made_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ContainerState:
    """How a container stands."""

    status: str
    exit_code: int
    error: str = ""
    ran_out_of_memory: bool = False
    started_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether it has run and ended."""
        return self.status not in _ALIVE

    @property
    def is_new(self) -> bool:
        """Whether it was made but never started."""
        return self.status in ("created", "configured", "initialized")


class ContainerEngine:
    """One engine. Safe to share between threads. Every method raises `EngineError`."""

    def __init__(self, client: EngineClient) -> None:
        self._client = client

    def facts(self) -> EngineFacts:
        """Return what this engine is."""
        info = self._client.call("GET", "/info")
        security = [str(option) for option in info.get("SecurityOptions") or ()]
        return EngineFacts(
            name="podman" if "BuildahVersion" in info else "docker",
            version=str(info.get("ServerVersion", "")),
            cpus=float(info.get("NCPU") or 1),
            memory_bytes=int(info.get("MemTotal") or 0),
            is_rootless=bool(info.get("Rootless")) or any("name=rootless" in option for option in security),
            maps_users=any("name=userns" in option for option in security),
            labels_files=any("name=selinux" in option for option in security),
            limits_cpu=bool(info.get("CpuCfsQuota", True)),
            limits_memory=bool(info.get("MemoryLimit", True)),
            limits_swap=bool(info.get("SwapLimit", True)),
            has_nvidia="nvidia" in (info.get("Runtimes") or {}),
        )

    def find_image(self, name: str) -> Image | None:
        """Return an image if it is on this machine."""
        try:
            found = self._client.call("GET", f"/images/{quote(name, safe='/:@')}/json")
        except EngineError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return None
            raise
        pairs = (text.partition("=") for text in (found.get("Config") or {}).get("Env") or ())
        digests = found.get("RepoDigests") or [""]
        return Image(id=found["Id"], digest=digests[0].partition("@")[2], env={name: value for name, _, value in pairs})

    def list_images(self, repository: str) -> tuple[BuiltImage, ...]:
        """Return the images of a repository, by their tags."""
        images = self._client.call("GET", "/images/json") or ()
        pairs = ((image, name) for image in images for name in image.get("RepoTags") or ())
        return tuple(
            BuiltImage(name=name, made_at=datetime.fromtimestamp(float(image.get("Created") or 0), UTC))
            for image, name in pairs
            if name.startswith(f"{repository}:")
        )

    def size_of_top(self, name: str) -> int:
        """Return the bytes of the topmost layer of an image; 0 for one that is not there."""
        try:
            layers = self._client.call("GET", f"/images/{quote(name, safe='/:@')}/history") or ()
        except EngineError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return 0
            raise
        return int(layers[0].get("Size") or 0) if layers else 0

    def remove_image(self, name: str) -> bool:
        """Remove an image, unless a container uses it; tell whether it is gone."""
        try:
            self._client.call("DELETE", f"/images/{quote(name, safe='/:@')}", patient=True)
        except EngineError as error:
            if error.status == HTTPStatus.CONFLICT:
                return False
            if error.status != HTTPStatus.NOT_FOUND:
                raise
        return True

    def is_running(self, label: str) -> bool:
        """Whether a container with a label runs."""
        filters = json.dumps({"label": [label], "status": ["running"]})
        return bool(self._client.call("GET", "/containers/json", query={"filters": filters}))

    def pull(self, name: str, authentication: str) -> None:
        """Bring an image here; the engine's words for what went wrong are in the `EngineError`."""
        headers = {"X-Registry-Auth": authentication} if authentication else {}
        stream = self._client.open("POST", "/images/create", query=_reference(name), headers=headers)
        try:
            for line in stream.lines():
                if line.get("error"):
                    raise EngineError(int(HTTPStatus.NOT_FOUND), str(line["error"]).strip())
        finally:
            stream.close()

    def create(self, name: str, body: JsonObject) -> None:
        """Make a container; status 409 when there is one of this name, 404 when the image is not there."""
        self._client.call("POST", "/containers/create", query={"name": name}, body=body)

    def start(self, name: str) -> None:
        """Start a container; one that runs is no error."""
        self._client.call("POST", f"/containers/{name}/start")

    def attach(self, name: str) -> Stream:
        """Return the output of a container that is about to start; its end is the end of the container."""
        headers = {"Connection": "Upgrade", "Upgrade": "tcp", "Content-Length": "0"}
        stream = self._client.open(
            "POST", f"/containers/{name}/attach", query={"stream": "1", **_OUTPUT}, headers=headers
        )
        try:
            stream.begin()
        except EngineError:
            stream.close()
            raise
        return stream

    def logs(self, name: str, *, follow: bool) -> Stream:
        """Return the output of a container from its beginning; when followed, with what it will write."""
        return self._client.open("GET", f"/containers/{name}/logs", query={"follow": "1" if follow else "0", **_OUTPUT})

    def find(self, name: str) -> ContainerState | None:
        """Return how a container stands, if there is one."""
        try:
            state = self._client.call("GET", f"/containers/{name}/json")["State"]
        except EngineError as error:
            if error.status == HTTPStatus.NOT_FOUND or "no such container" in error.message:
                return None
            raise
        return ContainerState(
            status=str(state.get("Status", "")).lower(),
            exit_code=int(state.get("ExitCode") or 0),
            error=str(state.get("Error") or ""),
            ran_out_of_memory=bool(state.get("OOMKilled")),
            started_at=_time(state.get("StartedAt")),
            ended_at=_time(state.get("FinishedAt")),
        )

    def usage(self, name: str) -> JsonObject:
        """Return what a running container takes and took as facts of a result, without files that are only cached.

        Some engines answer with zeros for one that has ended: what is zero is left out.
        """
        query = {"stream": "0", "one-shot": "1"}
        # Of one that has just ended, some say nothing at all.
        found = self._client.call("GET", f"/containers/{name}/stats", query=query) or {}
        memory = found.get("memory_stats") or {}
        details = memory.get("stats") or {}
        cached = details.get("inactive_file") or details.get("total_inactive_file") or 0
        spent = (found.get("cpu_stats") or {}).get("cpu_usage") or {}
        used = max(0, int(memory.get("usage") or 0) - int(cached))
        seconds = int(spent.get("total_usage") or 0) / 1e9
        return {name: value for name, value in (("peak_bytes", used), ("cpu_seconds", round(seconds, 6))) if value}

    def settle(self, name: str, closed: threading.Event) -> ContainerState | None:
        """Wait for the end of a container; return it, or ``None`` when it was removed or nobody waits any more.

        To ask is what works everywhere: calls that wait ask inside Podman, too, but at longer intervals, and its logs
        may never end. A container whose output has ended takes one question.
        """
        asked = 0
        while not closed.is_set():
            state = self.find(name)
            if state is None or state.is_over:
                return state
            asked += 1
            closed.wait(_SOON_SECONDS if asked < _SOON_TIMES else _LATER_SECONDS)
        return None

    def stop(self, name: str, seconds: float) -> None:
        """Ask a container to end, and kill it after so many seconds; one that is gone is no error.

        It is asked twice: one that has only just begun is deaf to the first time.
        """
        first = min(_ASK_AGAIN_SECONDS, seconds)
        try:
            self._client.call("POST", f"/containers/{name}/kill", query={"signal": "SIGTERM"})
            if self._ends_within(name, first):
                return
            rest = max(0, round(seconds - first))
            self._client.call("POST", f"/containers/{name}/stop", query={"t": rest}, patient=True)
        except EngineError as error:
            if error.status not in (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT):
                raise

    def remove(self, name: str) -> None:
        """Remove a container with all that is its own; one that is gone is no error."""
        try:
            self._client.call("DELETE", f"/containers/{name}", query={"force": "1", "v": "1"})
        except EngineError as error:
            # 409: somebody removes it in this moment.
            if error.status not in (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT):
                raise

    def _ends_within(self, name: str, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            state = self.find(name)
            if state is None or state.is_over:
                return True
            time.sleep(_SOON_SECONDS)
        return False

    def commit(self, name: str, repository: str, tag: str) -> None:
        """Keep what an ended container made as an image."""
        query = {"container": name, "repo": repository, "tag": tag, "pause": "0"}
        self._client.call("POST", "/commit", query=query, body={}, patient=True)


def _reference(name: str) -> dict[str, str]:
    """Return a name as the pull call has it: without a tag, an engine would bring all of them."""
    if "@" in name:
        return {"fromImage": name}
    place, _, last = name.rpartition("/")
    repository, _, tag = last.partition(":")
    return {"fromImage": f"{place}/{repository}" if place else repository, "tag": tag or "latest"}


def _time(text: Any) -> datetime | None:
    """Return a moment; engines write nine digits of a second, and the year 1 for never."""
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return at.astimezone(UTC) if at.year > 1 else None
