"""Small container images out of this machine's own files, for tests without a registry: a shell, and this Python."""

import http.client
import io
import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import tarfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlencode

_LEFT_OUT = re.compile(r"^(site-packages|dist-packages|test|idlelib|tkinter|turtledemo|lib2to3|config-.*)$")
_LIBRARY = re.compile(r"(/\S+) \(0x[0-9a-f]+\)")
_ID = re.compile(r"[0-9a-f]{64}")
_FOLDERS = ("tmp", "etc", "root", "bin", "dev", "proc", "sys")
_PASSWORDS = "root:x:0:0:root:/root:/bin/sh\n"


class BuildError(Exception):
    """This machine has not what an image is made of, or the engine refused it."""


class LocalImages:
    """Makes images through an engine's API."""

    def __init__(self, connect: Callable[[], socket.socket]) -> None:
        self.connect = connect
        """Returns a new connection to the engine."""

    def make_shell(self, name: str, programs: Mapping[str, str] | None = None) -> None:
        """Make an image with a shell and its tools, and further programs by name and text. Raises `BuildError`."""
        self._import(name, shell_files(programs or {}))

    def make_python(self, name: str, programs: Mapping[str, str] | None = None) -> None:
        """Make an image with a shell and this interpreter, standard library and pip. Raises `BuildError`."""
        shell = shell_files(programs or {})

        def fill(archive: tarfile.TarFile) -> None:
            shell(archive)
            _add_python(archive)

        self._import(name, fill)

    def tag(self, name: str, other: str) -> None:
        """Give an image another name. Raises `BuildError`."""
        repository, tag = _split(other)
        self._call("POST", f"/images/{name}/tag?{urlencode({'repo': repository, 'tag': tag})}")

    def remove(self, name: str) -> None:
        """Remove an image. Raises `BuildError`."""
        self._call("DELETE", f"/images/{name}?force=1")

    def has(self, name: str) -> bool:
        """Whether there is an image of this name."""
        try:
            self._call("GET", f"/images/{name}/json")
        except BuildError:
            return False
        return True

    def _import(self, name: str, fill: Callable[[tarfile.TarFile], object]) -> None:
        content = io.BytesIO()
        with tarfile.open(fileobj=content, mode="w") as archive:
            fill(archive)
        query = {"fromSrc": "-", "changes": "ENV PATH=/usr/local/bin:/usr/bin:/bin"}
        answer = self._call("POST", f"/images/create?{urlencode(query)}", content.getvalue())
        found = _ID.findall(answer)
        if not found:
            raise BuildError(f"the engine imported an image without telling its id: {answer}")
        self.tag(found[-1], name)

    def _call(self, method: str, target: str, body: bytes | None = None) -> str:
        connection = http.client.HTTPConnection("localhost")
        connection.sock = self.connect()
        try:
            connection.request(method, target, body, {"Content-Type": "application/x-tar"})
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        finally:
            connection.close()
        if answer.status >= http.client.BAD_REQUEST or '"error"' in text:
            raise BuildError(text.strip())
        return text


def shell_files(programs: Mapping[str, str]) -> Callable[[tarfile.TarFile], None]:
    """Return what fills an archive with a static BusyBox under all its names, and with further programs."""
    busybox = shutil.which("busybox", path=os.defpath + os.pathsep + "/usr/bin:/bin")
    if busybox is None or not _is_static(busybox):
        raise BuildError("a static busybox is missing: apt-get install busybox-static")
    names = subprocess.run([busybox, "--list"], capture_output=True, text=True, check=True).stdout.split()

    def fill(archive: tarfile.TarFile) -> None:
        for folder in _FOLDERS:
            entry = tarfile.TarInfo(folder)
            entry.type, entry.mode = tarfile.DIRTYPE, 0o1777 if folder == "tmp" else 0o755
            archive.addfile(entry)
        _add_text(archive, "etc/passwd", _PASSWORDS)
        archive.add(os.path.realpath(busybox), "bin/busybox")
        for name in names:
            if name not in ("busybox", *programs):
                _add_link(archive, f"bin/{name}", "busybox")
        for name, text in programs.items():
            _add_text(archive, f"bin/{name}", text, mode=0o755)

    return fill


def _add_python(archive: tarfile.TarFile) -> None:
    """Add this interpreter, its libraries, and pip if it is here."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    program = os.path.realpath(sys.executable)
    library = Path(sysconfig.get_path("stdlib"))
    site = f"usr/local/lib/{version}/site-packages"
    archive.add(program, f"usr/local/bin/{version}")
    for name in ("python3", "python"):
        _add_link(archive, f"usr/local/bin/{name}", version)
    archive.add(library, f"usr/local/lib/{version}", filter=_kept)
    modules = [str(path) for path in (library / "lib-dynload").glob("*.so")]
    for needed in sorted(_libraries_of([program, *modules])):
        archive.add(os.path.realpath(needed), needed.lstrip("/"))
    for place in (Path(path) / "pip" for path in sys.path if path):
        if (place / "__main__.py").is_file():
            archive.add(place, f"{site}/pip", filter=_kept)
            break


def _kept(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    return None if _LEFT_OUT.match(os.path.basename(entry.name)) else entry  # noqa: PTH119  # a name in an archive


def _libraries_of(files: list[str]) -> Iterator[str]:
    """Yield the shared libraries that files load, and the program that loads them."""
    done = subprocess.run(["ldd", *files], capture_output=True, text=True, check=False)
    yield from set(_LIBRARY.findall(done.stdout))


def _is_static(program: str) -> bool:
    return subprocess.run(["ldd", program], capture_output=True, check=False).returncode != 0


def _add_text(archive: tarfile.TarFile, name: str, text: str, mode: int = 0o644) -> None:
    content = text.encode()
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), mode
    archive.addfile(entry, io.BytesIO(content))


def _add_link(archive: tarfile.TarFile, name: str, target: str) -> None:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = tarfile.SYMTYPE, target
    archive.addfile(entry)


def _split(name: str) -> tuple[str, str]:
    place, slash, last = name.rpartition("/")
    repository, _, tag = last.partition(":")
    return place + slash + repository, tag or "latest"
