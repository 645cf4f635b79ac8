"""Caching: what is reused, what is not, and the reason given."""

import pytest

from penstock.engine.caching import explain
from penstock.engine.records import Failure, RunOptions, Values
from penstock.testing.launcher import HOLD, succeed
from penstock.testing.pipelines import Document
from penstock.testing.rig import Rig


def a_document(cached=True, command="work", image="python:3.11", cache_key="", **container) -> Document:
    document = Document().component(
        "work",
        takes={"x": str},
        gives={"y": str},
        gives_artifacts=["data"],
        command=[command],
        image=image,
        **container,
    )
    document.component("use", takes_artifacts=["data"], gives={"y": str})
    document.root.takes("x", defaultValue="1", isOptional=True)
    document.root.task("a", inputs={"x": "@x"}, cached=cached)
    document.root.task("b", "use", after=["a"], artifacts={"data": ("a", "data")}, cached=cached)
    if cache_key:
        document.root.tasks["a"]["cachingOptions"]["cacheKey"] = cache_key
    return document


def launched(rig):
    return [request.task_name for request in rig.launcher.launched]


def publishing(rig, content=b"rows"):
    def script(request):
        made = succeed(request)
        for artifacts in made.artifacts.values():
            rig.artifacts.write(artifacts[0].uri, content)
        published = {
            name: tuple(rig.artifacts.publish(artifact) for artifact in artifacts)
            for name, artifacts in made.artifacts.items()
        }
        return Values(parameters=made.parameters, artifacts=published)

    return script


def a_rig(content=b"rows"):
    rig = Rig()
    rig.launcher._script = publishing(rig, content)
    return rig


def test_an_equal_run_executes_nothing():
    rig = a_rig()
    first = rig.run(a_document().build())
    second = rig.run(a_document().build())
    assert launched(rig) == ["a", "b"]
    assert second["a"].cached_from == (first.record.id, "root/a")
    assert second["a"].outputs == first["a"].outputs
    assert second["a"].cache_note.startswith("Reused from root/a of run")
    assert second.state.value == "SUCCEEDED"


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"command": "other"}, "command"),
        ({"image": "python:3.12"}, "image"),
        ({"env": [{"name": "A", "value": "1"}]}, "env"),
    ],
)
def test_what_runs_is_part_of_the_fingerprint(changes, part):
    rig = a_rig()
    first, second = rig.run(a_document().build()), rig.run(a_document(**changes).build())
    assert launched(rig) == ["a", "b", "a"]
    assert part in explain(second["a"].fingerprint_parts, first["a"].fingerprint_parts)


def test_another_value_is_another_execution_and_equal_content_is_still_reused():
    rig = a_rig()
    first = rig.run(a_document().build())
    second = rig.run(a_document().build(), {"x": "2"})
    assert launched(rig) == ["a", "b", "a"]
    assert explain(second["a"].fingerprint_parts, first["a"].fingerprint_parts) == (
        'parameter \'x\' changed from "1" to "2"'
    )


def test_other_content_under_the_same_name_is_another_input():
    rig = a_rig()
    first = rig.run(a_document().build())
    rig.launcher._script = publishing(rig, b"other rows")
    second = rig.run(a_document(command="other").build())
    assert launched(rig) == ["a", "b", "a", "b"]
    assert (
        explain(second["b"].fingerprint_parts, first["b"].fingerprint_parts) == "the content of artifact 'data' changed"
    )


def test_an_output_that_is_gone_is_made_again():
    rig = a_rig()
    first = rig.run(a_document().build())
    rig.artifacts.delete(first["a"].outputs.artifacts["data"][0].uri)
    second = rig.run(a_document().build())
    assert launched(rig) == ["a", "b", "a"]
    assert "'data' of the equal execution root/a" in second["a"].cache_note
    assert "gone or changed" in second["a"].cache_note


def test_a_failure_is_never_reused():
    rig = Rig(lambda request: Failure(reason="ExitCode", message="no"))
    rig.run(a_document().build())
    rig.run(a_document().build())
    assert launched(rig) == ["a", "a"]


