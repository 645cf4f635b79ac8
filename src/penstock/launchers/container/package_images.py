"""Images with a component's packages on top: installed once for each image and set of packages (decision R5)."""

import io
import os
import shutil
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from penstock.core.errors import LaunchError
from penstock.core.json import JsonObject, digest
from penstock.launchers.cache_locks import locked
from penstock.launchers.container.client import EngineError
from penstock.launchers.container.description import Mount, Place, host_config
from penstock.launchers.container.engine import ContainerEngine, ContainerState, EngineFacts, Image
from penstock.launchers.container.logs import LogWriter
from penstock.launchers.container.programs import PYTHON, Packages
from penstock.launchers.container.settings import ContainerSettings
from penstock.launchers.pip_configuration import PipConfiguration
from penstock.launchers.slots import Cost

REPOSITORY = "localhost/penstock-packages"
_REASON = "EnvironmentBuildFailed"
_LOG_BYTES = 1 << 20
_LONGEST_REASON = 3000
_INSTALL = """\
import os, subprocess, sys
os.environ.update(PIP_CONFIG_FILE={configuration!r}, PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_ROOT_USER_ACTION="ignore")
os.environ.update(PIP_BREAK_SYSTEM_PACKAGES="1", PIP_NO_CACHE_DIR="1", PIP_NO_INPUT="1")
try:
    import pip
except ImportError:
    subprocess.check_call([sys.executable, "-m", "ensurepip", "--upgrade"])
sys.exit(subprocess.call([sys.executable, "-m", "pip", "install", "--quiet"] + sys.argv[1:]))
"""
_HINTS = (
    (("no module named ensurepip", "no module named pip"), "use an image that has pip in it"),
    (("no matching distribution", "could not find a version"), "check the names and versions, and the package index"),
    (
        ("connection", "name resolution", "timed out", "unreachable"),
        "check that containers can reach the package index",
    ),
    (("error: command", "failed building wheel"), "use an image with a compiler, or a version that has a wheel"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Workshop:
    """What images are built with."""

    engine: ContainerEngine
    facts: EngineFacts
    settings: ContainerSettings
    pip: PipConfiguration


def note_use(folder: Path, key: str) -> None:
    """Note in a cache folder that an image with packages is used now. Raises `OSError`."""
    used = use_of(folder, key)
    used.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    used.touch()


def use_of(folder: Path, key: str) -> Path:
    """Return the file whose time is that of the last use of an image."""
    return folder / "images" / key


class PackageImages:
    """Finds and builds images with packages. Safe to share between threads and between processes."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._known: dict[str, Image] = {}

    def find(self, image: Image, packages: Packages) -> Image | None:
        """Return an image that was built or found before. Never waits."""
        key = _key(image, packages)
        found = self._known.get(key)
        if found is not None:
            note_use(self._workshop.settings.cache_folder, key)
        return found

    def forget(self) -> None:
        """Look again for every image."""
        self._known.clear()

    def build(self, image: Image, packages: Packages) -> Image:
        """Return the image with the packages in it, built if it is not there. Raises `LaunchError`."""
        key = _key(image, packages)
        name = f"{REPOSITORY}:{key}"
        try:
            with locked(self._workshop.settings.cache_folder, f"image-{key}"):
                found = self._workshop.engine.find_image(name)
                if found is None:
                    self._install(image, packages, key)
                    found = self._workshop.engine.find_image(name)
        except EngineError as error:
            raise LaunchError(f"Packages cannot be installed: {error.message}", reason=_REASON) from error
        except OSError as error:
            raise LaunchError(f"Packages cannot be installed: {error.strerror or error}", reason=_REASON) from error
        if found is None:
            raise LaunchError(f"Image {name!r} was built, but is not to be found", reason=_REASON)
        note_use(self._workshop.settings.cache_folder, key)
        self._known[key] = found
        return found

    def _install(self, image: Image, packages: Packages, key: str) -> None:
        engine = self._workshop.engine
        container = f"penstock-packages-{key}-{threading.get_ident()}"
        folder = Path(tempfile.mkdtemp(prefix="penstock-packages-"))
        try:
            configuration = self._write_configuration(folder, packages)
            engine.create(container, self._description(image, packages, folder, configuration))
            state, said = self._run(container, folder / "log.txt")
            if state is None or state.exit_code:
                raise _refused(packages, said)
            engine.commit(container, REPOSITORY, key)
        finally:
            engine.remove(container)
            shutil.rmtree(folder, ignore_errors=True)

    def _run(self, container: str, log: Path) -> tuple[ContainerState | None, str]:
        engine = self._workshop.engine
        engine.start(container)
        stream = engine.logs(container, follow=True)
        try:
            LogWriter(log, _LOG_BYTES).copy(stream, anew=True)
        finally:
            stream.close()
        return engine.settle(container, threading.Event()), log.read_text("utf-8", "replace")

    def _description(self, image: Image, packages: Packages, folder: Path, configuration: Path) -> JsonObject:
        settings = self._workshop.settings
        place = Place(facts=self._workshop.facts, image=image, cost=Cost(cpus=1), network=settings.network)
        mounts = [Mount(path=path) for path in (str(folder), *self._local_places(packages))]
        program = _INSTALL.format(configuration=str(configuration))
        return {
            "Image": image.id,
            "User": "0:0",
            "Entrypoint": [PYTHON, "-c", program],
            "Cmd": list(packages.requirements),
            "HostConfig": host_config(place, mounts, {}),
        }

    def _write_configuration(self, folder: Path, packages: Packages) -> Path:
        """Write what pip is told beside the packages: in a file, so that no secret of it is kept in the image."""
        path = folder / "pip.conf"
        pip = self._workshop.pip
        first, *extra = packages.index_urls or (pip.index_url,)
        settings = {
            "index-url": (first,),
            "extra-index-url": (*extra, *pip.extra_index_urls),
            "trusted-host": (*packages.trusted_hosts, *pip.trusted_hosts),
            "find-links": pip.find_links,
            "no-index": ("true" if pip.no_index and not packages.index_urls else "",),
            "cert": (pip.certificates,),
            "proxy": (self._proxy(),),
        }
        text = io.StringIO("[global]\n")
        text.seek(0, io.SEEK_END)
        for name, values in settings.items():
            given = [value for value in values if value]
            if given:
                text.write(f"{name} = " + "\n    ".join(given) + "\n")
        path.write_text(text.getvalue(), encoding="utf-8")
        folder.chmod(0o755)
        return path

    def _local_places(self, packages: Packages) -> list[str]:
        """Return the files and folders of this machine that pip is told to use."""
        pip = self._workshop.pip
        indexes = [pip.index_url, *pip.extra_index_urls, *packages.index_urls]
        # The pages of an index lead to files that lie beside it, most often.
        named = [pip.certificates, *pip.find_links, *(url.rstrip("/").removesuffix("/simple") for url in indexes)]
        paths = [os.path.abspath(name.removeprefix("file://")) for name in named if name]  # noqa: PTH100  # URLs, too
        return sorted({path for path in paths if os.path.exists(path)})  # noqa: PTH110

    def _proxy(self) -> str:
        environ = self._workshop.settings.task_environ()
        return environ.get("HTTPS_PROXY") or environ.get("https_proxy") or ""


def _key(image: Image, packages: Packages) -> str:
    asked = [image.id, packages.requirements, packages.index_urls, packages.trusted_hosts]
    return digest(asked).removeprefix("sha256:")[:32]


def _refused(packages: Packages, said: str) -> LaunchError:
    said = said.strip()
    said = said if len(said) <= _LONGEST_REASON else "... " + said[-_LONGEST_REASON:]
    lowered = said.lower()
    hint = next((hint for marks, hint in _HINTS if any(mark in lowered for mark in marks)), "")
    names = ", ".join(packages.requirements)
    return LaunchError(f"{names} cannot be installed in the image:\n{said}", reason=_REASON, hint=hint)
