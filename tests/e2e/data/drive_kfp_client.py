"""Drives a server with the real kfp.Client, as a user would; the last line of output tells which methods were called.

python drive_kfp_client.py HOST FOLDER
"""

import inspect
import json
import logging
import sys
import tarfile
import time
import warnings
import zipfile
from pathlib import Path

warnings.simplefilter("ignore")

import kfp
import kfp_server_api
from kfp import compiler, dsl

HOST, FOLDER = sys.argv[1], Path(sys.argv[2])
CALLED = set()
SECONDS = 300


class Recorded(kfp.Client):
    """Notes which public methods are called."""

    def __getattribute__(self, name):
        if not name.startswith("_") and inspect.isfunction(getattr(kfp.Client, name, None)):
            CALLED.add(name)
        return super().__getattribute__(name)


@dsl.component
def double(x: int) -> int:
    return 2 * x


@dsl.component
def wait_for(path: str) -> str:
    import os
    import time

    while not os.path.exists(path):
        time.sleep(0.05)
    return path


@dsl.component
def fail_without(path: str) -> str:
    import os

    if not os.path.exists(path):
        raise RuntimeError("the file is not there")
    return path


@dsl.component
def write(data: dsl.Output[dsl.Dataset], metrics: dsl.Output[dsl.Metrics], accuracy: float):
    with open(data.path, "w") as file:
        file.write("a,b\n1,2\n")
    metrics.log_metric("accuracy", accuracy)
    print("written")


@dsl.pipeline(name="double-pipeline", description="Doubles a number")
def double_pipeline(x: int = 1) -> int:
    return double(x=x).output


@dsl.pipeline(name="inner")
def inner(x: int) -> int:
    return double(x=x).output


@dsl.pipeline(name="nested-pipeline")
def nested_pipeline(x: int):
    inner(x=x)
    with dsl.If(x > 0):
        double(x=x)
    with dsl.ParallelFor([1, 2]) as item:
        double(x=item)


@dsl.pipeline(name="wait-pipeline")
def wait_pipeline(path: str):
    wait_for(path=path).set_caching_options(False)


@dsl.pipeline(name="fail-pipeline")
def fail_pipeline(path: str):
    fail_without(path=path).after(double(x=1)).set_caching_options(False)


@dsl.pipeline(name="write-pipeline")
def write_pipeline(accuracy: float = 0.5):
    write(accuracy=accuracy)


def refused(status, call, *args, **kwargs):
    """Hold that a call is refused with this status, in KFP's words."""
    try:
        call(*args, **kwargs)
    except kfp_server_api.ApiException as error:
        body = json.loads(error.body)
        assert error.status == status, (error.status, body)
        assert body["message"] and body["error"] and isinstance(body["code"], int), body
        return body
    raise AssertionError(f"{call.__name__} was not refused")


def predicate(key, operation, **value):
    return json.dumps({"predicates": [{"key": key, "operation": operation, **value}]})


