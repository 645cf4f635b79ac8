"""An engine, and small images made of this machine's own files; without an engine the tests are skipped."""

import os
from pathlib import Path

import pytest

from penstock.artifact_store.local import LocalArtifactStore
from penstock.core.clock import SystemClock
from penstock.core.errors import LaunchError
from penstock.launchers.container import ContainerSettings, make_container_launcher
from penstock.launchers.container.client import EngineClient
from penstock.launchers.container.discovery import find_engine
from penstock.launchers.container.engine import ContainerEngine
from penstock.testing.attempts import a_function_request, a_request
from penstock.testing.launchers import Reports
from penstock.testing.local_images import BuildError, LocalImages

SHELL = "localhost/penstock-test/shell:1"
PYTHON = "localhost/penstock-test/python:1"


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.container)


@pytest.fixture(scope="session")
def connect():
    """Reach the engine."""
    try:
        return find_engine(os.environ, Path.home())
    except LaunchError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def engine(connect):
    """The engine of this machine."""
    return ContainerEngine(EngineClient(connect))


@pytest.fixture(scope="session")
def images(connect):
    """Both images, made once and kept for the next session."""
    made = LocalImages(connect)
    try:
        if not made.has(SHELL):
            made.make_shell(SHELL)
        if not made.has(PYTHON):
            made.make_python(PYTHON)
    except BuildError as error:
        pytest.skip(str(error))
    return made


class Bench:
    """A launcher in a folder, with the requests that it can run."""

    def __init__(self, root, cpus=2, **settings):
        self.root = root
        self.artifacts = root / "artifacts"
        self.store = LocalArtifactStore(self.artifacts, SystemClock())
        self.settings = {"cpus": cpus, "memory_bytes": 0, "grace_seconds": 2, **settings}
        self.reports = Reports()
        self.launchers = []

    def launcher(self, sink=None):
        settings = {"environ": os.environ, "owner": (os.getuid(), os.getgid()), **self.settings}
        launcher = make_container_launcher(
            ContainerSettings(cache_folder=self.root / "cache", **settings),
            store=self.store,
            clock=SystemClock(),
            sink=sink or self.reports.push,
        )
        self.launchers.append(launcher)
        return launcher

    def shell(self, script, **changes):
        given = {"image": SHELL, "command": ("sh", "-c"), "args": (script,), **changes}
        return a_request(self.artifacts, **given)

    def function(self, source, **changes):
        return a_function_request(self.artifacts, source, **{"image": PYTHON, **changes})

    def end_of(self, request):
        self.launcher().launch(request)
        return self.reports.end()

    def close(self):
        for launcher in self.launchers:
            launcher.close()


@pytest.fixture
def bench(images, tmp_path):
    """A launcher of this test's own."""
    made = Bench(tmp_path)
    yield made
    made.close()
