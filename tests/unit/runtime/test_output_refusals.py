# ruff: noqa: UP006, UP014, UP035  # the spellings of KFP's components are what is tested
import math
from typing import Dict, List, NamedTuple

import pytest

from penstock.runtime.artifacts import Dataset, Model
from penstock.runtime.outputs import Results

Pair = NamedTuple("Pair", [("first", int), ("second", str)])


class Unknown:
    pass


def written(tmp_path, annotation, value, artifacts=None):
    results = Results("train", artifacts or {})
    results.take(value, annotation)
    results.write(str(tmp_path / "out.json"), {})


@pytest.mark.parametrize(
    ("annotation", "value", "error", "words"),
    [
        (int, "x", ValueError, "Function `train` returned value of type str; want type int for output 'Output'"),
        (float, "x", ValueError, "want type float"),
        (str, 1, ValueError, "returned value of type int; want type str"),
        (List[int], (1,), ValueError, "returned value of type tuple; want type list"),
        (Pair, (1, 2), ValueError, "want type str for output 'second'"),
        (Pair, (1, "a", 2), RuntimeError, "Expected 2 return values from function `train`, got 3"),
        (None, 1, RuntimeError, "Unknown return type: None"),
        (set, {1}, RuntimeError, "function `train` returned set"),
        (float, math.nan, ValueError, "Output 'Output' of `train` is nan: JSON can carry neither NaN nor infinity"),
        (list, [1, {"a": [math.inf]}], ValueError, r"Output 'Output' of `train`\[1\]\['a'\]\[0\] is inf"),
        (dict, {"a": {1, 2}}, ValueError, r"\['a'\] is of type set, which JSON cannot carry"),
        (Dict[str, int], {(1,): 2}, ValueError, r"key \(1,\), is of type tuple"),
        (list, [Unknown()], ValueError, r"\[0\] is of type [a-z._]*Unknown"),
        (Dataset, 1, ValueError, "artifact name Output: the output has no place"),
    ],
)
def test_refuses_what_cannot_be_an_output_and_leaves_none(tmp_path, annotation, value, error, words):
    with pytest.raises(error, match=words):
        written(tmp_path, annotation, value)
    assert list(tmp_path.iterdir()) == []


def test_refuses_metadata_that_json_cannot_carry(tmp_path):
    with pytest.raises(ValueError, match=r"Metadata of output 'model' of `train`,\['loss'\] is nan"):
        written(tmp_path, None, None, {"model": Model(metadata={"loss": math.nan})})


def test_refuses_a_value_that_contains_itself(tmp_path):
    rows = []
    rows.append(rows)
    with pytest.raises(ValueError, match="contains itself"):
        written(tmp_path, list, rows)


def test_a_whole_number_is_a_float_and_a_truth_is_a_whole_number(tmp_path):
    written(tmp_path, float, 1)
    written(tmp_path, int, True)
    assert (tmp_path / "out.json").read_text() == '{"parameterValues": {"Output": true}}'
