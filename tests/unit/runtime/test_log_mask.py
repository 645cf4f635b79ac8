"""A log shows no hidden text, however it was written, and no position in it moves."""

import os

import pytest

from penstock.runtime.log_mask import LogMask, without

SECRET = "under the rose"
STARS = "*" * len(SECRET)


@pytest.fixture
def log(tmp_path):
    return tmp_path / "log.txt"


def test_hides_a_text_as_often_as_it_is_there(log):
    log.write_text(f"{SECRET}, {SECRET}{SECRET}\nnot under\n")
    LogMask(str(log), [SECRET]).hide()
    assert log.read_text() == f"{STARS}, {STARS}{STARS}\nnot under\n"


def test_hides_what_was_half_written_before(log):
    mask = LogMask(str(log), [SECRET])
    with log.open("a", buffering=1) as file:
        for letter in SECRET:
            file.write(letter)
            file.flush()
            mask.hide()
        file.write("!\n")
    assert log.read_text() == f"{STARS}!\n"


def test_hides_at_the_borders_of_what_is_read_at_once(log):
    text = "x" * ((1 << 20) - 5) + SECRET + "y" * (1 << 20) + SECRET + "z"
    log.write_text(text)
    LogMask(str(log), [SECRET]).hide()
    assert log.read_text() == text.replace(SECRET, STARS)


def test_passes_over_holes(log):
    with log.open("wb") as file:
        file.write(SECRET.encode())
        file.seek(1 << 40)
        file.write(SECRET.encode())
    LogMask(str(log), [SECRET]).hide()
    with log.open("rb") as file:
        assert file.read(len(SECRET)).decode() == STARS
        file.seek(1 << 40)
        assert file.read().decode() == STARS


def test_begins_anew_when_the_log_was_cut(log):
    mask = LogMask(str(log), [SECRET])
    log.write_text("a long first line\n" * 10)
    mask.hide()
    log.write_text(SECRET)
    mask.hide()
    assert log.read_text() == STARS


def test_hides_the_longer_of_two_and_each_line_of_many(log):
    log.write_text("rosebud! second line, third: abc\n")
    LogMask(str(log), ["rosebud", "rosebud!", "first line\n  second line\nabc\n"]).hide()
    assert log.read_text() == "******** ***********, third: abc\n"


def test_a_log_that_is_not_there_is_no_error(log):
    LogMask(str(log), [SECRET]).hide()
    assert not log.exists()


def test_disturbs_nobody_who_appends(log):
    mask = LogMask(str(log), [SECRET])
    end = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number in range(20):
        os.write(end, f"{number} {SECRET}\n".encode())
        mask.hide()
    os.close(end)
    assert log.read_text() == "".join(f"{number} {STARS}\n" for number in range(20))


def test_takes_texts_out_of_a_message():
    assert without(f"refused: {SECRET}, é", [SECRET, "é"]) == "refused: ***, é"
    assert without("as it is", []) == "as it is"
