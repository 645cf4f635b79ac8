"""Archives that hold a pipeline: opened in memory, within limits; no name inside one is ever a path here."""

import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Sequence

from penstock.core.errors import Problem, SpecError
from penstock.documents.text import DEFAULT_LIMITS

MOST_MEMBERS = 1000
"""Files that an archive of a pipeline may hold."""
MOST_BYTES = 2 * DEFAULT_LIMITS.size_bytes
"""What an archive may hold in all when it is unpacked."""

_PREFERRED = "pipeline.yaml"
_ENDINGS = (".yaml", ".yml", ".json")
_ZIP, _GZIP, _ZIP_ENTRY = b"PK", b"\x1f\x8b", b"PK\x01\x02"
_UNREADABLE = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, ValueError, RuntimeError)


def unpacked(data: bytes, name: str) -> tuple[bytes, str]:
    """Return the pipeline file in an archive, and what to call it; anything else as it is.

    Raises `SpecError` when the archive cannot be read, holds no pipeline, or is larger than any pipeline.
    """
    read = _from_zip if data.startswith(_ZIP) else _from_tar if data.startswith(_GZIP) else None
    if read is None:
        return data, name
    try:
        member, content = read(data, name)
    except _UNREADABLE as error:
        message = f"the archive cannot be read: {str(error) or type(error).__name__}"
        raise _refusal("invalid-archive", message, name) from error
    return content, f"{name}/{member}"


def _from_zip(data: bytes, name: str) -> tuple[str, bytes]:
    if data.count(_ZIP_ENTRY) > MOST_MEMBERS:  # counted first: the list of a hostile archive fills the memory
        raise _too_many(name)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        chosen = _choose([entry.filename for entry in archive.infolist() if not entry.is_dir()], name)
        with archive.open(chosen) as file:
            return chosen, _within_limit(file.read(DEFAULT_LIMITS.size_bytes + 1), name)


def _from_tar(data: bytes, name: str) -> tuple[str, bytes]:
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise _refusal("too-large", f"the archive holds more than {MOST_BYTES // 2**20} MiB", name)
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:") as archive:
        members = {}
        for member in archive:
            if member.isfile():
                members[member.name] = member
            if len(members) > MOST_MEMBERS:
                raise _too_many(name)
        chosen = _choose(list(members), name)
        file = archive.extractfile(members[chosen])
        assert file is not None
        return chosen, _within_limit(file.read(DEFAULT_LIMITS.size_bytes + 1), name)


def _choose(names: Sequence[str], name: str) -> str:
    """Return the one file of an archive that can be a pipeline, or the one that is called so."""
    if _PREFERRED in names:
        return _PREFERRED
    fitting = [item for item in names if item.lower().endswith(_ENDINGS)]
    if len(fitting) != 1:
        found = "several YAML files" if fitting else "no YAML file"
        hint = f"put the compiled pipeline into it as {_PREFERRED}"
        raise SpecError([Problem("invalid-archive", "uploadfile", f"the archive holds {found}", hint)], source=name)
    return fitting[0]


def _within_limit(content: bytes, name: str) -> bytes:
    if len(content) > DEFAULT_LIMITS.size_bytes:
        limit = DEFAULT_LIMITS.size_bytes // 2**20
        raise _refusal("too-large", f"the pipeline in the archive is larger than {limit} MiB", name)
    return content


def _too_many(name: str) -> SpecError:
    message = f"the archive holds more than {MOST_MEMBERS} files"
    return SpecError([Problem("too-many-files", "uploadfile", message)], source=name)


def _refusal(code: str, message: str, name: str) -> SpecError:
    return SpecError([Problem(code, "uploadfile", message)], source=name)
