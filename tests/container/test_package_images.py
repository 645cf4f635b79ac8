"""Packages of components are installed once for each image and set of packages, into an image of their own."""

import os
import uuid
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from penstock.engine.events import AttemptFailed, AttemptSucceeded
from penstock.launchers.container import IdleImages
from penstock.launchers.container.client import EngineClient
from penstock.launchers.container.engine import ContainerEngine
from penstock.launchers.container.package_images import REPOSITORY, use_of
from penstock.testing.attempts import a_parameter

LATER = datetime.now(UTC) + timedelta(days=1)
LONG_AGO = datetime.now(UTC) - timedelta(days=1)
SOURCE = "def run() -> int:\n    import {module}\n    return {module}.ANSWER\n"


@pytest.fixture
def package(tmp_path, bench, images):
    """A package that only this test has, where pip is told to look for it."""
    name = f"penstock_test_{uuid.uuid4().hex[:8]}"
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    record = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(wheels / f"{name}-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}.py", "ANSWER = 42\n")
        wheel.writestr(f"{record}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        wheel.writestr(f"{record}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{record}/RECORD", "")
    own = {key: value for key, value in os.environ.items() if not key.startswith("PIP_")}
    own |= {"PIP_FIND_LINKS": str(wheels), "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": "/dev/null"}
    bench.settings["environ"] = own
    yield name
    bench.close()
    for image in made_for(bench, images):
        images.remove(image)


def made_for(bench, images):
    """The images with packages that are on this machine."""
    found = EngineClient(images.connect).call("GET", "/images/json")
    names = [name for each in found for name in each.get("RepoTags") or ()]
    return [name for name in names if name.startswith("localhost/penstock-packages:")]


class TestPackages:
    def test_installs_once_for_all_tasks_that_ask_for_the_same(self, bench, package, images):
        source = SOURCE.format(module=package)
        outputs = {"Output": a_parameter("NUMBER_INTEGER")}
        first = bench.end_of(bench.function(source, packages=[package], outputs=outputs))
        assert isinstance(first, AttemptSucceeded), first
        assert first.outputs.parameters == {"Output": 42}
        made = made_for(bench, images)
        bench.settings["environ"]["PIP_FIND_LINKS"] = "/nowhere"
        again = bench.end_of(bench.function(source, number=2, packages=[package], outputs=outputs))
        assert isinstance(again, AttemptSucceeded), again
        assert made_for(bench, images) == made
        # Where pip was told to look may hold passwords: nothing of that stays in the image.
        described = EngineClient(images.connect).call("GET", f"/images/{made[0]}/json")
        assert "wheels" not in str(described)

    def test_installs_from_an_index_of_this_machine_whose_files_lie_beside_it(self, bench, package, tmp_path):
        (tmp_path / "wheels").rename(tmp_path / "files")
        page = tmp_path / "simple" / package.replace("_", "-") / "index.html"
        page.parent.mkdir(parents=True)
        wheel = f"{package}-1.0-py3-none-any.whl"
        page.write_text(f'<a href="../../files/{wheel}">{wheel}</a>')
        del bench.settings["environ"]["PIP_NO_INDEX"]
        bench.settings["environ"] |= {"PIP_FIND_LINKS": "", "PIP_INDEX_URL": f"file://{tmp_path}/simple"}
        outputs = {"Output": a_parameter("NUMBER_INTEGER")}
        end = bench.end_of(bench.function(SOURCE.format(module=package), packages=[package], outputs=outputs))
        assert isinstance(end, AttemptSucceeded), end

    def test_says_what_cannot_be_installed(self, bench, package):
        end = bench.end_of(bench.function("def run(): pass\n", packages=["penstock-test-nobody"]))
        assert isinstance(end, AttemptFailed)
        assert end.failure.reason == "EnvironmentBuildFailed"
        assert "No matching distribution found for penstock-test-nobody" in end.failure.message
        assert end.failure.hint

    def test_goes_when_no_task_has_used_it_for_long_but_not_while_a_container_needs_it(self, bench, package, images):
        source, cache = SOURCE.format(module=package), bench.root / "cache"
        outputs = {"Output": a_parameter("NUMBER_INTEGER")}
        assert isinstance(bench.end_of(bench.function(source, packages=[package], outputs=outputs)), AttemptSucceeded)
        idle = IdleImages(cache, os.environ, Path.home())
        assert idle.list_idle(LONG_AGO) == ()
        (found,) = [found for found in idle.list_idle(LATER) if use_of(cache, found.name).exists()]
        assert (found.kind, 0 < found.size_bytes < 1 << 20) == ("image", True)
        assert not idle.is_busy()
        assert not idle.remove(found, LONG_AGO)
        engine, name = ContainerEngine(EngineClient(images.connect)), f"{REPOSITORY}:{found.name}"
        engine.create("penstock-test-holder", {"Image": name, "Cmd": ["true"]})
        try:
            assert not idle.remove(found, LATER)
        finally:
            engine.remove("penstock-test-holder")
        assert idle.remove(found, LATER)
        assert name not in made_for(bench, images)
        again = bench.end_of(bench.function(source, number=2, packages=[package], outputs=outputs))
        assert isinstance(again, AttemptSucceeded), again

    def test_is_asked_for_only_where_the_launcher_was_used(self, tmp_path):
        idle = IdleImages(tmp_path, {"DOCKER_HOST": "unix:///nowhere"}, tmp_path)
        assert idle.list_idle(LATER) == ()
        assert not idle.is_busy()
