"""Files and folders are digested, sealed and checked where the task wrote them."""

import os
import stat
from dataclasses import replace
from datetime import timedelta

import pytest

from penstock.artifact_store.local import LocalArtifactStore
from penstock.artifact_store.uris import path_of, uri_of
from penstock.core.clock import SystemClock
from penstock.core.errors import ArtifactStoreError
from penstock.core.ids import ArtifactId, AttemptId, RunId
from penstock.engine.records import ArtifactRecord

RUN = RunId("run")


@pytest.fixture
def store(tmp_path):
    return LocalArtifactStore(tmp_path / "store", SystemClock())


def an_artifact(path):
    return ArtifactRecord(
        id=ArtifactId("a"), name="data", type_title="system.Dataset", type_version="", uri=str(path), metadata={}
    )


def an_output(store, files):
    """Write files below an output, as a task does; a text alone is one file."""
    path = store.local_path(store.prefix_for(RUN, AttemptId("run-1-1"))) / "outputs" / "data"
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(files, str):
        path.write_text(files)
        return path
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(content)
    return path


def test_digests_a_folder_by_names_and_content(store, tmp_path):
    published = store.publish(an_artifact(an_output(store, {"a": "1", "b/c": "2"})))
    other = tmp_path / "other"
    (other / "b").mkdir(parents=True)
    (other / "b" / "c").write_text("2")
    (other / "a").write_text("1")
    assert store.identify(an_artifact(other)).digest == published.digest
    (other / "a").rename(other / "z")
    assert store.identify(an_artifact(other)).digest != published.digest
    assert published.size_bytes == 2


def test_takes_the_right_to_write_from_what_it_publishes(store):
    path = an_output(store, {"a": "1"})
    store.publish(an_artifact(path))
    assert not stat.S_IMODE((path / "a").stat().st_mode) & 0o222


@pytest.mark.parametrize("target", ["file", "folder", "inside"])
def test_leaves_what_links_lead_to_as_it_is(store, tmp_path, target):
    own = tmp_path / "own"
    own.mkdir()
    (own / "rows").write_text("1")
    (own / "rows").chmod(0o640)
    path = an_output(store, {"b": "2"} if target == "inside" else {})
    (path / "a" if target == "inside" else path).symlink_to(own / "rows" if target != "folder" else own)
    published = store.publish(an_artifact(path))
    assert stat.S_IMODE((own / "rows").stat().st_mode) == 0o640
    assert published.size_bytes == (2 if target == "inside" else 1)
    assert store.exists(published)
    (own / "rows").write_text("2")
    assert not store.exists(published)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_does_not_wait_for_a_pipe_that_nobody_writes_to(store):
    path = an_output(store, {})
    os.mkfifo(path)
    with pytest.raises(ArtifactStoreError, match="cannot be read: it is neither a file nor a folder"):
        store.publish(an_artifact(path))


def test_lets_what_belongs_to_others_be(store, tmp_path):
    mine = tmp_path / "mine.csv"
    mine.write_text("rows")
    published = store.publish(an_artifact(mine))
    assert published.digest
    assert stat.S_IMODE(mine.stat().st_mode) & 0o200


def test_notices_a_change_of_equal_size_and_time(store):
    path = an_output(store, "rows")
    published = store.publish(an_artifact(path))
    status = path.stat()
    path.chmod(0o600)
    path.write_text("cows")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert not store.exists(published)


def test_trusts_content_whose_time_alone_changed(store):
    path = an_output(store, "rows")
    published = store.publish(an_artifact(path))
    os.utime(path)
    assert store.exists(published)


def test_does_not_read_content_again_that_is_older_than_its_record(store):
    path = an_output(store, "rows")
    published = store.publish(an_artifact(path))
    later = replace(published, digest="sha256:never-compared", created_at=published.created_at + timedelta(days=1))
    assert store.exists(later)


def test_notices_a_file_added_to_a_folder(store):
    path = an_output(store, {"a": "1"})
    published = store.publish(an_artifact(path))
    (path / "b").write_text("")
    assert not store.exists(published)


def test_deletes_what_a_task_made_read_only(store):
    path = an_output(store, {"deep/a": "1"})
    (path / "deep").chmod(0o555)
    store.delete(store.prefix_for(RUN, AttemptId("run-1-1")))
    assert not path.exists()


@pytest.mark.parametrize("place", ["/etc/hostname", "file:///", "gs://bucket/object"])
def test_refuses_to_delete_outside_of_its_folder(store, place):
    with pytest.raises(ArtifactStoreError):
        store.delete(place)


def test_refuses_to_delete_its_whole_folder(store, tmp_path):
    with pytest.raises(ArtifactStoreError, match="not deleted"):
        store.delete(uri_of(tmp_path / "store"))


def test_names_a_folder_that_is_read_as_a_file(store):
    path = an_output(store, {"a": "1"})
    with pytest.raises(ArtifactStoreError, match="is a folder"):
        store.read(str(path))


def test_leaves_artifacts_elsewhere_without_a_digest(store):
    published = store.publish(an_artifact("gs://bucket/object"))
    assert published.digest is None
    assert store.exists(published)


def test_does_not_follow_folders_round_in_circles(store):
    path = an_output(store, {"a": "1"})
    (path / "self").symlink_to(path)
    assert store.publish(an_artifact(path)).digest


def test_converts_paths_with_any_character(tmp_path):
    path = tmp_path / "with space" / "ümlaut#%.txt"
    assert path_of(uri_of(path)) == path
