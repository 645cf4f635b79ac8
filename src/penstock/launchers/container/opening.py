"""Opens the container engine when the first task needs it: a launcher that nobody uses costs nothing."""

import threading
from dataclasses import dataclass

from penstock.core.errors import LaunchError
from penstock.launchers.container.client import EngineClient, EngineError
from penstock.launchers.container.discovery import NO_ENGINE, find_engine
from penstock.launchers.container.engine import ContainerEngine, EngineFacts
from penstock.launchers.container.images import Images
from penstock.launchers.container.package_images import PackageImages, Workshop, use_of
from penstock.launchers.container.settings import ContainerSettings
from penstock.launchers.pip_configuration import PipConfiguration


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenEngine:
    """An engine that answers, and what is known of it."""

    engine: ContainerEngine
    facts: EngineFacts
    images: Images


class EngineOpener:
    """Finds the engine of this machine once. Safe to share between threads."""

    def __init__(self, settings: ContainerSettings, pip: PipConfiguration) -> None:
        self._settings = settings
        self._pip = pip
        self._mutex = threading.RLock()
        self._engine: ContainerEngine | None = None
        self._opened: OpenEngine | None = None

    def engine(self) -> ContainerEngine:
        """Return the engine. Raises `LaunchError` when there is none."""
        if self._engine is None:
            with self._mutex:
                self._engine = self._engine or self._found()
        return self._engine

    def open(self) -> OpenEngine:
        """Return the engine with what it can do. Raises `LaunchError` when there is none, or it does not answer."""
        if self._opened is None:
            with self._mutex:
                self._opened = self._opened or self._open()
        return self._opened

    def _found(self) -> ContainerEngine:
        return ContainerEngine(EngineClient(find_engine(self._settings.environ, self._settings.home)))

    def _open(self) -> OpenEngine:
        settings, engine = self._settings, self.engine()
        use_of(settings.cache_folder, "").mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            facts = engine.facts()
        except EngineError as error:
            raise LaunchError(f"The container engine cannot be used: {error.message}", reason=NO_ENGINE) from error
        workshop = Workshop(engine=engine, facts=facts, settings=settings, pip=self._pip)
        images = Images(engine, PackageImages(workshop), settings)
        return OpenEngine(engine=engine, facts=facts, images=images)