def test_caching_can_be_off_for_a_task():
    rig = a_rig()
    rig.run(a_document(cached=False).build())
    second = rig.run(a_document(cached=False).build())
    assert launched(rig) == ["a", "b"] * 2
    assert second["a"].cache_note == "Caching is off for this task"


def test_off_for_a_graph_is_off_for_everything_in_it():
    def document(options):
        made = a_document()
        inner = made.graph("inner").takes("x")
        inner.task("c", inputs={"x": "@x"}, cached=True)
        made.root.task("group", "inner", inputs={"x": "another"})
        made.root.tasks["group"]["cachingOptions"] = options
        return made.build()

    rig = a_rig()
    rig.run(document({"enableCache": True}))
    second = rig.run(document({}))
    assert launched(rig)[3:] == ["c"]
    assert second["group/c"].cache_note == "Caching is off for 'group', which this task is part of"


def test_off_for_a_run_neither_reads_nor_writes():
    rig = a_rig()
    rig.run(a_document().build(), options=RunOptions(cache="off"))
    rig.run(a_document().build())
    rig.run(a_document().build(), options=RunOptions(cache="off"))
    assert launched(rig) == ["a", "b"] * 3


def test_refresh_writes_without_reading():
    rig = a_rig()
    rig.run(a_document().build())
    refreshed = rig.run(a_document().build(), options=RunOptions(cache="refresh"))
    third = rig.run(a_document().build())
    assert launched(rig) == ["a", "b"] * 2
    assert third["a"].cached_from == (refreshed.record.id, "root/a")


def test_a_key_of_the_author_stands_for_command_and_values():
    rig = a_rig()
    rig.run(a_document(cache_key="v1").build())
    rig.run(a_document(cache_key="v1", command="other").build(), {"x": "2"})
    rig.run(a_document(cache_key="v2").build())
    assert launched(rig) == ["a", "b", "a"]


def test_a_result_can_be_too_old():
    document = a_document()
    document.platforms["penstock"] = {"deploymentSpec": {"executors": {"exec-work": {"cacheSeconds": 60}}}}
    rig = a_rig()
    rig.run(document.build())
    rig.run(document.build())
    assert launched(rig) == ["a", "b"]
    rig.clock.advance(61)
    assert "older than 60 s" in rig.run(document.build())["a"].cache_note
    assert launched(rig) == ["a", "b", "a"]


def test_an_equal_execution_under_way_is_joined():
    rig = Rig(lambda request: HOLD)
    one, two = rig.start(a_document().build()), rig.start(a_document().build())
    rig.settle()
    (attempt,) = rig.launcher.running.values()
    assert rig.result(two)["a"].failure.reason == "EqualExecutionUnderWay"
    rig.launcher._script = succeed
    rig.launcher.finish(attempt.id, succeed(attempt))
    rig.settle()
    assert launched(rig) == ["a", "b"]
    joined = [rig.result(run)["a"] for run in (one, two) if rig.result(run)["a"].cached_from]
    assert len(joined) == 1
    assert joined[0].cache_note.startswith("Joined an equal execution")
    assert {rig.result(run).state.value for run in (one, two)} == {"SUCCEEDED"}


def test_who_joined_takes_over_when_the_other_is_cancelled():
    rig = Rig(lambda request: HOLD)
    one, two = rig.start(a_document().build()), rig.start(a_document().build())
    rig.settle()
    rig.launcher._script = succeed
    rig.cancel(one)
    rig.settle()
    assert rig.result(one).state.value == "CANCELED"
    assert rig.result(two).state.value == "SUCCEEDED"


def test_who_joined_and_was_cancelled_holds_nobody_up():
    rig = Rig(lambda request: HOLD)
    one, two, three = (rig.start(a_document().build()) for _ in range(3))
    rig.settle()
    rig.cancel(two)
    rig.settle()
    rig.launcher._script = succeed
    rig.cancel(one)
    rig.settle()
    assert rig.result(three).state.value == "SUCCEEDED"


