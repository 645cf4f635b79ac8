"""Files are written whole or not at all."""

import pytest

from penstock.runtime.whole_files import read_whole, write_whole


@pytest.mark.parametrize("text", ["", "Grüße\r\n", "x" * 3_000_000], ids=["empty", "short", "long"])
def test_reads_what_it_wrote(tmp_path, text):
    path = str(tmp_path / "file")
    write_whole(path, text)
    assert read_whole(path) == text


def test_replaces_what_was_there_and_leaves_nothing_beside(tmp_path):
    path = tmp_path / "file"
    path.write_text("a longer text before")
    write_whole(str(path), "after")
    assert path.read_text() == "after"
    assert list(tmp_path.iterdir()) == [path]


def test_keeps_what_was_there_when_the_text_cannot_be_written(tmp_path):
    path = tmp_path / "file"
    path.write_text("before")
    with pytest.raises(UnicodeEncodeError):
        write_whole(str(path), "\ud800")
    assert path.read_text() == "before"


def test_makes_no_folder(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_whole(str(tmp_path / "removed" / "file"), "text")
