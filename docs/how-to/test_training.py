"""Tests of a component and of a pipeline, without a server."""

import pytest
from training import train, training

from penstock import dsl, local


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Keep what the runs of these tests leave in a folder of their own."""
    monkeypatch.setenv("PENSTOCK_HOME", str(tmp_path / "home"))
    local.init(local.SubprocessRunner())


def test_the_function_alone(tmp_path):
    metrics = dsl.Metrics(uri=str(tmp_path / "metrics"))
    assert train.python_func(rate=0.5, metrics=metrics) == 0.75
    assert metrics.metadata == {"accuracy": 0.75}


def test_the_component_as_a_task_with_its_packages():
    assert train(rate=0.5).outputs["Output"] == 0.75


def test_the_pipeline():
    assert training(rate=0.2).output == 0.9


def test_a_rate_that_makes_no_sense():
    with pytest.raises(RuntimeError, match=r"the rate 0\.0 is not positive"):
        training(rate=0.0)
