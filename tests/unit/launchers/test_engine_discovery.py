"""Which container engine is used, and what is said where none answers; each system has its own remedy."""

import pytest

from penstock.core.errors import LaunchError
from penstock.launchers.container.discovery import find_engine, no_engine, run_folder, starts_engines


@pytest.mark.parametrize(
    ("system", "has_podman", "remedy"),
    [
        ("linux", False, "install Podman or Docker"),
        ("darwin", False, "start Docker Desktop"),
        ("darwin", True, "podman machine start"),
        ("win32", False, "start Docker Desktop"),
    ],
)
def test_the_remedy_is_that_of_the_system(system, has_podman, remedy):
    error = no_engine(system, has_podman=has_podman)
    assert (error.reason, error.message.startswith("There is no container engine")) == ("NoContainerEngine", True)
    assert remedy in error.hint
    assert "DOCKER_HOST" in error.hint


def test_podman_is_an_engine_by_itself_on_linux_only():
    assert [starts_engines(system) for system in ("linux", "darwin", "win32")] == [True, False, False]


def test_a_socket_lies_where_its_path_is_short_enough(tmp_path):
    assert len(str(run_folder({"XDG_RUNTIME_DIR": str(tmp_path / ("long" * 30))}))) < 90


def test_an_engine_that_the_user_named_has_to_answer(tmp_path):
    environ = {"DOCKER_HOST": f"unix://{tmp_path}/none.sock"}
    with pytest.raises(LaunchError, match="does not answer"):
        find_engine(environ, tmp_path)
