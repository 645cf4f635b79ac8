"""Calls of components in a pipeline, and what can be set on a task."""

import warnings
from datetime import timedelta
from typing import Literal

import pytest

from penstock import dsl
from penstock.dsl.channels import PipelineParameterChannel
from penstock.dsl.receivers import current_receiver, install_receiver, receiving
from penstock.dsl.refusals import InconsistentTypeException
from penstock.dsl.settings import duration
from penstock.dsl.task import PipelineTask, TaskState
from penstock.dsl.trace import Trace


@dsl.component
def text(line: str, count: int = 1) -> str:
    return line


@dsl.component
def pair(line: str = "x") -> dsl.Dataset:
    pass


@dsl.component
def two(a: int, model: dsl.Output[dsl.Model], rows: dsl.OutputPath(str)):
    pass


@dsl.component
def read(data: dsl.Input[dsl.Dataset]):
    pass


@dsl.component
def weigh(scale: float, parts: list = []):
    pass


@pytest.fixture
def trace():
    trace = Trace("p")
    with receiving(trace):
        yield trace


def test_a_call_outside_a_pipeline_says_what_to_do():
    with pytest.raises(RuntimeError, match=r"run 'local.init\(local.SubprocessRunner\(\)\)' first"):
        text(line="a")


def test_whoever_is_installed_receives_calls():
    trace = Trace("p")
    before = current_receiver()
    install_receiver(trace)
    try:
        text(line="a")
    finally:
        install_receiver(before)
    assert list(trace.tasks) == ["text"]


def test_tasks_of_one_component_are_numbered(trace):
    assert [text(line="a").name for _ in range(3)] == ["text", "text-2", "text-3"]


@pytest.mark.parametrize(
    ("call", "error", "match"),
    [
        (lambda: text("a"), TypeError, r"keyword arguments.*found 1.*text\(line=..., count=...\)"),
        (lambda: text(line="a", cuont=2), TypeError, "unexpected keyword argument \"cuont\"; did you mean 'count'"),
        (text, TypeError, "missing 1 required argument: line"),
        (
            lambda: text(line=1),
            InconsistentTypeException,
            "'NUMBER_INTEGER' is incompatible with the input type 'STRING'",
        ),
        (lambda: weigh(scale=1), InconsistentTypeException, "Got 1; write 1.0"),
        (lambda: text(line="a", count=None), ValueError, "Leave the argument out"),
        (lambda: weigh(scale=0.5, parts=(1,)), ValueError, "Write a list instead of a tuple"),
        (lambda: weigh(scale=0.5, parts=[None]), ValueError, "Got: None"),
        (lambda: weigh(scale=float("nan")), ValueError, "Got: nan"),
        (lambda: read(data="a"), InconsistentTypeException, "incompatible with the input type 'system.Dataset@0.0.1'"),
        (lambda: read(data=dsl.Dataset()), ValueError, "Input artifacts are not supported"),
        (lambda: text(line=pair().output), InconsistentTypeException, "'system.Dataset@0.0.1' is incompatible"),
        (lambda: text(line=f"{pair().output}"), TypeError, "the artifact 'pair-Output' is part of a text"),
        (lambda: read(data=two(a=1).outputs["model"]), InconsistentTypeException, "'system.Model@0.0.1'"),
    ],
)
def test_a_wrong_call_raises_at_once(trace, call, error, match):
    with pytest.raises(error, match=match):
        call()


def test_outputs_have_names(trace):
    task = two(a=1)
    assert set(task.outputs) == {"model", "rows"}
    with pytest.raises(AttributeError, match=r"multiple outputs.*'rows'"):
        _ = task.output
    with pytest.raises(KeyError, match=r"no output 'row'; did you mean 'rows'"):
        task.outputs["row"]
    with pytest.raises(AttributeError, match="has no output"):
        _ = read(data=pair().output).output


