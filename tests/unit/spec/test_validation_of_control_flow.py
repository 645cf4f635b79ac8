import pytest

COMPLETED = {"strategy": "ALL_UPSTREAM_TASKS_COMPLETED"}


def typed(kind, **more):
    return {"parameterType": kind, **more}


def body(item="NUMBER_INTEGER", **parameters):
    """A component with an input for the item of a loop."""
    return {"inputDefinitions": {"parameters": {"item": typed(item), **parameters}}}


def loop(**items):
    return {"itemInput": "item", "items": items}


def test_conditions_read_inputs_of_the_task(draft):
    policy = {"condition": "inputs.parameter_values['lr'] > 0.5"}
    assert draft.set("root.dag.tasks.train.triggerPolicy", policy).problems() == ()
    policy["condition"] = "inputs.parameter_values['l'] > 0.5 && has(inputs.artifacts['dat'])"
    first, second = draft.problems()
    assert first.path == second.path == "root.dag.tasks.train.triggerPolicy.condition"
    assert "did you mean 'lr'?" in first.message
    assert "did you mean 'data'?" in second.message


def test_conditions_must_parse(draft):
    problem = draft.set("root.dag.tasks.load.triggerPolicy", {"condition": "1 = 1"}).problem()
    assert (problem.code, problem.hint) == ("invalid-condition", "compare with '=='")


@pytest.mark.parametrize(
    ("condition", "code", "words"),
    [
        ("inputs.parameter_values['lr'] == '5'", "never-equal", "always false"),
        ("inputs.parameter_values['lr'] != true", "never-equal", "always true"),
        ("inputs.parameter_values['lr'] > 'a'", "invalid-condition", "'>' compares a number with a text"),
        ("inputs.parameter_values['lr'] == null", None, ""),
        ("inputs.artifacts['data'] == 'x'", None, ""),
    ],
)
def test_conditions_compare_what_can_be_compared(draft, condition, code, words):
    draft.set("root.dag.tasks.train.triggerPolicy", {"condition": condition})
    assert [problem.code for problem in draft.problems()] == ([code] if code else [])
    assert all(words in problem.message for problem in draft.problems())


@pytest.mark.parametrize(
    "policy",
    [
        {"maxRetryCount": -1},
        {"backoffFactor": -2.0},
        {"backoffDuration": "-1s"},
        {"backoffMaxDuration": "-0.5s"},
    ],
)
def test_retries_are_not_negative(draft, policy):
    assert draft.set("root.dag.tasks.load.retryPolicy", policy).problem().code == "invalid-retries"


def test_takes_sensible_retries(draft):
    policy = {"maxRetryCount": 3, "backoffDuration": "1s", "backoffFactor": 2.0, "backoffMaxDuration": "60s"}
    assert draft.set("root.dag.tasks.load.retryPolicy", policy).problems() == ()


def test_iterates_over_constants(draft):
    draft.component("body", **body()).task("loop", "comp-body", parameterIterator=loop(raw="[1, 2.0]"))
    assert draft.problems() == ()


def test_constant_items_fit_the_item(draft):
    draft.component("body", **body()).task("loop", "comp-body", parameterIterator=loop(raw='[1, "two"]'))
    problem = draft.problem()
    assert problem.path == "root.dag.tasks.loop.parameterIterator.items.raw[1]"
    assert problem.message == 'expects a whole number, got text "two"'


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ({"raw": "[1"}, "not the JSON text of a list"),
        ({"raw": '{"a": 1}'}, "JSON text of dict, not of a list"),
        ({"raw": "[" * 100_000}, "not the JSON text of a list"),
        ({}, "needs either 'raw' or 'inputParameter'"),
        ({"raw": "[]", "inputParameter": "xs"}, "needs either 'raw' or 'inputParameter'"),
    ],
)
def test_refuses_items_that_are_none(draft, items, words):
    draft.component("body", **body()).task("loop", "comp-body", parameterIterator=loop(**items))
    problem = draft.problem()
    assert problem.code == "invalid-iterator"
    assert words in problem.message


def test_iterates_over_an_input(draft):
    draft.set("root.inputDefinitions.parameters.xs", typed("LIST"))
    inputs = {"parameters": {"xs": {"componentInputParameter": "xs"}}}
    draft.component("body", **body(xs=typed("LIST")))
    draft.task("loop", "comp-body", inputs=inputs, parameterIterator=loop(inputParameter="xs"))
    assert draft.problems() == ()


def test_the_input_of_a_loop_exists_and_is_a_list(draft):
    draft.component("body", **body(n=typed("NUMBER_INTEGER", defaultValue=3)))
    draft.task("loop", "comp-body", parameterIterator=loop(inputParameter="xs"))
    assert draft.problem().code == "unknown-input"
    draft.task("loop", "comp-body", parameterIterator=loop(inputParameter="n"))
    assert draft.problem().message == "cannot iterate over input 'n': it is of type NUMBER_INTEGER, not LIST"


