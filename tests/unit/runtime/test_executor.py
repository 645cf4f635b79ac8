# ruff: noqa: UP006, UP035, UP045, PYI024, UP014  # the spellings of KFP's components are what is tested
import dataclasses
import enum
import functools
import json
from collections import namedtuple
from pathlib import Path
from typing import Dict, List, Literal, NamedTuple, Optional

import pytest

from penstock.runtime.annotations import (
    EmbeddedInput,
    Input,
    InputPath,
    Output,
    OutputPath,
    PipelineTaskFinalStatus,
    TaskConfig,
)
from penstock.runtime.artifacts import Artifact, Dataset, Model
from penstock.runtime.executor import execute
from penstock.runtime.executor_input import ExecutorInput
from penstock.runtime.metrics import Metrics


def artifact(name, title, uri, metadata=None):
    return {"name": name, "type": {"schemaTitle": title}, "uri": str(uri), "metadata": metadata or {}}


def run(tmp_path, function, parameters=None, inputs=None, outputs=None, output_files=()):
    """Execute a function with these inputs and places; return the executor output."""
    output_file = tmp_path / "out" / "executor_output.json"
    given = {
        "inputs": {
            "parameterValues": parameters or {},
            "artifacts": {name: {"artifacts": entries} for name, entries in (inputs or {}).items()},
        },
        "outputs": {
            "artifacts": {
                name: {"artifacts": [artifact(name, title, tmp_path / "out" / name)]}
                for name, title in (outputs or {}).items()
            },
            "parameters": {name: {"outputFile": str(tmp_path / "out" / "p" / name)} for name in output_files},
            "outputFile": str(output_file),
        },
    }
    execute(function, ExecutorInput(given))
    return json.loads(output_file.read_text())


def test_whole_numbers_arrive_as_the_annotation_says(tmp_path):
    def component(a: int, b: float, c: List[int], d: Dict[str, float], e: list, f: Optional[int]) -> str:
        return repr((a, b, c, d, e, f))

    values = {"a": 3.0, "b": 2, "c": [1.0, 2.0], "d": {"x": 1}, "e": [1.5, 2], "f": 7.0}
    assert run(tmp_path, component, values)["parameterValues"] == {
        "Output": "(3, 2.0, [1, 2], {'x': 1.0}, [1.5, 2], 7)"
    }


def test_an_input_that_was_not_given_is_left_to_the_default(tmp_path):
    def component(a: int = 5, b: Optional[str] = None, c: Optional[str] = "x") -> list:
        return [a, b, c]

    assert run(tmp_path, component, {"c": None})["parameterValues"] == {"Output": [5, None, "x"]}


def test_an_optional_input_without_default_is_none(tmp_path):
    def component(a: Optional[int], model: Optional[Input[Model]] = None) -> bool:
        return a is None and model is None

    assert run(tmp_path, component)["parameterValues"] == {"Output": True}


def test_a_wrapper_has_the_defaults_of_what_it_wraps(tmp_path):
    def component(a: int = 5, *, b: str = "b") -> str:
        return f"{a}{b}"

    @functools.wraps(component)
    def wrapper(*args, **kwargs):
        return component(*args, **kwargs)

    assert run(tmp_path, wrapper)["parameterValues"] == {"Output": "5b"}


def test_a_missing_required_input_is_named(tmp_path):
    def train(rows: int) -> int:
        return rows

    with pytest.raises(TypeError, match=r"train\(\) got no value for input 'rows'"):
        run(tmp_path, train)


def test_annotations_may_be_text(tmp_path):
    def component(a: "int", data: "Input[Dataset]", b: "Integer" = 1) -> "float":  # noqa: F821
        assert isinstance(data, Dataset)
        return a + b + 0.5

    entries = {"data": [artifact("d", "system.Dataset", "/d")]}
    assert run(tmp_path, component, {"a": 1.0}, entries)["parameterValues"] == {"Output": 2.5}