def test_settings_chain(trace):
    task = text(line="a").set_cpu_limit("500m").set_memory_limit("2Gi").set_display_name("shown")
    assert task.settings.resources.cpu_limit == "500m"
    assert task.settings.resources.memory_limit == "2Gi"
    assert task.settings.display_name == "shown"
    assert task.set_accelerator_type("gpu").settings.resources.accelerator_count == "1"
    assert task.set_accelerator_limit(4).settings.resources.accelerator_count == "4"
    assert task.set_caching_options(False, cache_key="k").settings.caching is False


@pytest.mark.parametrize(
    ("set_it", "error", "match"),
    [
        (lambda it: it.set_cpu_limit("many"), ValueError, "Invalid cpu string.*'many'"),
        (lambda it: it.set_cpu_request(1), ValueError, "Invalid cpu string"),
        (lambda it: it.set_memory_limit("1 GB"), ValueError, "Invalid memory string.*'1 GB'"),
        (lambda it: it.set_accelerator_limit(-1), ValueError, "non-negative integer"),
        (lambda it: it.set_accelerator_limit("two"), ValueError, "non-negative integer"),
        (lambda it: it.set_retry(-1), ValueError, "num_retries"),
        (lambda it: it.set_retry(1, backoff_duration="1 month"), ValueError, "Unsupported duration unit: 'month'"),
        (lambda it: it.set_retry(1, backoff_duration="90"), ValueError, "Invalid duration string: '90'"),
        (lambda it: it.set_retry(1, backoff_duration="soon"), ValueError, "Invalid duration string"),
        (lambda it: it.set_retry(1, backoff_duration=it.output), TypeError, "'text-Output' exists only when"),
        (lambda it: it.set_caching_options("False"), TypeError, r"set_caching_options.*expects bool, got 'False'"),
        (
            lambda it: it.set_caching_options(True, cache_key=it.output),
            TypeError,
            "'cache_key': expects str | None, got a",
        ),
        (lambda it: it.set_display_name(5), TypeError, r"set_display_name\(\), argument 'name': expects str, got 5"),
        (lambda it: it.set_accelerator_type(3), TypeError, "accelerator type is text or a parameter, got 3"),
        (lambda it: it.set_container_image(None), TypeError, "container image is text or a parameter, got None"),
        (lambda it: it.set_timeout(0), ValueError, "longer than nothing"),
        (lambda it: it.set_env_variable("N", 1), TypeError, r"write str\(...\)"),
        (lambda it: it.set_debug_pause(after=False, on_error=True), ValueError, "contradictory"),
        (lambda it: it.set_debug_pause(after=False), ValueError, "nothing to pause on"),
        (lambda it: it.after("text"), ValueError, "only supports tasks and groups"),
    ],
)
def test_wrong_settings_raise_at_once(trace, set_it, error, match):
    with pytest.raises(error, match=match):
        set_it(text(line="a"))


@pytest.mark.parametrize(
    ("written", "seconds"), [("60", 60), ("60s", 60), ("2 minutes", 120), ("1 hour", 3600), ("2w", 1209600), (5, 5)]
)
def test_durations(written, seconds):
    assert duration(written) == timedelta(seconds=seconds)


def test_a_variable_without_a_value_is_empty_as_in_kfp(trace):
    with pytest.warns(UserWarning, match="'HOST' got no value") as warned:
        task = text(line="a").set_env_variable("HOST", None)
    assert task.settings.environment == {"HOST": ""}
    assert warned[0].filename == __file__


def test_a_display_name_with_a_value_of_the_run_warns_and_stays_as_it_is_written(trace):
    task = text(line="a")
    with pytest.warns(UserWarning, match="is a constant: 'text-Output' in it is not filled in") as warned:
        task.set_display_name(f"show {task.output}")
    assert task.settings.display_name == f"show {task.output}"
    assert warned[0].filename == __file__


