"""Signatures and docstrings as interfaces."""

from typing import Dict, List, NamedTuple, Optional, Union

import pytest

from penstock.dsl import (
    Artifact,
    Dataset,
    EmbeddedInput,
    Input,
    InputPath,
    Model,
    Output,
    OutputPath,
    PipelineTaskFinalStatus,
    TaskConfig,
)
from penstock.dsl.interface import Purpose, read_interface
from penstock.spec.component import InputArtifactSpec, InputParameterSpec, OutputArtifactSpec, OutputParameterSpec
from penstock.spec.types import ArtifactTypeSchema, ParameterType

DATASET = ArtifactTypeSchema(schema_title="system.Dataset", schema_version="0.0.1")
ARTIFACT = ArtifactTypeSchema(schema_title="system.Artifact", schema_version="0.0.1")


def parameters_of(function):
    return read_interface(function).spec.input_definitions.parameters


def artifacts_of(function):
    return read_interface(function).spec.input_definitions.artifacts


def outputs_of(function, purpose=Purpose.PYTHON):
    return read_interface(function, purpose=purpose).spec.output_definitions


def test_reads_each_parameter_type():
    def f(a: str, b: int, c: float, d: bool, e: list, g: dict, h: List[int], i: Dict[str, int], j: list[str]):
        pass

    assert {name: it.parameter_type for name, it in parameters_of(f).items()} == {
        "a": ParameterType.STRING,
        "b": ParameterType.NUMBER_INTEGER,
        "c": ParameterType.NUMBER_DOUBLE,
        "d": ParameterType.BOOLEAN,
        "e": ParameterType.LIST,
        "g": ParameterType.STRUCT,
        "h": ParameterType.LIST,
        "i": ParameterType.STRUCT,
        "j": ParameterType.LIST,
    }


def test_writes_types_as_kfp_does():
    def f(a: int, b: List[int], c: list[Dict[str, int]], d: dict[str, list[float]], e: Input[Dataset]):
        pass

    assert read_interface(f).input_types == {
        "a": "Integer",
        "b": "typing.List[int]",
        "c": "List[typing.Dict[str, int]]",
        "d": "Dict[String, List[Float]]",
        "e": "system.Dataset@0.0.1",
    }


@pytest.mark.parametrize("annotation", [Optional[str], Union[str, None], Union[None, str], str | None])
def test_reads_every_way_to_say_optional(annotation):
    def f(a: annotation = None):
        pass

    assert parameters_of(f)["a"] == InputParameterSpec(parameter_type=ParameterType.STRING, is_optional=True)


def test_an_optional_annotation_without_a_default_is_required():
    def f(a: str | None):
        pass

    assert not parameters_of(f)["a"].is_optional


def test_keeps_the_order_of_all_inputs():
    def f(z: str, y: Input[Dataset], x: Output[Model], w: int = 1):
        pass

    assert read_interface(f).input_order == ("z", "y", "w")


def test_reads_artifacts_with_and_without_markers():
    def f(a: Input[Dataset], b: Dataset, c: Input[List[Dataset]], d: List[Dataset], e: Input[Dataset] | None = None):
        pass

    assert artifacts_of(f) == {
        "a": InputArtifactSpec(artifact_type=DATASET),
        "b": InputArtifactSpec(artifact_type=DATASET),
        "c": InputArtifactSpec(artifact_type=DATASET, is_artifact_list=True),
        "d": InputArtifactSpec(artifact_type=DATASET, is_artifact_list=True),
        "e": InputArtifactSpec(artifact_type=DATASET, is_optional=True),
    }


def test_reads_paths():
    def f(
        a: InputPath("Dataset"), b: InputPath(Dataset), c: OutputPath(str), d: OutputPath("Unheard"), e: OutputPath()
    ):
        pass

    assert artifacts_of(f) == {
        "a": InputArtifactSpec(artifact_type=DATASET),
        "b": InputArtifactSpec(artifact_type=DATASET),
    }
    outputs = outputs_of(f)
    assert outputs.parameters == {"c": OutputParameterSpec(parameter_type=ParameterType.STRING)}
    assert outputs.artifacts == {
        "d": OutputArtifactSpec(artifact_type=ARTIFACT),
        "e": OutputArtifactSpec(artifact_type=ARTIFACT),
    }


