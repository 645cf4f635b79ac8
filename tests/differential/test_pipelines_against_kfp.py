"""Pipelines as the real kfp compiles them, from the same source: random ones, and KFP's own where they are at hand."""

import json
import os
import re
import runpy
import subprocess
from pathlib import Path

import pytest

from penstock.compiler import compile_document
from penstock.compiler.sources import load_source
from penstock.core.errors import PenstockError
from penstock.spec.codec import encode

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.kfp, pytest.mark.slow, pytest.mark.timeout(3600)]

DATA = Path(__file__).parent / "data"
FIRST = int(os.environ.get("PENSTOCK_DIFFERENTIAL_FIRST", "0"))
SEEDS = range(FIRST, FIRST + int(os.environ.get("PENSTOCK_DIFFERENTIAL_SEEDS", "200")))
GENERATED = ("outer", "inner")
EMBEDDED = "__KFP_EMBEDDED_ARCHIVE_B64"
OWN = os.environ.get("PENSTOCK_KFP_PIPELINES", "")


def by_kfp(kfp_python, files, folder, only=()):
    target = folder / "kfp.json"
    command = [str(kfp_python), str(DATA / "dump_pipelines.py"), str(target), " ".join(only), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, cwd=folder)
    return json.loads(target.read_text())


def by_us(file, only=()):
    try:
        source = load_source(file)
    except PenstockError as error:
        return {"refused": type(error).__name__, "message": str(error)}
    return {name: document_by_us(it) for name, it in source.components.items() if not only or name in only}


def document_by_us(component):
    try:
        document = compile_document(component)
    except ValueError as error:
        return {"refused": type(error).__name__, "message": str(error)}
    return [encode(document.pipeline), encode(document.platform)]


def inlined(document):
    """Put every component and executor into its place: which names they got is left out.

    KFP gives those of a pipeline inside a pipeline in the order of a protobuf map, which differs from run to run.
    """
    spec, platform = document
    components = spec.get("components", {})
    executors = spec.get("deploymentSpec", {}).get("executors", {})
    settings = {
        name: entry.get("deploymentSpec", {}).get("executors", {})
        for name, entry in platform.get("platforms", {}).items()
    }

    def component(value):
        value = dict(value)
        label = value.pop("executorLabel", None)
        if label is not None:
            value["executor"] = executors[label]
            value["settings"] = {name: entry[label] for name, entry in settings.items() if label in entry}
        if "dag" in value:
            value["dag"] = {**value["dag"], "tasks": {name: task(it) for name, it in value["dag"]["tasks"].items()}}
        return value

    def task(value):
        rest = {key: entry for key, entry in value.items() if key != "componentRef"}
        return {**rest, "component": component(components[value["componentRef"]["name"]])}

    kept = {
        key: value for key, value in spec.items() if key not in ("components", "deploymentSpec", "root", "sdkVersion")
    }
    # An entry without content is what kfp leaves of an inner pipeline's own settings.
    configs = {name: entry.get("pipelineConfig") for name, entry in platform.get("platforms", {}).items() if entry}
    return [kept, component(spec["root"]), configs]


def is_broken(document):
    """Tell whether kfp wrote a document that cannot run, which it does in two ways.

    It mixes executors up while it merges an inner pipeline, and leaves one behind that nobody uses. And it takes one
    channel for another when the name of the first is part of that of the second (`loop-item-param-1` and
    `loop-item-param-12`), so that a group lacks an input that its tasks refer to.
    """
    spec = document[0]
    used = {component.get("executorLabel") for component in spec["components"].values()}
    return not set(spec["deploymentSpec"]["executors"]) <= used or any(map(lacks_inputs, spec["components"].values()))


def lacks_inputs(component):
    definitions = component.get("inputDefinitions", {})
    known = {*definitions.get("parameters", {}), *definitions.get("artifacts", {})}
    tasks = component.get("dag", {}).get("tasks", {}).values()
    inputs = [entry for task in tasks for kind in task.get("inputs", {}).values() for entry in kind.values()]
    names = {entry.get("componentInputParameter") or entry.get("componentInputArtifact") for entry in inputs} - {None}
    return not names <= known


def without_version(document):
    """Leave out what differs by intention: the version, and the program that unpacks files or runs a notebook."""
    spec, platform = json.loads(json.dumps(document))
    spec["sdkVersion"] = ""
    for executor in spec.get("deploymentSpec", {}).get("executors", {}).values():
        container = executor.get("container", {})
        if EMBEDDED in "".join(container.get("command", ())):
            container["command"][-1] = without_embedded(container["command"][-1], container["args"][-1])
    return [spec, platform]


def without_embedded(source, function):
    """Keep of a program its imports, and the function from its definition on."""
    return source[: source.index("\n\n")] + re.search(rf"\n(async )?def {function}\(.*", source, re.DOTALL)[0]


