"""Images with packages that no task has used for long; whoever needs one again has it built again."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from penstock.core.errors import LaunchError, OperatorError
from penstock.launchers.cache_locks import locked
from penstock.launchers.container.client import EngineClient, EngineError
from penstock.launchers.container.description import LABEL
from penstock.launchers.container.discovery import find_engine
from penstock.launchers.container.engine import BuiltImage, ContainerEngine
from penstock.launchers.container.package_images import REPOSITORY, use_of
from penstock.services.garbage import IdleFolder


class IdleImages:
    """Such images of the engine of this machine, which is asked only when the container launcher was used before."""

    def __init__(self, folder: Path, environ: Mapping[str, str], home: Path) -> None:
        self._folder = folder
        self._environ = environ
        self._home = home

    def list_idle(self, before: datetime) -> tuple[IdleFolder, ...]:
        """Return the images that were last used before a moment, with the bytes of their packages."""
        engine = self._engine()
        if engine is None:
            return ()
        with suppress(EngineError):  # nothing can be removed from an engine that does not answer
            return tuple(self._idle(engine, before))
        return ()

    def remove(self, idle: IdleFolder, before: datetime) -> bool:
        """Remove an image, unless a container uses it or a task has used it since; tell whether.

        Raises `OperatorError` for what the engine says against it.
        """
        engine = self._engine()
        key = idle.name
        if engine is None:
            return False
        with locked(self._folder, f"image-{key}"):
            image = BuiltImage(name=f"{REPOSITORY}:{key}", made_at=idle.used_at)
            if self._used_at(image) >= before:
                return False
            try:
                is_gone = engine.remove_image(image.name)
            except EngineError as error:
                raise OperatorError(f"Image {image.name!r} cannot be removed: {error.message}") from error
            if is_gone:
                use_of(self._folder, key).unlink(missing_ok=True)
            return is_gone

    def is_busy(self) -> bool:
        """Whether a container of a task runs."""
        engine = self._engine()
        try:
            return engine is not None and engine.is_running(LABEL)
        except EngineError as error:
            return not error.is_gone

    def _engine(self) -> ContainerEngine | None:
        if not use_of(self._folder, "").is_dir():
            return None
        try:
            return ContainerEngine(EngineClient(find_engine(self._environ, self._home)))
        except LaunchError:
            return None

    def _idle(self, engine: ContainerEngine, before: datetime) -> Iterator[IdleFolder]:
        for image in engine.list_images(REPOSITORY):
            used = self._used_at(image)
            if used < before:
                key = image.name.rpartition(":")[2]
                yield IdleFolder(kind="image", name=key, used_at=used, size_bytes=engine.size_of_top(image.name))

    def _used_at(self, image: BuiltImage) -> datetime:
        try:
            status = use_of(self._folder, image.name.rpartition(":")[2]).stat()
        except FileNotFoundError:
            return image.made_at
        return datetime.fromtimestamp(status.st_mtime, UTC)
