import pytest

from penstock.spec.pipeline import PipelineDocument, PipelineSpec
from penstock.spec.validation import validate


def test_a_good_document_has_no_problems(draft):
    assert draft.problems() == ()


def test_an_empty_document_lacks_everything():
    codes = {problem.code for problem in validate(PipelineDocument(pipeline=PipelineSpec()))}
    assert codes == {"unknown-version", "missing-name", "missing-root"}


@pytest.mark.parametrize(("version", "got"), [("2.0.0", "'2.0.0'"), ("", "none")])
def test_refuses_another_schema_version(draft, version, got):
    problem = draft.set("schemaVersion", version).problem()
    assert (problem.code, problem.path) == ("unknown-version", "schemaVersion")
    assert got in problem.message


def test_refuses_a_name_that_names_nothing(draft):
    assert draft.set("pipelineInfo.name", "ÄÖ").problem().code == "invalid-name"


def test_the_root_is_a_graph(draft):
    assert draft.set("root", {"executorLabel": "exec-load"}).problem().code == "missing-root"
    assert draft.set("root", {"dag": {}}).problem().code == "empty-graph"


def test_names_the_nearest_component(draft):
    problem = draft.set("root.dag.tasks.load.componentRef.name", "comp-laod").problems()[0]
    assert problem.path == "root.dag.tasks.load.componentRef.name"
    assert problem.message == "task 'load' uses component 'comp-laod', which does not exist; did you mean 'comp-load'?"


def test_names_the_nearest_executor(draft):
    problem = draft.set("components.comp-load.executorLabel", "exec-lod").problem()
    assert (problem.code, problem.path) == ("unknown-executor", "components.comp-load.executorLabel")
    assert "did you mean 'exec-load'?" in problem.message


def test_a_component_has_one_implementation(draft):
    assert draft.set("components.comp-x", {}).problem().code == "invalid-component"
    both = {"executorLabel": "exec-load", "dag": {"tasks": {"a": {"componentRef": {"name": "comp-load"}}}}}
    assert draft.set("components.comp-x", both).problem().code == "invalid-component"


def test_an_input_is_a_parameter_or_an_artifact(draft):
    draft.set("components.comp-train.inputDefinitions.parameters.data", {"parameterType": "STRING", "isOptional": True})
    assert draft.problem().code == "duplicate-name"


def test_defaults_fit_their_type(draft):
    problem = draft.set("root.inputDefinitions.parameters.rate.defaultValue", "fast").problem()
    assert problem.path == "root.inputDefinitions.parameters.rate.defaultValue"
    assert problem.message == 'the default expects a number, got text "fast"'


def test_defaults_hold_the_choices(draft):
    draft.set("root.inputDefinitions.parameters.rate.literals", [0.1, 0.2])
    assert draft.problems() == ()
    assert (
        "not one of the choices"
        in draft.set("root.inputDefinitions.parameters.rate.defaultValue", 0.3).problem().message
    )


def test_a_run_cannot_be_given_a_final_status(draft):
    draft.set("root.inputDefinitions.parameters.status", {"parameterType": "TASK_FINAL_STATUS"})
    assert draft.problem().code == "invalid-input"


def test_components_may_not_contain_themselves(draft):
    for name, other in (("a", "b"), ("b", "c"), ("c", "a")):
        tasks = {"inner": {"componentRef": {"name": f"comp-{other}"}}}
        draft.set(f"components.comp-{name}", {"dag": {"tasks": tasks}})
    problem = draft.problem()
    assert problem.code == "recursion"
    assert problem.message.endswith("'comp-a' -> 'comp-b' -> 'comp-c' -> 'comp-a'")


def test_platform_settings_belong_to_executors(draft):
    draft.platform = {"platforms": {"kubernetes": {"deploymentSpec": {"executors": {"exec-lod": {}, "exec-load": {}}}}}}
    problem = draft.problem()
    assert problem.path == "platforms.kubernetes.deploymentSpec.executors.exec-lod"
    assert "did you mean 'exec-load'?" in problem.message


def test_an_unknown_platform_is_a_warning(draft):
    draft.platform = {"platforms": {"mine": {}}}
    assert draft.problem().severity == "warning"


def test_a_workspace_must_be_configured(draft):
    draft.set("deploymentSpec.executors.exec-load.container.args", ["{{$.workspace_path}}/x"])
    assert draft.problem().code == "missing-workspace"
    draft.platform = {"platforms": {"kubernetes": {"pipelineConfig": {"workspace": {"size": "1Gi"}}}}}
    assert draft.problems() == ()


