"""Calls every operation of the real kfp-server-api for pipelines, experiments and runs.

python drive_kfp_api.py HOST FOLDER; the last line of output tells which operations were called, and which there are.
"""

import json
import sys
import time
import urllib.request
import warnings
from pathlib import Path

warnings.simplefilter("ignore")

import kfp_server_api as api
from kfp import compiler, dsl
import yaml

HOST, FOLDER = sys.argv[1], Path(sys.argv[2])
SERVED = ("ExperimentServiceApi", "HealthzServiceApi", "PipelineServiceApi", "PipelineUploadServiceApi", "RunServiceApi")
OTHERS = {
    "AuthServiceApi": {"auth_service_authorize": ()},
    "RecurringRunServiceApi": {
        "recurring_run_service_create_recurring_run": (api.V2beta1RecurringRun(display_name="daily"),),
        "recurring_run_service_list_recurring_runs": (),
        "recurring_run_service_get_recurring_run": ("some",),
    },
    "ReportServiceApi": {"report_service_report_workflow": ("workflow",)},
    "VisualizationServiceApi": {
        "visualization_service_create_visualization_v1": ("ns", api.V2beta1Visualization(source="x"))
    },
}
TOLD = ("RecurringRunServiceApi",)
"""What people call: they are told that it is not there."""
CALLED = set()


class Service:
    """Notes which operations of a generated service are called."""

    def __init__(self, name, client):
        self._service, self._name = getattr(api, name)(client), name

    def __getattr__(self, name):
        CALLED.add(f"{self._name}.{name}")
        return getattr(self._service, name)


@dsl.component
def double(x: int) -> int:
    return 2 * x


@dsl.pipeline(name="doubling")
def doubling(x: int = 1) -> int:
    return double(x=x).output


def operations(name):
    return {
        f"{name}.{it}"
        for it in vars(getattr(api, name))
        if not it.startswith("_") and not it.endswith("_with_http_info")
    }


def refused(status, call, *args, **kwargs):
    """Hold that a call is refused with this status, with a code and a message."""
    try:
        call(*args, **kwargs)
    except api.ApiException as error:
        body = json.loads(error.body)
        assert error.status == status, (error.status, body)
        assert isinstance(body["code"], int) and body["message"] and body["details"], body
        return body
    raise AssertionError(f"{call} was not refused")


def post(path, body):
    """Send a body as it is; return the answer."""
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{HOST}{path}", json.dumps(body).encode(), headers, method="POST")
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)


def ended(runs, run_id):
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        run = runs.run_service_get_run(run_id)
        if run.state in {"SUCCEEDED", "FAILED"}:
            return run
        time.sleep(0.1)
    raise AssertionError("the run did not end")


def of_pipelines(pipelines, uploads, path, spec):
    made = pipelines.pipeline_service_create_pipeline(
        api.V2beta1Pipeline(name="empty", display_name="Empty", description="none", tags={"team": "a"})
    )
    assert (made.name, made.display_name, made.tags) == ("empty", "Empty", {"team": "a"})
    refused(409, pipelines.pipeline_service_create_pipeline, api.V2beta1Pipeline(name="empty"))
    version = pipelines.pipeline_service_create_pipeline_version(
        made.pipeline_id,
        api.V2beta1PipelineVersion(name="v1", pipeline_spec=spec, code_source_url="https://example.org/code"),
    )
    assert (version.pipeline_id, version.name) == (made.pipeline_id, "v1")
    assert version.code_source_url == "https://example.org/code" and version.pipeline_spec["root"] == spec["root"]
    both = pipelines.pipeline_service_create_pipeline_and_version(
        api.V2beta1CreatePipelineAndVersionRequest(
            pipeline=api.V2beta1Pipeline(display_name="both"),
            pipeline_version=api.V2beta1PipelineVersion(display_name="first", pipeline_spec=spec),
        )
    )
    uploaded = uploads.upload_pipeline(str(path), name="uploaded", display_name="Uploaded", tags='{"team": "b"}')
    assert (uploaded.display_name, uploaded.tags) == ("Uploaded", {"team": "b"})
    uploads.upload_pipeline_version(
        str(path), name="second", display_name="Second", pipelineid=uploaded.pipeline_id, description="d", tags='{"a": "b"}'
    )
    assert pipelines.pipeline_service_get_pipeline(made.pipeline_id) == made
    assert pipelines.pipeline_service_get_pipeline_by_name("both").pipeline_id == both.pipeline_id
    assert pipelines.pipeline_service_list_pipelines(page_size=2).total_size == 3
    versions = pipelines.pipeline_service_list_pipeline_versions(uploaded.pipeline_id, sort_by="name desc")
    assert [it.name for it in versions.pipeline_versions] == ["uploaded", "second"]
    for number, names in ((8, ["second"]), (9, ["uploaded", "second"])):
        value = {"string_values": {"values": ["second", "x"]}} if number == 8 else {"string_value": "o"}
        wanted = json.dumps({"predicates": [{"operation": number, "key": "name", **value}]})
        found = pipelines.pipeline_service_list_pipeline_versions(uploaded.pipeline_id, filter=wanted)
        assert [it.name for it in found.pipeline_versions] == names, (number, found)
    changed = pipelines.pipeline_service_update_pipeline(made.pipeline_id, api.V2beta1Pipeline(display_name="Renamed"))
    assert (changed.display_name, changed.tags) == ("Renamed", {"team": "a"})
    newer = pipelines.pipeline_service_update_pipeline_version(
        made.pipeline_id, version.pipeline_version_id, api.V2beta1PipelineVersion(display_name="One", tags={"x": "y"})
    )
    assert (newer.display_name, newer.tags) == ("One", {"x": "y"})
    got = pipelines.pipeline_service_get_pipeline_version(made.pipeline_id, version.pipeline_version_id)
    assert got.display_name == "One"
    refused(400, pipelines.pipeline_service_delete_pipeline, uploaded.pipeline_id)
    assert pipelines.pipeline_service_delete_pipeline(uploaded.pipeline_id, cascade=True) == {}
    return made, version


