"""From traced pipelines to the IR: what KFP has too. The differential tests compare whole documents."""

from typing import NamedTuple

import pytest

from penstock import dsl
from penstock.compiler import compile_document
from penstock.spec.codec import encode
from penstock.spec.validation import validate


@dsl.component
def say(line: str = "x") -> str:
    return line


@dsl.component
def double(number: int) -> int:
    return number


@dsl.component
def total(numbers: list[int]) -> int:
    return 0


@dsl.component
def rows() -> list:
    return []


@dsl.component
def data() -> dsl.Dataset:
    pass


@dsl.component
def ended(status: dsl.PipelineTaskFinalStatus, line: str = "x"):
    pass


def compiled(function, **options):
    document = compile_document(dsl.pipeline(function, **options))
    assert [str(problem) for problem in validate(document)] == []
    return encode(document.pipeline), encode(document.platform)


def tasks(spec, component="root"):
    holder = spec["root"] if component == "root" else spec["components"][component]
    return holder["dag"]["tasks"]


def test_a_value_from_further_out_enters_every_group_on_the_way():
    def outer(q: str = "a"):
        first = say(line=q)
        with dsl.ParallelFor(["a"]) as item, dsl.If(item == "a"):
            say(line=f"{first.output} {q}")

    spec, _ = compiled(outer)
    inputs = tasks(spec)["for-loop-2"]["inputs"]["parameters"]
    assert inputs["pipelinechannel--say-Output"] == {
        "taskOutputParameter": {"producerTask": "say", "outputParameterKey": "Output"}
    }
    assert inputs["pipelinechannel--q"] == {"componentInputParameter": "q"}
    assert tasks(spec, "comp-condition-3")["say-2"]["inputs"]["parameters"]["line"]["runtimeValue"]["constant"] == (
        "{{$.inputs.parameters['pipelinechannel--say-Output']}} {{$.inputs.parameters['pipelinechannel--q']}}"
    )
    assert tasks(spec)["for-loop-2"]["dependentTasks"] == ["say"]


def test_a_collected_value_leaves_every_loop_on_the_way():
    def outer() -> list:
        with dsl.ParallelFor([1, 2], parallelism=2), dsl.ParallelFor([3]) as item:
            task = double(number=item)
        total(numbers=dsl.Collected(task.output))
        return dsl.Collected(task.output)

    spec, _ = compiled(outer)
    name = "pipelinechannel--double-Output"
    assert spec["components"]["comp-for-loop-4"]["dag"]["outputs"]["parameters"][name] == {
        "valueFromParameter": {"producerSubtask": "double", "outputParameterKey": "Output"}
    }
    assert spec["components"]["comp-for-loop-2"]["dag"]["outputs"]["parameters"][name] == {
        "valueFromParameter": {"producerSubtask": "for-loop-4", "outputParameterKey": name}
    }
    assert tasks(spec)["for-loop-2"]["iteratorPolicy"] == {"parallelismLimit": 2}
    assert (
        spec["root"]["dag"]["outputs"]["parameters"]["Output"]["valueFromParameter"]["producerSubtask"] == "for-loop-2"
    )


def test_one_collected_channel_can_be_used_twice():
    """KFP changes the channel when it is used, and fails at the second use."""

    def outer():
        with dsl.ParallelFor([1]) as item:
            task = double(number=item)
        all_of_them = dsl.Collected(task.output)
        total(numbers=all_of_them)
        total(numbers=all_of_them)

    spec, _ = compiled(outer)
    assert tasks(spec)["total"]["inputs"] == tasks(spec)["total-2"]["inputs"]


def test_a_chain_gives_one_of_its_outputs():
    def outer(q: str = "a") -> str:
        with dsl.If(q == "a"):
            first = say()
        with dsl.Else():
            second = say()
        return dsl.OneOf(first.output, second.output)

    spec, _ = compiled(outer)
    name = "pipelinechannel--condition-branches-1-oneof-1"
    assert spec["components"]["comp-condition-branches-1"]["dag"]["outputs"]["parameters"][name]["valueFromOneof"] == {
        "parameterSelectors": [
            {"producerSubtask": "condition-2", "outputParameterKey": "pipelinechannel--say-Output"},
            {"producerSubtask": "condition-3", "outputParameterKey": "pipelinechannel--say-2-Output"},
        ]
    }
    branches = tasks(spec, "comp-condition-branches-1")
    assert (
        branches["condition-3"]["triggerPolicy"]["condition"]
        == "!(inputs.parameter_values['pipelinechannel--q'] == 'a')"
    )


def test_an_exit_task_learns_how_its_handler_ended():
    def outer(q: str = "a"):
        with dsl.ExitHandler(ended(line=q)):
            say()

    spec, _ = compiled(outer)
    task = tasks(spec)["ended"]
    assert task["dependentTasks"] == ["exit-handler-1"]
    assert task["triggerPolicy"] == {"strategy": "ALL_UPSTREAM_TASKS_COMPLETED"}
    assert task["inputs"]["parameters"]["status"] == {"taskFinalStatus": {"producerTask": "exit-handler-1"}}


