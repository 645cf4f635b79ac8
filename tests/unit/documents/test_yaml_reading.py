import time

import pytest
import yaml

from penstock.core.errors import SpecError
from penstock.documents import Limits, load_yaml


def problem_of(text, **options):
    with pytest.raises(SpecError) as caught:
        load_yaml(text, **options)
    return caught.value.problems[0]


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\nb: [x, 'y', \"z\", 1.5, true, no, ~, null, '']\nc: {d: {e: []}}",
        "[yes, No, ON, off, y, n, Y, TRUE, False]",
        "[0o7, 0777, 0x1F, 0b11, 1_000, 190:20:30, -12, +3]",
        "[1.5, 1e3, 1.0e+3, .5, 1., -2.5e-3, 1_0.5]",
        "a: |\n  two\n  lines\nb: >\n  folded\n  text\n",
        "- a\n- - b\n  - c\n- {d: e}",
        "just text",
        "12",
        "",
        "# only a comment\n",
        "a: !!str 1\nb: !!int '3'\nc: !!float 2\nd: !!bool 'yes'\ne: !!null ''\nf: !!map {}\ng: !!seq []",
        "a: &x {b: 1}\nc: *x\nd: &t text\ne: *t\nf: [*x, *t]",
        "a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3",
        "a: &x {b: 1}\ne: &y {b: 2, f: 4}\nd:\n  <<: [*x, *y]\n  c: 3",
        "a: ! 12",
    ],
)
def test_reads_what_pyyaml_reads(text):
    assert load_yaml(text) == yaml.safe_load(text)


def test_keys_and_dates_stay_text():
    assert load_yaml("1: a\ntrue: b\n2020-01-01: 2020-01-02") == {"1": "a", "true": "b", "2020-01-01": "2020-01-02"}


def test_a_key_may_be_an_anchor_or_an_alias():
    assert load_yaml("&k key: 1\nother: {*k : 2}") == {"key": 1, "other": {"key": 2}}


def test_names_the_place_of_a_duplicate_key():
    problem = problem_of("a: 1\nb:\n  c: 1\n  c: 2\n")
    assert (problem.code, problem.path) == ("duplicate-key", "line 4, column 3")


def test_collects_all_duplicate_keys():
    with pytest.raises(SpecError) as caught:
        load_yaml("a: 1\na: 2\nb: {c: 1, c: 2}")
    assert len(caught.value.problems) == 2


def test_stops_collecting_at_some_point():
    with pytest.raises(SpecError) as caught:
        load_yaml("a: 1\n" * 5000)
    assert len(caught.value.problems) == 100


@pytest.mark.parametrize(
    "tagged", ["!!python/object/apply:os.system ['true']", "!custom {a: 1}", "!!binary aGk=", "!!set {a}", "!mine x"]
)
def test_refuses_tags(tagged):
    problem = problem_of(f"a: {tagged}")
    assert problem.code == "unknown-tag"
    assert problem.path.startswith("line 1")


@pytest.mark.parametrize("number", [".inf", "-.inf", ".nan"])
def test_refuses_numbers_without_an_end(number):
    assert problem_of(f"a: {number}").code == "invalid-number"


@pytest.mark.parametrize("wrong", ["!!int abc", "!!bool maybe", "!!float x", "1" * 5000])
def test_refuses_values_that_do_not_fit_their_type(wrong):
    assert problem_of(f"a: {wrong}").code == "invalid-value"


def test_refuses_keys_that_are_no_text():
    assert problem_of("? [a, b]\n: c").code == "invalid-key"


def test_refuses_a_merge_of_something_else():
    assert problem_of("a:\n  <<: 3\n").code == "invalid-merge"


def test_refuses_an_alias_without_an_anchor():
    assert problem_of("a: *nothing").code == "unknown-alias"


def test_refuses_an_alias_inside_its_own_anchor():
    assert problem_of("a: &a [*a]").code == "unknown-alias"


def test_refuses_a_bomb_of_aliases_before_it_expands():
    levels = ["l0: &l0 [x, x, x, x, x, x, x, x, x]"]
    levels += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 12)]
    started = time.perf_counter()
    assert problem_of("\n".join(levels)).code == "alias-bomb"
    assert time.perf_counter() - started < 5


def test_counts_long_texts_that_aliases_repeat():
    text = f"a: &a {'x' * 100_000}\nb: [{', '.join(['*a'] * 1000)}]"
    assert problem_of(text).code == "alias-bomb"


def test_refuses_depth():
    assert problem_of("[" * 5000).code == "too-deep"
    assert problem_of("a: " + "{a: " * 200).code == "too-deep"


def test_refuses_too_many_values():
    assert problem_of("[" + "a, " * 2000 + "]", limits=Limits(nodes=1000)).code == "too-many-values"


def test_refuses_a_second_document():
    assert problem_of("a: 1\n---\nb: 2").code == "too-many-documents"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: [1, 2", "line 2, column 1"),
        ("a: 'open", "line 1, column 9"),
        ("a: b: c", "line 1, column 5"),
        ("@x", "line 1"),
    ],
)
def test_says_where_the_syntax_is_wrong(text, place):
    problem = problem_of(text)
    assert problem.code == "invalid-yaml"
    assert problem.path.startswith(place)


def test_explains_tabs():
    assert "spaces" in problem_of("a:\n\tb: 1").hint


def test_refuses_control_characters():
    assert problem_of("a: \x07").code == "invalid-yaml"


def test_refuses_half_surrogates():
    assert problem_of("a: \ud800").code == "invalid-encoding"
