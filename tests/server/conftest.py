"""The application in this process, over a real store."""

import pytest
from fastapi.testclient import TestClient

from penstock.engine.records import Changes, Values
from penstock.engine.states import ExecutionState
from penstock.server.app import create_app
from penstock.server.settings import ServerSettings
from penstock.server.wiring import open_backend
from penstock.testing.records import a_run, an_artifact, an_execution

PIPELINE = """
components:
  comp-hello:
    executorLabel: exec-hello
    inputDefinitions: {parameters: {name: {parameterType: STRING}}}
deploymentSpec:
  executors:
    exec-hello: {container: {image: alpine, command: [echo, "{{$.inputs.parameters['name']}}"]}}
pipelineInfo: {name: hello}
root:
  dag:
    tasks:
      hello:
        componentRef: {name: comp-hello}
        inputs: {parameters: {name: {componentInputParameter: name}}}
        taskInfo: {name: hello}
  inputDefinitions: {parameters: {name: {parameterType: STRING, defaultValue: Ada}}}
schemaVersion: 2.1.0
sdkVersion: penstock-0.1.0
"""


@pytest.fixture
def settings(tmp_path):
    """Give the settings of a server on this machine."""
    return ServerSettings(home=tmp_path / "home", environ={"PATH": "/usr/bin:/bin"})


@pytest.fixture
def backend(settings):
    """Give a backend with a store of its own."""
    backend = open_backend(settings)
    yield backend
    backend.close()


@pytest.fixture
def client(backend, settings):
    """Give a client of the application."""
    with TestClient(create_app(backend, settings), base_url="http://localhost:8888") as client:
        yield client


@pytest.fixture
def text():
    """Give the text of a pipeline."""
    return PIPELINE


@pytest.fixture
def upload(client):
    """Give a function that uploads bytes as a pipeline."""

    def upload(data, name="hello", filename="hello.yaml", **query):
        data = data.encode() if isinstance(data, str) else data
        return client.post(
            "/apis/v2beta1/pipelines/upload", params={"name": name, **query}, files={"uploadfile": (filename, data)}
        )

    return upload


@pytest.fixture
def store(backend, settings):
    """Give a function that records what a task left, and returns the place of its artifact in the API."""
    count = 0

    def store(content=None, *, uri=None, **artifact):
        nonlocal count
        count += 1
        path = settings.home / "artifacts" / "run" / str(count) / "out"
        path.parent.mkdir(parents=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        record = an_artifact(count, uri=uri or f"file://{path}", **artifact)
        run = a_run(count)
        backend.journal.create_run(run)
        lease = backend.journal.acquire(run.id)
        task = an_execution(run, 1, state=ExecutionState.SUCCEEDED, outputs=Values(artifacts={"out": (record,)}))
        backend.journal.commit(run.id, Changes(executions=(task,), seq=1), lease)
        lease.release()
        return f"/api/v1/artifacts/{record.id}", path

    return store
