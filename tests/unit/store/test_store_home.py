import os
from pathlib import Path

import pytest

from penstock.core.errors import HomeError
from penstock.store.home import FOLDER, discover_home, file_system_of, open_home

MOUNTS = """\
/dev/vda / ext4 rw 0 0
server:/export /data nfs4 rw 0 0
//host/share /data/my\\040share cifs rw 0 0
tmpfs /data/scratch tmpfs rw 0 0
"""


def discovered(folder: Path, *, user_id: int | None = None, configured: str | None = None) -> Path:
    return discover_home(configured=configured, working_directory=folder, user_id=user_id)


def test_takes_the_nearest_home_above_the_working_directory(tmp_path):
    (tmp_path / FOLDER).mkdir()
    inner = tmp_path / "project" / "src"
    inner.mkdir(parents=True)
    assert discovered(inner) == tmp_path / FOLDER
    (tmp_path / "project" / FOLDER).mkdir()
    assert discovered(inner) == tmp_path / "project" / FOLDER


def test_takes_the_configured_home_first(tmp_path):
    (tmp_path / FOLDER).mkdir()
    assert discovered(tmp_path, configured=str(tmp_path / "mine")) == tmp_path / "mine"


def test_passes_over_a_home_of_another_user(tmp_path):
    (tmp_path / FOLDER).mkdir()
    assert discovered(tmp_path, user_id=os.getuid() + 1) != tmp_path / FOLDER
    assert discovered(tmp_path, user_id=os.getuid()) == tmp_path / FOLDER


def test_makes_a_home_for_its_user_only(tmp_path):
    home = open_home(tmp_path / "new" / "home", user_id=os.getuid())
    for folder in (home.path, home.artifacts, home.leases):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_refuses_a_home_of_another_user(tmp_path):
    with pytest.raises(HomeError, match="belongs to another user"):
        open_home(tmp_path, user_id=os.getuid() + 1)


def test_refuses_a_home_that_is_a_file(tmp_path):
    (tmp_path / "home").write_text("")
    with pytest.raises(HomeError, match="cannot be made or read"):
        open_home(tmp_path / "home", user_id=None)


@pytest.mark.skipif(os.getuid() == 0, reason="nothing is read-only for root")
def test_refuses_a_home_that_cannot_be_written(tmp_path):
    open_home(tmp_path / "home", user_id=None)
    (tmp_path / "home").chmod(0o500)
    with pytest.raises(HomeError, match="cannot be written"):
        open_home(tmp_path / "home", user_id=None)


def test_refuses_a_folder_that_nobody_can_make():
    with pytest.raises(HomeError, match="cannot be made or read"):
        open_home(Path("/proc/penstock"), user_id=None)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/me", "ext4"),
        ("/data/me", "nfs4"),
        ("/data/my share/x", "cifs"),
        ("/data/scratch/x", "tmpfs"),
        ("/database", "ext4"),
    ],
)
def test_finds_the_file_system_of_a_path(path, kind):
    assert file_system_of(Path(path), MOUNTS) == kind


def test_refuses_a_network_file_system(tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"server:/export {tmp_path} nfs4 rw 0 0\n")
    with pytest.raises(HomeError, match="network file system \\(nfs4\\)"):
        open_home(tmp_path / "home", user_id=None, mounts=mounts)
