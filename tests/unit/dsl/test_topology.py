"""What can never run is found when a pipeline is decorated, all at once, with its place."""

from dataclasses import replace
from typing import NamedTuple

import pytest

from penstock import dsl, kubernetes
from penstock.dsl.calls import Component
from penstock.dsl.collecting import ProblemCollector
from penstock.dsl.cycles import find_cycle
from penstock.dsl.receivers import receiving
from penstock.dsl.refusals import InvalidTopologyException, PipelineError


@dsl.component
def say(line: str = "x") -> str:
    return line


@dsl.component
def join(lines: list) -> str:
    return ""


@dsl.component
def data() -> dsl.Dataset:
    pass


@dsl.component
def ended(status: dsl.PipelineTaskFinalStatus, line: str = "x"):
    pass


@dsl.component(task_config_passthroughs=[dsl.TaskConfigPassthrough(field=dsl.TaskConfigField.ENV)])
def launch(config: dsl.TaskConfig):
    pass


def problems_of(body, **options):
    """Return the codes and the texts of the problems of a pipeline with one parameter of text."""

    def outer(q: str = "a"):
        body(q)

    try:
        dsl.pipeline(outer, **options)
    except PipelineError as error:
        return [(problem.code, str(problem)) for problem in error.problems]
    return []


def inside_if(q):
    with dsl.If(q == "a"):
        return say()


def inside_chain(q):
    with dsl.If(q == "a"):
        task = say()
    with dsl.Else():
        say()
    return task


def inside_loop(q):
    with dsl.ParallelFor(["a"]) as item:
        return say(line=item)


def inside_handler(q):
    with dsl.ExitHandler(say()):
        return say()


def loop_item(q):
    with dsl.ParallelFor(["a"]) as item:
        say(line=item)
    return item


def exit_task(q):
    task = say()
    with dsl.ExitHandler(task):
        say()
    return task


@pytest.mark.parametrize(
    ("body", "code", "match"),
    [
        (lambda q: say(line=inside_if(q).output), "illegal-dependency", "within a dsl.If context"),
        (lambda q: say(line=inside_chain(q).output), "illegal-dependency", "use dsl.OneOf"),
        (lambda q: say(line=inside_loop(q).output), "illegal-dependency", "use dsl.Collected"),
        (lambda q: say(line=inside_handler(q).output), "illegal-dependency", "dsl.ExitHandler context"),
        (lambda q: say(line=f"{inside_if(q).output}"), "illegal-dependency", "task say-2"),
        (lambda q: say().after(inside_if(q)), "illegal-dependency", "'.after(group)'"),
        (lambda q: say(line=loop_item(q)), "item-outside-loop", "outside of that loop"),
        (lambda q: say(line=f"{loop_item(q)}"), "item-outside-loop", "outside of that loop"),
        (lambda q: join(lines=dsl.Collected(say().output)), "illegal-collected", "can only be used to fan-in"),
        (lambda q: say(line=exit_task(q).output), "output-of-exit-task", "exit tasks run last"),
        (lambda q: say().after(exit_task(q)), "output-of-exit-task", "after the handler instead"),
        (lambda q: ended(), "final-status-outside-exit-task", "make it the exit task"),
        (lambda q: ended().ignore_upstream_failure(), "ambiguous-final-status", "no upstream dependencies"),
        (lambda q: launch().set_cpu_limit("1"), "not-passed-through", "'RESOURCES'"),
        (lambda q: say(line="{{$.workspace_path}}/a"), "no-workspace", "PipelineConfig.workspace.size"),
    ],
)
def test_what_can_never_run(body, code, match):
    (problem,) = problems_of(body)
    assert problem[0] == code
    assert match in problem[1]
    assert problem[1].startswith(f"{__file__}:")


def test_a_collected_loop_may_not_stand_in_a_branch():
    def body(q):
        with dsl.If(q == "a"):
            task = inside_loop(q)
        join(lines=dsl.Collected(task.output))

    assert problems_of(body)[0][0] == "illegal-collected"