def pipelines(client):
    """Upload in every form, list, look up, refuse, delete."""
    path = FOLDER / "double.yaml"
    compiler.Compiler().compile(double_pipeline, str(path))
    zipped, tarred = FOLDER / "double.zip", FOLDER / "double.tar.gz"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.write(path, "pipeline.yaml")
    with tarfile.open(tarred, "w:gz") as archive:
        archive.add(path, "pipeline.yaml")

    first = client.upload_pipeline(str(path), description="about numbers")
    assert (first.name, first.display_name, first.description) == ("double-pipeline", "double-pipeline", "about numbers")
    assert first.created_at.tzinfo is not None
    names = ["zipped", "tarred"]
    for name, file in zip(names, (zipped, tarred)):
        assert client.upload_pipeline(str(file), pipeline_name=name).name == name
    client.upload_pipeline_from_pipeline_func(write_pipeline, pipeline_name="from a function")
    refused(409, client.upload_pipeline, str(path))

    assert client.get_pipeline(first.pipeline_id) == first
    assert client.get_pipeline_id("zipped") and client.get_pipeline_id("nobody") is None
    refused(404, client.get_pipeline, "nobody")
    listed = client.list_pipelines(page_size=3, sort_by="name desc")
    assert [it.name for it in listed.pipelines] == ["zipped", "tarred", "from a function"]
    assert listed.total_size == 4
    rest = client.list_pipelines(page_size=3, sort_by="name desc", page_token=listed.next_page_token)
    assert [it.name for it in rest.pipelines] == ["double-pipeline"] and rest.next_page_token is None
    refused(400, client.list_pipelines, sort_by="name", page_token=listed.next_page_token)
    refused(400, client.list_pipelines, page_token="nonsense")
    refused(400, client.list_pipelines, sort_by="colour")
    refused(400, client.list_pipelines, page_size=-1)
    found = client.list_pipelines(filter=predicate("name", "IS_SUBSTRING", stringValue="PED"))
    assert [it.name for it in found.pipelines] == ["zipped"]
    found = client.list_pipelines(filter=predicate("name", "IN", string_values={"values": names}))
    assert [it.name for it in found.pipelines] == names

    second = client.upload_pipeline_version(str(zipped), "second", pipeline_id=first.pipeline_id, description="newer")
    third = client.upload_pipeline_version_from_pipeline_func(
        double_pipeline, "third", pipeline_name="double-pipeline"
    )
    refused(409, client.upload_pipeline_version, str(path), "second", pipeline_id=first.pipeline_id)
    refused(404, client.upload_pipeline_version, str(path), "second", pipeline_id="nobody")
    versions = client.list_pipeline_versions(first.pipeline_id, sort_by="created_at desc")
    assert [it.name for it in versions.pipeline_versions] == ["third", "second", "double-pipeline"]
    assert versions.pipeline_versions[0].pipeline_spec["pipelineInfo"]["name"] == "double-pipeline"
    assert client.get_pipeline_version(first.pipeline_id, second.pipeline_version_id).description == "newer"
    refused(404, client.get_pipeline_version, client.get_pipeline_id("zipped"), second.pipeline_version_id)
    client.delete_pipeline_version(first.pipeline_id, third.pipeline_version_id)
    assert client.list_pipeline_versions(first.pipeline_id).total_size == 2

    other = client.get_pipeline_id("tarred")
    refused(400, client.delete_pipeline, other)
    for version in client.list_pipeline_versions(other).pipeline_versions:
        client.delete_pipeline_version(other, version.pipeline_version_id)
    assert client.delete_pipeline(other) == {}
    refused(404, client.get_pipeline, other)
    changed = client._pipelines_api.pipeline_service_update_pipeline(
        first.pipeline_id, kfp_server_api.V2beta1Pipeline(display_name="Doubles", tags={"team": "a"})
    )
    assert (changed.display_name, changed.tags, changed.name) == ("Doubles", {"team": "a"}, "double-pipeline")
    tagged = client.list_pipelines(filter=predicate("tags.team", "EQUALS", stringValue="a"))
    assert [it.pipeline_id for it in tagged.pipelines] == [first.pipeline_id]
    by_name = client._pipelines_api.pipeline_service_get_pipeline_by_name("double-pipeline")
    assert by_name.pipeline_id == first.pipeline_id
    return first, second


def experiments(client):
    """Create, find, list, archive, delete."""
    made = client.create_experiment("study", description="a study")
    assert client.create_experiment("study").experiment_id == made.experiment_id
    assert client.get_experiment(experiment_name="study") == client.get_experiment(made.experiment_id)
    assert made.storage_state == "AVAILABLE" and made.description == "a study"
    client.create_experiment("another")
    listed = client.list_experiments(sort_by="display_name")
    assert [it.display_name for it in listed.experiments] == ["Default", "another", "study"]
    client.archive_experiment(made.experiment_id)
    archived = client.list_experiments(filter=predicate("storage_state", "EQUALS", stringValue="ARCHIVED"))
    assert [it.display_name for it in archived.experiments] == ["study"]
    refused(400, client.run_pipeline, made.experiment_id, "too late", str(FOLDER / "double.yaml"))
    client.unarchive_experiment(made.experiment_id)
    assert client.get_experiment(made.experiment_id).storage_state == "AVAILABLE"
    another = client.get_experiment(experiment_name="another")
    assert client.delete_experiment(another.experiment_id) == {}
    refused(404, client.get_experiment, another.experiment_id)
    refused(400, client.delete_experiment, client.get_experiment(experiment_name="Default").experiment_id)
    return made


def wait(client, run_id):
    return client.wait_for_run_completion(run_id, timeout=SECONDS, sleep_duration=0.2)


