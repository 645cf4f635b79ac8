"""Exit handlers: they run after success, failure and cancel, and know how it went."""

from penstock.engine.records import Failure
from penstock.testing.launcher import HOLD, succeed
from penstock.testing.pipelines import Document
from penstock.testing.rig import Rig


def a_document() -> Document:
    document = Document().component("work", gives={"y": str})
    document.component("note", takes={"status": dict}, optional=["status"])
    document.graph("body").task("inside").task("second", after=["inside"])
    status = {"status": {"taskFinalStatus": {"producerTask": "exit-handler-1"}}}
    document.root.task("exit-handler-1", "body", taskInfo={"name": "my-pipeline"})
    document.root.task("note", "note", after=["exit-handler-1"], always=True, inputs=status)
    return document


def script(**outcomes):
    return lambda request: outcomes.get(request.task_name, succeed(request))


BROKEN = Failure(reason="OutOfMemory", message="it took 3 GB")


def test_an_exit_task_is_told_of_success():
    result = Rig().run(a_document().build())
    assert result.state.value == "SUCCEEDED"
    status = result.inputs("note")["status"]
    assert status["state"] == "SUCCEEDED"
    assert status["pipelineTaskName"] == "my-pipeline"
    assert "error" not in status


def test_an_exit_task_is_told_of_failure_and_why():
    result = Rig(script(inside=BROKEN)).run(a_document().build())
    assert result.state.value == "FAILED"
    assert result.states["note"] == "SUCCEEDED"
    status = result.inputs("note")["status"]
    assert status["state"] == "FAILED"
    assert status["error"] == {"code": 8, "message": "root/exit-handler-1/inside: it took 3 GB"}
    assert status["pipelineJobResourceName"].endswith(result.record.id)


def test_an_exit_task_that_fails_fails_the_run():
    result = Rig(script(note=BROKEN)).run(a_document().build())
    assert result.state.value == "FAILED"


def test_an_exit_task_runs_after_a_cancel():
    rig = Rig(script(inside=HOLD))
    run_id = rig.start(a_document().build())
    rig.settle()
    rig.cancel(run_id)
    rig.settle()
    result = rig.result(run_id)
    assert result.state.value == "CANCELED"
    assert result.states == {
        "exit-handler-1": "CANCELED",
        "exit-handler-1/inside": "CANCELED",
        "exit-handler-1/second": "CANCELED",
        "note": "SUCCEEDED",
    }
    assert result.inputs("note")["status"]["state"] == "CANCELLED"


def test_a_second_cancel_stops_the_exit_task_too():
    rig = Rig(lambda request: HOLD)
    run_id = rig.start(a_document().build())
    rig.settle()
    rig.cancel(run_id)
    rig.settle()
    assert [request.task_name for request in rig.launcher.running.values()] == ["note"]
    rig.cancel(run_id)
    rig.settle()
    assert rig.result(run_id).states["note"] == "CANCELED"
    assert rig.result(run_id).state.value == "CANCELED"


def test_an_exit_task_of_a_graph_that_never_began_does_not_run_after_a_cancel():
    document = Document().component("work")
    document.graph("body").task("inside")
    document.root.task("before").task("group", "body", after=["before"]).task("note", after=["group"], always=True)
    rig = Rig(lambda request: HOLD)
    run_id = rig.start(document.build())
    rig.settle()
    rig.cancel(run_id)
    rig.settle()
    assert rig.result(run_id).states == {"before": "CANCELED", "group": "CANCELED", "note": "CANCELED"}


def test_an_exit_task_may_be_a_pipeline():
    document = Document().component("work", takes={"status": dict}, optional=["status"])
    document.graph("body").task("inside")
    document.graph("after").takes("status", dict, isOptional=True).task("look", inputs={"status": "@status"})
    status = {"status": {"taskFinalStatus": {"producerTask": "body"}}}
    document.root.task("body", "body").task("after", "after", after=["body"], always=True, inputs=status)
    result = Rig(script(inside=BROKEN)).run(document.build())
    assert result.inputs("after/look")["status"]["state"] == "FAILED"
    assert result.states["after"] == "SUCCEEDED"
