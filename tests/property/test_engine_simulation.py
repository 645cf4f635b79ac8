"""The engine in a random world keeps its promises; a failing seed is a one-line reproduction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penstock.engine.executions import Tally, state_of_parent
from penstock.engine.states import NEXT, ExecutionState
from penstock.testing.simulation import simulate


@pytest.mark.parametrize("seed", range(60))
def test_a_random_pipeline_survives_a_random_world(seed):
    simulate(seed)


@given(st.lists(st.lists(st.integers(0, 7), max_size=6), min_size=1, max_size=8), st.booleans())
def test_counts_kept_step_by_step_are_those_counted_at_the_end(walks, canceled):
    children = [ExecutionState.PENDING] * len(walks)
    tally = Tally(len(walks))
    for index, walk in enumerate(walks):
        for choice in walk:
            after = sorted(NEXT[children[index]], key=lambda state: state.value)
            if after:
                state = after[choice % len(after)]
                tally.move(children[index], state)
                children[index] = state
    counted = {state: children.count(state) for state in ExecutionState}
    assert tally.counts == counted
    assert tally.unfinished == sum(not state.is_final for state in children)
    assert state_of_parent(tally.counts, canceled=canceled) is state_of_parent(counted, canceled=canceled)
