"""A pipeline file that was written for `kfp` runs where `kfp` is not installed."""

from importlib.machinery import PathFinder

SOURCE = """
from typing import NamedTuple
import kfp
from kfp import Client, compiler, dsl
from kfp.client import Client as SameClient
from kfp.dsl import Dataset, Input, Metrics, Output

@dsl.component(base_image="python:3.11")
def rows(count: int, data: Output[Dataset], metrics: Output[Metrics]) -> NamedTuple("Made", [("total", int)]):
    from collections import namedtuple
    with open(data.path, "w") as file:
        file.write("x" * count)
    metrics.log_metric("rows", count)
    return namedtuple("Made", ["total"])(count)

@dsl.component
def size(data: Input[Dataset]) -> int:
    return len(open(data.path).read())

@dsl.pipeline(name="for-kfp")
def for_kfp(count: int = 3) -> int:
    made = rows(count=count)
    with dsl.If(made.outputs["total"] > 2):
        size(data=made.outputs["data"])
    return size(data=made.outputs["data"]).output

if __name__ == "__main__":
    compiler.Compiler().compile(for_kfp, "for_kfp.yaml")
"""


def test_kfp_is_not_installed_here():
    assert PathFinder.find_spec("kfp") is None


def test_the_source_runs(penstock):
    penstock.write("for_kfp.py", SOURCE)
    ended = penstock.run("for_kfp.py", "-p", "count=4")
    assert ended.code == 0, ended.err
    assert (ended.json["state"], ended.json["outputs"]) == ("SUCCEEDED", {"Output": 4})


def test_the_compiled_file_gives_the_same_without_the_source(penstock):
    penstock.write("for_kfp.py", SOURCE)
    assert penstock("compile", "for_kfp.py", "-o", "out.yaml").code == 0
    (penstock.folder / "for_kfp.py").unlink()
    ended = penstock.run("out.yaml", "-p", "count=4")
    assert (ended.code, ended.json["outputs"]) == (0, {"Output": 4})
