"""Numbers and times as people read them."""

from datetime import UTC, datetime, timedelta

import pytest

from penstock.cli import wording

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(None, ""), (0.04, "0.0s"), (9.94, "9.9s"), (9.96, "10s"), (59.6, "1m 00s"), (185, "3m 05s"), (7800, "2h 10m")],
)
def test_shows_durations_in_two_units_at_most(seconds, shown):
    assert wording.duration(seconds) == shown


def test_shows_days_of_long_runs():
    assert wording.duration(3 * 86400 + 7200) == "3d 02h"


@pytest.mark.parametrize(("seconds", "shown"), [(7, "0:07"), (760, "12:40"), (3723, "1:02:03"), (-1, "0:00")])
def test_shows_a_running_clock(seconds, shown):
    assert wording.clock(seconds) == shown


@pytest.mark.parametrize(
    ("count", "shown"),
    [(None, ""), (0, "0 B"), (999, "999 B"), (4_200, "4.2 kB"), (31_000_000, "31 MB"), (999_700, "1.0 MB")],
)
def test_shows_sizes_with_two_digits(count, shown):
    assert wording.size(count) == shown


@pytest.mark.parametrize(
    ("before", "shown"), [(1, "now"), (40, "40s ago"), (300, "5m ago"), (7200, "2h ago"), (2_000_000, "23d ago")]
)
def test_shows_how_long_ago(before, shown):
    assert wording.ago(NOON - timedelta(seconds=before), NOON) == shown


def test_shows_text_as_it_is_and_other_values_as_json():
    assert [wording.value(it) for it in ("a b", "", 3, [1, "x"], None)] == ["a b", '""', "3", '[1,"x"]', "null"]


def test_shows_a_text_of_many_lines_in_one():
    assert wording.value("a\n  b\tc") == "a b c"


def test_cuts_what_is_too_long():
    assert wording.value("x" * 100, 10) == "x" * 9 + "…"


def test_shows_what_is_no_json_all_the_same():
    assert wording.value(float("nan")) == "nan"


@pytest.mark.parametrize(
    ("number", "shown"), [(3, "3"), (3.0, "3"), (0.95, "0.9500"), (0.00001, "1e-05"), (True, "true"), (1e20, "1e+20")]
)
def test_shows_metrics_with_four_places(number, shown):
    assert wording.number(number) == shown


def test_counts_and_lists_in_words():
    assert wording.plural(1, "task") == "1 task"
    assert wording.plural(2, "task") == "2 tasks"
    assert wording.listed(["a"]) == "a"
    assert wording.listed(["a", "b", "c"]) == "a, b and c"
