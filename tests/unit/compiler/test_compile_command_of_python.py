"""`Compiler().compile` and what it writes."""

import json
import warnings

import pytest

from penstock import dsl
from penstock.compiler import Compiler, KubernetesManifestOptions, compile_document, portability
from penstock.documents import load_document, load_yaml
from penstock.kubernetes import enable_shared_memory


@dsl.component
def say(line: str = "x", rate: float = 0.5) -> str:
    """Say.

    Args:
        line: What.
    """
    return line


@dsl.component
def read(one: dsl.Input[dsl.Dataset]):
    pass


@dsl.pipeline(name="p", description="Does it.")
def pipeline(line: str, rate: float = 0.5, big: int = 2**60, one: dsl.Input[dsl.Dataset] = None):
    say(line=line)


@dsl.pipeline
def plain(line: str = "a"):
    say(line=line)


@dsl.pipeline
def placed():
    enable_shared_memory(say(), "1Gi")


def test_writes_a_file_that_loads_again(tmp_path):
    Compiler().compile(plain, tmp_path / "p.yaml")
    text = (tmp_path / "p.yaml").read_text()
    assert text.startswith("# PIPELINE DEFINITION\n# Name: plain\n# Inputs:\n#    line: str [Default: 'a']\n")
    assert load_document(tmp_path / "p.yaml") == compile_document(plain)


def test_a_component_is_a_pipeline_of_one_task(tmp_path):
    Compiler().compile(say, str(tmp_path / "say.yaml"))
    document = load_document(tmp_path / "say.yaml")
    assert list(document.pipeline.root.dag.tasks) == ["say"]
    assert "# Description: Say." in (tmp_path / "say.yaml").read_text()


def test_names_and_defaults_can_be_replaced():
    document = compile_document(pipeline, name="other", display_name="Other", parameters={"line": "b", "rate": 1})
    info = document.pipeline.pipeline_info
    assert (info.name, info.display_name, info.description) == ("other", "Other", "Does it.")
    parameters = document.pipeline.root.input_definitions.parameters
    assert (parameters["line"].default_value, parameters["rate"].default_value) == ("b", 1.0)
    assert compile_document(pipeline).pipeline.pipeline_info.name == "p"


@pytest.mark.parametrize(
    ("parameters", "error", "match"),
    [
        ({"lin": "b"}, ValueError, "lin does not match any known pipeline input; did you mean 'line'"),
        ({"line": 1}, TypeError, "'line' is STRING; got 1"),
        ({"one": "x"}, NotImplementedError, "'one' is an artifact"),
    ],
)
def test_wrong_defaults_are_refused(parameters, error, match):
    with pytest.raises(error, match=match):
        compile_document(pipeline, parameters=parameters)


@pytest.mark.parametrize("thing", [len, "text", pipeline.pipeline_func])
def test_only_components_are_compiled(thing):
    with pytest.raises(ValueError, match="Unsupported pipeline_func type"):
        Compiler().compile(thing, "p.yaml")


@pytest.mark.parametrize("name", ["p.txt", "p", "p.yam"])
def test_other_endings_are_refused(tmp_path, name):
    with pytest.raises(ValueError, match=r'should end with "\.yaml"'):
        Compiler().compile(plain, tmp_path / name)


def test_json_is_old_and_holds_no_platform(tmp_path):
    with pytest.warns(DeprecationWarning, match="JSON is deprecated"):
        Compiler().compile(plain, tmp_path / "p.json")
    assert json.loads((tmp_path / "p.json").read_text())["pipelineInfo"]["name"] == "plain"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(ValueError, match="only supported when serializing to YAML"):
            Compiler().compile(placed, tmp_path / "p.json")


def test_a_pipeline_as_kubernetes_resources(tmp_path):
    options = KubernetesManifestOptions(
        pipeline_name="n", pipeline_version_name="n-1", namespace="team", include_pipeline_manifest=True
    )
    Compiler().compile(
        placed, tmp_path / "p.yaml", kubernetes_manifest_options=options, kubernetes_manifest_format=True
    )
    first, second = (load_yaml(part) for part in (tmp_path / "p.yaml").read_text().split("---\n"))
    assert first == {
        "apiVersion": "pipelines.kubeflow.org/v2beta1",
        "kind": "Pipeline",
        "metadata": {"name": "n", "namespace": "team"},
        "spec": {"displayName": "n"},
    }
    assert second["metadata"] == {"name": "n-1", "namespace": "team"}
    assert second["spec"]["pipelineSpec"]["pipelineInfo"]["name"] == "placed"
    assert "kubernetes" in second["spec"]["platformSpec"]["platforms"]


def test_caching_has_a_default(monkeypatch):
    monkeypatch.setenv("KFP_DISABLE_EXECUTION_CACHING_BY_DEFAULT", "true")
    (task,) = compile_document(plain).pipeline.root.dag.tasks.values()
    assert task.caching_options.enable_cache is False
    (task,) = compile_document(plain, caching=True).pipeline.root.dag.tasks.values()
    assert task.caching_options.enable_cache is True


def test_downloads_need_a_workspace():
    def outer():
        dsl.importer("gs://a", dsl.Dataset, download_to_workspace=True)

    with pytest.raises(ValueError, match="requires PipelineConfig"):
        compile_document(dsl.pipeline(outer))
    config = dsl.PipelineConfig(workspace=dsl.WorkspaceConfig("1Gi"))
    compile_document(dsl.pipeline(outer, pipeline_config=config))


def test_what_other_platforms_do_not_carry_out():
    @dsl.pipeline
    def inner():
        say()

    @dsl.pipeline
    def outer(many: dsl.Input[list[dsl.Dataset]], q: str = "1"):
        first = say(line=q)
        first.set_timeout(60).set_env_variable("Q", q)
        first.platform_config["penstock"] = {"other": 1}
        inner().set_retry(2)
        with dsl.ParallelFor(many) as one:
            read(one=one)
        say().set_cpu_limit(first.output)

    found = [(problem.code, problem.severity) for problem in portability(compile_document(outer))]
    assert found == [
        ("only-penstock", "error"),
        ("dynamic-environment", "error"),
        ("artifact-input", "error"),
        ("artifact-loop", "error"),
        ("retried-pipeline", "warning"),
        ("not-awaited", "warning"),
    ]
    assert [problem.code for problem in portability(compile_document(pipeline))] == [
        "artifact-input",
        "inexact-integer",
    ]
    assert portability(compile_document(plain)) == ()