def runs(client, pipeline, version, experiment):
    """Run from a function, a file, a version, the newest version; end, try again, archive, delete."""
    from_function = client.create_run_from_pipeline_func(
        double_pipeline, arguments={"x": 4}, run_name="from function", experiment_name="study"
    )
    ended = wait(client, from_function.run_id)
    assert (ended.state, ended.display_name, ended.error) == ("SUCCEEDED", "from function", None)
    assert ended.experiment_id == experiment.experiment_id
    assert ended.runtime_config.parameters == {"x": 4}
    assert ended.pipeline_spec["pipelineInfo"]["name"] == "double-pipeline"
    assert [it.state for it in ended.state_history] == ["PENDING", "RUNNING", "SUCCEEDED"]
    tasks = {it.display_name: it for it in ended.run_details.task_details}
    (root,) = [it for it in ended.run_details.task_details if it.parent_task_id is None]
    assert tasks["double"].state == "SUCCEEDED" and tasks["double"].parent_task_id == root.task_id
    assert client.get_experiment(experiment.experiment_id).last_run_created_at == ended.created_at

    from_file = client.create_run_from_pipeline_package(
        str(FOLDER / "double.yaml"), run_name="from file", enable_caching=False
    )
    from_version = client.run_pipeline(
        experiment.experiment_id, "from version", params={"x": 7}, version_id=version.pipeline_version_id,
        pipeline_id=pipeline.pipeline_id,
    )
    newest = kfp_server_api.V2beta1PipelineVersionReference(pipeline_id=pipeline.pipeline_id)
    from_newest = client._run_api.run_service_create_run(
        kfp_server_api.V2beta1Run(
            display_name="from newest", experiment_id=experiment.experiment_id, pipeline_version_reference=newest
        )
    )
    assert from_version.pipeline_version_reference.pipeline_version_id == version.pipeline_version_id
    assert from_newest.pipeline_version_reference.pipeline_version_id == version.pipeline_version_id
    for run in (from_file, from_version, from_newest):
        assert wait(client, run.run_id).state == "SUCCEEDED"
    body = refused(400, client.run_pipeline, experiment.experiment_id, "wrong", str(FOLDER / "double.yaml"), {"y": 1})
    assert [it["field"] for it in body["details"][1]["field_violations"]] == ["y"]
    refused(404, client.run_pipeline, "nobody", "wrong", str(FOLDER / "double.yaml"))
    refused(
        404, client.run_pipeline, experiment.experiment_id, "wrong", version_id="nobody", pipeline_id=pipeline.pipeline_id
    )
    refused(404, client.get_run, "nobody")

    gate = FOLDER / "gate"
    stopped = client.create_run_from_pipeline_func(wait_pipeline, {"path": str(gate)}, run_name="stopped")
    deleted = client.create_run_from_pipeline_func(wait_pipeline, {"path": str(gate)}, run_name="deleted")
    while client.get_run(stopped.run_id).state != "RUNNING":
        time.sleep(0.1)
    client.terminate_run(stopped.run_id)
    ended = wait(client, stopped.run_id)
    assert (ended.state, ended.error.code) == ("FAILED", 1), ended
    refused(400, client.terminate_run, stopped.run_id)
    assert client.delete_run(deleted.run_id) == {}
    refused(404, client.get_run, deleted.run_id)

    present = FOLDER / "present"
    failing = client.create_run_from_pipeline_func(fail_pipeline, {"path": str(present)}, run_name="failing")
    ended = wait(client, failing.run_id)
    assert ended.state == "FAILED" and "the file is not there" in ended.error.message, ended
    present.write_text("")
    client._run_api.run_service_retry_run(failing.run_id)
    assert wait(client, failing.run_id).state == "SUCCEEDED"
    refused(400, client._run_api.run_service_retry_run, failing.run_id)

    for accuracy in (0.25, 0.75):
        run = client.create_run_from_pipeline_func(write_pipeline, {"accuracy": accuracy}, run_name=f"write {accuracy}")
        assert wait(client, run.run_id).state == "SUCCEEDED"
    lists(client, experiment, pipeline, stopped)
    return run


