"""What a component says of itself once it is compiled."""

import pytest

from penstock import dsl


@dsl.component
def add(a: int, b: int = 2) -> int:
    return a + b


@dsl.container_component
def say(text: str):
    return dsl.ContainerSpec(image="alpine", command=["echo", text])


@dsl.pipeline
def sums(a: int = 1) -> int:
    return add(a=a).set_display_name("plus").output


def test_a_component_shows_its_document():
    assert sums.pipeline_spec["pipelineInfo"] == {"name": "sums"}
    assert sums.platform_spec == {}
    assert add.pipeline_spec["root"]["dag"]["tasks"]["add"]["componentRef"] == {"name": "comp-add"}


def test_a_python_component_executes_its_function():
    assert add.execute(a=1) == 3


def test_other_components_have_no_function_to_execute():
    with pytest.raises(NotImplementedError, match=r"ContainerComponent 'say' has no Python function.*got text"):
        say.execute(text="a")


def test_only_the_task_of_a_pipeline_shows_platform_settings():
    seen = []

    @dsl.pipeline
    def outer():
        seen.append(sums().platform_spec)

    assert seen == [{}]


def test_the_task_of_a_component_has_a_platform_config():
    with pytest.raises(ValueError, match=r"Use '.platform_config' for .* 'add' is one"):

        @dsl.pipeline
        def outer():
            add(a=1).platform_spec  # noqa: B018
