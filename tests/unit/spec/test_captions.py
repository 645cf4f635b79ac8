"""What pictures and pages say about conditions and loops."""

import pytest

from penstock.spec.captions import condition_of, readable
from penstock.spec.task import PipelineTaskSpec, TriggerPolicy


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("pipelinechannel--train-Output", "train"),
        ("pipelinechannel--rate", "rate"),
        ("split-test", "split-test"),
        ("pipelinechannel--stats-Output-subvar-deep-subvar-lr", "stats.deep.lr"),
        ("pipelinechannel--loop-item-param-5", "item"),
        ("pipelinechannel--loop-item-param-5-subvar-name", "item.name"),
        ("pipelinechannel--rows-Output-loop-item", "item of rows"),
        ("pipelinechannel--rows-Output-loop-item-2-subvar-k", "item of rows.k"),
        ("pipelinechannel--m-loop-item-loop-item", "item of item of m"),
    ],
)
def test_names_are_those_of_the_author(name, shown):
    assert readable(name) == shown


@pytest.mark.parametrize(
    ("condition", "before", "said"),
    [
        ("inputs.parameter_values['pipelinechannel--q'] == 'a && !(b || c)'", 0, "q == 'a && !(b || c)'"),
        (
            "(int(inputs.parameter_values['n']) > 1 || n == 'it\\'s') && !(x == 1)",
            0,
            r"(n > 1 or n == 'it\'s') and not (x == 1)",
        ),
        ("!(a == 1) && !(b == 2)", 1, "not (b == 2)"),
    ],
)
def test_conditions_are_said_in_words(condition, before, said):
    task = PipelineTaskSpec(trigger_policy=TriggerPolicy(condition=condition))
    assert condition_of(task, before) == said
