"""Drives a server as a user's script would, with `kfp` or with `penstock`; prints what it was told as one JSON line.

python drive_either_client.py PACKAGE HOST FOLDER
"""

import importlib
import json
import sys
import warnings
from datetime import datetime, timedelta
from pathlib import Path

warnings.simplefilter("ignore")

PACKAGE, HOST, FOLDER = sys.argv[1], sys.argv[2], Path(sys.argv[3])
Client = importlib.import_module(PACKAGE).Client
dsl = importlib.import_module(f"{PACKAGE}.dsl")
compiler = importlib.import_module(f"{PACKAGE}.compiler")

TOLD = {}


@dsl.component
def double(x: int) -> int:
    return 2 * x


@dsl.component
def fail_without(path: str) -> str:
    import os

    if not os.path.exists(path):
        raise RuntimeError("the file is not there")
    return path


@dsl.component
def write(data: dsl.Output[dsl.Dataset]):
    with open(data.path, "w") as file:
        file.write("written")


@dsl.pipeline(name="double-pipeline", description="Doubles a number")
def double_pipeline(x: int = 1) -> int:
    return double(x=x).output


@dsl.pipeline(name="fail-pipeline")
def fail_pipeline(path: str):
    fail_without(path=path).set_caching_options(False)


def tell(name, value):
    """Keep what a method returned, attribute by attribute."""
    TOLD[name] = shown(value)
    return value


def shown(value):
    if isinstance(value, datetime):
        assert value.utcoffset() == timedelta(0)
        return "a time in UTC"
    if isinstance(value, list):
        return [shown(item) for item in value]
    if isinstance(value, dict):
        return {name: shown(item) for name, item in value.items()}
    if hasattr(value, "to_dict"):
        return {name: shown(getattr(value, name)) for name in value.to_dict()}
    return value


def refused(name, call, *args, **kwargs):
    """Keep the kind of a refusal, and the status of those of the server."""
    try:
        call(*args, **kwargs)
    except Exception as error:
        kind = "ApiError" if hasattr(error, "status") else type(error).__name__
        TOLD[name] = [kind, getattr(error, "status", None)]
        return
    raise AssertionError(f"{name} was not refused")


def only(key, value):
    return json.dumps({"predicates": [{"key": key, "operation": "EQUALS", "stringValue": value}]})


def pipelines(client):
    file = str(FOLDER / "double.yaml")
    compiler.Compiler().compile(double_pipeline, file)
    first = tell("upload_pipeline", client.upload_pipeline(file, description="about numbers"))
    tell("upload_pipeline_from_pipeline_func", client.upload_pipeline_from_pipeline_func(fail_pipeline, "other", "x"))
    second = client.upload_pipeline_version(file, "second", pipeline_name="double-pipeline", description="newer")
    tell("upload_pipeline_version", second)
    third = client.upload_pipeline_version_from_pipeline_func(double_pipeline, "third", first.pipeline_id)
    tell("upload_pipeline_version_from_pipeline_func", third)
    tell("get_pipeline", client.get_pipeline(first.pipeline_id))
    tell("get_pipeline_id", client.get_pipeline_id("other"))
    tell("get_pipeline_id of nobody", client.get_pipeline_id("nobody"))
    page = tell("list_pipelines", client.list_pipelines(page_size=1, sort_by="name desc"))
    tell("the next page", client.list_pipelines(page.next_page_token, 1, "name desc"))
    tell("filtered", client.list_pipelines(filter=only("name", "other"), namespace="somebody"))
    tell("none", client.list_pipelines(filter=only("name", "nobody")))
    tell("list_pipeline_versions", client.list_pipeline_versions(first.pipeline_id, sort_by="created_at"))
    tell("get_pipeline_version", client.get_pipeline_version(first.pipeline_id, second.pipeline_version_id))
    tell("delete_pipeline_version", client.delete_pipeline_version(first.pipeline_id, third.pipeline_version_id))
    refused("taken name", client.upload_pipeline, file)
    refused("no name", client.upload_pipeline, file, " ")
    refused("no pipeline", client.get_pipeline, "nobody")
    refused("pipeline with versions", client.delete_pipeline, first.pipeline_id)
    refused("two pipelines", client.upload_pipeline_version, file, "v", pipeline_id="a", pipeline_name="b")
    refused("neither", client.upload_pipeline_version, file, "v")
    refused("unknown field", client.list_pipelines, sort_by="colour")
    other = client.get_pipeline_id("other")
    for version in client.list_pipeline_versions(other).pipeline_versions:
        client.delete_pipeline_version(other, version.pipeline_version_id)
    tell("delete_pipeline", client.delete_pipeline(other))
    return first, second


