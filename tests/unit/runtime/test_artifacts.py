import pytest

from penstock.runtime.artifacts import (
    Artifact,
    Dataset,
    Model,
    TaskPlace,
    class_of_title,
    get_uri,
    is_artifact_class,
)
from penstock.runtime.metrics import Metrics


@pytest.fixture
def no_task():
    before = TaskPlace.output_root
    TaskPlace.output_root = None
    yield
    TaskPlace.output_root = before


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("gs://bucket/a/b", "/gcs/bucket/a/b"),
        ("s3://bucket/a", "/s3/bucket/a"),
        ("minio://bucket/a", "/minio/bucket/a"),
        ("/home/me/a", "/home/me/a"),
        ("https://example.com/a", "https://example.com/a"),
        ("", ""),
    ],
)
def test_a_uri_has_its_path_where_stores_are_mounted(uri, path):
    assert Artifact(uri=uri).path == path


def test_setting_the_path_sets_the_uri_of_the_mounted_store():
    artifact = Artifact()
    artifact.path = "/gcs/bucket/file"
    assert artifact.uri == "gs://bucket/file"


def test_a_model_image_has_its_files_in_the_folder_that_kserve_expects():
    model = Model(uri="oci://registry.local/team/model:1")
    assert model.path == "/oci/registry.local_team_model:1/models"
    model.path = model.path
    assert model.uri == "oci://registry.local/team/model:1"


def test_a_custom_path_wins_over_the_uri_and_leaves_it():
    model = Model(uri="/out/model")
    model.set_path("/elsewhere/model")
    assert (model.path, model.custom_path, model.uri) == ("/elsewhere/model", "/elsewhere/model", "/out/model")


def test_an_artifact_in_the_workspace_is_found_there():
    artifact = Artifact(uri="s3://bucket/a", metadata={"_kfp_workspace": True})
    assert artifact.path == "/kfp-workspace/.artifacts/s3/bucket/a"


def test_a_model_keeps_its_framework_in_its_metadata():
    model = Model()
    assert model.framework == ""
    model.framework = "scikit-learn"
    assert model.metadata == {"framework": "scikit-learn"}


def test_shows_itself_to_whoever_prints_it():
    assert repr(Dataset(name="d", uri="/d")) == "Dataset(name='d', uri='/d', metadata={})"


def test_a_uri_for_an_own_artifact_lies_under_the_root_of_the_task(no_task):
    TaskPlace.output_root = "/gcs/bucket/run/task"
    assert get_uri("model") == "gs://bucket/run/task/model"
    assert get_uri() == "gs://bucket/run/task/Output"


def test_there_is_no_uri_outside_a_task(no_task):
    with pytest.raises(RuntimeError, match="can only be called at task runtime"):
        get_uri()


def test_finds_the_class_of_a_title_in_its_own_package_only():
    class Foreign(Dataset):
        schema_title = "google.VertexDataset"

    Foreign.__module__ = "somewhere.else"
    assert class_of_title("system.Metrics") is Metrics
    assert class_of_title("google.VertexDataset") is None
    assert is_artifact_class(Foreign)
    assert not is_artifact_class(str)