def test_the_item_goes_to_an_input(draft):
    iterator = {"itemInput": "itm", "items": {"raw": "[1]"}}
    draft.component("body", **body()).task("loop", "comp-body", parameterIterator=iterator)
    assert [problem.code for problem in draft.problems()] == ["missing-input", "unknown-input"]


def artifact(*, is_list):
    return {"artifactType": {"schemaTitle": "system.Dataset", "schemaVersion": "0.0.1"}, "isArtifactList": is_list}


@pytest.mark.parametrize(
    ("iterator", "code"),
    [
        ({"itemInput": "one", "items": {"inputArtifact": "many"}}, None),
        ({"itemInput": "on", "items": {"inputArtifact": "many"}}, "unknown-input"),
        ({"itemInput": "one", "items": {"inputArtifact": "man"}}, "unknown-input"),
        ({"itemInput": "one"}, "unknown-input"),
        ({"itemInput": "one", "items": {"inputArtifact": "one"}}, "type-mismatch"),
    ],
)
def test_iterates_over_lists_of_artifacts(draft, iterator, code):
    artifacts = {"many": artifact(is_list=True), "one": {**artifact(is_list=False), "isOptional": True}}
    draft.component("body", inputDefinitions={"artifacts": artifacts})
    draft.set("root.inputDefinitions.artifacts", {"many": artifact(is_list=True)})
    inputs = {"artifacts": {"many": {"componentInputArtifact": "many"}}}
    draft.task("loop", "comp-body", inputs=inputs, artifactIterator=iterator)
    assert [problem.code for problem in draft.problems()] == ([code] if code else [])


def test_iterates_over_one_thing_only(draft):
    artifacts = {"many": artifact(is_list=True), "one": artifact(is_list=False)}
    draft.component("body", inputDefinitions={"artifacts": artifacts, "parameters": {"item": typed("STRING")}})
    draft.set("root.inputDefinitions.artifacts", {"many": artifact(is_list=True)})
    iterator = {"itemInput": "one", "items": {"inputArtifact": "many"}}
    inputs = {"artifacts": {"many": {"componentInputArtifact": "many"}}}
    draft.task("loop", "comp-body", inputs=inputs, artifactIterator=iterator, parameterIterator=loop(raw="[]"))
    assert draft.problem().code == "invalid-iterator"


@pytest.mark.parametrize(("is_loop", "codes"), [(True, []), (False, ["type-mismatch", "type-mismatch"])])
def test_what_a_loop_gives_is_a_list_though_it_is_declared_as_one_item(draft, is_loop, codes):
    """KFP 2.0 declared what `Collected` gathers in this way."""
    declared = {"outputDefinitions": {"parameters": {"made": typed("NUMBER_INTEGER")}}}
    draft.component("body", **body(), **declared)
    draft.component("sum", inputDefinitions={"parameters": {"xs": typed("LIST")}})
    item = {"inputs": {"parameters": {"item": {"runtimeValue": {"constant": 1}}}}}
    draft.task("loop", "comp-body", **({"parameterIterator": loop(raw="[1]")} if is_loop else item))
    made = {"taskOutputParameter": {"producerTask": "loop", "outputParameterKey": "made"}}
    draft.task("sum", "comp-sum", dependentTasks=["loop"], inputs={"parameters": {"xs": made}})
    selector = {"producerSubtask": "loop", "outputParameterKey": "made"}
    draft.set("root.outputDefinitions.parameters.all", typed("LIST"))
    draft.set("root.dag.outputs.parameters.all", {"valueFromParameter": selector})
    assert [problem.code for problem in draft.problems()] == codes


def test_limits_are_not_negative(draft):
    iterator = loop(raw="[1]")
    draft.component("body", **body())
    draft.task("loop", "comp-body", parameterIterator=iterator, iteratorPolicy={"parallelismLimit": 2})
    assert draft.problems() == ()
    draft.task("loop", "comp-body", parameterIterator=iterator, iteratorPolicy={"parallelismLimit": -1})
    assert draft.problem().code == "invalid-iterator"


def an_exit_task(draft, *, depends=("load",), policy=COMPLETED, kind="TASK_FINAL_STATUS", producer="load"):
    draft.component("exit", inputDefinitions={"parameters": {"status": typed(kind)}})
    inputs = {"parameters": {"status": {"taskFinalStatus": {"producerTask": producer}}}}
    return draft.task("exit", "comp-exit", dependentTasks=list(depends), triggerPolicy=policy, inputs=inputs)


def test_an_exit_task_takes_a_final_status(draft):
    assert an_exit_task(draft).problems() == ()
    assert an_exit_task(draft, kind="STRUCT").problems() == ()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"depends": ()}, "invalid-final-status"),
        ({"policy": {}}, "invalid-final-status"),
        ({"kind": "STRING"}, "type-mismatch"),
        ({"producer": "nothing"}, "unknown-task"),
    ],
)
def test_a_final_status_needs_a_task_that_was_waited_for(draft, options, code):
    assert an_exit_task(draft, **options).problem().code == code


