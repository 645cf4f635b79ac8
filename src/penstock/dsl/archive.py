"""Files that travel inside a component, as one compressed archive in its source."""

import base64
import gzip
import io
import tarfile
import warnings
from pathlib import Path

_WARN_ABOVE = 1 << 20

_UNPACK = """__KFP_EMBEDDED_ARCHIVE_B64 = '{archive}'

import base64 as __kfp_b64
import io as __kfp_io
import os as __kfp_os
import sys as __kfp_sys
import tarfile as __kfp_tarfile
import tempfile as __kfp_tempfile

# Extract embedded archive at import time to ensure sys.path and globals are set
__kfp_tmpdir = __kfp_tempfile.TemporaryDirectory()
__KFP_EMBEDDED_ASSET_DIR = __kfp_tmpdir.name
try:
    __kfp_bytes = __kfp_b64.b64decode(__KFP_EMBEDDED_ARCHIVE_B64.encode('ascii'))
    with __kfp_tarfile.open(fileobj=__kfp_io.BytesIO(__kfp_bytes), mode='r:gz') as __kfp_tar:
        __kfp_tar.extractall(path=__KFP_EMBEDDED_ASSET_DIR)
except Exception as __kfp_e:
    raise RuntimeError(f'Failed to extract embedded archive: {__kfp_e}')

# Always prepend the extracted directory to sys.path for import resolution
if __KFP_EMBEDDED_ASSET_DIR not in __kfp_sys.path:
    __kfp_sys.path.insert(0, __KFP_EMBEDDED_ASSET_DIR)
{file}
"""
_FILE = "\n__KFP_EMBEDDED_ASSET_FILE = __kfp_os.path.join(__KFP_EMBEDDED_ASSET_DIR, '{name}')\n"


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
    file = _FILE.replace("{name}", asset.name) if asset.is_file() else ""
    return _UNPACK.replace("{archive}", pack(path)).replace("{file}", file)