def every_argument(client, experiment):
    """Use every argument of the three ways to run; caching that is off is off inside graphs, too."""
    path = FOLDER / "nested.yaml"
    compiler.Compiler().compile(nested_pipeline, str(path))
    options = {"pipeline_root": "/root/of/all", "service_account": "somebody"}
    results = [
        client.run_pipeline(
            experiment.experiment_id, "first", str(path), {"x": 1}, enable_caching=True, cache_key="mine", **options
        ),
        client.create_run_from_pipeline_package(
            str(path), {"x": 1}, "second", None, "team", enable_caching=False,
            experiment_id=experiment.experiment_id, **options,
        ),
        client.create_run_from_pipeline_func(
            nested_pipeline, {"x": 1}, "third", "study", "team", enable_caching=False, cache_key="mine", **options
        ),
    ]  # fmt: skip
    for name, result in zip(("first", "second", "third"), results):
        ended = wait(client, result.run_id)
        assert (ended.state, ended.display_name) == ("SUCCEEDED", name), ended
        assert (ended.runtime_config.pipeline_root, ended.service_account) == ("/root/of/all", "somebody")
        assert ended.experiment_id == experiment.experiment_id
        ran = [it for it in ended.run_details.task_details if it.display_name.startswith("double")]
        assert len(ran) == 4
        if name != "first":
            assert all(it.executor_detail.main_job for it in ran), "caching was not off for all tasks"
    assert results[2].wait_for_run_completion(timeout=SECONDS).state == "SUCCEEDED"
    refused(404, client.create_run_from_pipeline_package, str(path), {"x": 1}, experiment_id="nobody")
    for result in results:
        client.delete_run(result.run_id)


def recurring_runs(client, experiment):
    """There are none yet: each call is refused in KFP's words, and nothing happens."""
    path, some = str(FOLDER / "double.yaml"), experiment.experiment_id
    refused(501, client.create_recurring_run, some, "daily", cron_expression="0 0 9 * * *", pipeline_package_path=path)
    refused(501, client.list_recurring_runs)
    for call in ("get_recurring_run", "delete_recurring_run", "enable_recurring_run", "disable_recurring_run"):
        refused(501, getattr(client, call), some)
    for call in ("delete_job", "enable_job", "disable_job"):
        refused(501, getattr(client, call), some)


def lists(client, experiment, pipeline, stopped):
    """Filter and sort runs."""
    def names(**query):
        return [it.display_name for it in client.list_runs(page_size=50, **query).runs or []]

    assert names()[:2] == ["from function", "from file"]
    assert names(sort_by="created_at desc")[:2] == ["write 0.75", "write 0.25"]
    assert names(experiment_id=experiment.experiment_id, sort_by="display_name") == [
        "from function", "from newest", "from version",
    ]
    assert names(filter=predicate("state", "EQUALS", stringValue="FAILED")) == ["stopped"]
    assert names(filter=predicate("display_name", "IS_SUBSTRING", stringValue="write")) == ["write 0.25", "write 0.75"]
    assert names(filter=predicate("pipeline_id", "EQUALS", stringValue=pipeline.pipeline_id)) == [
        "from version", "from newest",
    ]
    assert names(sort_by="metric:accuracy desc")[:2] == ["write 0.75", "write 0.25"]
    moment = client.get_run(stopped.run_id).created_at.isoformat()
    later = names(filter=predicate("created_at", "GREATER_THAN", timestampValue=moment))
    assert later == ["failing", "write 0.25", "write 0.75"]
    seen, token = [], ""
    while token is not None:
        page = client.list_runs(page_size=2, sort_by="display_name", page_token=token)
        seen, token = seen + [it.display_name for it in page.runs], page.next_page_token
    assert seen == sorted(names())
    client.archive_run(stopped.run_id)
    assert client.get_run(stopped.run_id).storage_state == "ARCHIVED"
    assert names(filter=predicate("storage_state", "EQUALS", stringValue="ARCHIVED")) == ["stopped"]
    client.unarchive_run(stopped.run_id)
    assert names(filter=predicate("storage_state", "EQUALS", stringValue="ARCHIVED")) == []
    refused(400, client.list_runs, filter=predicate("colour", "EQUALS", stringValue="red"))
    refused(400, client.list_runs, filter="{nonsense")


def main():
    logging.disable(logging.INFO)
    client = Recorded(host=HOST)
    assert client.get_kfp_healthz().multi_user is False
    client.set_user_namespace("team")
    assert client.get_user_namespace() == "team"
    client.set_user_namespace("")
    pipeline, version = pipelines(client)
    experiment = experiments(client)
    last = runs(client, pipeline, version, experiment)
    every_argument(client, experiment)
    recurring_runs(client, experiment)
    public = {
        name for name, value in vars(kfp.Client).items() if inspect.isfunction(value) and not name.startswith("_")
    }
    print(json.dumps({"called": sorted(CALLED), "public": sorted(public), "run_id": last.run_id}))


if __name__ == "__main__":
    main()