def test_artifacts_come_with_uri_metadata_and_the_class_of_their_type(tmp_path):
    def component(any_one: Input[Artifact], pythonic: Dataset) -> list:
        return [type(any_one).__name__, any_one.uri, any_one.metadata, pythonic.path, pythonic.name]

    entries = {
        "any_one": [artifact("m", "system.Model", "gs://b/m", {"k": [1]})],
        "pythonic": [artifact("d", "system.Dataset", "/data")],
    }
    assert run(tmp_path, component, None, entries)["parameterValues"]["Output"] == [
        *("Model", "gs://b/m", {"k": [1]}),
        *("/data", "d"),
    ]


def test_an_unregistered_type_gets_the_class_of_the_annotation(tmp_path):
    class VertexModel(Artifact):
        schema_title = "google.VertexModel"

    VertexModel.__module__ = "aiplatform"

    def component(model: Input[VertexModel], other: Input[Artifact]) -> list:
        return [type(model) is VertexModel, type(other) is Artifact]

    entry = artifact("v", "google.VertexModel", "https://v")
    assert run(tmp_path, component, None, {"model": [entry], "other": [entry]})["parameterValues"]["Output"] == [1, 1]


def test_a_list_of_artifacts_may_be_empty_or_absent(tmp_path):
    def component(some: Input[List[Dataset]], bare: List[Model], none: List[Model], absent: List[Model] = None) -> list:  # noqa: RUF013
        return [[it.path for it in some], [type(it).__name__ for it in bare], none, absent]

    entries = {
        "some": [artifact("a", "system.Dataset", "/a"), artifact("b", "system.Dataset", "/b")],
        "bare": [artifact("m", "system.Model", "/m")],
        "none": [],
    }
    assert run(tmp_path, component, None, entries)["parameterValues"]["Output"] == [["/a", "/b"], ["Model"], [], None]


def test_paths_of_inputs_and_outputs_are_ready_to_use(tmp_path):
    def component(
        source: InputPath("Dataset"),
        text: InputPath(str),
        words: InputPath("list"),
        copy: OutputPath("Dataset"),
        length: OutputPath(int),
        absent: InputPath("Dataset") = None,
    ):
        content = Path(source).read_text() + Path(text).read_text() + Path(words).read_text() + str(absent)
        Path(copy).write_text(content)
        Path(length).write_text("3")

    (tmp_path / "in").write_text("abc")
    run(
        tmp_path,
        component,
        {"text": "def", "words": ["x"]},
        {"source": [artifact("s", "system.Dataset", tmp_path / "in")]},
        outputs={"copy": "system.Dataset"},
        output_files=["length"],
    )
    assert (tmp_path / "out" / "copy").read_text() == 'abcdef["x"]None'
    assert (tmp_path / "out" / "p" / "length").read_text() == "3"


def test_output_artifacts_are_left_with_metadata_and_custom_path(tmp_path):
    def component(model: Output[Model], metrics: Output[Metrics]):
        model.framework = "scikit-learn"
        model.set_path("/elsewhere")
        metrics.log_metric("accuracy", 0.5)

    artifacts = run(tmp_path, component, outputs={"model": "system.Model", "metrics": "system.Metrics"})["artifacts"]
    assert artifacts["model"]["artifacts"] == [
        {
            "name": "model",
            "uri": str(tmp_path / "out" / "model"),
            "metadata": {"framework": "scikit-learn"},
            "custom_path": "/elsewhere",
        }
    ]
    assert artifacts["metrics"]["artifacts"][0]["metadata"] == {"accuracy": 0.5}


def test_several_values_are_returned_by_name_or_by_place(tmp_path):
    fields = NamedTuple("Outputs", [("a", int), ("b", str), ("c", Dataset)])

    def by_place() -> fields:
        return (1, "x", Dataset(uri="/mine", metadata={"k": 1}))

    def by_name() -> fields:
        return namedtuple("Other", ["c", "b", "a"])("text", "y", 2)

    places = {"c": "system.Dataset"}
    first = run(tmp_path, by_place, outputs=places)
    assert first["parameterValues"] == {"a": 1, "b": "x"}
    assert first["artifacts"]["c"]["artifacts"] == [{"name": "", "uri": "/mine", "metadata": {"k": 1}}]
    assert run(tmp_path, by_name, outputs=places)["parameterValues"] == {"a": 2, "b": "y"}
    assert (tmp_path / "out" / "c").read_text() == "text"


