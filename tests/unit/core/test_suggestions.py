import time

from penstock.core.suggest import did_you_mean, nearest


def test_names_the_nearest():
    assert nearest("lern_rate", ["learning_rate", "learn_rate", "rate"]) == "learn_rate"
    assert did_you_mean("epoch", ["epochs"]) == "; did you mean 'epochs'?"


def test_lists_what_there_is_when_it_is_short():
    assert did_you_mean("x", ["alpha", "beta"]) == "; known: 'alpha', 'beta'"
    assert did_you_mean("x", []) == ""
    assert did_you_mean("x", [f"name{number}" for number in range(20)]) == ""


def test_a_suggestion_never_costs_seconds():
    started = time.perf_counter()
    assert did_you_mean("a" * 1_000_000, ["a" * 1_000_000 + "b"] * 20) == ""
    assert did_you_mean("name", [f"name{number}" for number in range(100_000)]) == ""
    assert time.perf_counter() - started < 2
