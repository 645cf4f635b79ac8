"""Folders are looked through while others are at work in them."""

from penstock.core.folders import statuses_below


def test_what_is_removed_in_this_moment_is_passed_over(tmp_path):
    for name in "ab":
        (tmp_path / name).write_text("12345")
    statuses = statuses_below(str(tmp_path))
    assert next(statuses).st_size == 5
    for name in "ab":
        (tmp_path / name).unlink()
    assert list(statuses) == []


def test_there_is_nothing_below_what_is_not_there(tmp_path):
    assert list(statuses_below(str(tmp_path / "none"))) == []
