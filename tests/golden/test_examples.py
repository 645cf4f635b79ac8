"""The compiled file beside each example is what its source compiles to; ``make golden`` rewrites them."""

import base64
import gzip
import hashlib
import re
import subprocess
from pathlib import Path

import pytest

from penstock import compiler
from penstock.compiler.sources import load_source

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(
    path.relative_to(ROOT)
    for pattern in ("*/pipeline.py", "constructs/*.py", "constructs/*/pipeline.py")
    for path in (ROOT / "examples").glob(pattern)
)
_ARCHIVE = re.compile(r"H4sI[A-Za-z0-9+/=]+")


def comparable(text):
    """Put the digest of what is packed in the place of archives: packed bytes differ between builds of zlib."""

    def unpacked(match):
        return hashlib.sha256(gzip.decompress(base64.b64decode(match[0]))).hexdigest()

    return _ARCHIVE.sub(unpacked, text)


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_the_compiled_file_is_up_to_date(example, tmp_path):
    compiled = tmp_path / "pipeline.yaml"
    compiler.Compiler().compile(load_source(ROOT / example).find(), str(compiled))
    stored = ROOT / example.with_suffix(".yaml")
    assert stored.exists(), f"{stored} is missing; run 'make golden'"
    assert comparable(stored.read_text()) == comparable(compiled.read_text()), f"{stored} is stale; run 'make golden'"


def test_every_example_is_listed_where_people_look():
    listed = (ROOT / "examples" / "README.md").read_text() + (
        ROOT / "examples" / "constructs" / "README.md"
    ).read_text()
    missing = [str(it) for it in EXAMPLES if it.stem not in listed and it.parent.name not in listed]
    assert missing == []


@pytest.mark.kfp
def test_the_real_kfp_loads_every_compiled_example():
    python = ROOT / ".venvs" / "kfp" / "bin" / "python"
    if not python.exists():
        pytest.skip("the environment of the real kfp is missing: make kfp")
    program = "import sys; from kfp import components; [components.load_component_from_file(it) for it in sys.argv[1:]]"
    files = [str(ROOT / example.with_suffix(".yaml")) for example in EXAMPLES]
    loaded = subprocess.run([str(python), "-c", program, *files], capture_output=True, text=True, check=False)
    assert loaded.returncode == 0, loaded.stderr
