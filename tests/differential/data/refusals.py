"""Programs that KFP refuses, by the categories of its errors; each names what our message says, and where."""

HEAD = '''
import os
from typing import Dict, List, NamedTuple, Optional, Union

from kfp import compiler, components, dsl, kubernetes
from kfp.dsl import *


@dsl.component
def text(a: str) -> str:
    return a


@dsl.component
def number(n: int) -> int:
    return n


@dsl.component
def rows(r: list) -> list:
    return r


@dsl.component
def save(a: str, data: Output[Dataset]):
    pass


@dsl.component
def load(data: Input[Dataset]) -> str:
    return ""


@dsl.component
def model(m: Input[Model]) -> str:
    return ""


@dsl.component
def several(items: Input[List[Dataset]]) -> str:
    return ""


@dsl.component
def two(a: str) -> NamedTuple("Two", [("one", str), ("other", str)]):
    return (a, a)


@dsl.component
def optional(a: str = "b") -> str:
    return a


@dsl.component
def notify(status: PipelineTaskFinalStatus, a: str = ""):
    pass
'''

#: Statements of a module.
MODULES = {
    "R1 a return list of artifacts": (
        "@dsl.component\ndef f(data: Output[List[Dataset]]):\n    pass",
        "Output lists of artifacts are only supported for pipelines.*'data'",
    ),
    "R1 a parameter called Output": ("@dsl.component\ndef f(Output: str):\n    pass", '"Output" is an invalid parameter'),
    "R1 no annotation": ("@dsl.component\ndef f(a):\n    pass", "Missing type annotation for argument: a"),
    "R1 a bare artifact in a container": (
        "@dsl.container_component\ndef f(a: Dataset):\n    return dsl.ContainerSpec(image='i')",
        "must wrap input and output artifact annotations",
    ),
    "R1 a container that returns a value": (
        "@dsl.container_component\ndef f(a: str) -> str:\n    return dsl.ContainerSpec(image='i')",
        "either ContainerSpec or omitted",
    ),
    "R1 a default of an artifact": (
        "@dsl.component\ndef f(a: Input[Dataset] = 'x'):\n    pass",
        "may only have default value None. Got: 'x'",
    ),
    "R1 an unknown type": ("@dsl.component\ndef f(a: os.PathLike):\n    pass", "parameter 'a'.*PathLike"),
    "R1 several types": ("@dsl.component\ndef f(a: Union[str, int]):\n    pass", "parameter 'a'"),
    "R1 a schema version": (
        "class A(Artifact):\n    schema_title = 'system.A'\n    schema_version = '1'\n"
        "@dsl.component\ndef f(a: Input[A]):\n    pass",
        "three-part semantic version",
    ),
    "R1 a schema title without namespace": (
        "class A(Artifact):\n    schema_title = 'A'\n    schema_version = '0.0.1'\n"
        "@dsl.component\ndef f(a: Input[A]):\n    pass",
        "namespace",
    ),
    "R1 a schema title of another namespace": (
        "class A(Artifact):\n    schema_title = 'mine.A'\n    schema_version = '0.0.1'\n"
        "@dsl.component\ndef f(a: Input[A]):\n    pass",
        "system.*google",
    ),
    "R2 no pipeline": ("compiler.Compiler().compile(lambda: None, 'x.yaml')", "Unsupported pipeline_func type"),
    "R2 an unknown parameter": (
        "@dsl.pipeline\ndef p(x: str = 'a'):\n    text(a=x)\n"
        "compiler.Compiler().compile(p, 'x.yaml', pipeline_parameters={'y': 'b'})",
        "parameter y does not match any known pipeline input; known: 'x'",
    ),
    "R2 a parameter of another type": (
        "@dsl.pipeline\ndef p(x: str = 'a'):\n    text(a=x)\n"
        "compiler.Compiler().compile(p, 'x.yaml', pipeline_parameters={'x': object()})",
        "'x'.*object",
    ),
    "R5 a name": (f"@dsl.pipeline(name='{'n' * 129}')\ndef p():\n    text(a='b')", "Invalid pipeline name: nnn"),
    "R6 a time to live that is no number": ("dsl.PipelineConfig(ttl_seconds_after_finished='1')", "must be an int"),
    "R6 a negative time to live": ("dsl.PipelineConfig(ttl_seconds_after_success=-1)", "non-negative"),
    "R6 a time to live beyond 32 bits": (
        "dsl.PipelineConfig(active_deadline_seconds=2**31)",
        "int32 maximum|2147483647",
    ),
    "R6 platform settings in JSON": (
        "@dsl.pipeline\ndef p():\n    kubernetes.use_field_path_as_env(text(a='b'), 'A', 'metadata.name')\n"
        "compiler.Compiler().compile(p, 'x.json')",
        "only supported when serializing to YAML",
    ),
    "R7 no size": ("dsl.WorkspaceConfig(size='')", "size is required"),
    "R7 a size that is none": ("dsl.WorkspaceConfig(size='large')", '"large" is invalid|\'large\' is invalid'),
    "R8 an artifact by itself": (
        "@dsl.container_component\ndef f(a: Input[Dataset]):\n    return dsl.ContainerSpec(image='i', command=[a])",
        "by itself",
    ),
    "R8 an unknown attribute": (
        "@dsl.container_component\ndef f(a: Input[Dataset]):\n    return dsl.ContainerSpec(image='i', command=[a.size])",
        "Cannot access artifact attribute",
    ),
    "R8 an attribute of a list": (
        "@dsl.container_component\ndef f(a: Input[List[Dataset]]):\n"
        "    return dsl.ContainerSpec(image='i', command=[a.path])",
        "Cannot access an attribute on a list of artifacts",
    ),
    "R8 an item of a list": (
        "@dsl.container_component\ndef f(a: Input[List[Dataset]]):\n"
        "    return dsl.ContainerSpec(image='i', command=[a[0]])",
        "Cannot access individual artifacts in a list",
    ),
    "R8 a concatenation in text": (
        "@dsl.container_component\ndef f(a: str):\n"
        "    return dsl.ContainerSpec(image='i', command=[f'{dsl.ConcatPlaceholder([a])}'])",
        "ConcatPlaceholder in an f-string",
    ),
    "R8 a choice in text": (
        "@dsl.container_component\ndef f(a: str = None):\n"
        "    return dsl.ContainerSpec(image='i', command=[f'{dsl.IfPresentPlaceholder(\"a\", then=\"b\")}'])",
        "IfPresentPlaceholder in an f-string",
    ),
    "R8 a choice of lists in a concatenation": (
        "@dsl.container_component\ndef f(a: str = None):\n    return dsl.ContainerSpec(image='i', command=["
        "dsl.ConcatPlaceholder(['x', dsl.IfPresentPlaceholder('a', then=['b'], else_=['c'])])])",
        "are lists",
    ),
    "R8 an unknown input": (
        "@dsl.container_component\ndef f(a: str = None):\n    return dsl.ContainerSpec(image='i', command=["
        "dsl.IfPresentPlaceholder('b', then='c')])",
        "'b'|\"b\"",
    ),
    "R8 what is no argument": (
        "@dsl.container_component\ndef f(a: str):\n    return dsl.ContainerSpec(image='i', command=[object()])",
        "Unexpected argument",
    ),
    "R9 files that are not there": (
        "@dsl.component(embedded_artifact_path='/nowhere')\ndef f():\n    pass",
        "embedded_artifact_path does not exist: /nowhere",
    ),
    "R9 a notebook that is not there": (
        "@dsl.notebook_component(notebook_path='/nowhere')\ndef f():\n    pass",
        "Notebook path does not exist: /nowhere",
    ),
    "R10 another ending": (
        "@dsl.pipeline\ndef p():\n    text(a='b')\ncompiler.Compiler().compile(p, 'x.txt')",
        r'should end with "\.yaml"',
    ),
    "R10 an address that is no text": ("components.load_component_from_url(3)", "url must be a string"),
    "R10 no implementation": ("components.load_component_from_text('name: a')", "neither a pipeline nor a component"),
    "R10 three documents": (
        "components.load_component_from_text('pipelineInfo: {}\\n---\\na: 1\\n---\\nb: 1\\n')",
        "at most 2 documents",
    ),
    "R12 a name twice": (
        "components.load_component_from_text('inputs: [{name: a}, {name: a}]\\n"
        "implementation: {container: {image: i}}')",
        "'a'|\"a\"",
    ),
    "R12 an unknown input": (
        "components.load_component_from_text('implementation: {container: {image: i, command: [{inputValue: a}]}}')",
        "'a'|\"a\"",
    ),
    "R12 an unknown output": (
        "components.load_component_from_text('implementation: {container: {image: i, command: [{outputPath: a}]}}')",
        "'a'|\"a\"",
    ),
    "R12 an unknown field": (
        "components.load_component_from_text('implementation: {container: {image: i, comand: []}}')",
        "comand.*command",
    ),
}

