"""A process launcher on a temporary folder, and everything that it reports."""

import os
from dataclasses import replace

import pytest

from penstock.artifact_store.local import LocalArtifactStore
from penstock.core.clock import SystemClock
from penstock.launchers.process import ProcessSettings, make_process_launcher
from penstock.testing.launchers import Reports


class Machine:
    """Makes launchers that share a store and a cache, and runs requests on them."""

    def __init__(self, root, cache):
        self.root = root / "artifacts"
        self.store = LocalArtifactStore(self.root, SystemClock())
        self.settings = ProcessSettings(cache_folder=cache, environ=os.environ, cpus=2, memory_bytes=0, grace_seconds=5)
        self._launchers = []

    def launcher(self, **changes):
        """Return a launcher and what it reports."""
        reports = Reports()
        settings = replace(self.settings, **changes)
        launcher = make_process_launcher(settings, store=self.store, clock=SystemClock(), sink=reports.push)
        self._launchers.append(launcher)
        return launcher, reports

    def end_of(self, request, **changes):
        """Launch a request and return the event of its end."""
        launcher, reports = self.launcher(**changes)
        launcher.launch(request)
        return reports.end()

    def close(self):
        for launcher in self._launchers:
            launcher.close()


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def machine(tmp_path, cache):
    machine = Machine(tmp_path, cache)
    yield machine
    machine.close()
