"""What KFP refuses, by the categories of its errors: Penstock refuses it too, saying what and where."""

import json
import re
import runpy
import subprocess
from pathlib import Path

import pytest

from penstock.compiler import compile_document
from penstock.compiler.sources import load_source

DATA = Path(__file__).parent / "data"
REFUSALS = runpy.run_path(str(DATA / "refusals.py"))
NAMES = {**REFUSALS["MODULES"], **REFUSALS["BODIES"]}

pytestmark = pytest.mark.filterwarnings("ignore")


def compiled(path):
    for component in load_source(path).components.values():
        compile_document(component)


def written(name, folder, index=0):
    path = folder / f"case_{index}.py"
    path.write_text(REFUSALS["program"](name))
    return path


@pytest.mark.parametrize("name", NAMES)
def test_is_refused_with_its_place(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = written(name, tmp_path)
    with pytest.raises(Exception, match="case_0") as refusal:
        compiled(path)
    message = str(refusal.value)
    assert re.search(NAMES[name][1], message, re.DOTALL), message
    place = re.search(r"case_0\.py:(\d+)", message)
    assert place, message
    assert int(place[1]) > REFUSALS["HEAD"].count("\n"), message


def test_every_category_has_its_refusals():
    assert {name.split()[0] for name in NAMES} == {"R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10", "R12"}


@pytest.mark.kfp
@pytest.mark.timeout(300)
def test_kfp_refuses_the_same(kfp_python, tmp_path):
    files = {str(written(name, tmp_path, index)): name for index, name in enumerate(NAMES)}
    command = [str(kfp_python), str(DATA / "dump_refusals.py"), *files]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    accepted = json.loads(ended.stdout.splitlines()[-1])
    assert [files[path] for path in accepted] == []
