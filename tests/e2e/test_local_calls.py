"""Components and pipelines that are called after `local.init`, as scripts and notebooks do."""

import json
import subprocess
import sys

PROGRAM = """
import json, threading
from penstock import dsl, local
from penstock.dsl import Dataset, Input, Output

@dsl.component
def write(text: str, data: Output[Dataset]) -> int:
    print("writing", text)
    with open(data.path, "w") as file:
        file.write(text)
    data.metadata["length"] = len(text)
    return len(text)

@dsl.component
def read(data: Input[Dataset]) -> str:
    return open(data.path).read() + str(data.metadata["length"])

@dsl.component
def bad():
    raise KeyError("x")

@dsl.pipeline
def both(text: str = "abc") -> str:
    return read(data=write(text=text).outputs["data"]).output

local.init(local.SubprocessRunner(), **OPTIONS)
"""


def script(penstock, body, options="{}"):
    """Run a script; return what it printed."""
    penstock.write("script.py", PROGRAM.replace("**OPTIONS", f"**{options}") + body)
    done = subprocess.run(
        [sys.executable, "script.py"],
        cwd=penstock.folder,
        env=penstock.environ,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done


def test_a_component_gives_values_and_artifacts(penstock):
    body = "made = write(text='hello').outputs\nprint(json.dumps([made['Output'], open(made['data'].path).read()]))"
    done = script(penstock, body)
    assert done.stdout.splitlines()[0] == "writing hello"
    assert json.loads(done.stdout.splitlines()[-1]) == [5, "hello"]
    assert "write SUCCEEDED" in done.stderr


def test_an_artifact_of_one_call_is_an_argument_of_the_next(penstock):
    done = script(penstock, "print(read(data=write(text='hi').outputs['data']).output)")
    assert done.stdout.splitlines()[-1] == "hi2"


def test_a_pipeline_is_called_like_a_component_and_kept_as_a_run(penstock):
    done = script(penstock, "print(both(text='xyz').output)")
    assert done.stdout.splitlines()[-1] == "xyz3"
    assert penstock.only_run()["outputs"] == {"Output": "xyz3"}


def test_artifacts_lie_below_the_pipeline_root(penstock):
    done = script(penstock, "print(write(text='a').outputs['data'].path)", "{'pipeline_root': './out'}")
    assert done.stdout.splitlines()[-1].startswith(str(penstock.folder / "out"))


def test_a_failure_is_raised_with_its_reason(penstock):
    done = script(penstock, "try:\n    bad()\nexcept RuntimeError as error:\n    print(error)")
    assert "'bad' finished with status FAILED" in done.stdout
    assert "KeyError: 'x'" in done.stdout


def test_a_failure_is_a_value_when_that_was_asked_for(penstock):
    done = script(penstock, "print(bad().state)", "{'raise_on_error': False}")
    assert done.stdout.splitlines()[-1] == "FAILED"


def test_an_equal_call_is_served_from_cache_when_that_was_asked_for(penstock):
    done = script(penstock, "write(text='a'); write(text='a')", "{'enable_caching': True}")
    assert "write SUCCEEDED from cache" in done.stderr
    assert done.stdout.count("writing a") == 1


def test_init_reaches_other_threads(penstock):
    body = "thread = threading.Thread(target=lambda: print(both().output))\nthread.start()\nthread.join()"
    assert script(penstock, body).stdout.splitlines()[-1] == "abc3"


def test_a_wrong_argument_is_refused_before_anything_is_kept(penstock):
    done = script(
        penstock, "try:\n    write(text=5)\nexcept Exception as error:\n    print(type(error).__name__, error)"
    )
    assert "'text' expects" in done.stdout
    assert penstock("runs", "list", "--json").json == []


def test_a_script_for_docker_can_be_compiled_without_docker_and_says_at_a_call_what_is_missing(penstock):
    penstock.environ.update(DOCKER_HOST="unix:///nowhere/docker.sock")
    told = "try:\n    write(text='a')\nexcept Exception as error:\n    print(type(error).__name__, error)\n"
    text = PROGRAM.replace("SubprocessRunner(), **OPTIONS", "DockerRunner()")
    penstock.write("pipes.py", text)
    assert penstock("compile", "pipes.py", "--function", "both").code == 0
    done = script(penstock, told.replace("write(", "local.init(local.DockerRunner())\n    write("))
    assert "LaunchError" in done.stdout
    assert "/nowhere/docker.sock" in done.stdout
    done = script(penstock, told.replace("write(", "local.init(local.DockerRunner(network='host'))\n    write("))
    assert "CallerError DockerRunner() got arguments of 'docker run': network" in done.stdout
    assert penstock("runs", "list", "--json").json == []