def test_reads_a_single_result():
    def f() -> Dataset:
        pass

    assert outputs_of(f).artifacts == {"Output": OutputArtifactSpec(artifact_type=DATASET)}


def test_reads_a_named_tuple():
    def f() -> NamedTuple("Outputs", [("n", int), ("data", Dataset)]):
        pass

    outputs = outputs_of(f)
    assert outputs.parameters == {"n": OutputParameterSpec(parameter_type=ParameterType.NUMBER_INTEGER)}
    assert outputs.artifacts == {"data": OutputArtifactSpec(artifact_type=DATASET)}


def test_an_output_of_the_same_name_gets_a_number():
    def f(n: OutputPath(int)) -> NamedTuple("Outputs", [("n", int)]):
        pass

    assert list(outputs_of(f).parameters) == ["n", "n_2"]


def test_what_the_system_gives_is_optional():
    def f(status: PipelineTaskFinalStatus, config: TaskConfig):
        pass

    assert parameters_of(f) == {
        "status": InputParameterSpec(parameter_type=ParameterType.TASK_FINAL_STATUS, is_optional=True),
        "config": InputParameterSpec(parameter_type=ParameterType.TASK_CONFIG, is_optional=True),
    }


def test_an_embedded_artifact_is_no_input():
    def f(a: str, files: EmbeddedInput[Dataset]):
        pass

    assert read_interface(f).input_order == ("a",)


def test_reads_annotations_written_as_text():
    def f(a: "str", b: "Input[Dataset] | None" = None, c: "String" = "x"):
        pass

    assert parameters_of(f)["a"].parameter_type is ParameterType.STRING
    assert parameters_of(f)["c"].parameter_type is ParameterType.STRING
    assert artifacts_of(f)["b"] == InputArtifactSpec(artifact_type=DATASET, is_optional=True)


def test_takes_descriptions_from_the_docstring():
    def f(a: str, data: Input[Dataset]) -> NamedTuple("Outputs", [("n", int)]):
        """Count rows.

        Reads all of it.

        Args:
            a: What to count.
            data: Where it is.

        Returns:
            n: How many.
        """

    interface = read_interface(f)
    assert interface.description == "Count rows.\nReads all of it."
    assert interface.spec.input_definitions.parameters["a"].description == "What to count."
    assert interface.spec.input_definitions.artifacts["data"].description == "Where it is."
    assert interface.spec.output_definitions.parameters["n"].description == "How many."


def test_a_function_without_parameters_has_no_interface():
    def f():
        pass

    interface = read_interface(f)
    assert interface.spec.input_definitions is None
    assert interface.spec.output_definitions is None


def test_lists_of_artifacts_may_leave_a_pipeline():
    def f() -> List[Artifact]:
        pass

    outputs = outputs_of(f, purpose=Purpose.PIPELINE)
    assert outputs.artifacts == {"Output": OutputArtifactSpec(artifact_type=ARTIFACT, is_artifact_list=True)}


def test_text_may_name_what_encloses_the_function():
    class Mine(Artifact):
        schema_title = "google.Mine"

    later: object

    def f(a: "Input[Mine]"):
        return Mine, later

    assert artifacts_of(f)["a"].artifact_type.schema_title == "google.Mine"
    later = 1
    del later


def test_a_function_may_say_that_it_returns_a_container_spec():
    from penstock.dsl import ContainerSpec

    def f(a: str) -> ContainerSpec:
        pass

    assert read_interface(f, purpose=Purpose.CONTAINER).spec.output_definitions is None


def test_annotations_that_cannot_be_remembered_are_read_all_the_same():
    class Unhashable:
        __hash__ = None

    def f(a: Unhashable()):
        pass

    with pytest.raises(TypeError, match="parameter 'a': expects str"):
        read_interface(f)
