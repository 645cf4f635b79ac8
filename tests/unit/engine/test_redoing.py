"""Which tasks are done anew when one is named."""

import pytest

from penstock.core.errors import NotFoundError
from penstock.engine.planning import Plan
from penstock.engine.redoing import done_anew, is_below
from penstock.testing.pipelines import Document, over


@pytest.fixture
def plan():
    """first, then a loop over a graph with a chain in it, then last; and aside, which follows nothing."""
    document = Document()
    document.component("work", command=["work"])
    inner = document.graph("inner").takes("item")
    inner.task("a", "work")
    inner.task("b", "work", after=["a"])
    document.root.task("first", "work")
    document.root.task("loop", "inner", after=["first"], **over(["x", "y"]))
    document.root.task("last", "work", after=["loop"])
    document.root.task("aside", "work")
    return Plan(document.build())


@pytest.mark.parametrize(
    ("chosen", "places"),
    [
        ("first", {"root/first", "root/loop", "root/last"}),
        ("root/loop", {"root/loop", "root/last"}),
        ("loop[1]", {"root/loop[1]", "root/last"}),
        ("loop[1]/a", {"root/loop[1]/a", "root/loop[1]/b", "root/last"}),
        ("root/aside", {"root/aside"}),
    ],
)
def test_a_task_is_done_anew_with_what_follows_it_and_what_is_around_it(plan, chosen, places):
    assert done_anew(plan, [chosen]) == places


@pytest.mark.parametrize("chosen", ["firs", "first[0]", "first/a", "loop[x]", "root", "", "loop//a"])
def test_what_is_no_task_is_refused(plan, chosen):
    with pytest.raises(NotFoundError, match="has no task"):
        done_anew(plan, [chosen])


def test_what_lies_below_a_place_belongs_to_it():
    places = {"root/loop", "root/other[1]"}
    inside = ["root/loop", "root/loop[0]", "root/loop[12]/a", "root/loop/a", "root/other[1]/b"]
    outside = ["root", "root/loop-2", "root/other", "root/other[2]", "root/other[11]", "root/other[0]/loop"]
    assert [is_below(path, places) for path in inside] == [True] * len(inside)
    assert [is_below(path, places) for path in outside] == [False] * len(outside)
