"""Settings of a task that are handed into its component."""

import pytest

from penstock import dsl
from penstock.dsl import TaskConfigField, TaskConfigPassthrough
from penstock.spec.component import TaskConfigPassthrough as PassthroughSpec
from penstock.spec.types import TaskConfigPassthroughType


def passthroughs_of(passthroughs):
    @dsl.component(task_config_passthroughs=passthroughs)
    def f(config: dsl.TaskConfig):
        pass

    return f.definition.spec.task_config_passthroughs


def test_a_field_alone_is_not_applied_to_the_task():
    assert passthroughs_of(
        [TaskConfigField.RESOURCES, TaskConfigPassthrough(field=TaskConfigField.ENV, apply_to_task=True)]
    ) == (
        PassthroughSpec(field=TaskConfigPassthroughType.RESOURCES),
        PassthroughSpec(field=TaskConfigPassthroughType.ENV, apply_to_task=True),
    )


@pytest.mark.parametrize("field", list(TaskConfigField))
def test_every_field_has_its_word_in_the_ir(field):
    assert passthroughs_of([field])[0].field.name == field.name


def test_refuses_anything_else():
    with pytest.raises(TypeError, match=r"task_config_passthroughs takes.*got 'ENV'; did you mean 'ENV'"):
        passthroughs_of(["ENV"])
