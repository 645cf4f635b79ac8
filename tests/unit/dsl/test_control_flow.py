"""Groups in a pipeline function, and the graph that comes of them."""

import warnings

import pytest

from penstock import dsl
from penstock.dsl.channels import LoopArtifactArgument
from penstock.dsl.refusals import InvalidControlFlowException
from penstock.dsl.trace import GroupType


@dsl.component
def say(line: str = "x") -> str:
    return line


@dsl.component
def whole(number: int) -> int:
    return number


@dsl.component
def rows() -> list[str]:
    return []


@dsl.component
def loose() -> list:
    return []


@dsl.component
def data() -> dsl.Dataset:
    pass


def shape(group):
    """Show names only: groups as dicts, tasks as names."""
    return [*({child.name: shape(child)} for child in group.groups), *(task.name for task in group.tasks)]


def traced(body, **inputs):
    """Trace a body that takes one parameter of text."""

    def outer(q: str = "a"):
        body(q)

    return dsl.pipeline(outer).graph.root


def test_groups_nest_and_are_numbered_as_kfp_numbers_them():
    def body(q):
        with dsl.If(q == "a"):
            say()
            with dsl.ParallelFor(["a"]) as item:
                say(line=item)
        with dsl.ParallelFor(rows().output) as item:
            say(line=item)

    assert shape(traced(body)) == [
        {"condition-1": [{"for-loop-3": ["say-2"]}, "say"]},
        {"for-loop-4": ["say-3"]},
        "rows",
    ]


def test_a_chain_is_wrapped_and_takes_the_number_of_its_if():
    def body(q):
        with dsl.If(q == "a"):
            say()
        with dsl.Elif(q == "b"):
            say()
        with dsl.Else():
            say()
        say()

    root = traced(body)
    assert shape(root) == [
        {"condition-branches-1": [{"condition-2": ["say"]}, {"condition-3": ["say-2"]}, {"condition-4": ["say-3"]}]},
        "say-4",
    ]
    assert root.groups[0].kind is GroupType.CONDITION_BRANCHES


def test_what_follows_a_chain_without_else_is_not_part_of_it():
    """KFP leaves the chain open: there the last task would run in every iteration of the loop."""

    def body(q):
        with dsl.ParallelFor(["a"]) as item:
            with dsl.If(item == "a"):
                say()
            with dsl.Elif(item == "b"):
                say()
            say()
        say()

    assert shape(traced(body)) == [
        {"for-loop-2": [{"condition-branches-3": [{"condition-4": ["say"]}, {"condition-5": ["say-2"]}]}, "say-3"]},
        "say-4",
    ]


def test_a_chain_may_be_continued_after_a_task():
    def body(q):
        with dsl.If(q == "a"):
            say()
        with dsl.Elif(q == "b"):
            say()
        say()
        with dsl.Else():
            say()

    assert shape(traced(body))[0].keys() == {"condition-branches-1"}


@pytest.mark.parametrize(
    ("body", "match"),
    [
        (lambda q: dsl.Elif(q == "a"), r"dsl\.Elif can only be used following an upstream dsl\.If"),
        (lambda q: dsl.Else(), r"dsl\.Else can only be used following an upstream dsl\.If"),
    ],
)
def test_branches_need_an_if(body, match):
    with pytest.raises(InvalidControlFlowException, match=match):
        traced(body)


def test_a_chain_has_one_else():
    def body(q):
        with dsl.If(q == "a"):
            say()
        with dsl.Else():
            say()
        with dsl.Else():
            say()

    with pytest.raises(InvalidControlFlowException, match="following another"):
        traced(body)


def test_control_flow_belongs_in_a_pipeline():
    with pytest.raises(
        ValueError, match=r"dsl\.ParallelFor can only be used in a function decorated with @dsl\.pipeline"
    ):
        dsl.ParallelFor(["a"])


def test_condition_warns_that_it_is_old():
    def body(q):
        with dsl.Condition(q == "a"):
            say()

    with pytest.warns(DeprecationWarning, match=r"use dsl\.If"):
        traced(body)


