"""Files that travel inside a component, as one compressed archive in its source."""

import base64
import gzip
import io
import tarfile
import warnings
from pathlib import Path

_WARN_ABOVE = 1 << 20

_UNPACKING = Path(__file__).parent.parent / "runtime" / "embedded_files.py"


def pack(path: str) -> str:
    """Return a file, or the content of a folder, as a gzipped tar file in base 64.

    Equal files give equal text. Raises `ValueError` when nothing is there.
    """
    asset = Path(path)
    if not asset.exists():
        raise ValueError(f"embedded_artifact_path does not exist: {path} (looked in {Path.cwd()})")
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        tar.add(asset, arcname="." if asset.is_dir() else asset.name, filter=_plain)
    packed = gzip.compress(buffer.getvalue(), mtime=0)
    if len(packed) > _WARN_ABOVE:
        size = len(packed) / _WARN_ABOVE
        warnings.warn(
            f"Embedded artifact archive is large ({size:.1f}MB compressed). Consider moving large assets to a "
            "container image or object store.",
            UserWarning,
            stacklevel=5,
        )
    return base64.b64encode(packed).decode("ascii")


def _plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave out whose file it was and when: a clone of a repository makes the same component."""
    entry.mtime = 0
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
    return entry


def unpacking_source(path: str) -> str:
    """Return the code that unpacks a file or folder when the task starts and makes it importable."""
    asset = Path(path)
    lines = [unpacking_lines(path)]
    if asset.is_file():
        lines.append(f"__KFP_EMBEDDED_ASSET_FILE = __KFP_EMBEDDED_ASSET_DIR + {'/' + asset.name!r}\n")
    return "".join(lines)


def unpacking_lines(path: str) -> str:
    """Return the code that unpacks, under the names by which KFP's executor finds the folder."""
    return (
        f"{_UNPACKING.read_text(encoding='utf-8')}\n\n"
        f"__KFP_EMBEDDED_ARCHIVE_B64 = {pack(path)!r}\n"
        "penstock_folder = penstock_unpacked(__KFP_EMBEDDED_ARCHIVE_B64)\n"
        "__KFP_EMBEDDED_ASSET_DIR = penstock_folder.name\n"
    )
