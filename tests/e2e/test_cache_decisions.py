"""When a result is reused: a deleted output, a changed helper, package or file each lead to the right decision."""

import json
import zipfile
from pathlib import Path

import pytest

PIPELINE = """
from penstock import dsl


@dsl.component(ship="helper.py")
def work(x: int, out: dsl.Output[dsl.Dataset]) -> int:
    import helper
    with open(out.path, "w") as file:
        file.write("rows" * x)
    return helper.value(x)

@dsl.component
def read(data: dsl.Input[dsl.Dataset], given: dsl.Input[dsl.Dataset]) -> int:
    with open(data.path) as rows, open(given.path) as more:
        return len(rows.read()) + len(more.read())

@dsl.pipeline
def p(path: str, x: int = 3) -> int:
    given = dsl.importer(artifact_uri=path, artifact_class=dsl.Dataset)
    made = work(x=x)
    return read(data=made.outputs["out"], given=given.output).output
"""


@pytest.fixture
def ran(penstock):
    """Give the command after a first run of the pipeline."""
    penstock.write("helper.py", "def value(x):\n    return x\n")
    penstock.write("given.txt", "given")
    penstock.write("p.py", PIPELINE)
    first = run(penstock)
    assert cached(first) == {"importer": False, "work": False, "read": False}
    assert cached(run(penstock)) == {"importer": False, "work": True, "read": True}
    penstock.first = first
    return penstock


def run(penstock, *words):
    ended = penstock.run("p.py", "-p", f"path={penstock.folder / 'given.txt'}", *words)
    assert ended.code == 0, ended
    return ended


def cached(ended):
    return {task["name"]: task["cached"] for task in ended.json["tasks"]}


def why(penstock, task):
    """Return what ``runs show`` says to people of the cache and a task of the newest run, and the parts that differ."""
    told = penstock("runs", "show", "latest", "--task", task, "--json").json["cache"]
    assert told["note"] in penstock("runs", "show", "latest", "--task", task).out
    return told["note"], [difference["part"] for difference in told["differences"]]


def test_a_deleted_output_is_made_again(ran):
    (work,) = [task for task in ran.first.json["tasks"] if task["name"] == "work"]
    Path(work["outputs"]["out"]["uri"].removeprefix("file://")).unlink()
    assert cached(run(ran)) == {"importer": False, "work": False, "read": True}
    note, parts = why(ran, "work")
    assert "Output 'out' of the equal execution" in note
    assert "is gone or changed" in note
    assert parts == []


def test_a_changed_helper_runs_what_ships_it_and_not_what_gets_the_same_rows(ran):
    ran.write("helper.py", "def value(x):\n    return x + 1\n")
    assert cached(run(ran)) == {"importer": False, "work": False, "read": True}
    assert why(ran, "work")[1] == ["shipped modules"]


def test_a_changed_function_runs_again(ran):
    ran.write("p.py", PIPELINE.replace("return len(rows.read())", "return 1 + len(rows.read())"))
    assert cached(run(ran)) == {"importer": False, "work": True, "read": False}
    assert why(ran, "read")[1] == ["code"]


def test_data_that_changed_under_the_same_path_is_seen(ran):
    ran.write("given.txt", "other")
    assert cached(run(ran)) == {"importer": False, "work": True, "read": False}
    assert why(ran, "read")[1] == ["artifact 'given'"]


def test_a_changed_value_is_named(ran):
    assert cached(run(ran, "-p", "x=4")) == {"importer": False, "work": False, "read": False}
    assert why(ran, "work")[1] == ["parameter 'x'"]
    assert why(ran, "read")[1] == ["artifact 'data'"]


def test_a_changed_package_is_named(penstock):
    source = """
    from penstock import dsl

    @dsl.component(packages_to_install=["iniconfig=={version}"])
    def work() -> str:
        import importlib.metadata
        return importlib.metadata.version("iniconfig")

    @dsl.pipeline
    def p() -> str:
        return work().output
    """
    assert penstock.run(penstock.write("p.py", source.replace("{version}", "2.0.0"))).json["outputs"] == {
        "Output": "2.0.0"
    }
    second = penstock.run(penstock.write("p.py", source.replace("{version}", "2.1.0")))
    assert second.json["outputs"] == {"Output": "2.1.0"}
    told = penstock("runs", "show", "latest", "--task", "work", "--json").json["cache"]
    change = {"before": '["iniconfig==2.0.0"]', "now": '["iniconfig==2.1.0"]'}
    assert told["differences"] == [{"part": "packages", **change}, {"part": "environment", **change}]