@pytest.mark.parametrize(
    ("items", "types"),
    [
        (["a", "b"], ("str", False)),
        ([1, 2], ("int", False)),
        ([1, 2.5], ("float", False)),
        ([True], ("bool", False)),
        ([["a"]], ("list", False)),
        ([{"k": 1}], ("Dict", False)),
        ([], ("String", True)),
        ([1, "a"], ("String", True)),
    ],
)
def test_items_have_the_type_that_all_constants_share(items, types):
    def body(q):
        with dsl.ParallelFor(items) as item:
            found.append((item.channel_type, item.type_is_unknown))
            say()

    found = []
    traced(body)
    assert found == [types]


def test_entries_of_constant_dicts_have_types_of_their_own():
    def body(q):
        with dsl.ParallelFor([{"n": 1, "name": "a", "mixed": 1}, {"n": 2, "name": "b", "mixed": "x"}]) as item:
            whole(number=item.n)
            say(line=item.name)
            say(line=item["mixed"])
            whole(number=item.mixed)

    assert len(traced(body).groups[0].tasks) == 4


@pytest.mark.parametrize(
    ("use", "error", "match"),
    [
        (lambda q: dsl.ParallelFor(["a"], parallelism=q), ValueError, "Got: 'q', which exists only when"),
        (lambda q: dsl.ParallelFor(dsl.Collected(rows().output)), TypeError, "got what is collected of 'rows-Output'"),
        (lambda q: say().set_retry(1, backoff_factor=q), TypeError, "'q' exists only when the pipeline runs"),
    ],
)
def test_values_of_the_pipeline_are_named_where_they_cannot_be(use, error, match):
    with pytest.raises(error, match=match):
        traced(use)


def test_items_of_channels():
    found = []

    def body(q):
        for source in (rows().output, loose().output):
            with dsl.ParallelFor(source) as item:
                found.append((item.full_name, item.channel_type, item.type_is_unknown))
                say(line=item)

    traced(body)
    assert found == [("rows-Output-loop-item", "String", False), ("loose-Output-loop-item", "String", True)]


def test_loops_over_one_list_inside_each_other_have_items_of_their_own():
    found = []

    def body(q):
        source = rows().output
        with dsl.ParallelFor(source) as first, dsl.ParallelFor(source) as second:
            found.extend([first.name, second.name])
            say(line=f"{first}{second}")

    traced(body)
    assert found == ["Output-loop-item", "Output-loop-item-2"]


@pytest.mark.parametrize(
    ("items", "error", "match"),
    [
        (lambda q: q, ValueError, "Cannot iterate over a single parameter"),
        (lambda q: data().output, ValueError, "Cannot iterate over a single artifact"),
        (lambda q: 5, TypeError, "Expected list, tuple, or PipelineParameterChannel, got 5"),
        (lambda q: ["a", q], TypeError, "a constant list with 'q' in it"),
        (lambda q: [None], ValueError, "Got: None"),
    ],
)
def test_what_cannot_be_looped_over(items, error, match):
    with pytest.raises(error, match=match):
        traced(lambda q: dsl.ParallelFor(items(q)))


@pytest.mark.parametrize(("limit", "error"), [(-1, ValueError), ("2", TypeError), (True, TypeError)])
def test_parallelism_is_a_number(limit, error):
    with pytest.raises(error, match="parallelism must be"):
        traced(lambda q: dsl.ParallelFor(["a"], parallelism=limit))


def test_a_loop_over_a_list_of_artifacts():
    @dsl.pipeline
    def outer(many: dsl.Input[list[dsl.Dataset]]):
        with dsl.ParallelFor(many) as one:
            assert isinstance(one, LoopArtifactArgument)
            say()

    assert outer.graph.root.groups[0].loop_argument.channel_type == "system.Dataset@0.0.1"


def test_the_exit_task_stands_beside_its_handler():
    def body(q):
        task = say(line=q)
        with dsl.ExitHandler(task, name="last"):
            say()

    root = traced(body)
    assert shape(root) == [{"exit-handler-1": ["say-2"]}]
    assert (root.groups[0].exit_task.name, root.groups[0].display_name) == ("say", "last")


