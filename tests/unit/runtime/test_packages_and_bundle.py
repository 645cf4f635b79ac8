import io
import subprocess
import sys
import zipfile
from pathlib import Path

from penstock.runtime.bundle import SHIM, build_bundle
from penstock.runtime.packages import pack, unpack


def a_package(folder):
    (folder / "mine" / "__pycache__").mkdir(parents=True)
    (folder / "mine" / "data").mkdir()
    (folder / "mine" / "__init__.py").write_text("VALUE = 3\n")
    (folder / "mine" / "__pycache__" / "x.pyc").write_text("")
    (folder / "mine" / "data" / "rows.csv").write_text("1,2\n")
    return str(folder / "mine")


def test_equal_packages_make_equal_archives_without_caches(tmp_path):
    first = pack(a_package(tmp_path / "a"))
    assert first == pack(a_package(tmp_path / "b") + "/")
    assert zipfile.ZipFile(io.BytesIO(first)).namelist() == ["mine/__init__.py", "mine/data/rows.csv"]


def test_an_archive_is_unpacked_once_beside_itself(tmp_path):
    archive = tmp_path / "package.zip"
    archive.write_bytes(pack(a_package(tmp_path)))
    folder = Path(unpack(str(archive)))
    assert (folder / "mine" / "data" / "rows.csv").read_text() == "1,2\n"
    (folder / "mine" / "mark").write_text("")
    assert unpack(str(archive)) == str(folder)
    assert (folder / "mine" / "mark").exists()


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
