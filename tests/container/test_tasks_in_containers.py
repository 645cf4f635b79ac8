"""What becomes of tasks in containers: their ends, limits, files and logs."""

import json
import os
import threading
import time
from pathlib import Path

import pytest

from penstock.core.errors import LaunchError
from penstock.engine.events import (
    AttemptCanceled,
    AttemptFailed,
    AttemptLost,
    AttemptStarted,
    AttemptSucceeded,
    AttemptWaiting,
)
from penstock.engine.records import Resources
from penstock.launchers.container.client import EngineClient
from penstock.launchers.container.description import container_name
from penstock.launchers.container.metering import Meter
from penstock.runtime.live_metrics import LIVE_METRICS
from penstock.testing.attempts import a_parameter, an_artifact_slot

FOREVER = "trap 'exit 1' TERM; while :; do sleep 0.1; done"


def log_of(request):
    return Path(request.log_uri).read_text(encoding="utf-8")


def eventually(holds):
    """Wait until something holds; a test that waits for too long is ended."""
    while not holds():
        time.sleep(0.05)


def word(bench, **changes):
    """A request with one output parameter, and the place of its value."""
    request = bench.shell("", outputs={"word": a_parameter()}, **changes)
    return request.executor_input["outputs"]["parameters"]["word"]["outputFile"]


class TestFunctions:
    def test_runs_in_its_image_with_nothing_installed(self, bench):
        source = "def run(n: int) -> int:\n    import sys\n    print(sys.prefix)\n    return n * 2\n"
        request = bench.function(source, inputs={"n": 21}, outputs={"Output": a_parameter("NUMBER_INTEGER")})
        end = bench.end_of(request)
        assert isinstance(end, AttemptSucceeded), end
        assert end.outputs.parameters == {"Output": 42}
        assert log_of(request) == "/usr/local\n"

    def test_writes_artifacts_that_belong_to_the_calling_user(self, bench):
        source = "def run(data: Output[Dataset]):\n    data.metadata['rows'] = 1\n    open(data.path, 'w').write('x')\n"
        request = bench.function(source, outputs={"data": an_artifact_slot()})
        end = bench.end_of(request)
        (artifact,) = end.outputs.artifacts["data"]
        place = bench.store.local_path(artifact.uri)
        assert place.read_text() == "x"
        assert (place.stat().st_uid, artifact.metadata) == (os.getuid(), {"rows": 1})
        assert artifact.digest

    def test_tells_metrics_as_they_come(self, bench):
        source = "def run(scores: Output[Metrics]):\n    scores.log_metric('auc', 0.5)\n    raise SystemExit(3)\n"
        request = bench.function(source, outputs={"scores": an_artifact_slot("system.Metrics")})
        end = bench.end_of(request)
        assert (end.exit_code, log_of(request)) == (3, "")
        place = Path(request.log_uri).parent / LIVE_METRICS
        assert json.loads(place.read_text()) == {"output": "scores", "metric": "auc", "value": 0.5}
        assert place.stat().st_uid == os.getuid()

    @pytest.mark.parametrize("code", [0, 3])
    def test_tells_memory_and_cpu_time(self, bench, code):
        source = f"def run():\n    data = bytearray(64 << 20)\n    raise SystemExit({code})\n"
        end = bench.end_of(bench.function(source))
        assert end.exit_code == code
        assert end.usage.peak_memory_bytes > 64 << 20
        assert end.usage.cpu_seconds > 0

    def test_tells_what_was_raised_and_where(self, bench):
        end = bench.end_of(bench.function("def run():\n    raise ValueError('no rows')\n"))
        assert isinstance(end, AttemptFailed)
        assert end.failure.reason == "Exception"
        assert end.failure.message.startswith("ValueError: no rows (ephemeral_component.py, line ")

    def test_names_the_package_of_a_missing_module(self, bench):
        end = bench.end_of(bench.function("def run():\n    import numpy\n"))
        assert "add the package of 'numpy' to packages_to_install" in end.failure.hint

    def test_ends_at_once_when_it_is_stopped(self, bench):
        bench.settings["grace_seconds"] = 25
        launcher = bench.launcher()
        request = bench.function("def run():\n    import time\n    time.sleep(300)\n")
        launcher.launch(request)
        bench.reports.next(AttemptStarted)
        launcher.cancel(request.id)
        assert isinstance(bench.reports.end(), AttemptCanceled)

    def test_needs_python_in_the_image(self, bench):
        shell = bench.shell("").image
        end = bench.end_of(bench.function("def run(): pass\n", image=shell))
        assert end.failure.reason == "CommandNotFound"
        assert "'python3'" in end.failure.message


