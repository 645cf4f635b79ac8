import re
from typing import Any

from rich.console import Console, Group

from penstock.cli.report.sections import metrics_section
from penstock.core.ids import ArtifactId, ExecutionPath, RunId
from penstock.engine.records import ArtifactRecord, ExecutionRecord, Values
from penstock.engine.states import ExecutionKind, ExecutionState


def a_training(number: int, metadata: dict[str, Any], **inputs: Any) -> ExecutionRecord:
    metrics = ArtifactRecord(
        id=ArtifactId("m"), name="metrics", type_title="system.Metrics", type_version="0.0.1", uri="", metadata=metadata
    )
    return ExecutionRecord(
        run_id=RunId("r"),
        path=ExecutionPath(f"root/for-loop-1[{number}]/train"),
        number=number,
        parent=ExecutionPath(f"root/for-loop-1[{number}]"),
        kind=ExecutionKind.CONTAINER,
        task_name="train",
        display_name="train",
        component_name="train",
        state=ExecutionState.SUCCEEDED,
        inputs=Values(parameters=inputs),
        outputs=Values(artifacts={"metrics": (metrics,)}),
    )


def rows(*executions: ExecutionRecord) -> list[list[str]]:
    console = Console(width=200, color_system=None)
    with console.capture() as captured:
        console.print(Group(*metrics_section(executions)))
    lines = [re.split(r"\s{2,}", line.strip()) for line in captured.get().splitlines()]
    return [line for line in lines if len(line) > 1]


def test_tells_the_tasks_of_a_loop_by_the_inputs_in_which_they_differ() -> None:
    small = a_training(0, {"accuracy": 0.5}, trees=5, seed=7, settings={"depth": 1})
    large = a_training(1, {"accuracy": 0.75}, trees=80, seed=7, settings={"depth": 2})
    assert rows(small, large) == [
        ["task", "trees", "accuracy"],
        ["for-loop-1[0]/train", "5", "0.5000"],
        ["for-loop-1[1]/train", "80", "0.7500"],
    ]


def test_tells_an_input_once_that_its_task_repeats_in_words() -> None:
    forest = a_training(0, {"family": "forest", "accuracy": 0.5}, family="forest")
    network = a_training(1, {"family": "network", "accuracy": 0.75}, family="network")
    assert rows(forest, network) == [
        ["task", "family", "accuracy"],
        ["for-loop-1[0]/train", "forest", "0.5000"],
        ["for-loop-1[1]/train", "network", "0.7500"],
    ]


def test_tells_tasks_by_lists_and_structs_where_nothing_shorter_does() -> None:
    shallow = a_training(0, {"accuracy": 0.5}, settings={"depth": 1})
    deep = a_training(1, {"accuracy": 0.75}, settings={"depth": 2})
    assert rows(shallow, deep)[1:] == [
        ["for-loop-1[0]/train", '{"depth":1}', "0.5000"],
        ["for-loop-1[1]/train", '{"depth":2}', "0.7500"],
    ]