def test_returned_data_is_written_as_the_payload_of_an_artifact(tmp_path):
    def component() -> Dataset:
        return [1, 2]

    run(tmp_path, component, outputs={"Output": "system.Dataset"})
    assert (tmp_path / "out" / "Output").read_text() == "[1, 2]"


def test_a_function_that_returns_nothing_leaves_no_value(tmp_path):
    def component() -> str:
        return None

    assert run(tmp_path, component) == {}


def test_the_final_status_of_others_is_given_by_both_spellings(tmp_path):
    def component(status: PipelineTaskFinalStatus) -> list:
        return [status.state, status.pipeline_task_name, status.error_code, status.error_message]

    value = {"state": "FAILED", "pipelineTaskName": "train", "error": {"code": 9.0, "message": "boom"}}
    assert run(tmp_path, component, {"status": value})["parameterValues"]["Output"] == ["FAILED", "train", 9, "boom"]
    value = {"state": "SUCCEEDED", "pipeline_task_name": "train"}
    expected = ["SUCCEEDED", "train", None, None]
    assert run(tmp_path, component, {"status": value})["parameterValues"]["Output"] == expected


def test_the_configuration_of_the_task_is_given_or_empty(tmp_path):
    def component(config: TaskConfig, other: TaskConfig) -> list:
        return [config.node_selector, config.volume_mounts, other.env]

    value = {"nodeSelector": {"disk": "ssd"}, "volumeMounts": [{"name": "v"}]}
    expected = [{"disk": "ssd"}, [{"name": "v"}], None]
    assert run(tmp_path, component, {"config": value})["parameterValues"]["Output"] == expected


def test_an_embedded_artifact_is_found_where_the_source_unpacked_it(tmp_path):
    names = {"EmbeddedInput": EmbeddedInput, "Dataset": Dataset, "__KFP_EMBEDDED_ASSET_DIR": "/unpacked"}
    exec("def component(assets: EmbeddedInput[Dataset]) -> str: return assets.path", names)
    assert run(tmp_path, names["component"])["parameterValues"] == {"Output": "/unpacked"}
    del names["__KFP_EMBEDDED_ASSET_DIR"]
    with pytest.raises(RuntimeError, match="no embedded asset was found"):
        run(tmp_path, names["component"])


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


@dataclasses.dataclass
class Settings:
    rate: float
    colour: Colour = Colour.RED
    depth: Optional[int] = None


def test_choices_and_dataclasses_are_built_from_their_json_and_back(tmp_path):
    def component(settings: Settings, colour: Colour, way: Literal["up", 3], more: List[Settings]) -> Settings:
        assert (settings.colour, settings.depth, colour, way) == (Colour.BLUE, 4, Colour.RED, 3)
        assert more == [Settings(rate=1.0)]
        return settings

    values = {
        "settings": {"rate": 1, "colour": 2.0, "depth": 4.0},
        "colour": 1.0,
        "way": 3.0,
        "more": [{"rate": 1}],
    }
    assert run(tmp_path, component, values)["parameterValues"]["Output"] == {"rate": 1.0, "colour": 2, "depth": 4}


def test_a_worker_that_is_not_the_chief_writes_no_outputs(tmp_path, monkeypatch):
    monkeypatch.setenv("CLUSTER_SPEC", '{"task": {"type": "worker"}}')

    def component() -> int:
        return 1

    with pytest.raises(FileNotFoundError):
        run(tmp_path, component)
    monkeypatch.setenv("CLUSTER_SPEC", '{"task": {"type": "chief"}}')
    assert run(tmp_path, component)["parameterValues"] == {"Output": 1}
