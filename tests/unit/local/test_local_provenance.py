import subprocess
import sys

import pytest

from penstock.core.json import digest
from penstock.local.provenance import find_commit, gather_provenance, installed_packages
from penstock.services.provenance import provenance_json


def git(folder, *words: str) -> str:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    command = ["git", "-C", str(folder), *identity, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "project" / "pipeline.py"
    path.parent.mkdir()
    path.write_text("x = 1\n")
    git(path.parent, "init", "--initial-branch=work")
    git(path.parent, "add", "pipeline.py")
    git(path.parent, "commit", "--message=first")
    return path


def test_finds_the_commit_of_a_file(source):
    found = find_commit(source)
    assert (found.revision, found.branch, found.is_dirty) == (git(source.parent, "rev-parse", "HEAD"), "work", False)


def test_a_changed_tree_is_dirty(source):
    source.write_text("x = 2\n")
    assert find_commit(source).is_dirty


def test_a_file_that_is_not_in_the_commit_makes_it_dirty(source):
    other = source.with_name("other.py")
    other.write_text("")
    assert not find_commit(source).is_dirty
    assert find_commit(other).is_dirty


def test_outside_of_git_there_is_no_commit(tmp_path):
    assert find_commit(tmp_path / "pipeline.py") is None


def test_before_the_first_commit_there_is_none(tmp_path):
    git(tmp_path, "init")
    assert find_commit(tmp_path / "pipeline.py") is None


def test_finds_packages_by_name():
    found = installed_packages(sys.path)
    assert found["sqlalchemy"].count(".") >= 1
    assert "penstock" in found


def test_gathers_everything(source):
    facts = provenance_json(gather_provenance(source, command=("penstock", "run", "pipeline.py")))
    assert facts["source"] == {"file": str(source), "digest": digest(b"x = 1\n")}
    assert facts["git"]["dirty"] is False
    assert facts["command"] == ["penstock", "run", "pipeline.py"]
    assert facts["python"].startswith("3.")


def test_a_run_without_a_file_has_no_source():
    facts = provenance_json(gather_provenance(None, command=()))
    assert facts["source"] == {"file": "", "digest": ""}
    assert facts["git"] is None