def test_a_final_status_has_one_source():
    def body(q):
        ended().after(say(), say()).ignore_upstream_failure()

    assert "Got 2 dependent tasks: ['say', 'say-2']" in problems_of(body)[0][1]


def test_tasks_that_wait_for_each_other():
    def body(q):
        first = say()
        second = say(line=first.output)
        first.after(second)

    ((code, text),) = problems_of(body)
    assert code == "cycle"
    assert "say -> say-2 -> say" in text


def test_a_task_that_waits_for_the_group_that_it_is_in():
    def body(q):
        with dsl.If(q == "a") as group:
            say().after(group)

    assert "waits for itself, or for a group" in problems_of(body)[0][1]


def test_an_impossible_comparison_is_found_with_its_place():
    def body(q):
        with dsl.If(join(lines=[]).output == q), dsl.If(data().output == "a"):
            say()

    ((code, text),) = problems_of(body)
    assert code == "invalid-condition"
    assert "is an artifact" in text


def test_a_task_of_another_pipeline():
    kept = []
    assert problems_of(lambda q: kept.append(join(lines=["a"]))) == []
    assert problems_of(lambda q: say(line=kept[0].output))[0][0] == "foreign-task"


def test_all_problems_are_told_together():
    def body(q):
        say(line=inside_if(q).output)
        ended()
        join(lines=dsl.Collected(say().output))

    assert [code for code, _ in problems_of(body)] == [
        "illegal-dependency",
        "illegal-collected",
        "final-status-outside-exit-task",
    ]


def test_the_error_is_every_exception_that_kfp_raises():
    with pytest.raises(InvalidTopologyException, match="has 1 problem") as caught:
        dsl.pipeline(lambda_pipeline(lambda q: ended()))
    assert isinstance(caught.value, ValueError)


def lambda_pipeline(body):
    def outer(q: str = "a"):
        body(q)

    return outer


def test_a_collector_keeps_the_problems_of_a_whole_file():
    collector = ProblemCollector()
    with receiving(collector):
        for _ in range(2):
            dsl.pipeline(lambda_pipeline(lambda q: ended()))
        with pytest.raises(RuntimeError, match="called outside of a pipeline while its file was loaded"):
            say()
    assert len(collector.problems) == 2


@pytest.mark.parametrize(
    "body",
    [
        lambda q: say().after(inside_loop(q)),
        lambda q: say().after(inside_chain(q)),
        lambda q: join(lines=dsl.Collected(inside_loop(q).output)),
        lambda q: ended().after(say()).ignore_upstream_failure(),
        lambda q: launch().set_env_variable("A", "b"),
    ],
)
def test_what_may_look_odd_but_runs(body):
    assert problems_of(body) == []


def test_groups_can_be_waited_for():
    def body(q):
        with dsl.If(q == "a") as group:
            with dsl.ExitHandler(say()) as handler:
                say()
            say().after(handler)
        with dsl.ParallelFor([1]) as _:
            say()
        say().after(group)

    assert problems_of(body) == []


@pytest.mark.parametrize(
    ("body", "annotation", "code"),
    [
        (lambda q: inside_if(q).output, str, "output-from-inside"),
        (lambda q: inside_loop(q).output, str, "output-from-inside"),
        (lambda q: dsl.Collected(say().output), list, "illegal-collected"),
        (lambda q: exit_task(q).output, str, "output-of-exit-task"),
        (lambda q: say().output, int, "incompatible-output"),
        (lambda q: data().output, dsl.Model, "incompatible-output"),
        (lambda q: say() and None, str, "missing-output"),
        (lambda q: [say(), q][1], str, "foreign-output"),
    ],
)
def test_outputs_that_a_pipeline_cannot_have(body, annotation, code):
    def outer(q: str = "a") -> annotation:
        return body(q)

    with pytest.raises(PipelineError) as caught:
        dsl.pipeline(outer)
    assert [problem.code for problem in caught.value.problems] == [code]


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        (lambda q: inside_if(q).output, "use dsl.OneOf"),
        (lambda q: inside_loop(q).output, "use dsl.Collected"),
        (lambda q: inside_handler(q).output, "nothing leaves an exit handler"),
    ],
)
def test_an_output_from_inside_is_told_the_way_out_of_its_group(body, hint):
    def outer(q: str = "a") -> str:
        return body(q)

    with pytest.raises(PipelineError) as caught:
        dsl.pipeline(outer)
    assert caught.value.problems[0].hint.startswith(hint)


