"""The container launcher keeps the contract of every launcher."""

import pytest

from penstock.engine.ports import EventSink, Launcher
from penstock.testing.attempts import a_parameter
from penstock.testing.launchers import LauncherContract


class TestContainerLauncher(LauncherContract):
    @pytest.fixture(autouse=True)
    def _open(self, bench):
        self._bench = bench

    def launcher(self, sink: EventSink) -> Launcher:
        return self._bench.launcher(sink)

    def succeeding(self, attempt: int = 1):
        outputs = {"word": a_parameter()}
        place = self._bench.shell("", number=attempt, outputs=outputs).executor_input["outputs"]["parameters"]["word"]
        return self._bench.shell(f"echo -n done > {place['outputFile']}", number=attempt, outputs=outputs)

    def failing(self, attempt: int = 1):
        return self._bench.shell("exit 3", number=attempt)

    def lasting(self, attempt: int = 1):
        return self._bench.shell("trap 'exit 1' TERM; while :; do sleep 0.1; done", number=attempt)