def test_a_task_that_tolerates_failure_needs_something_to_run_with(draft):
    draft.set("root.dag.tasks.train.triggerPolicy", COMPLETED)
    lr = {"taskOutputParameter": {"producerTask": "rate", "outputParameterKey": "o"}}
    draft.component("rate", outputDefinitions={"parameters": {"o": typed("NUMBER_DOUBLE")}}).task("rate", "comp-rate")
    draft.set("root.dag.tasks.train.inputs.parameters.lr", lr)
    assert [problem.code for problem in draft.problems()] == ["needs-default", "needs-default"]
    draft.set("components.comp-train.inputDefinitions.parameters.lr.defaultValue", 0.1)
    draft.set("components.comp-train.inputDefinitions.artifacts.data.isOptional", True)
    assert draft.problems() == ()


LOSS = "root.dag.outputs.parameters.loss"
MODEL = "root.dag.outputs.artifacts.model"


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [
        (LOSS, {}, "invalid-source"),
        (LOSS, {"valueFromOneof": {}}, "invalid-source"),
        (LOSS, {"valueFromParameter": {"producerSubtask": "x", "outputParameterKey": "loss"}}, "unknown-task"),
        (LOSS, {"valueFromParameter": {"producerSubtask": "train", "outputParameterKey": "x"}}, "unknown-output"),
        (MODEL, {}, "invalid-source"),
        (MODEL, {"artifactSelectors": [{"producerSubtask": "x", "outputArtifactKey": "model"}]}, "unknown-task"),
        (MODEL, {"artifactSelectors": [{"producerSubtask": "train", "outputArtifactKey": "x"}]}, "unknown-output"),
        (MODEL, {"artifactSelectors": [{"producerSubtask": "load", "outputArtifactKey": "rows"}]}, "type-mismatch"),
    ],
)
def test_outputs_select_what_exists(draft, place, value, code):
    problem = draft.set(place, value).problem()
    assert (problem.code, problem.path) == (code, place)


def test_outputs_are_declared(draft):
    draft.set("root.outputDefinitions.parameters", {"los": typed("NUMBER_DOUBLE")})
    draft.set("root.outputDefinitions.artifacts", {})
    codes = [problem.code for problem in draft.problems()]
    assert codes == ["unknown-output", "unknown-output", "missing-output"]


def test_outputs_are_of_the_declared_type(draft):
    draft.set("root.outputDefinitions.parameters.loss.parameterType", "STRING")
    expected = "is declared as STRING, got NUMBER_DOUBLE from output 'loss' of task 'train'"
    assert draft.problem().message == expected


def test_one_of_several_tasks_gives_an_output(draft):
    selector = {"producerSubtask": "train", "outputParameterKey": "loss"}
    assert draft.set(LOSS, {"valueFromOneof": {"parameterSelectors": [selector, selector]}}).problems() == ()


def a_loop_with_outputs(draft, name, iterated):
    outputs = {
        "parameters": {name: {"valueFromParameter": {"producerSubtask": "t", "outputParameterKey": "loss"}}},
        "artifacts": {name: {"artifactSelectors": [{"producerSubtask": "t", "outputArtifactKey": "model"}]}},
    }
    train = {"componentRef": {"name": "comp-make"}}
    made = {"schemaTitle": "system.Model", "schemaVersion": "0.0.1"}
    draft.component(
        "make",
        outputDefinitions={
            "parameters": {"loss": typed("NUMBER_DOUBLE")},
            "artifacts": {"model": {"artifactType": made}},
        },
    )
    declared = {
        "parameters": {name: typed("LIST")},
        "artifacts": {name: {"artifactType": made, "isArtifactList": True}},
    }
    dag = {"tasks": {"t": train}, "outputs": outputs}
    draft.set("components.comp-loop", {"dag": dag, "outputDefinitions": declared, **body()})
    iterator = (
        {"parameterIterator": loop(raw="[1]")}
        if iterated
        else {"inputs": {"parameters": {"item": {"runtimeValue": {"constant": 1.0}}}}}
    )
    return draft.task("loop", "comp-loop", **iterator)


def test_outputs_of_a_loop_are_declared_as_lists(draft):
    assert a_loop_with_outputs(draft, "collected", iterated=True).problems() == ()


def test_channels_may_be_declared_as_lists(draft):
    assert a_loop_with_outputs(draft, "pipelinechannel--t-loss", iterated=False).problems() == ()


def test_other_outputs_are_not_lists(draft):
    problems = a_loop_with_outputs(draft, "collected", iterated=False).problems()
    assert [problem.code for problem in problems] == ["type-mismatch", "type-mismatch"]
