"""Runs a pipeline on a server, and looks at what is there."""

import json

from training import training

from penstock import Client

client = Client()  # the server that PENSTOCK_SERVER names; or Client("http://127.0.0.1:8888")

# A run of a function: compiled here, run there.
result = client.create_run_from_pipeline_func(training, arguments={"rate": 0.5}, experiment_name="rates")
run = result.wait_for_run_completion(timeout=300)
print(run.display_name, run.state, run.finished_at)

# A pipeline that is kept on the server, and a run of its newest version.
pipeline_id = client.get_pipeline_id("training")
if pipeline_id is None:
    pipeline_id = client.upload_pipeline_from_pipeline_func(training).pipeline_id
experiment = client.get_experiment(experiment_name="rates")
failing = client.run_pipeline(experiment.experiment_id, "no rate", pipeline_id=pipeline_id, params={"rate": 0.0})
ended = client.wait_for_run_completion(failing.run_id, timeout=300)
print(ended.state, ended.error.message)
print(client.read_log(failing.run_id, "train"))

# Which runs of the experiment failed?
failed = {"predicates": [{"key": "state", "operation": "EQUALS", "stringValue": "FAILED"}]}
for found in client.list_runs(experiment_id=experiment.experiment_id, filter=json.dumps(failed)).runs or []:
    print(found.display_name, found.link)
