"""Logs searched by regular expressions, also by those that never come to an end."""

import pytest

from penstock.core.errors import ArgumentsError
from penstock.server.pattern_search import Pattern, find_matching_lines

LOG = "epoch 1 loss 0.5\nepoch 2 loss 0.25\nÄrger: Überlauf\nepoch 10 loss 0.125\r\n".encode()


def found_by(text, log=LOG, *, case=False, limit=100, seconds=240.0):
    pattern = Pattern(text=text, is_case_sensitive=case, limit=limit)
    lines, is_cut = find_matching_lines([log[:7], log[7:]], pattern, seconds=seconds)
    return [(line.number, line.offset, line.text) for line in lines], is_cut


def test_finds_lines_with_their_places_in_bytes():
    lines, is_cut = found_by(r"^epoch \d\d loss 0\.1(?=25)")
    assert (lines, is_cut) == ([(4, LOG.index(b"epoch 10"), "epoch 10 loss 0.125")], False)


@pytest.mark.parametrize(("text", "case", "count"), [("ärger", False, 1), ("ärger", True, 0), ("^EPOCH", False, 3)])
def test_minds_case_if_told_so(text, case, count):
    assert len(found_by(text, case=case)[0]) == count


def test_stops_at_the_limit():
    assert found_by("epoch", limit=2)[1]
    assert [line for line, _, _ in found_by("epoch", limit=2)[0]] == [1, 2]
    assert not found_by("epoch", limit=3)[1]


@pytest.mark.parametrize("text", ["(", "[a", "(?P<a>x)(?P<a>y)", "a{99999999999}", "(?<=a+)b", "(" * 5000])
def test_refuses_what_is_no_pattern(text):
    with pytest.raises(ArgumentsError) as caught:
        found_by(text)
    assert [problem.path for problem in caught.value.problems] == ["q"]


@pytest.mark.parametrize("text", ["(a+)+$", "(a|aa)+$", "(.*a){30}$"])
def test_gives_up_in_time_and_tells_what_it_found(text):
    log = b"a\n" + b"a" * 60_000 + b"!\n"
    lines, is_cut = found_by(text, log, seconds=2.0)
    assert is_cut
    assert lines in ([(1, 0, "a")], [])


def test_a_long_log_is_not_read_to_its_end_in_vain():
    def endless():
        while True:
            yield b"epoch\n" * 1000

    lines, is_cut = find_matching_lines(endless(), Pattern(text="epoch", is_case_sensitive=True, limit=5), seconds=240)
    assert (len(lines), is_cut) == (5, True)
