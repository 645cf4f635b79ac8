"""Container components and the placeholders in their commands."""

from typing import List

import pytest

from penstock import dsl
from penstock.dsl import (
    ConcatPlaceholder,
    ContainerSpec,
    Dataset,
    IfPresentPlaceholder,
    Input,
    InputPath,
    Model,
    Output,
    OutputPath,
)


def made_of(function):
    return dsl.container_component(function).definition.executor.container


def test_the_whole_component():
    def f(n: int, data: Input[Dataset], many: Input[List[Dataset]], model: Output[Model], score: OutputPath(float)):
        return ContainerSpec(
            image=f"image:{n}",
            command=["run", f"--n={n}", data.path, data.uri, many],
            args=[model.path, model.uri, score, data.metadata["rows"], model.metadata],
        )

    container = made_of(f)
    assert container.image == "image:{{$.inputs.parameters['n']}}"
    assert container.command == (
        "run",
        "--n={{$.inputs.parameters['n']}}",
        "{{$.inputs.artifacts['data'].path}}",
        "{{$.inputs.artifacts['data'].uri}}",
        "{{$.inputs.artifacts['many']}}",
    )
    assert container.args == (
        "{{$.outputs.artifacts['model'].path}}",
        "{{$.outputs.artifacts['model'].uri}}",
        "{{$.outputs.parameters['score'].output_file}}",
        "{{$.inputs.artifacts['data'].metadata['rows']}}",
        "{{$.outputs.artifacts['model'].metadata}}",
    )


def test_image_alone_is_enough():
    assert made_of(lambda: ContainerSpec("image")).command == ()


def test_paths_of_artifacts():
    def f(data: InputPath("Dataset"), model: OutputPath("Model")):
        return ContainerSpec("image", [data, model])

    assert made_of(f).command == ("{{$.inputs.artifacts['data'].path}}", "{{$.outputs.artifacts['model'].path}}")


def test_joins_and_choices_are_json():
    def f(a: str, b: str = None):
        return ContainerSpec(
            "image",
            [
                ConcatPlaceholder(["--a=", a, IfPresentPlaceholder("b", then=b, else_="none")]),
                IfPresentPlaceholder(input_name="b", then=["-b", b], else_=["-x"]),
                IfPresentPlaceholder(input_name="b", then=ConcatPlaceholder(["b=", b])),
            ],
        )

    assert made_of(f).command == (
        (
            '{"Concat": ["--a=", "{{$.inputs.parameters[\'a\']}}", {"IfPresent": {"InputName": "b", '
            '"Then": "{{$.inputs.parameters[\'b\']}}", "Else": "none"}}]}'
        ),
        '{"IfPresent": {"InputName": "b", "Then": ["-b", "{{$.inputs.parameters[\'b\']}}"], "Else": ["-x"]}}',
        '{"IfPresent": {"InputName": "b", "Then": {"Concat": ["b=", "{{$.inputs.parameters[\'b\']}}"]}}}',
    )


def artifact_alone(data: Input[Dataset]):
    return ContainerSpec("image", [data])


def artifact_in_text(data: Input[Dataset]):
    return ContainerSpec("image", [f"{data}"])


def unknown_attribute(data: Input[Dataset]):
    return ContainerSpec("image", [data.ur])


def attribute_of_list(data: Input[List[Dataset]]):
    return ContainerSpec("image", [data.path])


def item_of_list(data: Input[List[Dataset]]):
    return ContainerSpec("image", [data[0]])


def join_in_text(a: str):
    return ContainerSpec("image", [f"{ConcatPlaceholder([a])}"])


def choice_in_text(a: str = ""):
    return ContainerSpec("image", [f"{IfPresentPlaceholder('a', then='x')}"])


def list_in_join(a: str = ""):
    return ContainerSpec("image", [ConcatPlaceholder([IfPresentPlaceholder("a", then=["x"])])])


def list_deep_in_join(a: str = ""):
    inner = IfPresentPlaceholder("a", then="x", else_=["y"])
    return ContainerSpec("image", [ConcatPlaceholder([IfPresentPlaceholder("a", then=ConcatPlaceholder([inner]))])])


def choice_on_nothing(name: str = ""):
    return ContainerSpec("image", [IfPresentPlaceholder("nam", then="x")])


