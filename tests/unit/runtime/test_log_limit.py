"""A log keeps its head and its tail, takes bounded space, and says what is missing."""

import os
from pathlib import Path

from penstock.runtime.log_limit import LogLimit

LIMIT = 1 << 20


def a_log(path, megabytes):
    with path.open("wb") as log:
        log.write(b"first\n")
        for _ in range(megabytes * 64):
            log.write(b"x" * ((1 << 14) - 1) + b"\n")
        log.write(b"last\n")
    return LogLimit(str(path), LIMIT)


def test_leaves_a_short_log_alone(tmp_path):
    log = tmp_path / "log.txt"
    log.write_text("short\n")
    limit = LogLimit(str(log), LIMIT)
    assert not limit.trim()
    limit.finish()
    assert log.read_text() == "short\n"


def test_gives_the_middle_back_while_it_grows(tmp_path):
    log = tmp_path / "log.txt"
    limit = a_log(log, megabytes=8)
    size = log.stat().st_size
    assert limit.trim()
    assert log.stat().st_blocks * 512 <= LIMIT + 2 * 4096
    assert log.stat().st_size == size
    assert log.read_bytes().startswith(b"first\n")
    assert log.read_bytes().endswith(b"last\n")


def test_keeps_everything_that_is_appended_meanwhile(tmp_path):
    log = tmp_path / "log.txt"
    limit = a_log(log, megabytes=8)
    writer = os.open(log, os.O_WRONLY | os.O_APPEND)
    limit.trim()
    os.write(writer, b"later\n")
    os.close(writer)
    limit.finish()
    assert log.read_bytes().endswith(b"last\nlater\n")


def test_says_how_much_is_missing(tmp_path):
    log = tmp_path / "log.txt"
    limit = a_log(log, megabytes=8)
    size = log.stat().st_size
    limit.trim()
    limit.finish()
    content = log.read_bytes()
    assert f"{size - LIMIT} bytes of output were dropped here".encode() in content
    assert b"\0" not in content
    assert len(content) < LIMIT + 200


def test_cuts_where_there_are_no_holes(tmp_path):
    log = tmp_path / "log.txt"
    limit = a_log(log, megabytes=8)
    with log.open("r+b") as file:
        limit._cut(file, log.stat().st_size)
    assert log.stat().st_size < LIMIT
    assert log.read_bytes().startswith(b"first\n")
    assert log.read_bytes().endswith(b"last\n")


def test_passes_over_a_log_that_is_not_there(tmp_path):
    limit = LogLimit(str(Path(tmp_path) / "none"), LIMIT)
    assert not limit.trim()
    limit.finish()