def differences(theirs, ours, path=""):
    """Name the places where two documents differ."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in sorted(theirs.keys() | ours.keys()):
            if key not in theirs or key not in ours:
                yield f"{path}.{key}: only {'kfp' if key in theirs else 'penstock'}"
            else:
                yield from differences(theirs[key], ours[key], f"{path}.{key}")
    elif isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        for index, (first, second) in enumerate(zip(theirs, ours, strict=True)):
            yield from differences(first, second, f"{path}[{index}]")
    elif theirs != ours:
        yield f"{path}: kfp {str(theirs)[:300]!r}, penstock {str(ours)[:300]!r}"


def both_refuse(theirs, ours, where):
    if "refused" not in theirs and "refused" not in ours:
        return False
    told = [it["message"] if "refused" in it else "accepted" for it in (theirs, ours)]
    assert ("refused" in theirs) == ("refused" in ours), f"{where}: kfp {told[0]}, penstock {told[1]}"
    return True


def compare(theirs, ours, where):
    if both_refuse(theirs, ours, where):
        return
    for name, document in ours.items():
        expected = theirs[name]
        if both_refuse(expected, document, f"{where}::{name}"):
            continue
        if without_version(expected) == without_version(document) or is_broken(expected):
            continue
        found = list(differences(inlined(without_version(expected)), inlined(without_version(document))))
        assert not found, f"{where}::{name}:\n" + "\n".join(found[:20])


def test_random_pipelines_compile_to_the_same_document(kfp_python, tmp_path):
    write = runpy.run_path(str(DATA / "pipeline_writer.py"))["random_source"]
    files = {seed: tmp_path / f"seed_{seed}.py" for seed in SEEDS}
    for seed, file in files.items():
        file.write_text(write(seed))
    theirs = by_kfp(kfp_python, files.values(), tmp_path, GENERATED)
    refused = 0
    for seed, file in files.items():
        expected = theirs[str(file)]
        compare(expected, by_us(file, GENERATED), f"PENSTOCK_DIFFERENTIAL_FIRST={seed} PENSTOCK_DIFFERENTIAL_SEEDS=1")
        refused += "refused" in expected
    assert refused < len(files) / 10, "the generator writes too many pipelines that kfp refuses"


@pytest.mark.skipif(not OWN, reason="PENSTOCK_KFP_PIPELINES names no folder with KFP's own pipelines")
def test_pipelines_of_kfp_compile_to_the_same_document(kfp_python, tmp_path):
    files = sorted(Path(OWN).rglob("*.py"))
    assert files
    theirs = by_kfp(kfp_python, files, tmp_path)
    different = []
    for file in files:
        try:
            compare(theirs[str(file)], by_us(file), str(file.relative_to(OWN)))
        except AssertionError as error:
            different.append(str(error))
    assert not different, "\n\n".join(different)


EMPTY = """
@dsl.pipeline
def outer(x: str = 'v', r: list = ['a']):
    text(wtxt=x)
    with dsl.If(x == 'a'):
        pass
    with dsl.ParallelFor(r) as i:
        pass
    with dsl.If(x == 'b'):
        text(wtxt=x)
    with dsl.Else():
        pass