@pytest.mark.parametrize(
    ("exit_task", "error", "match"),
    [
        (lambda: say(line=say().output), ValueError, "exit_task cannot depend on any other tasks.*'say'"),
        (lambda: say(line=f"{say().output}"), ValueError, "cannot depend"),
        (lambda: say().after(say()), ValueError, "cannot depend"),
        (lambda: say, TypeError, "made by calling a component"),
    ],
)
def test_what_cannot_be_an_exit_task(exit_task, error, match):
    with pytest.raises(error, match=match):
        traced(lambda q: dsl.ExitHandler(exit_task()))


def test_a_task_ends_one_handler_only():
    def body(q):
        task = say()
        with dsl.ExitHandler(task):
            say()
        with dsl.ExitHandler(task):
            say()

    with pytest.raises(ValueError, match="exit task of another"):
        traced(body)


def branches(q, *, last=dsl.Else):
    with dsl.If(q == "a"):
        first = say()
    with last() if last is dsl.Else else last(q == "b"):
        second = say()
    return first, second


def test_one_of_takes_the_branch_that_ran():
    found = []

    def body(q):
        first, second = branches(q)
        found.extend(dsl.OneOf(first.output, second.output).full_name for _ in range(2))

    traced(body)
    prefix = "condition-branches-1-pipelinechannel--condition-branches-1-oneof-"
    assert found == [f"{prefix}1", f"{prefix}2"]


@pytest.mark.parametrize(
    ("use", "error", "match"),
    [
        (lambda a, b: dsl.OneOf(), ValueError, "at least one"),
        (lambda a, b: dsl.OneOf("a"), ValueError, "Got unknown input"),
        (lambda a, b: dsl.OneOf(say().output), ValueError, "directly in the branches"),
        (lambda a, b: dsl.OneOf(a.output, say().output), ValueError, "not made in the chain"),
        (lambda a, b: dsl.OneOf(a.output, data().output), TypeError, "mix of parameters and artifacts"),
        (lambda a, b: dsl.OneOf(a.output, whole(number=1).output), TypeError, "different types: String at index 0"),
        (lambda a, b: dsl.OneOf(dsl.Collected(a.output)), ValueError, "Collected cannot be used inside"),
        (lambda a, b: dsl.OneOf(dsl.OneOf(a.output, b.output)), ValueError, "inside of another"),
        (lambda a, b: dsl.Collected(dsl.OneOf(a.output, b.output)), ValueError, "OneOf cannot be used inside"),
        (lambda a, b: f"{dsl.OneOf(a.output, b.output)}", NotImplementedError, "string interpolation"),
        (lambda a, b: dsl.Collected("a"), TypeError, "gathers the output of a task"),
    ],
)
def test_what_cannot_be_gathered(use, error, match):
    with pytest.raises(error, match=match):
        traced(lambda q: use(*branches(q)))


def test_a_branch_that_one_of_leaves_out_is_warned_of():
    def body(q):
        with dsl.If(q == "a"):
            first = say()
        with dsl.Elif(q == "b"):
            say()
        with dsl.Else():
            last = say()
        dsl.OneOf(first.output, last.output)

    with pytest.warns(UserWarning, match=r"dsl\.OneOf leaves out dsl\.Elif: where that branch runs") as told:
        traced(body)
    assert told[0].filename == __file__


@pytest.mark.parametrize("block", [lambda q: dsl.If(q == "a"), lambda _: dsl.ParallelFor(["a"])])
def test_a_block_is_entered_once(block):
    def body(q):
        group = block(q)
        for _ in range(2):
            with group:
                say()

    with pytest.raises(InvalidControlFlowException, match=r"This dsl\.\w+ was entered before, as '.*-\d'; write dsl"):
        traced(body)


def test_one_of_needs_an_else():
    with pytest.raises(ValueError, match=r"must include an output from a task in a dsl\.Else"):
        traced(lambda q: dsl.OneOf(*(task.output for task in branches(q, last=dsl.Elif))))


def test_a_lone_if_has_no_one_of():
    def body(q):
        with dsl.If(q == "a"):
            first = say()
        dsl.OneOf(first.output)

    with pytest.raises(ValueError, match=r"dsl\.Else group"):
        traced(body)


def test_blocks_leave_no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        traced(branches)
