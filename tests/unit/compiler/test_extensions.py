"""What Penstock compiles beyond KFP, in valid IR."""

import json

import pytest

from penstock import dsl
from penstock.compiler import compile_document
from penstock.documents import dump_document, load_document
from penstock.engine.planning import Plan
from penstock.spec.codec import encode
from penstock.spec.validation import validate


@dsl.component
def say(line: str = "x") -> str:
    return line


@dsl.component
def double(number: int) -> int:
    return number


@dsl.component
def half(number: float) -> float:
    return number


@dsl.component
def config() -> dict:
    return {}


@dsl.component
def counts() -> dict[str, int]:
    return {}


@dsl.component
def flag() -> bool:
    return True


@dsl.component
def read(one: dsl.Input[dsl.Dataset]) -> str:
    return ""


def compiled(function):
    document = compile_document(dsl.pipeline(function))
    assert [str(problem) for problem in validate(document)] == []
    Plan(document).check()
    assert encode(load_document(dump_document(document)).pipeline) == encode(document.pipeline)
    return encode(document.pipeline), encode(document.platform)


def tasks(spec, component="root"):
    holder = spec["root"] if component == "root" else spec["components"][component]
    return holder["dag"]["tasks"]


def condition(spec, name):
    return tasks(spec)[name]["triggerPolicy"]["condition"]


def test_conditions_with_and_or_not_in_and_truth():
    def outer(q: str = "o'b", k: int = 1):
        sure = flag()
        with dsl.If(((q == "o'b") & (k > 1)) | ~sure.output):
            say()
        with dsl.If(sure.output):
            say()
        with dsl.If(dsl.is_in(k, [1, 2])):
            say()

    spec, _ = compiled(outer)
    text, number = "inputs.parameter_values['pipelinechannel--q']", "int(inputs.parameter_values['pipelinechannel--k'])"
    truth = "inputs.parameter_values['pipelinechannel--flag-Output'] == true"
    assert condition(spec, "condition-1") == f"({text} == 'o\\'b' && {number} > 1) || !({truth})"
    assert condition(spec, "condition-2") == truth
    assert condition(spec, "condition-3") == f"{number} == 1 || {number} == 2"
    assert tasks(spec)["condition-1"]["dependentTasks"] == ["flag"]


def test_an_elif_of_a_compound_condition_excludes_what_came_before():
    def outer(q: str = "a", k: int = 1):
        with dsl.If((q == "a") | (k > 1)):
            say()
        with dsl.Elif((q == "b") | (k > 2)):
            say()
        with dsl.Else():
            say()

    spec, _ = compiled(outer)
    branches = tasks(spec, "comp-condition-branches-1")
    text, number = "inputs.parameter_values['pipelinechannel--q']", "int(inputs.parameter_values['pipelinechannel--k'])"
    first, second = f"{text} == 'a' || {number} > 1", f"{text} == 'b' || {number} > 2"
    assert branches["condition-3"]["triggerPolicy"]["condition"] == f"!({first}) && ({second})"
    assert branches["condition-4"]["triggerPolicy"]["condition"] == f"!({first}) && !({second})"


def test_items_of_outputs_and_inputs():
    def outer(given: dict[str, int] = {"a": 1}):  # noqa: B006
        made, counted = config(), counts()
        half(number=made.output["deep"]["lr"])
        double(number=counted.output["n"])
        double(number=given["a"])
        say(line=f"{made.output['name']}!")
        with dsl.If(counted.output["n"] > 3):
            double(number=counted.output["n"])
        with dsl.ParallelFor(made.output["list"]) as item:
            say(line=item)

    spec, _ = compiled(outer)
    source = {"producerTask": "config", "outputParameterKey": "Output"}
    assert tasks(spec)["half"]["inputs"]["parameters"]["number"] == {
        "taskOutputParameter": source,
        "parameterExpressionSelector": 'parseJson(string_value)["deep"]["lr"]',
    }
    assert tasks(spec)["double-2"]["inputs"]["parameters"]["number"] == {
        "componentInputParameter": "given",
        "parameterExpressionSelector": 'parseJson(string_value)["a"]',
    }
    loop = tasks(spec)["for-loop-2"]
    assert loop["parameterIterator"]["items"]["inputParameter"] == "pipelinechannel--config-Output-subvar-list"
    selected = loop["inputs"]["parameters"]["pipelinechannel--config-Output-subvar-list"]
    assert selected == {"taskOutputParameter": source, "parameterExpressionSelector": 'parseJson(string_value)["list"]'}


def test_items_of_a_wrong_type_are_refused():
    def outer():
        say(line=counts().output["n"])

    with pytest.raises(Exception, match="'NUMBER_INTEGER' is incompatible with the input type 'STRING'"):
        dsl.pipeline(outer)


