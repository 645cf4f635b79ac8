"""The folders of runs are spread over the disk where the file system takes the hint, and nothing else changes."""

import errno
import os
import struct

import pytest

from penstock.store.home import open_home
from penstock.store.spreading import GET_FLAGS, SET_FLAGS, TOP_OF_TREES, mark, spread

OTHER = 0x00080000
"""A flag that has nothing to do with it: that of files in extents."""


class FileSystem:
    """Keeps the flags of one folder."""

    def __init__(self, flags=OTHER):
        self.flags = flags
        self.changes = 0

    def control(self, _descriptor, request, argument):
        """Tell or set the flags, as ``ioctl`` does."""
        if request == GET_FLAGS:
            return struct.pack("@l", self.flags)
        assert request == SET_FLAGS
        (self.flags,) = struct.unpack("@l", argument)
        self.changes += 1
        return argument


def test_adds_the_hint_to_the_flags_that_are_there():
    system = FileSystem()
    mark(0, system.control)
    assert system.flags == OTHER | TOP_OF_TREES


def test_changes_nothing_where_the_hint_is():
    system = FileSystem(OTHER | TOP_OF_TREES)
    mark(0, system.control)
    assert system.changes == 0


def test_raises_nothing_for_what_is_no_folder(tmp_path):
    spread(tmp_path / "none")
    assert list(tmp_path.iterdir()) == []


def test_opens_a_home_whatever_its_file_system_takes(tmp_path):
    home = open_home(tmp_path / "home", user_id=os.getuid())
    spread(home.artifacts)
    (home.artifacts / "run").mkdir()
    assert [path.name for path in home.artifacts.iterdir()] == ["run"]


def test_lets_a_refusal_through_to_its_caller():
    def refuse(_descriptor, _request, _argument):
        raise OSError(errno.EOPNOTSUPP, "not supported")

    with pytest.raises(OSError, match="not supported"):
        mark(0, refuse)
