import json
import logging
import re

from penstock.server.json_log import JsonFormatter, TextFormatter


def an_answer(**facts: object) -> logging.LogRecord:
    record = logging.LogRecord("penstock.server", logging.INFO, "x.py", 1, "request answered", (), None)
    vars(record).update({"event": "http.answered", "path": "/healthz", "status": 200, **facts})
    return record


def test_programs_read_an_object() -> None:
    line = json.loads(JsonFormatter().format(an_answer()))
    assert {**line, "time": ""} == {
        "time": "",
        "level": "info",
        "logger": "penstock.server",
        "message": "request answered",
        "event": "http.answered",
        "path": "/healthz",
        "status": 200,
    }


def test_people_read_words() -> None:
    line = TextFormatter().format(an_answer())
    assert re.fullmatch(r"\d\d:\d\d:\d\d  request answered  path=/healthz  status=200", line)


def test_people_see_what_is_more_than_information() -> None:
    record = an_answer()
    record.levelno, record.levelname = logging.WARNING, "WARNING"
    assert "  warning  request answered" in TextFormatter().format(record)
