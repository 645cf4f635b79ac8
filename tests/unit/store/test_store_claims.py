"""Among processes, one at a time has the right to make a result; it is free when its holder lets go or dies."""

import gc
import subprocess
import sys

import pytest

from penstock.core.errors import StoreError
from penstock.store.result_claims import ResultClaims

TRY = """
import sys
from pathlib import Path
from penstock.store.result_claims import ResultClaims
claims = ResultClaims(Path(sys.argv[1]))
held = [claims.claim("default", name) for name in sys.argv[2:]]
print([claim is not None for claim in held], flush=True)
sys.stdin.readline()
"""


def other_process(folder, *names):
    command = [sys.executable, "-c", TRY, str(folder), *names]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def gets(folder, *names):
    """What another process is given that asks now."""
    process = other_process(folder, *names)
    said, _ = process.communicate("\n", timeout=240)
    return said.strip()


def test_another_process_is_refused_until_the_right_is_let_go(tmp_path):
    claims = ResultClaims(tmp_path)
    one, two = claims.claim("default", "one"), claims.claim("default", "two")
    assert gets(tmp_path, "one", "two", "three") == "[False, False, True]"
    one.release()
    one.release()
    assert gets(tmp_path, "one", "two") == "[True, False]"
    del two
    gc.collect()
    assert gets(tmp_path, "one", "two") == "[True, True]"


def test_the_end_of_a_process_lets_everything_go(tmp_path):
    holder = other_process(tmp_path, "one")
    assert holder.stdout.readline() == "[True]\n"
    claims = ResultClaims(tmp_path)
    assert claims.claim("default", "one") is None
    assert claims.claim("other", "one") is not None
    holder.kill()
    holder.communicate()
    assert claims.claim("default", "one") is not None


def test_a_folder_that_is_gone_is_named(tmp_path):
    with pytest.raises(StoreError, match="cannot be used"):
        ResultClaims(tmp_path / "gone").claim("default", "one")