class TestInputs:
    def test_sees_an_input_at_its_own_place_and_cannot_change_it(self, bench):
        data = bench.root / "given" / "data.txt"
        data.parent.mkdir()
        data.write_text("rows")
        artifact = {"name": "data", "type": {"schemaTitle": "system.Dataset"}, "uri": str(data)}
        request = bench.shell(f"cat {data}; echo more >> {data}")
        request.executor_input["inputs"]["artifacts"] = {"data": {"artifacts": [artifact]}}
        end = bench.end_of(request)
        assert isinstance(end, AttemptFailed)
        assert data.read_text() == "rows"
        assert "rows" in log_of(request)
        assert "Read-only file system" in end.failure.message

    def test_sees_nothing_else_of_the_machine(self, bench):
        (bench.root / "secret").write_text("x")
        end = bench.end_of(bench.shell(f"cat {bench.root}/secret"))
        assert "No such file or directory" in end.failure.message

    def test_shares_the_workspace_of_the_run(self, bench):
        workspace = bench.root / "workspace"
        bench.end_of(bench.shell('echo hi > "$PENSTOCK_WORKSPACE/file"', workspace=str(workspace)))
        assert (workspace / "file").read_text() == "hi\n"

    def test_passes_the_executor_input_as_a_whole(self, bench):
        request = bench.shell("", command=("echo", "{{$}}"), args=(), inputs={"a": "ä b"})
        assert isinstance(bench.end_of(request), AttemptSucceeded)
        assert json.loads(log_of(request)) == request.executor_input

    def test_refuses_an_input_too_long_for_an_argument(self, bench):
        request = bench.shell("", command=("echo", "{{$}}"), args=(), inputs={"a": "x" * 200_000})
        with pytest.raises(LaunchError) as caught:
            bench.launcher().launch(request)
        assert caught.value.reason == "InputTooLarge"

    def test_passes_words_and_variables_unchanged(self, bench):
        request = bench.shell(
            'echo "$0|$1|$MODE"', args=('printf "%s|%s|%s" "$0" "$1" "$MODE"', "a b", "$(x)"), env={"MODE": "ä="}
        )
        bench.end_of(request)
        assert log_of(request) == "a b|$(x)|ä="


