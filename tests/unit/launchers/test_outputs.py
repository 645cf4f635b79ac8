"""What a task leaves becomes values of the declared types, or a reason why not."""

import json
import os
import re
from pathlib import Path

import pytest

from penstock.artifact_store.local import LocalArtifactStore
from penstock.core.clock import SystemClock
from penstock.launchers.outputs import LARGEST, OutputCollector, OutputError
from penstock.launchers.placing import place
from penstock.testing.attempts import a_parameter, a_request, an_artifact_slot


@pytest.fixture
def collector(tmp_path):
    return OutputCollector(LocalArtifactStore(tmp_path, SystemClock()))


def collected(collector, request, left):
    path = Path(request.executor_input["outputs"]["outputFile"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(left if isinstance(left, str) else json.dumps(left))
    return collector.collect(request, path.parent / "work")


@pytest.mark.parametrize(
    ("kind", "left", "value"),
    [
        ("NUMBER_INTEGER", 3.0, 3),
        ("NUMBER_DOUBLE", 3, 3.0),
        ("BOOLEAN", False, False),
        ("LIST", [1.0, 2.5], [1, 2.5]),
        ("STRUCT", {"a": 1.0}, {"a": 1}),
        ("STRING", "3", "3"),
    ],
)
def test_fits_a_value_to_its_type(collector, tmp_path, kind, left, value):
    request = a_request(tmp_path, outputs={"out": a_parameter(kind)})
    found = collected(collector, request, {"parameterValues": {"out": left}}).parameters["out"]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("kind", "left"),
    [
        ("NUMBER_INTEGER", 3.5),
        ("NUMBER_INTEGER", True),
        ("NUMBER_DOUBLE", float("nan")),
        ("BOOLEAN", 1),
        ("LIST", {}),
        ("STRUCT", []),
        ("STRING", 3),
    ],
)
def test_refuses_a_value_of_another_type(collector, tmp_path, kind, left):
    request = a_request(tmp_path, outputs={"out": a_parameter(kind)})
    with pytest.raises(OutputError) as caught:
        collected(collector, request, {"parameterValues": {"out": left}})
    assert caught.value.failure.reason == "WrongOutputType"
    assert kind in caught.value.failure.message


@pytest.mark.parametrize(("kind", "text", "value"), [("BOOLEAN", "True", True), ("STRING", " a\n", " a\n")])
def test_reads_a_value_from_its_file(collector, tmp_path, kind, text, value):
    request = a_request(tmp_path, outputs={"out": a_parameter(kind)})
    path = Path(request.executor_input["outputs"]["parameters"]["out"]["outputFile"])
    path.parent.mkdir(parents=True)
    path.write_text(text)
    assert collected(collector, request, {}).parameters == {"out": value}


def test_refuses_a_value_that_is_too_large_to_be_looked_at(collector, tmp_path):
    request = a_request(tmp_path, outputs={"out": a_parameter("STRING")})
    path = Path(request.executor_input["outputs"]["parameters"]["out"]["outputFile"])
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(OutputError, match="Output 'out' has 33,554,433 bytes; 33,554,432 are allowed") as caught:
        collected(collector, request, {})
    assert (caught.value.failure.reason, caught.value.failure.hint) == (
        "BadOutput",
        "leave what is larger in an artifact",
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
@pytest.mark.parametrize("place_of", ["outputFile", "parameter", "custom"])
def test_does_not_wait_for_a_pipe_that_nobody_writes_to(collector, tmp_path, place_of):
    slots = {"out": a_parameter("STRING")} if place_of == "parameter" else {"out": an_artifact_slot()}
    request = a_request(tmp_path, outputs=slots)
    places = request.executor_input["outputs"]
    pipe = {
        "outputFile": Path(places["outputFile"]),
        "parameter": Path(places.get("parameters", {}).get("out", {}).get("outputFile", "/")),
        "custom": tmp_path / "pipe",
    }[place_of]
    pipe.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(pipe)
    if place_of == "custom":
        left = {"artifacts": {"out": {"artifacts": [{"custom_path": str(pipe)}]}}}
        Path(places["outputFile"]).parent.mkdir(parents=True, exist_ok=True)
        Path(places["outputFile"]).write_text(json.dumps(left))
    with pytest.raises(OutputError, match=re.escape(f"'{pipe}': it is n")):
        collector.collect(request, tmp_path / "work")


@pytest.mark.parametrize("left", ["{", "[]"])
def test_refuses_an_executor_output_that_is_none(collector, tmp_path, left):
    with pytest.raises(OutputError) as caught:
        collected(collector, a_request(tmp_path), left)
    assert caught.value.failure.reason == "BadOutput"


def test_keeps_every_artifact_of_a_list(collector, tmp_path):
    request = a_request(tmp_path, outputs={"models": an_artifact_slot("system.Model", is_list=True)})
    entries = [{"name": name, "uri": f"{request.output_prefix}/{name}"} for name in ("one", "two")]
    outputs = collected(collector, request, {"artifacts": {"models": {"artifacts": entries}}})
    assert [artifact.name for artifact in outputs.artifacts["models"]] == ["one", "two"]


def test_names_the_same_artifact_alike_when_it_is_collected_again(collector, tmp_path):
    request = a_request(tmp_path, outputs={"data": an_artifact_slot()})
    ids = {collected(collector, request, {}).artifacts["data"][0].id for _ in range(2)}
    assert len(ids) == 1


def test_moves_what_lies_in_the_tasks_own_folder(tmp_path):
    source, target = tmp_path / "own" / "data", tmp_path / "own" / "outputs" / "data"
    source.mkdir(parents=True)
    (source / "rows").write_text("1")
    place(source, target, may_move=tmp_path / "own")
    assert (target / "rows").read_text() == "1"
    assert not source.exists()


def test_copies_what_belongs_to_others(tmp_path):
    source, target = tmp_path / "theirs", tmp_path / "own" / "data"
    source.write_text("rows")
    place(source, target, may_move=tmp_path / "own")
    assert target.read_text() == source.read_text() == "rows"


def test_leaves_a_place_alone_when_nothing_is_there_to_bring(tmp_path):
    place(tmp_path / "nothing", tmp_path / "target", may_move=tmp_path)
    assert not (tmp_path / "target").exists()
