"""Times of callers are texts: a number is refused, also where it is written as one."""

from datetime import datetime

import pytest

from penstock.server.moments import refuse_numbers


@pytest.mark.parametrize("number", [0, 0.5, True, "0", "0.5", "-1e9", "inf"])
def test_a_number_is_no_time(number):
    with pytest.raises(ValueError, match="2026-01-31T12:00:00Z"):
        refuse_numbers(number)


@pytest.mark.parametrize("text", ["2026-01-31T12:00:00Z", "never", datetime(2026, 1, 31)])  # noqa: DTZ001
def test_everything_else_is_for_the_reader(text):
    assert refuse_numbers(text) == text