class TestEnds:
    def test_tells_the_exit_code_with_the_last_lines(self, bench):
        end = bench.end_of(bench.shell("echo one; echo two >&2; exit 7"))
        assert (end.exit_code, end.failure.reason) == (7, "ExitCode")
        assert end.failure.message == "The task ended with exit code 7:\none\ntwo"

    def test_names_the_signal_that_killed_it(self, bench):
        end = bench.end_of(bench.shell("sh -c 'kill -11 $$'; exit $?"))
        assert end.failure.reason == "Killed"
        assert "SIGSEGV" in end.failure.message

    def test_is_lost_when_somebody_killed_it(self, bench):
        end = bench.end_of(bench.shell("sh -c 'kill -9 $$'; exit $?"))
        assert isinstance(end, AttemptLost)
        assert "SIGKILL" in end.why.message

    def test_names_the_lack_of_memory(self, bench):
        source = "def run():\n    x = bytearray(300 << 20)\n    x[::4096] = b'1' * len(x[::4096])\n"
        limits = Resources(memory_limit_bytes=64 << 20)
        end = bench.end_of(bench.function(source, resources=limits))
        assert end.failure.reason == "OutOfMemory"
        assert "its limit of 64 MiB" in end.failure.message

    def test_limits_the_cores(self, bench):
        script = "cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us 2>/dev/null || cat /sys/fs/cgroup/cpu.max"
        request = bench.shell(script, resources=Resources(cpu_limit=0.5))
        assert isinstance(bench.end_of(request), AttemptSucceeded)
        assert log_of(request).split()[0] == "50000"

    def test_says_which_command_the_image_lacks(self, bench):
        end = bench.end_of(bench.shell("", command=("train-model",), args=()))
        assert end.failure.reason == "CommandNotFound"
        assert "'train-model', which is not in the image" in end.failure.message

    def test_misses_an_output_that_was_not_written(self, bench):
        end = bench.end_of(bench.shell("true", outputs={"word": a_parameter()}))
        assert end.failure.reason == "MissingOutput"

    def test_drops_the_middle_of_a_long_log(self, bench):
        bench.settings["log_bytes"] = 64 << 10
        request = bench.shell("echo first; yes | head -n 500000; echo last")
        assert isinstance(bench.end_of(request), AttemptSucceeded)
        said = log_of(request)
        assert len(said) <= 65 << 10
        assert said.startswith("first\n")
        assert said.endswith("last\n")
        assert "bytes of output were dropped here" in said

    def test_shows_the_log_while_the_task_runs(self, bench):
        launcher = bench.launcher()
        request = bench.shell("echo now; " + FOREVER)
        launcher.launch(request)
        bench.reports.next(AttemptStarted)
        eventually(lambda: Path(request.log_uri).exists() and log_of(request) == "now\n")
        launcher.cancel(request.id)
        assert isinstance(bench.reports.end(), AttemptCanceled)

    def test_shows_no_secret(self, bench):
        changes = {"env": {"PASSWORD": "under the rose"}, "hidden": ("under the rose",)}
        request = bench.shell('echo "it is $PASSWORD."; exit 3', **changes)
        end = bench.end_of(request)
        assert log_of(request) == "it is **************.\n"
        assert end.failure.message.endswith("it is **************.")

    def test_is_measured_while_it_runs(self, bench, engine):
        launcher = bench.launcher()
        request = bench.shell(FOREVER)
        launcher.launch(request)
        bench.reports.next(AttemptStarted)
        with Meter(engine, container_name(request.id), bench.root) as meter:
            eventually(lambda: meter.facts().keys() == {"peak_bytes", "cpu_seconds"})
        assert meter.facts()["peak_bytes"] > 0
        assert meter.facts()["cpu_seconds"] > 0
        launcher.cancel(request.id)
        assert isinstance(bench.reports.end(), AttemptCanceled)


class TestImages:
    def test_says_why_an_image_cannot_be_pulled(self, bench):
        end = bench.end_of(bench.shell("true", image="localhost:1/nobody/nothing:1"))
        assert end.failure.reason == "ImagePull"
        assert "localhost:1/nobody/nothing:1" in end.failure.message
        assert end.failure.hint

    def test_never_pulls_when_told_so(self, bench):
        platform = {"kubernetes": {"imagePullPolicy": "Never"}}
        end = bench.end_of(bench.shell("true", image="localhost:1/nobody/nothing:1", platform=platform))
        assert "never pulls it" in end.failure.message

    def test_brings_an_image_again_that_was_removed(self, bench, images):
        images.tag(bench.shell("").image, "localhost/penstock-test/gone:1")
        launcher = bench.launcher()
        launcher.launch(bench.shell("true", image="localhost/penstock-test/gone:1"))
        assert isinstance(bench.reports.end(), AttemptSucceeded)
        images.remove("localhost/penstock-test/gone:1")
        launcher.launch(bench.shell("true", number=2, image="localhost/penstock-test/gone:1"))
        end = bench.reports.end()
        # The content is still there under its other name, or a pull is tried: never a task without an end.
        assert isinstance(end, AttemptSucceeded) or end.failure.reason == "ImagePull"

    def test_runs_the_entry_point_of_the_image_when_no_command_is_given(self, bench):
        request = bench.shell("", command=(), args=("echo", "hi"))
        assert isinstance(bench.end_of(request), AttemptSucceeded)
        assert log_of(request) == "hi\n"