def test_constants_may_need_the_workspace(draft):
    draft.component("c", inputDefinitions={"parameters": {"p": {"parameterType": "STRING"}}})
    inputs = {"parameters": {"p": {"runtimeValue": {"constant": "{{$.workspace_path}}/x"}}}}
    assert draft.task("t", "comp-c", inputs=inputs).problem().code == "missing-workspace"
    draft.platform = {"platforms": {"kubernetes": {"pipelineConfig": {"workspace": {"size": "1Gi"}}}}}
    assert draft.problems() == ()


def test_an_importer_may_need_the_workspace(draft):
    importer = {"artifactUri": {"constant": "gs://b"}, "downloadToWorkspace": True}
    assert draft.set("deploymentSpec.executors.exec-load", {"importer": importer}).problem().code == "missing-workspace"


@pytest.mark.parametrize(
    "executor", [{}, {"importer": {"artifactUri": {"constant": "x"}}, "container": {"image": "i"}}]
)
def test_an_executor_has_one_implementation(draft, executor):
    assert draft.set("deploymentSpec.executors.exec-load", executor).problem().code == "invalid-executor"


def test_a_container_has_an_image(draft):
    problem = draft.set("deploymentSpec.executors.exec-load.container.image", "").problem()
    assert problem.path == "deploymentSpec.executors.exec-load.container.image"


@pytest.mark.parametrize("name", ["", "A=B"])
def test_environment_variables_have_names(draft, name):
    draft.set("deploymentSpec.executors.exec-load.container.env", [{"name": name, "value": "x"}])
    assert draft.problem().code == "invalid-environment"


@pytest.mark.parametrize("quantity", ["500m", "2", "1.5", ".5", "512Mi", "15G", "1e3", "{{$.inputs.parameters['lr']}}"])
def test_takes_quantities_of_kubernetes(draft, quantity):
    draft.set("deploymentSpec.executors.exec-train.container.resources", {"resourceCpuLimit": quantity})
    assert draft.problems() == ()


@pytest.mark.parametrize(
    "resources",
    [
        {"resourceCpuLimit": "two"},
        {"resourceMemoryLimit": "5 GB"},
        {"resourceMemoryRequest": "-1"},
        {"resourceCpuRequest": "1mm"},
        {"accelerator": {"resourceType": "nvidia.com/gpu", "resourceCount": "many"}},
        {"cpuLimit": -1.0},
        {"accelerator": {"type": "t", "count": "-1"}},
    ],
)
def test_refuses_other_resources(draft, resources):
    draft.set("deploymentSpec.executors.exec-load.container.resources", resources)
    assert draft.problem().code == "invalid-resource"


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("command", ["x", "{{$.inputs.parameters['l']}}"]),
        ("args", ['{"IfPresent": {"InputName": "l", "Then": "x"}}']),
        ("env", [{"name": "A", "value": "{{$.inputs.parameters['l']}}"}]),
        ("image", "{{$.inputs.parameters['l']}}"),
        ("resources", {"resourceCpuLimit": "{{$.inputs.parameters['l']}}"}),
    ],
)
def test_placeholders_name_what_the_component_has(draft, place, value):
    problem = draft.set(f"deploymentSpec.executors.exec-train.container.{place}", value).problem()
    assert problem.path.startswith(f"deploymentSpec.executors.exec-train.container.{place}")
    assert "'lr'" in problem.message


def test_the_source_of_a_function_may_hold_anything(draft):
    runner = (
        'program_path=$(mktemp -d)\nprintf "%s" "$0" > "$program_path/ephemeral_component.py"\n'
        "python3 -m kfp.dsl.executor_main --component_module_path "
        '"$program_path/ephemeral_component.py" "$@"\n'
    )
    container = {
        "image": "python:3.12",
        "command": ["sh", "-ec", runner, "def f():\n    return '{{$.Name}}'\n"],
        "args": ["--executor_input", "{{$}}", "--function_to_execute", "f"],
    }
    assert draft.set("deploymentSpec.executors.exec-load.container", container).problems() == ()


def test_an_importer_knows_where_from(draft):
    draft.set("deploymentSpec.executors.exec-load", {"importer": {}})
    assert draft.problem().code == "missing-uri"
    draft.set("deploymentSpec.executors.exec-load.importer", {"artifactUri": {"runtimeParameter": "uri"}})
    assert draft.problem().code == "unknown-input"
    metadata = {"k": ["{{$.inputs.parameters['x']}}"]}
    draft.set(
        "deploymentSpec.executors.exec-load.importer", {"artifactUri": {"constant": "gs://b"}, "metadata": metadata}
    )
    assert draft.problem().code == "unknown-placeholder"


def test_stops_listing_at_some_point(draft):
    for number in range(1000):
        draft.task(f"t{number}", f"comp-{number}x")
    problems = draft.problems()
    assert len(problems) == 501
    assert problems[-1].message == "500 more problems are not shown"