def test_items_of_items_in_nested_loops():
    def outer(groups: list[dict] = []):  # noqa: B006
        with dsl.ParallelFor(groups) as group, dsl.ParallelFor(group.members) as member, dsl.If(group["size"] == 2):
            say(line=member.first["name"])
            say(line=f"{group.label} {member.last}")

    compiled(outer)


def test_a_pair_of_loops_over_one_list():
    def outer(rows: list[str] = ["a"]):  # noqa: B006
        with dsl.ParallelFor(rows) as left, dsl.ParallelFor(rows) as right:
            say(line=f"{left}-{right}")

    spec, _ = compiled(outer)
    inner = spec["components"]["comp-for-loop-2"]["inputDefinitions"]["parameters"]
    assert {"pipelinechannel--rows-loop-item", "pipelinechannel--rows-loop-item-2"} <= set(inner)


@pytest.mark.parametrize("items", [[], [1, "two", 2.5], [1, 2.5], [{"a": 1}, {"b": "x"}]])
def test_loops_over_lists_that_are_empty_or_mixed(items):
    def outer():
        with dsl.ParallelFor(items):
            say()

    spec, _ = compiled(outer)
    assert json.loads(tasks(spec)["for-loop-2"]["parameterIterator"]["items"]["raw"]) == items


def test_exit_handlers_inside_groups():
    def outer(q: str = "a"):
        with dsl.ParallelFor(["x"]) as item, dsl.ExitHandler(say(line=f"{item} {q}")), dsl.ExitHandler(say()):
            say(line=item)

    spec, _ = compiled(outer)
    inside = tasks(spec, "comp-for-loop-2")
    assert inside["say"]["dependentTasks"] == ["exit-handler-3"]
    assert inside["say"]["triggerPolicy"]["strategy"] == "ALL_UPSTREAM_TASKS_COMPLETED"
    assert set(tasks(spec, "comp-exit-handler-3")) == {"exit-handler-4", "say-2"}


def test_after_any_group():
    def outer(q: str = "a"):
        with dsl.If(q == "a") as branch:
            say()
        with dsl.ParallelFor(["a"]):
            inner = say()
        with dsl.ExitHandler(say()) as handler:
            say()
        say().after(branch, handler, inner)

    spec, _ = compiled(outer)
    assert tasks(spec)["say-5"]["dependentTasks"] == ["condition-1", "exit-handler-4", "for-loop-3"]


def test_a_time_out_is_known_to_penstock_and_kubernetes():
    def outer():
        say().set_timeout("5 minutes")

    _, platform = compiled(outer)
    executors = {name: entry["deploymentSpec"]["executors"] for name, entry in platform["platforms"].items()}
    assert executors == {
        "penstock": {"exec-say": {"timeoutSeconds": 300}},
        "kubernetes": {"exec-say": {"activeDeadlineSeconds": "300"}},
    }


def test_environment_variables_with_values_of_the_pipeline():
    def outer(q: str = "a"):
        first = say()
        with dsl.If(q == "a"):
            double(number=1).set_env_variable("TEXT", first.output).set_env_variable("Q", f"{q}!")

    spec, _ = compiled(outer)
    task = tasks(spec, "comp-condition-1")["double"]
    assert set(task["inputs"]["parameters"]) == {"number", "pipelinechannel--say-Output", "pipelinechannel--q"}
    assert spec["deploymentSpec"]["executors"]["exec-double"]["container"]["env"] == [
        {"name": "TEXT", "value": "{{$.inputs.parameters['pipelinechannel--say-Output']}}"},
        {"name": "Q", "value": "{{$.inputs.parameters['pipelinechannel--q']}}!"},
    ]
    assert tasks(spec)["condition-1"]["dependentTasks"] == ["say"]


def test_artifacts_as_inputs_of_a_pipeline():
    def outer(one: dsl.Input[dsl.Dataset], many: dsl.Input[list[dsl.Dataset]]):
        read(one=one)
        with dsl.ParallelFor(many) as item:
            read(one=item)

    spec, _ = compiled(outer)
    assert tasks(spec)["read"]["inputs"]["artifacts"]["one"] == {"componentInputArtifact": "one"}
    assert tasks(spec)["for-loop-1"]["artifactIterator"]["items"] == {"inputArtifact": "pipelinechannel--many"}


def test_whole_numbers_stay_exact():
    def outer(big: int = 2**63 - 1):
        double(number=2**53 + 1)
        double(number=big)

    document = load_document(dump_document(compile_document(dsl.pipeline(outer))))
    spec = encode(document.pipeline)
    assert spec["root"]["inputDefinitions"]["parameters"]["big"]["defaultValue"] == 2**63 - 1
    assert tasks(spec)["double"]["inputs"]["parameters"]["number"]["runtimeValue"]["constant"] == 2**53 + 1
