"""Files that travel inside a component: unpacked where its task starts, importable from there.

The text of this module travels inside a component that needs it, and runs wherever the component does: it stands
alone, on any Python from 3.9 on.
"""

import base64
import binascii
import io
import sys
import tarfile
import tempfile


def penstock_unpacked(archive: str) -> "tempfile.TemporaryDirectory[str]":
    """Unpack a gzipped tar file in base 64 into a folder that lives as long as the task, and import from it first.

    Raises `RuntimeError` when the archive is damaged, or does not fit on the disk.
    """
    folder = tempfile.TemporaryDirectory(prefix="embedded-")
    try:
        with tarfile.open(fileobj=io.BytesIO(base64.b64decode(archive)), mode="r:gz") as tar:
            if hasattr(tarfile, "data_filter"):
                tar.extractall(folder.name, filter="data")
            else:
                tar.extractall(folder.name)  # noqa: S202  # the archive is as trusted as the program around it
    except (OSError, EOFError, tarfile.TarError, binascii.Error) as error:
        raise RuntimeError(
            f"The files that travel inside the component cannot be unpacked to {folder.name}: {error}"
        ) from error
    sys.path.insert(0, folder.name)
    return folder