"""


def test_an_empty_group_is_a_graph_without_tasks_where_kfp_writes_what_no_server_takes(kfp_python, tmp_path):
    file = tmp_path / "empty.py"
    file.write_text(runpy.run_path(str(DATA / "pipeline_writer.py"))["COMPONENTS"] + EMPTY)
    theirs, ours = by_kfp(kfp_python, [file], tmp_path, GENERATED)[str(file)]["outer"], by_us(file, GENERATED)["outer"]
    assert set(differences(without_version(theirs), without_version(ours))) == {
        f"[0].components.comp-{group}.dag: only penstock" for group in ("condition-1", "for-loop-2", "condition-5")
    }


ACCEPTED = {
    "a variable without a value": "text(wtxt=x).set_env_variable('A', None)",
    "a display name with a value of the run": "text(wtxt=x).set_display_name(f'about {x}')",
    "a list with values of the run": "rows(wrows=['a', x, n, f'{n}'])",
    "a dict with values of the run": "table(wtable={'a': x, 'b': [n, {'c': f'{n} {x}'}]})",
    "a mistake that the pipeline catches": (
        "try:\n        text(wrong=x)\n    except TypeError as error:\n        text(wtxt=str(type(error)))"
    ),
    "packages in a tuple": "@dsl.component(packages_to_install=('a',))\n    def f():\n        pass\n    f()",
    "a component file with a default that is no JSON": (
        "from kfp import components\n    components.load_component_from_text('name: a\\ninputs: [{name: b, type: Dict, "
        "default: None}]\\nimplementation: {container: {image: i, command: [{inputValue: b}]}}')()"
    ),
}


def test_accepts_what_kfp_accepts_and_writes_the_same(kfp_python, tmp_path):
    head = runpy.run_path(str(DATA / "pipeline_writer.py"))["COMPONENTS"]
    files = {name: tmp_path / f"{name.replace(' ', '_')}.py" for name in ACCEPTED}
    table = "\n@dsl.component\ndef table(wtable: dict):\n    pass\n"
    for name, file in files.items():
        body = f"@dsl.pipeline\ndef outer(x: str = 'v', n: int = 1):\n    {ACCEPTED[name]}\n"
        file.write_text(f"{head}{table}\n{body}")
    theirs = by_kfp(kfp_python, files.values(), tmp_path, GENERATED)
    for name, file in files.items():
        assert isinstance(theirs[str(file)].get("outer"), list), (name, theirs[str(file)])
        compare(theirs[str(file)], by_us(file, GENERATED), name)


REFUSED = {
    "elif first": "with dsl.Elif(x == 'a'):\n        text(wtxt=x)",
    "else first": "with dsl.Else():\n        text(wtxt=x)",
    "constant condition": "with dsl.If('a' == 'b'):\n        text(wtxt=x)",
    "list in a condition": "t = rows(wrows=['a'])\n    with dsl.If(t.output == 'a'):\n        text(wtxt=x)",
    "loop over text": "with dsl.ParallelFor(x) as i:\n        text(wtxt=i)",
    "negative parallelism": "with dsl.ParallelFor(['a'], parallelism=-1) as i:\n        text(wtxt=i)",
    "output of a branch": "with dsl.If(x == 'a'):\n        t = text(wtxt=x)\n    text(wtxt=t.output)",
    "output of a loop": "with dsl.ParallelFor(['a']) as i:\n        t = text(wtxt=i)\n    text(wtxt=t.output)",
    "collected outside of a loop": "t = text(wtxt=x)\n    rows(wrows=dsl.Collected(t.output))",
    "collected of a loop in a branch": (
        "with dsl.If(x == 'a'):\n        with dsl.ParallelFor(['a']) as i:\n            t = text(wtxt=i)\n"
        "    rows(wrows=dsl.Collected(t.output))"
    ),
    "one of without else": "with dsl.If(x == 'a'):\n        t = text(wtxt=x)\n    text(wtxt=dsl.OneOf(t.output))",
    "one of in text": (
        "with dsl.If(x == 'a'):\n        t = text(wtxt=x)\n    with dsl.Else():\n        u = text(wtxt=x)\n"
        "    text(wtxt=f'{dsl.OneOf(t.output, u.output)}')"
    ),
    "mixed one of": (
        "with dsl.If(x == 'a'):\n        t = text(wtxt=x)\n    with dsl.Else():\n        u = save(wsave=x)\n"
        "    text(wtxt=dsl.OneOf(t.output, u.outputs['stored']))"
    ),
    "exit task with upstream": (
        "t = text(wtxt=x)\n    n = notify(wnote=t.output)\n    with dsl.ExitHandler(n):\n        text(wtxt=x)"
    ),
    "final status in a plain task": "notify()",
    "positional argument": "text(x)",
    "unknown argument": "text(wtxt=x, nope=1)",
    "missing argument": "text()",
    "wrong type": "whole(wnum=x)",
    "whole number for a float": "real(wreal=1)",
    "none": "text(wtxt=None)",
    "tuple": "rows(wrows=('a',))",
    "artifact for text": "t = save(wsave=x)\n    text(wtxt=t.outputs['stored'])",
    "text for an artifact": "load(wload=x)",
    "unknown output": "t = text(wtxt=x)\n    text(wtxt=t.outputs['nope'])",
    "several outputs": "t = load(wload=save(wsave=x).outputs['stored'])\n    text(wtxt=t.output)",
    "bad cpu": "text(wtxt=x).set_cpu_limit('many')",
    "bad memory": "text(wtxt=x).set_memory_limit('1 GB')",
    "bad accelerators": "text(wtxt=x).set_accelerator_limit(-1)",
    "bad pause": "text(wtxt=x).set_debug_pause(after=False, on_error=True)",
    "after a value": "text(wtxt=x).after('t')",
    "after a branch task": "with dsl.If(x == 'a'):\n        t = text(wtxt=x)\n    text(wtxt=x).after(t)",
    "ignored failure without default": "t = text(wtxt=x)\n    text(wtxt=t.output).ignore_upstream_failure()",
    "no task": "pass",
    "unknown return": "text(wtxt=x)\n    return 'a'",
    "undeclared output": "t = text(wtxt=x)\n    return t.output",
    "workspace without config": "text(wtxt=dsl.WORKSPACE_PATH_PLACEHOLDER)",
    "pipeline in a pipeline": "@dsl.pipeline\n    def other():\n        text(wtxt='a')\n    other()",
}


def test_refuses_what_kfp_refuses(kfp_python, tmp_path):
    head = runpy.run_path(str(DATA / "pipeline_writer.py"))["COMPONENTS"]
    files = {name: tmp_path / f"{name.replace(' ', '_')}.py" for name in REFUSED}
    for name, file in files.items():
        file.write_text(f"{head}\n@dsl.pipeline\ndef outer(x: str = 'v'):\n    {REFUSED[name]}\n")
    theirs = by_kfp(kfp_python, files.values(), tmp_path)
    accepted = {name for name, file in files.items() if "refused" not in theirs[str(file)]}
    assert not accepted, f"kfp accepts {accepted}"
    ours = {name: by_us(file) for name, file in files.items()}
    assert {name for name, it in ours.items() if "refused" not in it} == set()
    for name, refusal in ours.items():
        assert files[name].name in refusal["message"], (name, refusal["message"])
