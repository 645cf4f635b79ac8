"""Commands do on a server what they do on a home, and show it in the same words."""

import json
import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

STUBBORN = """
from penstock import dsl

@dsl.component
def stay(path: str):
    import os
    import signal
    import time

    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    open(path + ".awaited", "w").close()
    while not os.path.exists(path):
        time.sleep(0.02)

@dsl.pipeline(name="staying")
def pipe(path: str):
    stay(path=path).set_caching_options(False)
"""


@pytest.fixture
def at_home(penstock, tmp_path, monkeypatch, place_of):
    """Give a place that is a home."""
    monkeypatch.setenv("XDG_CACHE_HOME", penstock.environ["XDG_CACHE_HOME"])
    monkeypatch.setenv("PENSTOCK_HOME", str(penstock.home))
    monkeypatch.delenv("PENSTOCK_SERVER", raising=False)
    monkeypatch.chdir(tmp_path)
    return place_of


@pytest.fixture(params=["at_home", "at_server"])
def place(request):
    """Give each of the places."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def options_of(penstock):
    """Give a function that reads how a run is driven out of the store."""

    def read(run_id):
        with closing(sqlite3.connect(penstock.home / "metadata.db")) as connection:
            (text,) = connection.execute("SELECT options FROM runs WHERE id = ?", [run_id]).fetchone()
        return json.loads(text)

    return read


@pytest.mark.slow
def test_runs(place, making):
    ended = place.json("run", making, "-p", "x=3", "--name", "first", "--experiment", "study")
    assert (ended["state"], ended["outputs"]["Output"], ended["name"]) == ("SUCCEEDED", 3, "first")
    assert [task["state"] for task in ended["tasks"]] == ["SUCCEEDED"]
    assert "making succeeded" not in place.said("run", making, "-p", "x=4", "--no-cache")

    newest, first = place.json("runs", "list")
    assert newest["name"].startswith("making 20")
    assert (first["run_id"], first["experiment"], first["outputs"]["Output"]) == (ended["run_id"], "study", 3)
    assert place.json("runs", "list", "--experiment", "study", "--state", "succeeded") == [first]
    assert "first" in place.said("runs", "list", "--name", "irs")
    shown = place.json("runs", "show", "first")
    assert {name: shown[name] for name in ended if name != "tasks"}.items() <= ended.items()
    assert Path(shown["provenance"]["source"]["file"]).name == making
    text = place.said("runs", "show", first["run_id"][:8])
    assert [part for part in ("✓ first succeeded", "study", "0.3000", "Dataset", "✓ make") if part not in text] == []
    task = place.json("runs", "show", "first", "--task", "make")
    assert (task["inputs"], task["attempts"][0]["exit_code"]) == ({"x": 3}, 0)
    assert all(
        map(place.said("runs", "show", "latest", "--task", "make").count, ("Code of make", "MB at most", "cpu time"))
    )
    assert place.said("runs", "logs", "first") == "making 3\n"
    assert place.json("runs", "logs", "first")[0]["text"] == "making 3\n"
    assert place.said("runs", "logs", "first", "--follow").splitlines()[-1] == "making 3"
    assert place.json("runs", "diff", "first", "latest")["metrics"]["accuracy"] == {
        first["run_id"]: 0.3,
        newest["run_id"]: 0.4,
    }
    assert place("runs", "watch", "first")[0] == 0

    assert place.json("runs", "archive", "first")["storage_state"] == "ARCHIVED"
    assert [run["name"] for run in place.json("runs", "list")] == [newest["name"]]
    assert [run["name"] for run in place.json("runs", "list", "--archived")] == ["first"]
    assert place.said("runs", "unarchive", "first") == "Took out of the archive: 1 run\n"
    assert place.json("runs", "delete", "first", "--yes")["deleted"] == [first["run_id"]]
    assert "There is no run with the id or name 'first'" in place.refused("runs", "show", "first")
    assert "has ended: SUCCEEDED" in place.refused("runs", "cancel", "latest")
    assert "no input 'y'" in place.refused("run", making, "-p", "y=1")


@pytest.mark.slow
def test_one_run_is_not_put_beside_itself(place, making):
    run = place.json("run", making, "-p", "x=3", "--name", "only")
    assert f"these are all {run['run_id'][:8]}" in place.refused("runs", "diff", "only", "latest")


@pytest.mark.slow
def test_failed_runs_are_continued(place, penstock, tmp_path, slow):
    told = tmp_path / "told"
    told.write_text("fail")
    code, out, _ = place("run", slow, "-p", f"path={told}", "--name", "failing")
    assert (code, "told to fail" in out) == (1, True)
    told.write_text("go on")
    foreseen = place.json("runs", "retry", "failing", "--dry-run")
    (task,) = foreseen["tasks"]
    assert (task["again"], foreseen["again"], foreseen["kept"]) == (True, 1, 0)
    assert "1 task would be done again, 0 kept; nothing was started" in place.said(
        "runs", "retry", "failing", "--dry-run"
    )
    assert place.json("runs", "show", "failing")["state"] == "FAILED"
    again = place.json("runs", "retry", "failing")
    assert (again["name"], again["state"]) == ("failing", "SUCCEEDED")
    assert [task["attempts"] for task in again["tasks"]] == [2]
    assert place("runs", "retry", "failing")[0] == 2


@pytest.mark.slow
def test_pipelines(place, making):
    made = place.json("pipelines", "upload", making)
    assert (made["pipeline"]["name"], made["version"]["name"]) == ("making", "v1")
    refused = place.refused("pipelines", "upload", making)
    assert "exists already" in refused
    assert "--to PIPELINE" in refused
    second = place.json("pipelines", "upload", making, "--to", "making", "--version", "better", "--description", "new")
    assert second["pipeline"] == made["pipeline"]
    refused = place.refused("pipelines", "upload", making, "--to", "making", "--version", "better")
    assert "--to PIPELINE" not in refused
    named = place.json("pipelines", "upload", making, "--name", "other")
    assert named["pipeline"]["name"] == "other"

    other, making = place.json("pipelines", "list")
    assert (making["name"], making["version_count"], making["latest_version"]["name"]) == ("making", 2, "better")
    assert place.json("pipelines", "list", "--name", "THE") == [other]
    assert "better" in place.said("pipelines", "list")
    shown = place.json("pipelines", "show", made["pipeline"]["id"][:10])
    assert [version["name"] for version in shown["versions"]] == ["better", "v1"]
    assert place.json("pipelines", "versions", "making") == shown["versions"]
    assert "new" in place.said("pipelines", "show", "making")
    assert "better" in place.said("pipelines", "versions", "making")

    assert "Nobody can be asked" in place.refused("pipelines", "delete", "making")
    assert place.json("pipelines", "delete", "making", "--version", "v1", "-y")["deleted"] == made["version"]["id"]
    assert "no version 'v1'" in place.refused("pipelines", "delete", "making", "--version", "v1", "-y")
    assert "Deleted pipeline making with 1 version" in place.said("pipelines", "delete", "making", "-y")
    assert "did you mean 'other'" in place.refused("pipelines", "show", "othr")


@pytest.mark.slow
def test_experiments(place):
    made = place.json("experiments", "create", "study", "--description", "of things")
    assert (made["name"], made["description"], made["runs"]) == ("study", "of things", 0)
    assert "exists already" in place.refused("experiments", "create", "study")
    assert "study" in [line["name"] for line in place.json("experiments", "list")]
    assert "of things" in place.said("experiments", "list")
    assert "of things" in place.said("experiments", "show", made["id"][:10])
    assert place.json("experiments", "archive", "study")["storage_state"] == "ARCHIVED"
    assert "study" not in [line["name"] for line in place.json("experiments", "list")]
    assert [line["name"] for line in place.json("experiments", "list", "--archived")] == ["study"]
    assert "is out of the archive" in place.said("experiments", "unarchive", "study")
    assert place.json("experiments", "delete", "study", "-y")["deleted"] == made["id"]
    assert "There is no experiment 'study'" in place.refused("experiments", "show", "study")


@pytest.mark.slow
def test_artifacts(place, making, tmp_path):
    run = place.json("run", making)
    found = {line["name"]: line for line in place.json("artifacts", "list")}
    assert found.keys() == {"data", "folder", "metrics"}
    assert found["data"]["made_by"]["run_id"] == run["run_id"]
    assert [line["name"] for line in place.json("artifacts", "list", "--type", "Model", "--run", "latest")] == [
        "folder"
    ]
    assert [line["name"] for line in place.json("artifacts", "list", "--name", "DAT")] == ["data"]
    assert "make, data" in place.said("artifacts", "list")
    shown = place.json("artifacts", "show", found["data"]["id"][:10])
    assert (shown["digest"], shown["made_by"][0]["path"]) == (found["data"]["digest"], "root/make")
    assert "Made by" in place.said("artifacts", "show", found["data"]["digest"])
    assert "0.1" in place.said("artifacts", "show", found["metrics"]["id"])

    data = found["data"]["id"]
    assert place.json("artifacts", "get", data) == {"id": data, "path": "data", "bytes": 8}
    assert "There is a 'data' already" in place.refused("artifacts", "get", data)
    assert place.said("artifacts", "get", data, "--force").startswith("Copied data to data")
    assert (tmp_path / "data").read_text() == "a,b\n1,2\n" == place.said("artifacts", "get", data, "-o", "-")
    assert place.json("artifacts", "get", found["folder"]["id"], "-o", "copy")["bytes"] == 11
    copied = {path.name: path.read_text() for path in (tmp_path / "copy").rglob("*") if path.is_file()}
    assert copied == {"one": "one", "two": "deep/two"}
    assert "folder" in place.refused("artifacts", "get", found["folder"]["id"], "-o", "-")
    assert "has no file" in place.refused("artifacts", "get", found["metrics"]["id"])
    assert "There is no artifact" in place.refused("artifacts", "show", "nothing")


@pytest.mark.slow
def test_a_run_is_left_to_the_server_and_watched_and_ended(at_server, penstock, tmp_path, until, slow):
    left = at_server.json("run", slow, "-p", f"path={tmp_path / 'never'}", "--detach")
    assert left["state"] in ("PENDING", "RUNNING")
    until(lambda: at_server.json("runs", "show", left["run_id"])["state"] == "RUNNING", "the start of the run")
    assert at_server.json("runs", "cancel", left["run_id"])["state"] == "CANCELED"
    assert at_server("runs", "watch", left["run_id"])[0] == 1


@pytest.mark.slow
def test_ctrl_c_ends_the_run_on_the_server(at_server, penstock, tmp_path, until, monkeypatch, slow):
    penstock.environ["PENSTOCK_SERVER"] = os.environ["PENSTOCK_SERVER"]
    process = penstock.start("run", slow, "-p", f"path={tmp_path / 'never'}", "--json")
    until(lambda: [run for run in at_server.json("runs", "list") if run["state"] == "RUNNING"], "the start of the run")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=240)
    assert (process.returncode, json.loads(out)["state"]) == (130, "CANCELED"), err
    assert b"press Ctrl-C again to leave the run to the server" in err


@pytest.mark.slow
def test_a_second_ctrl_c_leaves_the_run_to_the_server(at_server, penstock, tmp_path, read_until, until):
    stubborn = penstock.write("stubborn.py", STUBBORN)
    environ = {"PENSTOCK_SERVER": os.environ["PENSTOCK_SERVER"]}
    process = penstock.start("run", stubborn, "-p", f"path={tmp_path / 'go'}", "--json", environ=environ)
    until((tmp_path / "go.awaited").exists, "the start of the task")
    read_until(process, b"RUNNING")
    process.send_signal(signal.SIGINT)
    read_until(process, b"press Ctrl-C again")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=240)
    assert (process.returncode, b"is left to the server: penstock runs watch" in err) == (130, True), err
    assert json.loads(out)["state"] in ("RUNNING", "CANCELING", "CANCELED")
    (tmp_path / "go").touch()


@pytest.mark.slow
def test_a_run_is_shown_on_while_its_server_is_replaced(start_server, penstock, tmp_path, read_until, slow):
    server, gate = start_server(), tmp_path / "gate"
    process = penstock.start("run", slow, "-p", f"path={gate}", "--json", environ={"PENSTOCK_SERVER": server.address})
    read_until(process, b"RUNNING")
    server.stop()
    read_until(process, b"trying again")
    start_server("--port", urlsplit(server.address).port)
    gate.touch()
    out, err = process.communicate(timeout=240)
    assert (process.returncode, json.loads(out)["state"]) == (0, "SUCCEEDED"), err
    assert b"The server answers again" in err


def test_what_is_for_this_machine_is_refused_for_a_server(at_server, making):
    for words in (["--launcher", "container"], ["--host-commands"], ["--refresh-environments"]):
        assert f"{words[0]}" in at_server.refused("run", making, *words)
    assert "--artifacts is for a home" in at_server.refused("runs", "delete", "latest", "--artifacts", "-y")


def test_a_server_is_told_how_old_results_may_be_and_how_tasks_begin(at_server, making, options_of):
    told = at_server.json("run", making, "-p", "x=7", "--cache-ttl", "1h", "--isolated")
    options = options_of(told["run_id"])
    assert (told["state"], options["cache_seconds"], options["isolated"]) == ("SUCCEEDED", 3600, True)
    plain = at_server.json("run", making, "-p", "x=7")
    assert plain["tasks"][0]["cached"] is True
    assert (options_of(plain["run_id"])["cache_seconds"], options_of(plain["run_id"])["isolated"]) == (0, False)


def test_a_home_leaves_no_runs_alone(at_home, making):
    assert "--detach goes with --server" in at_home.refused("run", making, "--detach")


def test_a_server_that_asks_for_a_token_is_told_one(start_server, monkeypatch, place_of):
    server = start_server(PENSTOCK_TOKEN="a secret of sixteen letters")
    place = place_of
    told = place.refused("runs", "list", "--server", server.address)
    assert "no valid token" in told
    assert "PENSTOCK_TOKEN" in told
    monkeypatch.setenv("PENSTOCK_TOKEN", "a secret of sixteen letters")
    assert place.json("runs", "list", "--server", server.address) == []


def test_says_where_no_server_is(monkeypatch, place_of):
    code, _, err = place_of("runs", "list", "--server", "http://127.0.0.1:1")
    assert (code, "No server answers at http://127.0.0.1:1" in err) == (1, True)
    assert "no address of a server" in place_of.refused("runs", "list", "--server", "http://a b")
