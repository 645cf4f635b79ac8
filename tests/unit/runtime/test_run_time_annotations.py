# ruff: noqa: UP006, UP007, UP035, UP045  # the older spellings of types are what is tested
import dataclasses
from typing import Dict, List, Optional, Union

import pytest

from penstock.runtime.annotations import (
    EmbeddedInput,
    Input,
    InputPath,
    Output,
    OutputPath,
    PipelineTaskFinalStatus,
    TaskConfig,
    artifact_list_item,
    marked_type,
    marker,
    parameter_type_name,
    path_marker,
    strip_optional,
)
from penstock.runtime.artifacts import Dataset


@pytest.mark.parametrize(("annotation", "kind"), [(Input, "input"), (Output, "output"), (EmbeddedInput, "embedded")])
def test_a_marked_artifact_says_which_way_it_goes(annotation, kind):
    assert marker(annotation[Dataset]) == kind
    assert marked_type(annotation[Dataset]) is Dataset


def test_markers_of_another_package_are_recognised_by_their_form():
    class InputAnnotation:
        pass

    class Annotation:
        __metadata__ = (InputAnnotation,)
        __origin__ = Dataset

    assert marker(Annotation()) == "input"
    assert marker(Dataset) == ""


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (Dataset, "system.Dataset@0.0.1"),
        ("Dataset", "system.Dataset@0.0.1"),
        (None, "system.Artifact@0.0.1"),
        ("MyOwnType", "system.Artifact@0.0.1"),
        (int, int),
        ("Integer", "Integer"),
        (List[int], List[int]),
    ],
)
def test_paths_keep_their_type_as_kfp_writes_it(given, kept):
    assert OutputPath(given).type == kept
    assert path_marker(OutputPath(given)) == "output"
    assert InputPath(given) == InputPath(given)
    assert InputPath(given) != OutputPath(given)


@pytest.mark.parametrize(
    ("annotation", "name"),
    [
        (int, "NUMBER_INTEGER"),
        (float, "NUMBER_DOUBLE"),
        (str, "STRING"),
        (bool, "BOOLEAN"),
        (dict, "STRUCT"),
        (list, "LIST"),
        (List, "LIST"),
        (List[int], "LIST"),
        (Dict[str, int], "STRUCT"),
        (list[int], "LIST"),
        ("JsonObject", "STRUCT"),
        (Dataset, None),
        (None, None),
        (set, None),
    ],
)
def test_names_the_type_of_a_parameter(annotation, name):
    assert parameter_type_name(annotation) == name


@pytest.mark.parametrize(
    ("annotation", "inner"),
    [(Optional[int], int), (Union[None, int], int), (int, int), (Union[int, str], Union[int, str])],
)
def test_an_optional_is_what_it_holds(annotation, inner):
    assert strip_optional(annotation) == inner


def test_an_optional_in_the_new_spelling_is_what_it_holds():
    assert strip_optional(int | None) is int


def test_a_list_of_artifacts_names_its_items():
    assert artifact_list_item(List[Dataset]) is Dataset
    assert artifact_list_item(list[list[Dataset]]) is Dataset
    assert artifact_list_item(List[int]) is None
    assert artifact_list_item(Dataset) is None


def test_status_and_configuration_are_dataclasses_to_whoever_asks():
    assert dataclasses.asdict(TaskConfig(env=[{"name": "A"}]))["env"] == [{"name": "A"}]
    status = PipelineTaskFinalStatus("FAILED", "job", "task", 9, "boom")
    assert dataclasses.replace(status, state="SUCCEEDED").state == "SUCCEEDED"
    assert dataclasses.fields(PipelineTaskFinalStatus)[0].name == "state"
    assert status == PipelineTaskFinalStatus("FAILED", "job", "task", 9, "boom")
    assert "error_code=9" in repr(status)
