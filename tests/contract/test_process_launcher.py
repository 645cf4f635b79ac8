"""The process launcher keeps the contract of every launcher."""

import os

import pytest

from penstock.artifact_store.local import LocalArtifactStore
from penstock.core.clock import SystemClock
from penstock.engine.ports import EventSink, Launcher
from penstock.launchers.process import ProcessSettings, make_process_launcher
from penstock.testing.attempts import a_function_request, a_parameter
from penstock.testing.launchers import LauncherContract


class TestProcessLauncher(LauncherContract):
    @pytest.fixture(autouse=True)
    def _open(self, tmp_path):
        self._root = tmp_path
        self._store = LocalArtifactStore(tmp_path / "artifacts", SystemClock())

    def launcher(self, sink: EventSink) -> Launcher:
        settings = ProcessSettings(
            cache_folder=self._root / "cache", environ=os.environ, cpus=2, memory_bytes=0, grace_seconds=5
        )
        return make_process_launcher(settings, store=self._store, clock=SystemClock(), sink=sink)

    def succeeding(self, attempt: int = 1):
        source = "def run(word: OutputPath(str)):\n    open(word, 'w').write('done')\n"
        return a_function_request(self._root / "artifacts", source, number=attempt, outputs={"word": a_parameter()})

    def failing(self, attempt: int = 1):
        source = "def run():\n    raise SystemExit(3)\n"
        return a_function_request(self._root / "artifacts", source, number=attempt)

    def lasting(self, attempt: int = 1):
        source = "def run():\n    import signal\n    signal.pause()\n"
        return a_function_request(self._root / "artifacts", source, number=attempt)