class TestSlots:
    def test_waits_for_a_free_slot(self, bench):
        bench.settings["cpus"] = 1
        launcher = bench.launcher()
        first, second = bench.shell(FOREVER, number=1), bench.shell("true", number=2)
        launcher.launch(first)
        bench.reports.next(AttemptStarted)
        launcher.launch(second)
        waiting = bench.reports.next(AttemptWaiting)
        assert (waiting.attempt_id, waiting.why.reason) == (second.id, "NoFreeSlot")
        launcher.cancel(first.id)
        assert {bench.reports.end().attempt_id, bench.reports.end().attempt_id} == {first.id, second.id}


class TestSurvival:
    def test_finds_the_log_and_the_exit_code_of_what_ended_meanwhile(self, bench, engine):
        first = bench.launcher()
        gate = bench.root / "shared"
        gate.mkdir()
        os.mkfifo(gate / "gate")
        script = "echo before; read line < $PENSTOCK_WORKSPACE/gate; echo after; exit 5"
        request = bench.shell(script, workspace=str(gate))
        first.launch(request)
        bench.reports.next(AttemptStarted)
        first.close()
        (gate / "gate").write_text("go\n")
        engine.settle(container_name(request.id), threading.Event())
        bench.launcher().adopt(request)
        end = bench.reports.end()
        assert end.exit_code == 5
        assert log_of(request) == "before\nafter\n"

    def test_launches_again_what_was_launched_before(self, bench):
        first = bench.launcher()
        request = bench.shell(FOREVER)
        first.launch(request)
        bench.reports.next(AttemptStarted)
        first.close()
        second = bench.launcher()
        second.launch(request)
        bench.reports.next(AttemptStarted)
        second.cancel(request.id)
        assert isinstance(bench.reports.end(), AttemptCanceled)

    def test_starts_a_container_whose_maker_died_before_it_could(self, bench, engine):
        request = bench.shell("echo hi")
        Path(request.output_prefix).mkdir(parents=True)
        engine.create(container_name(request.id), {"Image": request.image, "Cmd": ["echo", "hi"]})
        bench.launcher().adopt(request)
        assert isinstance(bench.reports.end(), AttemptSucceeded)
        assert log_of(request) == "hi\n"

    def test_is_lost_when_somebody_removed_its_container(self, bench, engine):
        first = bench.launcher()
        request = bench.shell(FOREVER)
        first.launch(request)
        bench.reports.next(AttemptStarted)
        first.close()
        engine.remove(container_name(request.id))
        bench.launcher().adopt(request)
        assert isinstance(bench.reports.end(), AttemptLost)


class TestCleaning:
    @pytest.mark.parametrize("script", ["true", "exit 1", "kill -9 $$"])
    def test_leaves_no_container_behind(self, bench, connect, script):
        bench.end_of(bench.shell(script))
        bench.close()
        assert containers_of(bench, connect) == []

    def test_leaves_none_that_could_not_start(self, bench, connect):
        bench.end_of(bench.shell("", command=("nothing",)))
        bench.close()
        assert containers_of(bench, connect) == []

    def test_leaves_none_that_was_stopped(self, bench, connect):
        launcher = bench.launcher()
        request = bench.shell(FOREVER)
        launcher.launch(request)
        bench.reports.next(AttemptStarted)
        launcher.cancel(request.id)
        bench.reports.end()
        bench.close()
        assert containers_of(bench, connect) == []


def containers_of(bench, connect):
    """The containers of this test: those that mount its folder."""
    found = EngineClient(connect).call("GET", "/containers/json", query={"all": "1"})
    return [
        each["Names"] for each in found if any(str(bench.root) in m.get("Source", "") for m in each.get("Mounts") or ())
    ]
