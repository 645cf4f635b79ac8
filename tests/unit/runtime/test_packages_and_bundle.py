import base64
import gzip
import io
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from penstock.core.json import digest
from penstock.dsl.shipping import Shipment
from penstock.runtime.bundle import SHIM, build_bundle
from penstock.runtime.packages import unpack_sources


def shipped(files, **changes):
    """Pack files as `penstock.dsl` does."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, text in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            tar.addfile(entry, io.BytesIO(text.encode()))
    packed = base64.b64encode(gzip.compress(buffer.getvalue())).decode()
    return {"digest": digest(buffer.getvalue()), "archive": packed, "modules": ["mine"], **changes}


def test_shipped_modules_are_unpacked_once_per_content(tmp_path):
    sources = shipped({"mine/__init__.py": "VALUE = 3", "mine/data/rows.csv": "1,2"})
    folder = Path(unpack_sources(sources, str(tmp_path)))
    assert (folder / "mine" / "data" / "rows.csv").read_text() == "1,2"
    (folder / "mark").write_text("")
    assert unpack_sources(sources, str(tmp_path)) == str(folder)
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]
    assert (folder / "mark").exists()


@pytest.mark.parametrize(
    ("sources", "words"),
    [
        (shipped({"a.py": ""}, digest="sha256:" + "0" * 64), "are not what their digest"),
        (shipped({"a.py": ""}, digest="../../x"), "have no digest of the form"),
        (shipped({"../a.py": ""}), "'../a.py', which is no plain file below"),
        (shipped({"/etc/a.py": ""}), "which is no plain file below"),
    ],
)
def test_refuses_shipped_modules_that_are_not_what_they_should_be(tmp_path, sources, words):
    with pytest.raises(ValueError, match=words):
        unpack_sources(sources, str(tmp_path / "cache"))
    assert not list(tmp_path.glob("*.py"))


def test_refuses_a_small_archive_that_stands_for_a_huge_one(tmp_path):
    packed = base64.b64encode(gzip.compress(bytes(65 * 1024 * 1024))).decode()
    with pytest.raises(ValueError, match="more than 64 MiB"):
        unpack_sources({"digest": "sha256:0", "archive": packed}, str(tmp_path))


def test_what_the_dsl_ships_arrives(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "__init__.py").write_text("VALUE = 3\n")
    sources = Shipment(files={"mine/__init__.py": tmp_path / "mine" / "__init__.py"}).platform["penstock"]["sources"]
    folder = Path(unpack_sources(sources, str(tmp_path / "cache")))
    assert (folder / "mine" / "__init__.py").read_text() == "VALUE = 3\n"


def test_the_bundle_is_named_by_its_content_and_made_once(tmp_path):
    bundle = Path(build_bundle(str(tmp_path)))
    assert build_bundle(str(tmp_path)) == str(bundle)
    assert [path.name for path in tmp_path.iterdir()] == [bundle.name]
    assert (bundle / SHIM / "kfp" / "__init__.py").exists()


def test_the_bundle_shows_a_task_nothing_else_of_the_driver(tmp_path):
    bundle = Path(build_bundle(str(tmp_path)))
    assert sorted(path.name for path in (bundle / "penstock").iterdir()) == ["__init__.py", "core", "runtime"]
    code = "import sys; sys.path[:0] = [sys.argv[1]]; import penstock.runtime.task; print(penstock.__file__)"
    listed = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, str(bundle)], capture_output=True, text=True, check=True
    )
    assert listed.stdout.strip() == str(bundle / "penstock" / "__init__.py")
