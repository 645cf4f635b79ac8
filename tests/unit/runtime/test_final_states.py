"""A component learns how others ended in the words of KFP's documentation, and in those of its backend."""

import json

import pytest

from penstock.runtime.task_facts import FinalState, PipelineTaskFinalStatus


@pytest.mark.parametrize(
    ("state", "same", "others"),
    [
        ("SUCCEEDED", ["SUCCEEDED", "COMPLETE", "CACHED"], ["FAILED", "CANCELED", "succeeded", ""]),
        ("FAILED", ["FAILED"], ["SUCCEEDED", "COMPLETE", "CANCELLED"]),
        ("CANCELLED", ["CANCELLED", "CANCELED"], ["FAILED", "COMPLETE"]),
    ],
)
def test_a_state_equals_the_words_that_mean_the_same(state, same, others):
    found = PipelineTaskFinalStatus(state, "job", "task", None, None).state
    assert all(found == word and word == found and (found != word) is False for word in same)
    assert not any(found == word or word == found for word in others)
    assert found in tuple(same)
    assert found != 3


def test_a_state_is_a_text_like_any_other():
    state = FinalState("SUCCEEDED")
    assert f"exit:{state}" == "exit:SUCCEEDED"
    assert json.dumps({"state": state}) == '{"state": "SUCCEEDED"}'
    assert {state: 1}["SUCCEEDED"] == 1
    assert state.lower() == "succeeded"