def test_settings_reach_task_and_executor():
    def outer(cpu: str = "1", image: str = "i:1"):
        task = say().set_cpu_limit(cpu).set_memory_limit("2Gi").set_accelerator_type("gpu").set_container_image(image)
        task.set_retry(3, backoff_duration="2m").set_caching_options(True, cache_key="k").set_env_variable("A", "b")

    spec, _ = compiled(outer)
    task = tasks(spec)["say"]
    assert task["retryPolicy"] == {
        "maxRetryCount": 3,
        "backoffDuration": "120s",
        "backoffFactor": 2.0,
        "backoffMaxDuration": "3600s",
    }
    assert task["cachingOptions"] == {"enableCache": True, "cacheKey": "k"}
    placeholder = "{{$.inputs.parameters['pipelinechannel--cpu']}}"
    assert task["inputs"]["parameters"]["cpu_limit"]["runtimeValue"]["constant"] == placeholder
    container = spec["deploymentSpec"]["executors"]["exec-say"]["container"]
    assert container["resources"]["resourceCpuLimit"] == placeholder
    assert container["resources"]["memoryLimit"] == pytest.approx(2.147483648)
    assert container["resources"]["accelerator"] == {
        "type": "gpu",
        "count": "1",
        "resourceType": "gpu",
        "resourceCount": "1",
    }
    assert container["image"] == "{{$.inputs.parameters['pipelinechannel--image']}}"
    assert container["env"] == [{"name": "A", "value": "b"}]


def test_pipelines_inside_pipelines_keep_their_parts_apart():
    @dsl.pipeline
    def inner(line: str) -> str:
        first = say(line=line)
        with dsl.If(first.output == "a"):
            say()
        return first.output

    def outer():
        say()
        inner(line="a")
        inner(line=inner(line="b").output).set_retry(1)

    spec, _ = compiled(outer)
    labels = [component["executorLabel"] for component in spec["components"].values() if "executorLabel" in component]
    assert sorted(labels) == sorted(set(labels))
    assert set(labels) == set(spec["deploymentSpec"]["executors"])
    assert tasks(spec)["inner-3"]["retryPolicy"]["maxRetryCount"] == 1


def test_names_that_look_numbered_stay_correct():
    """KFP renames in place, so that two components can end up with the executor of one."""

    @dsl.pipeline
    def inner():
        say(line="first")
        say(line="second").set_env_variable("WHO", "second")

    def outer():
        say()
        inner()

    spec, _ = compiled(outer)
    task = tasks(spec, "comp-inner")["say-2"]["componentRef"]["name"]
    label = spec["components"][task]["executorLabel"]
    assert spec["deploymentSpec"]["executors"][label]["container"]["env"] == [{"name": "WHO", "value": "second"}]


def test_a_name_that_is_part_of_another_is_not_mistaken_for_it():
    """KFP compares names by `in`: the item of loop 1 is not passed into a loop over item 11."""

    def outer():
        with dsl.ParallelFor([1]) as first:
            for _ in range(4):
                with dsl.ParallelFor(["a"]) as line:
                    say(line=line)
            with dsl.ParallelFor([2]) as second:
                double(number=second)
                with dsl.If(second == 2):
                    double(number=first)

    compiled(outer)


def test_an_item_in_text_reaches_a_loop_inside_a_branch():
    """KFP looks for the item outside of the loop."""

    def outer(q: str = "a"):
        with dsl.If(q == "a"), dsl.ParallelFor([{"k": "a"}]) as item:
            say(line=f"{item.k} {item}")
            with dsl.If(item.k == "a"):
                say(line=item.k)

    spec, _ = compiled(outer)
    assert set(spec["components"]["comp-condition-1"]["inputDefinitions"]["parameters"]) == {"pipelinechannel--q"}


def test_a_loop_waits_for_the_list_that_nothing_inside_uses():
    def outer(q: str = "a"):
        many = rows()
        with dsl.If(q == "a"), dsl.ParallelFor(many.output):
            say()

    spec, _ = compiled(outer)
    assert tasks(spec)["condition-1"]["dependentTasks"] == ["rows"]


def test_an_importer_takes_a_constant_or_an_input():
    def outer(where: str = "gs://a"):
        dsl.importer(where, dsl.Dataset)
        dsl.importer(f"{where}/b", dsl.Dataset)
        dsl.importer("gs://c", dsl.Dataset)

    spec, _ = compiled(outer)
    executors = spec["deploymentSpec"]["executors"]
    uris = [executors[f"exec-importer{end}"]["importer"]["artifactUri"] for end in ("", "-2", "-3")]
    assert uris == [{"runtimeParameter": "uri"}, {"runtimeParameter": "uri"}, {"constant": "gs://c"}]


def test_a_pipeline_returns_several_outputs():
    class Outputs(NamedTuple):
        text: str
        made: dsl.Dataset

    def outer() -> Outputs:
        return Outputs(text=say().output, made=data().output)

    spec, _ = compiled(outer)
    assert spec["root"]["dag"]["outputs"] == {
        "parameters": {"text": {"valueFromParameter": {"producerSubtask": "say", "outputParameterKey": "Output"}}},
        "artifacts": {"made": {"artifactSelectors": [{"producerSubtask": "data", "outputArtifactKey": "Output"}]}},
    }


def test_pipeline_settings_are_platform_settings():
    config = dsl.PipelineConfig(workspace=dsl.WorkspaceConfig("1Gi"), active_deadline_seconds=60)

    def outer():
        say(line=dsl.WORKSPACE_PATH_PLACEHOLDER)

    _, platform = compiled(outer, pipeline_config=config)
    assert platform["platforms"]["kubernetes"]["pipelineConfig"] == {
        "workspace": {"size": "1Gi", "kubernetes": {"pvcSpecPatch": {}}},
        "activeDeadlineSeconds": 60,
    }