def test_metadata_of_an_artifact_counts_as_content():
    from penstock.engine.caching import identity_of
    from penstock.testing.records import an_artifact

    assert identity_of(an_artifact(1, metadata={"rows": 1})) != identity_of(an_artifact(1, metadata={"rows": 2}))


def test_an_explanation_names_what_came_and_went():
    assert explain({"a": "1", "new": "x"}, {"a": "1", "old": "y"}) == "new is new; old is gone"
    assert explain({"a": "1"}, {"a": "1"}) == "nothing differs"


def test_an_import_gives_the_same_artifact_until_its_content_changes():
    document = Document().importer("import").component("use", takes_artifacts=["data"])
    document.root.task("import", "import", inputs={"uri": "memory/in"})
    document.root.task("use", after=["import"], component="use", artifacts={"data": ("import", "artifact")})
    rig = Rig()
    rig.artifacts.write("memory/in", b"rows")
    ids = [rig.run(document.build())["import"].outputs.artifacts["artifact"][0].id for _ in range(2)]
    rig.artifacts.write("memory/in", b"other")
    ids.append(rig.run(document.build())["import"].outputs.artifacts["artifact"][0].id)
    assert ids[0] == ids[1] != ids[2]


def test_a_reimport_always_makes_a_new_artifact():
    document = Document().importer("import", reimport=True)
    document.root.task("import", "import", inputs={"uri": "memory/in"})
    rig = Rig()
    rig.artifacts.write("memory/in", b"rows")
    one, two = (rig.run(document.build())["import"].outputs.artifacts["artifact"][0] for _ in range(2))
    assert one.id != two.id
    assert one.digest == two.digest


def test_metadata_of_an_import_is_rendered_from_its_inputs():
    metadata = {"name": "copy of {{$.inputs.parameters['uri']}}", "rows": 3, "tags": ["{{$.inputs.parameters['uri']}}"]}
    document = Document().importer("import", metadata=metadata)
    document.root.task("import", "import", inputs={"uri": "gs://bucket/x"})
    (artifact,) = Rig().run(document.build())["import"].outputs.artifacts["artifact"]
    assert artifact.metadata == {"name": "copy of gs://bucket/x", "rows": 3, "tags": ["gs://bucket/x"]}
    assert artifact.uri == "gs://bucket/x"
    assert artifact.type_title == "system.Dataset"


def test_an_import_of_nothing_fails_with_words():
    document = Document().importer("import")
    document.root.task("import", "import", inputs={"uri": ""})
    result = Rig().run(document.build())
    assert result["import"].failure.reason == "MissingInput"


def test_an_image_counts_by_the_digest_that_its_name_stands_for():
    rig = a_rig()
    rig.launcher.images["python:3.11"] = "sha256:1"
    first = rig.run(a_document().build())
    assert first["a"].fingerprint_parts["image digest"] == "sha256:1"
    assert rig.run(a_document().build())["a"].cached_from is not None
    rig.launcher.images["python:3.11"] = "sha256:2"
    third = rig.run(a_document().build())
    assert third["a"].cached_from is None
    assert explain(third["a"].fingerprint_parts, first["a"].fingerprint_parts) == "image digest changed"


def test_a_component_is_identified_once_however_many_tasks_use_it():
    rig = a_rig()
    asked = []
    rig.launcher.identify = lambda program: asked.append(program.image) or {}
    document = a_document()
    for number in range(5):
        document.root.task(f"more-{number}", inputs={"x": str(number)}, cached=True)
    assert rig.run(document.build()).state.value == "SUCCEEDED"
    assert len(asked) == 2


def test_a_launcher_that_cannot_identify_leaves_it_out():
    rig = a_rig()

    def broken(program):
        raise RuntimeError("no engine")

    rig.launcher.identify = broken
    result = rig.run(a_document().build())
    assert result.state.value == "SUCCEEDED"
    assert "image digest" not in result["a"].fingerprint_parts


def test_a_driver_may_die_while_it_asks():
    rig = a_rig()
    run_id = rig.start(a_document().build())
    rig.step()
    rig.crash()
    rig.launcher.rewire(rig._push)
    rig.resume()
    rig.settle()
    assert rig.result(run_id).state.value == "SUCCEEDED"
