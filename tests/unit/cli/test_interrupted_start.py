"""Ctrl-C while the command is still being loaded ends it without a traceback."""

import subprocess
import sys

PROGRAM = """
import runpy, sys

class Interrupted:
    def find_spec(self, name, path=None, target=None):
        if name == "penstock.cli.main":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupted())
runpy.run_module("penstock", run_name="__main__")
"""


def test_ends_with_130_and_says_nothing():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