def of_experiments(experiments):
    made = experiments.experiment_service_create_experiment(api.V2beta1Experiment(display_name="first", description="d"))
    assert experiments.experiment_service_get_experiment(made.experiment_id) == made
    assert experiments.experiment_service_list_experiments(sort_by="created_at desc").experiments[0] == made
    assert experiments.experiment_service_archive_experiment(made.experiment_id) == {}
    assert experiments.experiment_service_get_experiment(made.experiment_id).storage_state == "ARCHIVED"
    assert experiments.experiment_service_unarchive_experiment(made.experiment_id) == {}
    other = experiments.experiment_service_create_experiment(api.V2beta1Experiment(display_name="other"))
    assert experiments.experiment_service_delete_experiment(other.experiment_id) == {}
    refused(404, experiments.experiment_service_get_experiment, other.experiment_id)
    return made


def of_runs(runs, experiment, pipeline, version, spec):
    reference = api.V2beta1PipelineVersionReference(
        pipeline_id=pipeline.pipeline_id, pipeline_version_id=version.pipeline_version_id
    )
    run = runs.run_service_create_run(
        api.V2beta1Run(
            display_name="from version", description="d", experiment_id=experiment.experiment_id,
            pipeline_version_reference=reference, runtime_config=api.V2beta1RuntimeConfig(parameters={"x": 3}),
        )
    )  # fmt: skip
    assert ended(runs, run.run_id).state == "SUCCEEDED"
    refused(400, runs.run_service_terminate_run, run.run_id)
    refused(400, runs.run_service_retry_run, run.run_id)
    for call, state in (("archive", "ARCHIVED"), ("unarchive", "AVAILABLE")):
        assert getattr(runs, f"run_service_{call}_run")(run.run_id) == {}
        assert runs.run_service_get_run(run.run_id).storage_state == state
    assert [it.run_id for it in runs.run_service_list_runs(experiment_id=experiment.experiment_id).runs] == [run.run_id]
    camel = {
        "displayName": "camel", "experimentId": experiment.experiment_id, "storageState": "AVAILABLE",
        "pipelineSpec": spec, "runtimeConfig": {"parameters": {"x": 4}, "pipelineRoot": "/r"}, "serviceAccount": None,
    }  # fmt: skip
    snake = {
        "display_name": "snake", "experiment_id": experiment.experiment_id, "state": "PENDING",
        "pipeline_spec": {"pipeline_spec": spec, "platform_spec": {"platforms": {"kubernetes": {}}}},
        "runtime_config": {"parameters": {"x": 4}, "pipeline_root": "/r"},
    }  # fmt: skip
    for body in (camel, snake):
        made = runs.run_service_get_run(post("/apis/v2beta1/runs", body)["run_id"])
        assert (made.display_name, made.runtime_config.pipeline_root) in {("camel", "/r"), ("snake", "/r")}
        assert made.runtime_config.parameters == {"x": 4}
        assert ended(runs, made.run_id).state == "SUCCEEDED"
        assert runs.run_service_delete_run(made.run_id) == {}


def main():
    client = api.ApiClient(api.Configuration(host=HOST))
    services = {name: Service(name, client) for name in (*SERVED, *OTHERS)}
    path = FOLDER / "doubling.yaml"
    compiler.Compiler().compile(doubling, str(path))
    spec = yaml.safe_load(path.read_text())
    assert services["HealthzServiceApi"].healthz_service_get_healthz().multi_user is False
    pipeline, version = of_pipelines(services["PipelineServiceApi"], services["PipelineUploadServiceApi"], path, spec)
    experiment = of_experiments(services["ExperimentServiceApi"])
    of_runs(services["RunServiceApi"], experiment, pipeline, version, spec)
    pipelines = services["PipelineServiceApi"]
    assert pipelines.pipeline_service_delete_pipeline_version(pipeline.pipeline_id, version.pipeline_version_id) == {}
    for name, calls in OTHERS.items():
        for call, arguments in calls.items():
            refused(501 if name in TOLD else 404, getattr(services[name], call), *arguments)
    public = set().union(*map(operations, SERVED))
    print(json.dumps({"called": sorted(CALLED & public), "public": sorted(public)}))


if __name__ == "__main__":
    main()
