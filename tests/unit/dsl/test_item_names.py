"""Loops inside loops over the same list."""

from typing import List

from penstock import dsl
from penstock.compiler import compile_document


@dsl.component
def one(a: str) -> str:
    return a


@dsl.component
def two(a: str, b: str) -> str:
    return a + b


def _item_inputs(pipeline):
    components = compile_document(pipeline).pipeline.components
    tasks = [task for it in components.values() if it.dag for task in it.dag.tasks.values()]
    return [task.parameter_iterator.item_input for task in tasks if task.parameter_iterator]


def test_items_share_a_name_as_in_kfp_where_the_outer_one_is_not_used_inside():
    @dsl.pipeline
    def apart(xs: List[str]):
        with dsl.ParallelFor(xs) as outer:
            one(a=outer)
            with dsl.ParallelFor(xs) as inner:
                one(a=inner)

    assert _item_inputs(apart) == ["pipelinechannel--xs-loop-item"]


def test_items_are_told_apart_where_both_are_used():
    @dsl.pipeline
    def pairs(xs: List[str]):
        with dsl.ParallelFor(xs) as outer, dsl.ParallelFor(xs) as inner:
            two(a=outer, b=f"{inner}!")

    assert _item_inputs(pairs) == ["pipelinechannel--xs-loop-item-2"]
