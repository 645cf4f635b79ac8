"""Files that others may read at any moment: whole, or not there."""

import os


def write_whole(path: str, text: str) -> None:
    """Write a file in one step, under another name beside it at first. Raises `OSError`.

    It does without the layers of `open`, which cost a task that was just forked more than what it has to say.
    """
    unfinished = f"{path}.{os.getpid()}"
    data = text.encode("utf-8")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    try:
        while data:
            data = data[os.write(descriptor, data) :]
    finally:
        os.close(descriptor)
    os.replace(unfinished, path)


def read_whole(path: str) -> str:
    """Return what a file holds, read in the same way. Raises `OSError`, and `ValueError` for what is no UTF-8."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        parts = []
        while part := os.read(descriptor, 1 << 20):
            parts.append(part)
    finally:
        os.close(descriptor)
    return b"".join(parts).decode("utf-8")