def number(n: int):
    return ContainerSpec("image", ["--n", 3])


def number_in_join(n: int):
    return ContainerSpec("image", [ConcatPlaceholder(["--n", 3])])


def text_command(n: int):
    return ContainerSpec("image", "echo")


def no_container(n: int):
    return "image"


def path_of_parameter(n: InputPath(int)):
    return ContainerSpec("image", [n])


@pytest.mark.parametrize(
    ("function", "error", "words"),
    [
        (artifact_alone, ValueError, "Cannot access artifact by itself.*Got: 'data'"),
        (artifact_in_text, ValueError, "Cannot access artifact by itself.*Got: 'data'"),
        (unknown_attribute, AttributeError, "Cannot access artifact attribute \"ur\" of 'data'; did you mean 'uri'"),
        (attribute_of_list, AttributeError, "Cannot access an attribute on a list of artifacts.*'path' on 'data'"),
        (item_of_list, KeyError, "Cannot access individual artifacts in a list.*element 0 on 'data'"),
        (join_in_text, ValueError, "Cannot use ConcatPlaceholder in an f-string"),
        (choice_in_text, ValueError, "Cannot use IfPresentPlaceholder in an f-string"),
        (list_in_join, ValueError, "Cannot use IfPresentPlaceholder within ConcatPlaceholder when"),
        (list_deep_in_join, ValueError, "Cannot use IfPresentPlaceholder within ConcatPlaceholder when"),
        (choice_on_nothing, ValueError, "references nonexistent input: \"nam\"; did you mean 'name'"),
        (number, TypeError, "command: Unexpected argument \"3\" of type <class 'int'>"),
        (number_in_join, TypeError, 'Unexpected argument "3"'),
        (text_command, TypeError, "command: expects a list of text and placeholders, got str 'echo'"),
        (no_container, TypeError, "has to return dsl.ContainerSpec.*got 'image'"),
        (path_of_parameter, ValueError, "a parameter has no path"),
    ],
)
def test_refuses_what_no_command_can_hold(function, error, words):
    with pytest.raises(error, match=words):
        dsl.container_component(function)


def test_placeholders_are_equal_when_they_refer_to_the_same():
    seen = []

    def f(a: str, b: str):
        seen.extend([a, b])
        return ContainerSpec("image")

    dsl.container_component(f)
    dsl.container_component(f)
    assert seen[0] == seen[2]
    assert seen[0] != seen[1]
    assert hash(seen[0]) == hash(seen[2])


def test_lists_of_artifacts_are_passed_whole():
    seen = []

    def f(many: Input[List[Dataset]]):
        seen.append(many)
        return ContainerSpec("image", [many])

    assert made_of(f).command == ("{{$.inputs.artifacts['many']}}",)
    with pytest.raises(AttributeError, match="whatever"):
        _ = seen[0].whatever


def test_positional_only_parameters_get_placeholders():
    def f(a: str, /, b: str):
        return ContainerSpec("image", [a, b])

    assert made_of(f).command == ("{{$.inputs.parameters['a']}}", "{{$.inputs.parameters['b']}}")


def test_placeholders_show_what_they_stand_for():
    seen = []

    def f(a: str, data: Input[Dataset]):
        seen.extend([a, data.metadata])
        return ContainerSpec("image")

    dsl.container_component(f)
    assert repr(seen[0]) == "<InputValuePlaceholder {{$.inputs.parameters['a']}}>"
    assert seen[0] != "text"
    assert repr(ConcatPlaceholder(["a"])) == '<ConcatPlaceholder {"Concat": ["a"]}>'


def test_refuses_a_placeholder_for_an_output_that_is_not_there():
    from penstock.dsl.placeholders import OutputPathPlaceholder

    def f(model: Output[Model]):
        return ContainerSpec("image", [OutputPathPlaceholder("modal")])

    with pytest.raises(ValueError, match="references nonexistent output: \"modal\"; did you mean 'model'"):
        dsl.container_component(f)


def test_a_placeholder_knows_the_type_of_its_input():
    seen = []

    def f(text: str, number: int, many: List[str]):
        seen.extend([text, number, many])
        return ContainerSpec("image")

    dsl.container_component(f)
    assert [it._ir_type for it in seen] == ["STRING", "NUMBER_INTEGER", "LIST"]