def test_debug_pause_sets_variables_of_argo(trace):
    assert dict(text(line="a").set_debug_pause(before=True).settings.environment) == {
        "ARGO_DEBUG_PAUSE_BEFORE": "true",
        "ARGO_DEBUG_PAUSE_AFTER": "true",
    }
    assert dict(text(line="a").set_debug_pause(on_error=True).settings.environment) == {
        "ARGO_DEBUG_PAUSE_ON_ERROR": "true"
    }


@pytest.mark.parametrize("method", ["set_gpu_limit", "add_node_selector_constraint"])
def test_old_names_warn(trace, method):
    with pytest.warns(DeprecationWarning, match=method):
        getattr(text(line="a"), method)("1")


def test_importers_have_no_container(trace):
    task = dsl.importer("gs://a", dsl.Dataset)
    with pytest.raises(ValueError, match=r"set_cpu_limit can only be used on single-step components.*is an importer"):
        task.set_cpu_limit("1")


def test_a_task_that_may_miss_its_input_cannot_ignore_failures(trace):
    first = text(line="a")
    with pytest.raises(ValueError, match="'line' has no default value"):
        text(line=first.output).ignore_upstream_failure()
    assert pair(line=first.output).ignore_upstream_failure().settings.ignores_upstream_failure


def test_a_task_that_has_run_keeps_its_settings():
    task = PipelineTask.finished(
        name="text", definition=text.definition, arguments={"line": "a"}, outputs={"Output": "a"}
    )
    assert (task.state, task.output) == (TaskState.FINAL, "a")
    with pytest.raises(Exception, match=r"'.set_retry\(\)'"):
        task.set_retry(1)
    with pytest.raises(Exception, match="executed independently"):
        _ = task.dependent_tasks
    with pytest.warns(UserWarning, match="set_cpu_limit.*ignored"):
        assert task.set_cpu_limit("1") is task


def test_a_task_knows_where_it_was_written(trace):
    task = text(line="a")
    assert task.location.file == __file__


def test_enum_and_record_constants_become_json(trace):
    import dataclasses
    import enum

    class Mode(enum.Enum):
        FAST = "fast"

    @dataclasses.dataclass
    class Row:
        mode: Mode

    assert text(line=Mode.FAST).inputs == {"line": "fast"}
    assert weigh(scale=0.5, parts=[Row(Mode.FAST)]).inputs["parts"] == [{"mode": "fast"}]


def test_a_number_of_the_run_inside_a_list_warns_that_it_becomes_text(trace):
    number = PipelineParameterChannel("n", "Integer")
    with pytest.warns(UserWarning, match="'parts' holds the pipeline's input 'n', which is NUMBER_INTEGER") as warned:
        weigh(scale=1.0, parts=["a", {"b": number}, number])
    assert [it.filename for it in warned] == [__file__]


def test_nothing_warns_in_ordinary_use(trace):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        text(line="a").set_retry(2).set_env_variable("A", "b")
        weigh(scale=1.0, parts=[text(line="a").output, {"k": f"{PipelineParameterChannel('n', 'Integer')}"}])


def test_choices_are_checked(trace):
    assert choose(mode="fast").inputs == {"mode": "fast"}
    with pytest.raises(InconsistentTypeException, match="'slow' is not one of 'fast', 'exact'"):
        choose(mode="slow")


@dsl.component
def choose(mode: Literal["fast", "exact"]):
    pass


def test_resources_can_be_values_of_the_pipeline(trace):
    number = text(line="a").output
    task = text(line="b").set_cpu_limit(number).set_memory_request(number).set_accelerator_limit(number)
    assert [channel.full_name for channel in task.channel_inputs] == ["text-Output"]
    assert task.sizing_patterns() == {number.pattern}
    assert text(line=number).set_cpu_limit(number).sizing_patterns() == set()
    with pytest.raises(TypeError, match="is the artifact"):
        task.set_cpu_limit(pair().output)


def test_tasks_and_components_show_their_names(trace):
    assert repr(text(line="a")) == "<PipelineTask 'text'>"
    assert repr(text) == "<PythonComponent 'text'>"
    assert text(line="a").after(text(line="b")).dependent_tasks == ["text-3"]
