import dataclasses
from datetime import timedelta

import pytest

from penstock.spec import codec
from penstock.spec.component import ComponentSpec, InputParameterSpec
from penstock.spec.executor import AcceleratorConfig, ResourceSpec
from penstock.spec.pipeline import PipelineSpec
from penstock.spec.task import DagSpec, PipelineTaskSpec, RetryPolicy, TriggerPolicy
from penstock.spec.types import ABSENT, Absent, ParameterType, TriggerStrategy


def test_reads_camel_case_and_snake_case():
    camel, _ = codec.decode(PipelineSpec, {"schemaVersion": "2.1.0"})
    snake, _ = codec.decode(PipelineSpec, {"schema_version": "2.1.0"})
    assert camel == snake == PipelineSpec(schema_version="2.1.0")


def test_leaves_defaults_out():
    assert codec.encode(PipelineTaskSpec(dependent_tasks=("a",))) == {"dependentTasks": ["a"]}


def test_keeps_null_where_it_is_a_value():
    spec, problems = codec.decode(InputParameterSpec, {"defaultValue": None})
    assert spec.default_value is None
    assert problems == ()
    assert codec.encode(spec) == {"defaultValue": None}
    assert InputParameterSpec().default_value is ABSENT


def test_takes_null_elsewhere_for_nothing():
    assert codec.decode(PipelineSpec, {"sdkVersion": None, "root": None}) == (PipelineSpec(), ())


def test_an_absent_value_is_false_and_shows_itself():
    assert not ABSENT
    assert repr(ABSENT) == "ABSENT"
    assert Absent.ABSENT is ABSENT


def test_reports_an_unknown_field_as_a_warning_with_the_nearest_name():
    _, (problem,) = codec.decode(PipelineSpec, {"compnents": {}})
    assert (problem.severity, problem.path) == ("warning", "compnents")
    assert "did you mean 'components'?" in problem.message


def test_names_the_place_of_a_wrong_value():
    data = {"root": {"dag": {"tasks": {"a": {"dependentTasks": ["b", 3]}}}}}
    _, (problem,) = codec.decode(PipelineSpec, data)
    assert problem.path == "root.dag.tasks.a.dependentTasks[1]"
    assert problem.message == "expects text, got int 3"


def test_places_start_where_the_caller_says():
    _, (problem,) = codec.decode(PipelineSpec, {"sdkVersion": 1}, path="spec")
    assert problem.path == "spec.sdkVersion"


@pytest.mark.parametrize(
    ("cls", "data", "words"),
    [
        (PipelineSpec, [], "a mapping (PipelineSpec)"),
        (PipelineSpec, {"components": []}, "a mapping"),
        (DagSpec, {"tasks": {"a": {"dependentTasks": "b"}}}, "a list"),
        (PipelineTaskSpec, {"cachingOptions": {"enableCache": "yes"}}, "true or false"),
        (RetryPolicy, {"maxRetryCount": 1.5}, "a whole number"),
        (RetryPolicy, {"maxRetryCount": True}, "a whole number"),
        (RetryPolicy, {"maxRetryCount": 2**63}, "a whole number"),
        (RetryPolicy, {"backoffFactor": "2"}, "a number"),
        (RetryPolicy, {"backoffDuration": "1h"}, "a duration"),
        (RetryPolicy, {"backoffDuration": 3}, "a duration"),
    ],
)
def test_says_what_it_expected(cls, data, words):
    _, (problem,) = codec.decode(cls, data)
    assert problem.code == "wrong-type"
    assert words in problem.message


def test_shortens_what_it_shows():
    _, (problem,) = codec.decode(PipelineSpec, {"root": "x" * 1000})
    assert len(problem.message) < 150


def test_reads_whole_numbers_in_every_form_of_protobuf():
    for written in (3, 3.0, "3"):
        assert codec.decode(RetryPolicy, {"maxRetryCount": written})[0].max_retry_count == 3


def test_writes_64_bit_numbers_as_text():
    accelerator = AcceleratorConfig(type="gpu", count=2)
    assert codec.encode(accelerator) == {"type": "gpu", "count": "2"}
    assert codec.decode(AcceleratorConfig, {"type": "gpu", "count": "2"}) == (accelerator, ())


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (timedelta(seconds=60), "60s"),
        (timedelta(seconds=1.5), "1.5s"),
        (timedelta(microseconds=1), "0.000001s"),
        (timedelta(seconds=-1.5), "-1.5s"),
        (timedelta(seconds=-2), "-2s"),
    ],
)
def test_durations_are_seconds(duration, text):
    policy = RetryPolicy(backoff_duration=duration)
    assert codec.encode(policy) == {"backoffDuration": text}
    assert codec.decode(RetryPolicy, {"backoffDuration": text}) == (policy, ())


def test_enums_are_names_or_numbers():
    by_name, _ = codec.decode(TriggerPolicy, {"strategy": "ALL_UPSTREAM_TASKS_COMPLETED"})
    by_number, _ = codec.decode(TriggerPolicy, {"strategy": 2})
    assert by_name == by_number == TriggerPolicy(strategy=TriggerStrategy.ALL_UPSTREAM_TASKS_COMPLETED)
    assert codec.encode(by_name) == {"strategy": "ALL_UPSTREAM_TASKS_COMPLETED"}


@pytest.mark.parametrize("wrong", ["INTEGER", True, 99, [], 1.5])
def test_refuses_an_unknown_enum_value(wrong):
    spec, (problem,) = codec.decode(InputParameterSpec, {"parameterType": wrong})
    assert problem.code == "unknown-value"
    assert spec.parameter_type is ParameterType.UNSPECIFIED


def test_numbers_of_resources_are_doubles():
    spec, _ = codec.decode(ResourceSpec, {"cpuLimit": 1})
    assert codec.encode(spec) == {"cpuLimit": 1.0}


def test_messages_may_be_empty_and_still_there():
    spec = PipelineSpec(root=ComponentSpec(dag=DagSpec()))
    assert codec.encode(spec) == {"root": {"dag": {}}}
    assert codec.decode(PipelineSpec, {"root": {"dag": {}}}) == (spec, ())


def test_drops_entries_that_it_cannot_read():
    spec, problems = codec.decode(PipelineSpec, {"components": {"good": {}, "bad": 3}})
    assert list(spec.components) == ["good"]
    assert [problem.path for problem in problems] == ["components.bad"]


def test_values_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        PipelineSpec().sdk_version = "x"