#: Bodies of a pipeline with the parameters x (str), n (int), r (list), d (dict).
BODIES = {
    "R2 a position": ("text('a')", "keyword arguments"),
    "R2 an unknown argument": ("text(a=x, b=x)", "unexpected keyword argument .b."),
    "R2 a missing argument": ("text()", "missing 1 required argument: a"),
    "R2 a value of another class": ("text(a=object())", "object"),
    "R2 an artifact for a parameter": ("text(a=save(a=x).outputs['data'])", "Dataset|artifact"),
    "R2 a parameter for an artifact": ("load(data=x)", "'data'"),
    "R2 another artifact": ("model(m=save(a=x).outputs['data'])", "system.Dataset|Dataset"),
    "R2 one artifact for a list": ("several(items=save(a=x).outputs['data'])", "[Ll]ist"),
    "R2 another parameter": ("text(a=number(n=n).output)", "'a'"),
    "R2 a constant of another type": ("number(n='1')", "'n'"),
    "R2 an unknown output": ("text(a=two(a=x).outputs['onee'])", "'onee'"),
    "R2 several outputs": ("text(a=two(a=x).output)", "multiple outputs"),
    "R3 Elif first": ("with dsl.Elif(x == 'a'):\n    text(a=x)", "dsl.Elif can only be used following"),
    "R3 Else first": ("with dsl.Else():\n    text(a=x)", "dsl.Else can only be used following"),
    "R3 Else after Else": (
        "with dsl.If(x == 'a'):\n    text(a=x)\nwith dsl.Else():\n    text(a=x)\nwith dsl.Else():\n    text(a=x)",
        "following another dsl.Else",
    ),
    "R3 a constant in If": ("with dsl.If('a' == 'b'):\n    text(a=x)", "constant boolean False"),
    "R3 a constant in Elif": (
        "with dsl.If(x == 'a'):\n    text(a=x)\nwith dsl.Elif(True):\n    text(a=x)",
        "constant boolean True",
    ),
    "R3 a list in a condition": ("with dsl.If(r == 'a'):\n    text(a=x)", "primitive parameter values|list|List"),
    "R3 a loop over text": ("with dsl.ParallelFor('abc') as i:\n    text(a=i)", "Expected list, tuple, or PipelineParameterChannel, got 'abc'"),
    "R3 a loop over a parameter that is no list": ("with dsl.ParallelFor(x) as i:\n    text(a=i)", "single parameter"),
    "R3 a loop over one artifact": (
        "with dsl.ParallelFor(save(a=x).outputs['data']) as i:\n    load(data=i)",
        "single artifact",
    ),
    "R3 negative parallelism": (
        "with dsl.ParallelFor(['a'], parallelism=-1) as i:\n    text(a=i)",
        "parallelism must be >= 0. Got: -1",
    ),
    "R3 the output of a branch": (
        "with dsl.If(x == 'a'):\n    t = text(a=x)\ntext(a=t.output)",
        "dsl.If context unless the downstream is within that context too",
    ),
    "R3 the output of a loop": (
        "with dsl.ParallelFor(['a']) as i:\n    t = text(a=i)\ntext(a=t.output)",
        "dsl.ParallelFor context unless the downstream is within that context too",
    ),
    "R3 after a task in a branch": (
        "with dsl.If(x == 'a'):\n    t = text(a=x)\ntext(a=x).after(t)",
        "dsl.If context unless the downstream is within that context too",
    ),
    "R3 after a value": ("text(a=x).after('t')", r"PipelineTask.after\(\) only supports"),
    "R3 Collected outside of loops": ("t = text(a=x)\nrows(r=dsl.Collected(t.output))", "dsl.Collected can only be used"),
    "R3 Collected of a loop in a branch": (
        "with dsl.If(x == 'a'):\n    with dsl.ParallelFor(['a']) as i:\n        t = text(a=i)\n"
        "rows(r=dsl.Collected(t.output))",
        "dsl.ParallelFor.*cannot be nested within a dsl.If",
    ),
    "R3 OneOf in Collected": (
        "with dsl.If(x == 'a'):\n    t = text(a=x)\nwith dsl.Else():\n    u = text(a=x)\n"
        "rows(r=dsl.Collected(dsl.OneOf(t.output, u.output)))",
        "dsl.OneOf cannot be used inside of dsl.Collected",
    ),
    "R3 Collected in OneOf": (
        "with dsl.If(x == 'a'):\n    t = text(a=x)\nwith dsl.Else():\n    u = text(a=x)\n"
        "text(a=dsl.OneOf(dsl.Collected(t.output), u.output))",
        "dsl.Collected cannot be used inside of dsl.OneOf",
    ),
    "R3 OneOf in OneOf": (
        "with dsl.If(x == 'a'):\n    t = text(a=x)\nwith dsl.Else():\n    u = text(a=x)\n"
        "text(a=dsl.OneOf(dsl.OneOf(t.output, u.output), u.output))",
        "another dsl.OneOf",
    ),
    "R3 OneOf without Else": (
        "with dsl.If(x == 'a'):\n    t = text(a=x)\nwith dsl.Elif(x == 'b'):\n    u = text(a=x)\n"
        "text(a=dsl.OneOf(t.output, u.output))",
        "dsl.Else group",
    ),
    "R3 OneOf in text": (
        "with dsl.If(x == 'a'):\n    t = text(a=x)\nwith dsl.Else():\n    u = text(a=x)\n"
        "text(a=f'{dsl.OneOf(t.output, u.output)}')",
        "does not support string interpolation",
    ),
    "R3 OneOf of a parameter and an artifact": (
        "with dsl.If(x == 'a'):\n    t = text(a=x)\nwith dsl.Else():\n    u = save(a=x)\n"
        "text(a=dsl.OneOf(t.output, u.outputs['data']))",
        "a mix of parameters and artifacts",
    ),
    "R3 OneOf of two types": (
        "with dsl.If(x == 'a'):\n    t = text(a=x)\nwith dsl.Else():\n    u = number(n=n)\n"
        "text(a=dsl.OneOf(t.output, u.output))",
        "two channels with different types",
    ),
    "R3 OneOf of a constant": ("text(a=dsl.OneOf('a'))", "unknown input to dsl.OneOf"),
    "R3 the final status of nobody": (
        "notify(a=x).ignore_upstream_failure()",
        "exactly one dependent upstream task|can only be used in an exit task",
    ),
    "R3 the final status of two": (
        "notify(a=text(a=x).output).after(text(a=x)).ignore_upstream_failure()",
        "exactly one dependent upstream task",
    ),
    "R4 the final status in a plain task": ("notify()", "PipelineTaskFinalStatus can only be used in an exit task"),
    "R4 an exit task with an upstream task": (
        "with dsl.ExitHandler(notify(a=text(a=x).output)):\n    text(a=x)",
        "exit_task cannot depend on any other tasks",
    ),
    "R4 a failure without a default": (
        "text(a=text(a=x).output).ignore_upstream_failure()",
        "can only use .ignore_upstream_failure\\(\\) if all input parameters",
    ),
    "R5 no declared output": ("return text(a=x).output", "You may be missing a type annotation"),
    "R5 an output that is a constant": ("text(a=x)\nreturn 'a'", "unknown pipeline output"),
    "R6 CPU": ("text(a=x).set_cpu_limit('many')", "Invalid cpu string"),
    "R6 memory": ("text(a=x).set_memory_limit('1 GB')", "Invalid memory string"),
    "R6 accelerators": ("text(a=x).set_accelerator_limit(-1)", "non-negative integer|positive"),
    "R6 accelerators in words": ("text(a=x).set_accelerator_limit('one')", "non-negative integer|positive"),
    "R6 a pause on nothing": (
        "text(a=x).set_debug_pause(before=False, after=False)",
        "At least one of 'before' or 'after' must be True",
    ),
    "R6 a pause on an error before": (
        "text(a=x).set_debug_pause(before=True, after=False, on_error=True)",
        "requires after=True",
    ),
    "R6 a duration": ("text(a=x).set_retry(1, backoff_duration='soon')", "Invalid duration string: 'soon'"),
    "R6 a unit of a duration": ("text(a=x).set_retry(1, backoff_duration='1 eon')", "Unsupported duration unit: 'eon'"),
    "R6 resources of a special component": (
        "dsl.importer('gs://a', Dataset).set_cpu_limit('1')",
        "single-step components",
    ),
    "R7 a workspace that is not configured": ("text(a=dsl.WORKSPACE_PATH_PLACEHOLDER)", "[Ww]orkspace"),
    "R7 a download without a workspace": (
        "load(data=dsl.importer('gs://a', Dataset, download_to_workspace=True).output)",
        "requires PipelineConfig\\(workspace",
    ),
    "R10 a pipeline in a pipeline": ("@dsl.pipeline\ndef inner():\n    text(a='b')", "Nested pipelines are not allowed"),
    "R10 no task": ("pass", "Task is missing from pipeline"),
}


def program(name):
    """Return the text of a program."""
    if name in MODULES:
        return f"{HEAD}\n\n{MODULES[name][0]}\n"
    body = BODIES[name][0].replace("\n", "\n    ")
    return f"{HEAD}\n\n@dsl.pipeline\ndef outer(x: str = 'a', n: int = 1, r: list = ['a'], d: dict = {{}}):\n    {body}\n"