def test_an_output_without_annotation():
    def outer():
        return say().output

    with pytest.raises(PipelineError, match="You may be missing a type annotation"):
        dsl.pipeline(outer)


def test_an_item_is_no_output():
    def outer() -> str:
        return join_dict().output["a"]

    with pytest.raises(PipelineError, match="a pipeline returns whole outputs"):
        dsl.pipeline(outer)


@dsl.component
def join_dict() -> dict:
    return {}


def test_several_outputs():
    class Outputs(NamedTuple):
        first: str
        second: list

    def outer() -> Outputs:
        return Outputs(say().output, dsl.Collected(inside_loop("a").output))

    assert set(dsl.pipeline(outer).graph.outputs) == {"first", "second"}


def test_cycles_are_found_without_recursion():
    chain = {str(index): {str(index - 1)} for index in range(1, 20000)}
    assert find_cycle(chain) == []
    assert find_cycle({**chain, "0": {"19999"}})[0] == find_cycle({**chain, "0": {"19999"}})[-1]


@dsl.component
def condition_1():
    pass


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (lambda q: (condition_1(), inside_if(q)), "ambiguous-name"),
        (lambda q: dsl.ExitHandler(dsl.importer("gs://a", dsl.Dataset)).__enter__() and say(), "invalid-exit-task"),
    ],
)
def test_names_and_exit_tasks_that_cannot_be(body, code):
    assert code in [found for found, _ in problems_of(body)]


def test_a_task_of_another_pipeline_cannot_be_waited_for():
    kept = []
    assert problems_of(lambda q: kept.append(join(lines=["a"]))) == []
    assert problems_of(lambda q: say().after(kept[0]))[0][0] == "foreign-task"


def test_a_final_status_inside_a_group_has_its_source_there():
    def body(q):
        first = say()
        with dsl.If(q == "a"):
            ended().after(first).ignore_upstream_failure()

    assert "within the same control flow scope" in problems_of(body)[0][1]
    assert "'dsl.If'" in problems_of(body)[0][1]


def test_an_input_named_like_a_surfaced_one_is_refused():
    @dsl.container_component
    def odd(other: str):
        return dsl.ContainerSpec(image="i")

    name = "pipelinechannel--q"
    inputs = odd.definition.spec.input_definitions
    renamed = replace(
        inputs, parameters={**inputs.parameters, name: replace(inputs.parameters["other"], is_optional=True)}
    )
    component = Component(replace(odd.definition, spec=replace(odd.definition.spec, input_definitions=renamed)))
    assert problems_of(lambda q: component(other=f"{q}"))[0][0] == "name-collision"


@pytest.mark.parametrize(
    ("apply", "field"),
    [
        (lambda task: kubernetes.add_toleration(task, key="k"), "KUBERNETES_TOLERATIONS"),
        (lambda task: kubernetes.mount_pvc(task, "p", "/m"), "KUBERNETES_VOLUMES"),
        (lambda task: kubernetes.add_node_selector(task, "k", "v"), "KUBERNETES_NODE_SELECTOR"),
    ],
)
def test_settings_that_a_component_does_not_pass_through(apply, field):
    assert f"'{field}'" in problems_of(lambda q: apply(launch()))[0][1]