def experiments(client):
    made = tell("create_experiment", client.create_experiment("study", "a study"))
    tell("create_experiment again", client.create_experiment("study"))
    tell("get_experiment", client.get_experiment(made.experiment_id))
    tell("get_experiment by name", client.get_experiment(experiment_name="study"))
    tell("archive_experiment", client.archive_experiment(made.experiment_id))
    tell("archived", client.list_experiments(filter=only("storage_state", "ARCHIVED")))
    tell("unarchive_experiment", client.unarchive_experiment(made.experiment_id))
    tell("list_experiments", client.list_experiments(sort_by="display_name"))
    brief = client.create_experiment("brief")
    tell("delete_experiment", client.delete_experiment(brief.experiment_id))
    refused("no experiment", client.get_experiment, experiment_name="nobody")
    refused("no id", client.get_experiment)
    return made


def ended(client, run_id):
    return client.wait_for_run_completion(run_id, timeout=300, sleep_duration=0.2)


def runs(client, pipeline, version, experiment):
    file, place = str(FOLDER / "double.yaml"), {"experiment_name": "study"}
    result = client.create_run_from_pipeline_func(double_pipeline, {"x": 4}, "from function", **place)
    # KFP's client sends the tasks of a graph in any order, and so they are numbered: each graph here has one.
    run = tell("ended", result.wait_for_run_completion(timeout=300))
    tell("run_info", [result.run_id == result.run_info.run_id, repr(result).replace(result.run_id, "ID")])
    tell("get_run", client.get_run(run.run_id))
    package = client.create_run_from_pipeline_package(file, run_name="from file", enable_caching=False, **place)
    tell("uncached", ended(client, package.run_id))
    keys = {"pipeline_id": pipeline.pipeline_id, "version_id": version.pipeline_version_id}
    versioned = client.run_pipeline(experiment.experiment_id, "of a version", params={"x": 7}, **keys)
    tell("of a version", ended(client, versioned.run_id))
    rooted = client.run_pipeline(
        experiment.experiment_id, "rooted", file, pipeline_root="/root/of/all", service_account="somebody",
        enable_caching=True, cache_key="mine",
    )  # fmt: skip
    tell("rooted", ended(client, rooted.run_id))
    written = client.create_run_from_pipeline_func(write, run_name="of a component", **place)
    tell("of a component", ended(client, written.run_id))
    path = FOLDER / "present"
    failing = client.create_run_from_pipeline_func(fail_pipeline, {"path": str(path)}, "failing", **place)
    tell("failed", ended(client, failing.run_id))
    tell("archive_run", client.archive_run(failing.run_id))
    tell("archived runs", client.list_runs(filter=only("storage_state", "ARCHIVED")))
    tell("unarchive_run", client.unarchive_run(failing.run_id))
    tell("list_runs", client.list_runs(sort_by="created_at", experiment_id=experiment.experiment_id))
    page = client.list_runs(page_size=2, namespace="somebody")
    tell("pages", [len(page.runs), page.total_size, len(client.list_runs(page_token=page.next_page_token).runs)])
    tell("delete_run", client.delete_run(failing.run_id))
    refusals(client, run, file, experiment)


def refusals(client, run, file, experiment):
    some = experiment.experiment_id
    refused("no run", client.get_run, "nobody")
    refused("deleted", client.archive_run, "nobody")
    refused("ended", client.terminate_run, run.run_id)
    refused("no such argument", client.run_pipeline, some, "wrong", file, {"y": 1})
    refused("no such experiment", client.run_pipeline, "nobody", "wrong", file)
    refused("two sources", client.run_pipeline, some, "wrong", file, pipeline_id="a", version_id="b")
    refused("no source", client.run_pipeline, some, "wrong")
    refused("version alone", client.run_pipeline, some, "wrong", version_id="b")
    refused("ending", client.run_pipeline, some, "wrong", "double.txt")
    refused("two experiments", client.create_run_from_pipeline_package, file, experiment_name="a", experiment_id="b")
    refused("late", client.wait_for_run_completion, waiting(client), timeout=1, sleep_duration=0.2)


def waiting(client):
    @dsl.component
    def wait():
        import time

        time.sleep(3600)

    result = client.create_run_from_pipeline_func(wait, run_name="waiting")
    TOLD["waiting"] = [result.run_info.display_name, result.run_info.state in ("PENDING", "RUNNING")]
    return result.run_id


def surroundings(client):
    tell("get_kfp_healthz", client.get_kfp_healthz())
    tell("get_user_namespace", client.get_user_namespace())
    client.set_user_namespace("team")
    tell("set_user_namespace", [client.get_user_namespace(), Client(HOST).get_user_namespace()])
    tell("namespace", Client(HOST, namespace="mine").get_user_namespace())
    (waiting,) = client.list_runs(filter=only("display_name", "waiting")).runs
    tell("terminate_run", client.terminate_run(waiting.run_id))
    tell("terminated", ended(client, waiting.run_id))


if __name__ == "__main__":
    client = Client(host=HOST)
    uploaded = pipelines(client)
    runs(client, *uploaded, experiments(client))
    surroundings(client)
    print(json.dumps(TOLD))
