"""What Penstock adds to components runs under the real kfp's executor as well."""

import enum
import json
import os
import subprocess
from dataclasses import dataclass, field
from typing import Dict, List, Literal, NamedTuple, Optional

import pytest

from penstock import dsl
from penstock.dsl import Dataset

pytestmark = pytest.mark.kfp


class Mode(enum.Enum):
    FAST = "fast"
    SLOW = "slow"


@dataclass
class Layer:
    size: int = 1


@dataclass
class Config:
    rate: float
    mode: Mode = Mode.FAST
    layers: List[Layer] = field(default_factory=list)


class Outcome(NamedTuple):
    config: Config
    modes: List[Mode]


@dsl.component
def train(
    config: Config,
    mode: Mode,
    kind: Literal["a", "b"],
    layers: Dict[str, Layer],
    again: Optional[Mode] = Mode.SLOW,
    note: str | None = None,
    data: Dataset | None = None,
) -> Outcome:
    assert config == Config(rate=1.0, mode=Mode.SLOW, layers=[Layer(size=3)]), config
    assert isinstance(config.layers[0].size, int)
    assert layers == {"x": Layer(size=2)}
    assert (mode, kind, again, note, data) == (Mode.FAST, "b", Mode.SLOW, None, None)
    return Outcome(config=config, modes=[mode, again])


class Extremes(NamedTuple):
    """Named outputs, defined once for the component, its task and the reader."""

    smallest: int
    largest: "int"


@dsl.component
def extremes(values: List[int]) -> Extremes:
    return Extremes(largest=max(values), smallest=min(values))


@dsl.component
async def later(n: int) -> int:
    import asyncio

    await asyncio.sleep(0)
    return n + 1


def run(kfp_python, component, parameters, outputs, folder):
    source = folder / "ephemeral_component.py"
    source.write_text(component.definition.executor.container.command[-1])
    given = {
        "inputs": {"parameterValues": parameters},
        "outputs": {
            "parameters": {name: {"outputFile": str(folder / name)} for name in outputs},
            "outputFile": str(folder / "output.json"),
        },
    }
    command = [str(kfp_python), "-m", "kfp.dsl.executor_main", "--component_module_path", str(source)]
    command += ["--executor_input", json.dumps(given), "--function_to_execute", component.python_func.__name__]
    environment = {**os.environ, "_KFP_RUNTIME": "true"}
    ended = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert ended.returncode == 0, ended.stderr
    return json.loads((folder / "output.json").read_text())["parameterValues"]


def test_records_and_choices_arrive_and_leave(kfp_python, tmp_path):
    parameters = {
        "config": {"rate": 1, "mode": "slow", "layers": [{"size": 3.0}]},
        "mode": "fast",
        "kind": "b",
        "layers": {"x": {"size": 2.0}},
    }
    assert run(kfp_python, train, parameters, ["config", "modes"], tmp_path) == {
        "config": {"rate": 1.0, "mode": "slow", "layers": [{"size": 3}]},
        "modes": ["fast", "slow"],
    }


def test_a_coroutine_runs_to_its_end(kfp_python, tmp_path):
    assert run(kfp_python, later, {"n": 1}, ["Output"], tmp_path) == {"Output": 2}


def test_a_named_tuple_of_the_module_is_what_a_component_returns(kfp_python, tmp_path):
    given = {"values": [3, 1, 2]}
    assert run(kfp_python, extremes, given, ["smallest", "largest"], tmp_path) == {"smallest": 1, "largest": 3}
