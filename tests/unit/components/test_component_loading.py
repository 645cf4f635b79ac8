"""Compiled files as components."""

import http.server
import threading

import pytest

from penstock import components
from penstock.core.errors import SourceError, SpecError
from penstock.spec.types import ParameterType

SINGLE = """\
# PIPELINE DEFINITION
# Name: add-up
# Description: Adds.
#              Nothing more.
# Inputs:
#    a: int
components:
  comp-add-up:
    executorLabel: exec-add-up
    inputDefinitions:
      parameters:
        a:
          description: The first.
          parameterType: NUMBER_INTEGER
        b:
          defaultValue: 3.0
          parameterType: NUMBER_INTEGER
        config:
          isOptional: true
          parameterType: TASK_CONFIG
    outputDefinitions:
      parameters:
        Output:
          parameterType: NUMBER_INTEGER
    taskConfigPassthroughs:
    - field: RESOURCES
deploymentSpec:
  executors:
    exec-add-up:
      container:
        args: [--executor_input, '{{$}}']
        command: [python3, -m, adder]
        image: python:3.12
pipelineInfo:
  name: add-up
root:
  dag:
    tasks:
      add-up:
        cachingOptions: {enableCache: true}
        componentRef: {name: comp-add-up}
        inputs:
          parameters:
            a: {componentInputParameter: a}
        taskInfo: {name: add-up}
  inputDefinitions:
    parameters:
      a: {parameterType: NUMBER_INTEGER}
schemaVersion: 2.1.0
sdkVersion: kfp-2.17.0
"""
PLATFORM = """\
---
platforms:
  kubernetes:
    deploymentSpec:
      executors:
        exec-add-up:
          imagePullPolicy: Always
"""


def test_a_compiled_component_stands_by_itself():
    definition = components.load_component_from_text(SINGLE).definition
    assert definition.name == "add-up"
    assert definition.description == "Adds.\nNothing more."
    assert definition.document is None
    assert definition.executor.container.image == "python:3.12"
    assert definition.executor.container.command == ("python3", "-m", "adder")


def test_a_reloaded_component_keeps_descriptions_and_passthroughs():
    spec = components.load_component_from_text(SINGLE).definition.spec
    assert spec.input_definitions.parameters["a"].description == "The first."
    assert [it.field.name for it in spec.task_config_passthroughs] == ["RESOURCES"]
    assert spec.executor_label == ""


def test_a_default_makes_an_input_optional_and_whole_numbers_whole():
    parameter = components.load_component_from_text(SINGLE).definition.spec.input_definitions.parameters["b"]
    assert parameter.is_optional
    assert parameter.parameter_type is ParameterType.NUMBER_INTEGER
    assert repr(parameter.default_value) == "3"


def test_settings_of_platforms_come_along():
    definition = components.load_component_from_text(SINGLE + PLATFORM).definition
    assert definition.platform == {"kubernetes": {"imagePullPolicy": "Always"}}


def test_a_pipeline_comes_with_all_that_belongs_to_it():
    text = SINGLE.replace("name: add-up\nroot", "name: summing\nroot")
    loaded = components.load_component_from_text(text)
    assert loaded.name == "summing"
    assert loaded.definition.executor is None
    assert loaded.definition.document.pipeline.root.dag is not None
    assert list(loaded.definition.spec.input_definitions.parameters) == ["a"]
    assert loaded.component_yaml == text


def test_loads_a_file(tmp_path):
    path = tmp_path / "add.yaml"
    path.write_text(SINGLE)
    assert components.load_component_from_file(str(path)).name == "add-up"
    assert components.load_component_from_file(path).name == "add-up"


def test_names_the_missing_file():
    with pytest.raises(FileNotFoundError, match=r"No component file at 'nowhere\.yaml'"):
        components.load_component_from_file("nowhere.yaml")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("implementation: [", "this is not YAML"),
        ("a: 1", "root: is missing; this is neither a pipeline nor a component file"),
        ("root: {}", "pipelineInfo.name: is missing"),
        ("", "the file is empty"),
        ("- 1", "is a list, not a mapping"),
        ("root: [", "this is not YAML"),
        ("a: !!python/object/apply:os.system [ls]", "is not allowed"),
        ("a: &a [*a]", "no anchor 'a'"),
        ("a: 1\n---\nb: 2\n---\nc: 3", "at most 2 documents"),
    ],
)
def test_refuses_what_is_no_component(text, words):
    with pytest.raises(SpecError, match=words):
        components.load_component_from_text(text)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("2.1.0", "9.1.0"), "schemaVersion: expects schema version '2.1.0', got '9.1.0'"),
        (
            ("{name: comp-add-up}", "{name: comp-nope}"),
            "task 'add-up' uses component 'comp-nope', which does not exist",
        ),
        (("    exec-add-up:\n", "    exec-old:\n"), "uses executor 'exec-add-up', which does not exist"),
        (
            ("taskInfo: {", "dependentTasks: [gone]\n        taskInfo: {"),
            "depends on task 'gone', which does not exist",
        ),
        (("componentInputParameter: a", "componentInputParameter: z"), "'z'"),
    ],
)
def test_refuses_a_compiled_file_that_cannot_run(change, words):
    with pytest.raises(SpecError, match=words):
        components.load_component_from_text(SINGLE.replace(*change))