def test_a_run_may_refresh_refuse_or_limit_the_cache(ran):
    assert cached(run(ran, "--refresh-cache"))["work"] is False
    assert why(ran, "work")[0] == "The run refreshes the cache: earlier results are not read"
    assert cached(run(ran, "--cache-ttl", "1h"))["work"] is True
    assert cached(run(ran, "--no-cache"))["work"] is False
    both = ran.run("p.py", "--no-cache", "--refresh-cache")
    assert (both.code, "give one of them" in both.err) == (2, True)
    none = ran.run("p.py", "--cache-ttl", "0d")
    assert (none.code, "such as 30d" in none.err) == (2, True)


def test_a_task_may_limit_the_age_of_what_it_reuses(penstock):
    source = """
    from penstock import dsl

    @dsl.component
    def work() -> int:
        return 1

    @dsl.pipeline
    def p() -> int:
        return work().set_cache_ttl(TTL).output
    """
    penstock.run(penstock.write("p.py", source.replace("TTL", "1")))
    old = penstock.run("p.py")
    penstock.run(penstock.write("q.py", source.replace("TTL", "'2 days'")))
    assert penstock("runs", "show", "latest", "--json").json["tasks"][0]["cached"] is True
    (task,) = old.json["tasks"]
    assert task["cached"] or "is older than 1 s" in task["cache_note"]


UNPINNED = """
from penstock import dsl

@dsl.component(packages_to_install=["--no-index", "-f", WHEELS, "penstock-tiny"])
def work() -> int:
    import penstock_tiny
    return penstock_tiny.NUMBER

@dsl.pipeline
def p() -> int:
    return work().output
"""


def a_wheel(folder, version, number):
    info = f"penstock_tiny-{version}.dist-info"
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / f"penstock_tiny-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr("penstock_tiny.py", f"NUMBER = {number}\n")
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: penstock-tiny\nVersion: {version}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


def test_packages_stay_as_they_were_locked_until_they_are_refreshed(penstock):
    wheels = penstock.folder / "wheels"
    a_wheel(wheels, "1.0", 1)
    penstock.write("p.py", UNPINNED.replace("WHEELS", repr(str(wheels))))
    first = penstock.run("p.py")
    assert first.json["outputs"] == {"Output": 1}, first
    a_wheel(wheels, "2.0", 2)
    assert [task["cached"] for task in penstock.run("p.py").json["tasks"]] == [True]
    assert penstock.run("p.py", "--no-cache").json["outputs"] == {"Output": 1}
    refreshed = penstock.run("p.py", "--refresh-environments")
    assert refreshed.json["outputs"] == {"Output": 2}, refreshed
    told = penstock("runs", "show", "latest", "--task", "work", "--json").json["cache"]
    assert told["differences"] == [
        {"part": "environment", "before": '["penstock-tiny==1.0"]', "now": '["penstock-tiny==2.0"]'}
    ]
    assert penstock.run("p.py").json["outputs"] == {"Output": 2}


SLOW = """
from penstock import dsl

@dsl.component
def wait(gate: str, log: str) -> str:
    import os, time
    with open(log, "a") as file:
        file.write("ran\\n")
    while not os.path.exists(gate):
        time.sleep(0.02)
    return "done"

@dsl.pipeline
def p(gate: str, log: str) -> str:
    return wait(gate=gate, log=log).output
"""


def test_two_processes_that_want_the_same_make_it_once(penstock, tmp_path, until):
    gate, log = tmp_path / "gate", tmp_path / "log"
    words = ("run", penstock.write("p.py", SLOW), "-p", f"gate={gate}", "-p", f"log={log}", "--json")
    first = penstock.start(*words)
    until(log.exists)
    second = penstock.start(*words)
    until(lambda: "another process" in str(penstock("runs", "show", "latest", "--json").json["tasks"]))
    gate.touch()
    ends = [json.loads(process.communicate(timeout=240)[0].splitlines()[-1]) for process in (first, second)]
    assert [end["outputs"] for end in ends] == [{"Output": "done"}] * 2
    assert [end["tasks"][0]["cached"] for end in ends] == [False, True]
    assert log.read_text() == "ran\n"
