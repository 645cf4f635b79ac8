"""The log of a server: one JSON object on each line for programs, a line of words for people at a terminal."""

import json
import logging
import sys
from datetime import UTC, datetime

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    """Renders an event with its fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {
            "time": moment.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_facts(record),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


class TextFormatter(logging.Formatter):
    """Renders an event as a line of words."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line, and the traceback of an error below it."""
        moment = datetime.fromtimestamp(record.created).astimezone()
        level = [] if record.levelno == logging.INFO else [record.levelname.lower()]
        facts = [f"{name}={value}" for name, value in _facts(record).items() if name != "event"]
        line = "  ".join([f"{moment:%H:%M:%S}", *level, record.getMessage(), *facts])
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def _facts(record: logging.LogRecord) -> dict[str, object]:
    return {name: value for name, value in vars(record).items() if name not in _OWN}


def log_to_standard_error(level: int = logging.INFO) -> None:
    """Write what this process has to tell to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(TextFormatter() if sys.stderr.isatty() else JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("penstock").setLevel(level)