def test_defaults_that_old_compilers_wrote_as_text_are_no_hindrance():
    loaded = components.load_component_from_text(SINGLE.replace("defaultValue: 3.0", "defaultValue: '3'"))
    assert loaded.definition.spec.input_definitions.parameters["b"].default_value == "3"


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers with a component to those who know the password."""

    def do_GET(self):
        if self.path == "/secret" and self.headers.get("Authorization") != "Basic dXNlcjpwYXNz":
            self.send_error(401)
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(SINGLE.encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def address():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_loads_from_an_address(address):
    assert components.load_component_from_url(f"{address}/open").name == "add-up"


def test_shows_credentials(address):
    assert components.load_component_from_url(f"{address}/secret", auth=("user", "pass")).name == "add-up"


def test_says_what_the_server_answers(address):
    with pytest.raises(OSError, match=f"Cannot load a component from {address}/secret: the server answers 401"):
        components.load_component_from_url(f"{address}/secret")


def test_says_that_nobody_answers():
    with pytest.raises(OSError, match=r"Cannot load a component from http://127\.0\.0\.1:1/x: "):
        components.load_component_from_url("http://127.0.0.1:1/x")


def test_refuses_other_schemes():
    with pytest.raises(SourceError, match="the address is not https://"):
        components.load_component_from_url("file:///etc/passwd")


def test_an_address_is_text():
    with pytest.raises(ValueError, match="url must be a string"):
        components.load_component_from_url(None)


@pytest.mark.parametrize(
    "text",
    [
        SINGLE.replace("comp-add-up", "comp-other"),
        SINGLE.replace("exec-add-up", "exec-other"),
        SINGLE.replace(
            "    tasks:\n",
            "    tasks:\n      more: {componentRef: {name: comp-add-up}, "
            "inputs: {parameters: {a: {componentInputParameter: a}}}}\n",
        ),
    ],
)
def test_what_is_not_one_task_of_its_own_component_is_a_pipeline(text):
    assert components.load_component_from_text(text).definition.document is not None


def test_settings_for_other_executors_stay_behind():
    text = SINGLE + PLATFORM.replace("exec-add-up", "exec-other")
    assert components.load_component_from_text(text).definition.platform == {}


def test_a_component_without_inputs_and_description():
    text = """\
components: {comp-a: {executorLabel: exec-a}}
deploymentSpec: {executors: {exec-a: {container: {image: i}}}}
pipelineInfo: {name: a}
root: {dag: {tasks: {a: {componentRef: {name: comp-a}}}}}
"""
    definition = components.load_component_from_text(text).definition
    assert definition.description == ""
    assert definition.spec.input_definitions is None


def test_a_compiled_component_can_be_called():
    from penstock.dsl.receivers import receiving

    class Recorder:
        def receive(self, component, arguments):
            return component.name, dict(arguments)

    with receiving(Recorder()):
        assert components.load_component_from_text(SINGLE)(a=1) == ("add-up", {"a": 1})


def test_a_pipeline_file_in_json():
    import json

    from penstock.documents import load_yaml

    text = json.dumps(load_yaml(SINGLE))
    assert components.load_component_from_text(text).name == "add-up"


@pytest.mark.parametrize("content", [b"name: \xff", b"# " + b"x" * (32 * 2**20)], ids=["not UTF-8", "too large"])
def test_a_file_that_cannot_be_read_as_text_is_named(tmp_path, content):
    path = tmp_path / "component.yaml"
    path.write_bytes(content)
    with pytest.raises(SpecError) as refusal:
        components.load_component_from_file(path)
    assert str(refusal.value).startswith(f"{path} has 1 problem")
