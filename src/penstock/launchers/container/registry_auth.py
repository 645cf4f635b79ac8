"""Credentials for private registries, from the files that ``docker login`` and ``podman login`` write."""

import base64
import binascii
import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_DOCKER_HUB = ("docker.io", "https://index.docker.io/v1/", "index.docker.io", "registry-1.docker.io")
_HELPER_SECONDS = 30


def registry_of(image: str) -> str:
    """Return the registry that an image comes from."""
    first, slash, _ = image.partition("/")
    return first if slash and ("." in first or ":" in first or first == "localhost") else _DOCKER_HUB[0]


def authentication_for(image: str, environ: Mapping[str, str], home: Path) -> str:
    """Return the ``X-Registry-Auth`` header for an image, or nothing when the user has no login for its registry."""
    registry = registry_of(image)
    for path in _files(environ, home):
        found = _credentials(path, registry, environ)
        if found:
            text = json.dumps({**found, "serveraddress": registry})
            return base64.urlsafe_b64encode(text.encode()).decode()
    return ""


def _files(environ: Mapping[str, str], home: Path) -> Iterator[Path]:
    if environ.get("REGISTRY_AUTH_FILE"):
        yield Path(environ["REGISTRY_AUTH_FILE"])
    if environ.get("XDG_RUNTIME_DIR"):
        yield Path(environ["XDG_RUNTIME_DIR"]) / "containers/auth.json"
    yield Path("/run/containers/0/auth.json")
    yield Path(environ.get("XDG_CONFIG_HOME") or home / ".config") / "containers/auth.json"
    yield Path(environ.get("DOCKER_CONFIG") or home / ".docker") / "config.json"


def _credentials(path: Path, registry: str, environ: Mapping[str, str]) -> dict[str, str]:
    try:
        settings: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    keys = _DOCKER_HUB if registry == _DOCKER_HUB[0] else (registry, f"https://{registry}", f"https://{registry}/v1/")
    for key in keys:
        helper = (settings.get("credHelpers") or {}).get(key)
        if helper:
            return _ask(helper, key, environ)
        entry = (settings.get("auths") or {}).get(key)
        if entry is not None:
            return _entry(entry) or _ask(settings.get("credsStore") or "", key, environ)
    return {}


def _entry(entry: Mapping[str, str]) -> dict[str, str]:
    if entry.get("identitytoken"):
        return {"identitytoken": entry["identitytoken"]}
    try:
        user, _, password = base64.b64decode(entry.get("auth") or "").decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return {}
    return {"username": user, "password": password.rstrip("\0")} if user else {}


def _ask(helper: str, registry: str, environ: Mapping[str, str]) -> dict[str, str]:
    """Ask a credential helper; one that is missing or knows nothing leaves the pull without a login."""
    program = shutil.which(f"docker-credential-{helper}", path=environ.get("PATH", "")) if helper else None
    if program is None:
        return {}
    try:
        done = subprocess.run(
            [program, "get"],
            input=registry.encode(),
            env=dict(environ),
            capture_output=True,
            timeout=_HELPER_SECONDS,
            check=True,
        )
        answer = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return {}
    if answer.get("Username") == "<token>":
        return {"identitytoken": answer["Secret"]}
    return {"username": answer["Username"], "password": answer["Secret"]}
