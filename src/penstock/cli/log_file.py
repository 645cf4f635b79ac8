"""What Penstock itself has to tell its makers goes to a file of the home: a terminal is for people."""

import logging
from pathlib import Path

NAME = "penstock.log"


class _QuietFile(logging.FileHandler):
    """A file that may be on a full disk: then nothing is told."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name of the library
        """Pass over a record that cannot be written."""


def log_into(home: Path) -> None:
    """Write warnings and errors of this process to the log of a home, made when there is something to write."""
    logger = logging.getLogger("penstock")
    if not logger.handlers:
        handler = _QuietFile(home / NAME, encoding="utf-8", delay=True)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        logger.addHandler(handler)
        logger.propagate = False
