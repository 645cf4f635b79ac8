"""The decorator of pipelines, their settings, and their picture."""

from xml.etree import ElementTree

import pytest

from penstock import dsl
from penstock.dsl.drawing import Picture, Shape, draw
from penstock.dsl.layout import Box, arrange


@dsl.component
def say(line: str = "x") -> str:
    return line


@dsl.pipeline(name="my-name", description="Does it.", display_name="Shown", pipeline_root="gs://root")
def named(line: str = "a") -> str:
    """Not this."""
    return say(line=line).output


def test_the_decorator_keeps_what_it_was_told():
    assert (named.name, named.description) == ("my-name", "Does it.")
    assert (named.graph.display_name, named.graph.pipeline_root) == ("Shown", "gs://root")
    assert named.pipeline_func.__name__ == "named"
    assert named.required_inputs == []


def test_the_docstring_describes_a_pipeline():
    def outer():
        """Does that."""
        say()

    assert dsl.pipeline(outer).description == "Does that."


@pytest.mark.parametrize(
    ("name", "error"), [("a" * 129, "Invalid pipeline name"), ("", "Task is missing"), (None, "Task is missing")]
)
def test_names_and_tasks_are_checked(name, error):
    def outer():
        if name:
            say()

    with pytest.raises(ValueError, match=error):
        dsl.pipeline(outer, name=name)


@pytest.mark.parametrize("returned", ["a", 1, ["a"], {"a": 1}])
def test_a_pipeline_returns_outputs_of_tasks(returned):
    def outer() -> str:
        say()
        return returned

    with pytest.raises(ValueError, match="Got unknown pipeline output"):
        dsl.pipeline(outer)


def test_a_pipeline_may_be_a_method_and_take_its_inputs_by_position_or_by_name():
    class Builder:
        """Makes pipelines."""

        def build(self, first: str, /, second: str = "b", *, third: str = "c"):
            for line in (first, second, third):
                say(line=line)

    outer = dsl.pipeline(Builder().build)
    assert outer.definition.input_order == ("first", "second", "third")
    inputs = [task["inputs"]["parameters"]["line"] for task in outer.pipeline_spec["root"]["dag"]["tasks"].values()]
    assert inputs == [{"componentInputParameter": name} for name in ("first", "second", "third")]


def test_a_pipeline_is_not_defined_in_another():
    def outer():
        dsl.pipeline(named.pipeline_func)

    with pytest.raises(Exception, match="Nested pipelines are not allowed"):
        dsl.pipeline(outer)


@pytest.mark.parametrize(
    ("size", "error"), [("", "cannot be empty"), ("1 GB", "is invalid"), (None, "cannot be empty")]
)
def test_a_workspace_has_a_size(size, error):
    with pytest.raises(ValueError, match=error):
        dsl.WorkspaceConfig(size=size)


def test_a_workspace_can_be_changed():
    config = dsl.WorkspaceConfig("1Gi")
    config.set_size(" 2Gi ")
    patch = dsl.KubernetesWorkspaceConfig()
    patch.set_pvcSpecPatch({"storageClassName": "fast"})
    config.set_kubernetes_config(patch)
    assert config.get_workspace() == {"size": "2Gi", "kubernetes": {"pvcSpecPatch": {"storageClassName": "fast"}}}


@pytest.mark.parametrize(
    ("value", "error"), [("1", TypeError), (True, TypeError), (-1, ValueError), (2**31, ValueError)]
)
def test_times_of_a_pipeline_are_seconds(value, error):
    with pytest.raises(error, match="active_deadline_seconds"):
        dsl.PipelineConfig(active_deadline_seconds=value)


def test_a_pipeline_draws_itself():
    @dsl.pipeline
    def outer(q: str = "a"):
        task = say(line=q).set_display_name("<first>")
        with dsl.ExitHandler(say()), dsl.If((task.output == "a") & (task.output != "b")):
            named()
        with dsl.ParallelFor(["a"], name="every"):
            dsl.importer("gs://a", dsl.Dataset)

    root = ElementTree.fromstring(outer.to_svg())
    texts = {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"<first>", "my-name", "If", "exit handler", "every", "importer"} <= texts
    assert "say == 'a' and say != 'b'" in texts
    assert "prefers-color-scheme" in outer.to_svg()
    assert "prefers-color-scheme" not in outer._repr_html_()


def test_a_pipeline_draws_conditions_with_all_their_parts():
    @dsl.pipeline
    def outer(q: str = "a", n: int = 1):
        with dsl.If((n > 1) & ~(q == "a")):
            say()
        with dsl.Elif((n > 2) & dsl.is_in(q, ["b", "c"])):
            say()
        with dsl.Elif(~(q == "d")):
            say()

    texts = [
        element.text for element in ElementTree.fromstring(outer.to_svg()).iter("{http://www.w3.org/2000/svg}text")
    ]
    assert "n > 1 and not (q == 'a')" in texts
    assert "n > 2 and (q == 'b' or q == 'c')" in texts
    assert "not (q == 'd')" in texts


def test_boxes_do_not_overlap_and_edges_lead_downwards():
    boxes = {str(index): Box(width=40 + index * 7, height=20 + index) for index in range(30)}
    edges = [
        (str(first), str(second)) for first in range(30) for second in range(first + 1, 30) if (first * second) % 7 == 3
    ]
    layout = arrange(boxes, edges)
    spans = [
        (place.x - boxes[name].width / 2, place.y, place.x + boxes[name].width / 2, place.y + boxes[name].height)
        for name, place in layout.places.items()
    ]
    for index, (left, top, right, bottom) in enumerate(spans):
        assert left >= -0.001
        assert right <= layout.width + 0.001
        for other in spans[index + 1 :]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
    for first, second in edges:
        assert layout.places[first].y + boxes[first].height < layout.places[second].y


def test_an_empty_picture_is_a_picture():
    assert ElementTree.fromstring(draw(Picture(), "nothing")) is not None
    inner = Picture(shapes={"a": Shape(label="x" * 80, kind="task", caption="y" * 80)})
    text = draw(Picture(shapes={"g": Shape(label="g", kind="for-loop", inside=inner)}), "long")
    assert "x" * 43 + "…" in text
    assert f"<title>{'x' * 80}</title>" in text
