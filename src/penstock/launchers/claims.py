"""Kubernetes' claims, secrets and config maps on one machine: folders of the home, one file for each key."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from penstock.core.errors import LaunchError

_NAME = re.compile(r"[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?")
_KEY = re.compile(r"[-._a-zA-Z0-9]{1,253}")
SECRETS, CONFIG_MAPS, CLAIMS = "secrets", "config-maps", "claims"
_WORDS = {SECRETS: "secret", CONFIG_MAPS: "config map", CLAIMS: "claim"}


class Cupboard:
    """Where they lie. Safe to share between threads and between processes."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def find(self, kind: str, name: Any) -> Path | None:
        """Return the folder of a secret, config map or claim, if there is one. Raises `LaunchError` for no name."""
        place = self._place(kind, name)
        return place if place.is_dir() else None

    def get(self, kind: str, name: Any, *, task: str) -> Path:
        """Return the folder of a secret or config map. Raises `LaunchError` when there is none."""
        place = self._place(kind, name)
        if not place.is_dir():
            word = _WORDS[kind]
            raise LaunchError(
                f"Task {task!r} needs the {word} {name!r}, which is not in this home",
                reason="MissingSecret" if kind == SECRETS else "MissingConfigMap",
                hint=f"make a folder of that name with a file for each key: {place}/KEY",
            )
        return place

    def value(self, kind: str, place: Path, key: str, *, task: str) -> str | None:
        """Return the text of a key, or ``None`` if it is not there. Raises `LaunchError` for what is no key or text."""
        if _KEY.fullmatch(key) is None or key in (".", ".."):
            raise LaunchError(f"Task {task!r}: {key!r} is no key of a {_WORDS[kind]}", reason="BadName")
        try:
            return (place / key).read_text("utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            message = f"Task {task!r}: {place / key} cannot be read as text: {error}"
            raise LaunchError(message, reason="UnreadableValue") from error

    def texts(self, place: Path) -> Iterator[str]:
        """Yield the values of a secret that are texts."""
        for path in place.iterdir():
            with suppress(OSError, UnicodeDecodeError):
                yield path.read_text("utf-8")

    def claim(self, name: Any) -> Path:
        """Return the folder of a claim, made now if it is not there. Raises `LaunchError`."""
        place = self._place(CLAIMS, name)
        try:
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise LaunchError(
                f"The folder {str(place)!r} of claim {name!r} cannot be made: {error.strerror or error}",
                reason="NoClaim",
            ) from error
        return place

    def remove_claim(self, name: Any) -> None:
        """Remove a claim with all that lies in it; one that is gone is no error. Raises `LaunchError`, `OSError`."""
        place = self._place(CLAIMS, name)
        if place.is_dir():
            doomed = place.with_name(f".{place.name}.{os.getpid()}.removed")
            place.rename(doomed)
            shutil.rmtree(doomed)

    def _place(self, kind: str, name: Any) -> Path:
        if not isinstance(name, str) or _NAME.fullmatch(name) is None:
            hint = "use small letters, digits, '-' and '.'"
            raise LaunchError(f"{name!r} is no name of a {_WORDS[kind]}", reason="BadName", hint=hint)
        return self._home / kind / name
