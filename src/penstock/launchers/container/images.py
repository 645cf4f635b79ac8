"""Brings images here: those that components name, and those with a component's packages on top."""

import threading
from collections.abc import Mapping

from penstock.core.errors import LaunchError
from penstock.core.json import JsonObject
from penstock.engine.records import AttemptRequest
from penstock.launchers.container.client import EngineError
from penstock.launchers.container.engine import ContainerEngine, Image
from penstock.launchers.container.package_images import PackageImages
from penstock.launchers.container.programs import ContainerProgram
from penstock.launchers.container.registry_auth import authentication_for, registry_of
from penstock.launchers.container.settings import ContainerSettings

_ALWAYS, _NEVER, _IF_NOT_PRESENT = "Always", "Never", "IfNotPresent"
_REASON = "ImagePull"
_HINTS = (
    (("unauthorized", "authentication required", "denied"), "log in to its registry: docker login or podman login"),
    (("manifest unknown", "not found", "no such image"), "check the name and the tag of the image"),
    (
        ("dial tcp", "no such host", "timeout", "connection refused", "tls", "x509"),
        "check the network, the proxy and the certificates of the engine",
    ),
    (("no space left",), "free some space on the disk of the engine"),
)
_HINT = "check the name of the image, and that the engine can reach its registry"


class Images:
    """Finds and brings images. Safe to share between threads; each image is brought once at a time."""

    def __init__(self, engine: ContainerEngine, packages: PackageImages, settings: ContainerSettings) -> None:
        self._engine = engine
        self._packages = packages
        self._settings = settings
        self._known: dict[str, Image] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._mutex = threading.Lock()

    def find(self, request: AttemptRequest, program: ContainerProgram) -> Image | None:
        """Return the image to run if it was brought before and needs no second look. Never waits."""
        if _policy(request) == _ALWAYS:
            return None
        image = self._known.get(request.image)
        if image is None or program.packages is None:
            return image
        return self._packages.find(image, program.packages)

    def bring(self, request: AttemptRequest, program: ContainerProgram) -> Image:
        """Return the image to run, pulled and with the packages in it. Raises `LaunchError`."""
        with self._locked(request.image):
            image = self._brought(request)
            self._known[request.image] = image
        return image if program.packages is None else self._packages.build(image, program.packages)

    def digest_of(self, name: str, platform: Mapping[str, JsonObject]) -> str:
        """Return the digest of an image, or its id if no registry gave it one. Raises `LaunchError`."""
        policy = _policy_of(platform)
        with self._locked(name):
            try:
                found = self._engine.find_image(name) if policy != _ALWAYS else None
                if found is None and policy != _NEVER:
                    self._engine.pull(name, authentication_for(name, self._settings.environ, self._settings.home))
                    found = self._engine.find_image(name)
            except EngineError as error:
                raise _not_pulled(name, error) from error
        return (found.digest or found.id) if found else ""

    def forget(self, name: str) -> None:
        """Look again when an image is asked for next: it was removed."""
        self._known.pop(name, None)
        self._packages.forget()

    def _brought(self, request: AttemptRequest) -> Image:
        name, policy = request.image, _policy(request)
        try:
            found = self._engine.find_image(name) if policy != _ALWAYS else None
            if found is not None:
                return found
            if policy == _NEVER:
                raise LaunchError(
                    f"Image {name!r} is not on this machine, and task {request.task_name!r} never pulls it",
                    reason=_REASON,
                    hint="bring the image here, or set another pull policy",
                )
            self._engine.pull(name, authentication_for(name, self._settings.environ, self._settings.home))
            found = self._engine.find_image(name)
        except EngineError as error:
            raise _not_pulled(name, error) from error
        if found is None:
            raise LaunchError(f"Image {name!r} was pulled, but is not to be found", reason=_REASON, hint=_HINT)
        return found

    def _locked(self, name: str) -> threading.Lock:
        with self._mutex:
            return self._locks.setdefault(name, threading.Lock())


def _policy(request: AttemptRequest) -> str:
    """Return when an image is pulled; the Kubernetes setting counts here, too."""
    return _policy_of(request.platform)


def _policy_of(platform: Mapping[str, JsonObject]) -> str:
    return str(platform.get("kubernetes", {}).get("imagePullPolicy") or _IF_NOT_PRESENT)


def _not_pulled(name: str, error: EngineError) -> LaunchError:
    said = error.message.lower()
    hint = next((hint for marks, hint in _HINTS if any(mark in said for mark in marks)), _HINT)
    if registry_of(name) == "localhost":  # where Podman puts what is built here
        hint = f"check its name, or build it here: podman build -t {name} FOLDER"
    return LaunchError(
        f"Image {name!r} cannot be pulled from {registry_of(name)}: {error.message}", reason=_REASON, hint=hint
    )
