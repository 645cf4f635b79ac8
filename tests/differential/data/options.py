from typing import Dict, List, NamedTuple, Optional, Union

from kfp import dsl
from kfp.dsl import (
    Artifact,
    ClassificationMetrics,
    ConcatPlaceholder,
    ContainerSpec,
    Dataset,
    HTML,
    IfPresentPlaceholder,
    Input,
    InputPath,
    Markdown,
    Metrics,
    Model,
    Output,
    OutputPath,
    PipelineTaskFinalStatus,
)


def helper(x):
    return x


@dsl.component
def nothing():
    pass


@dsl.component(packages_to_install=["numpy", "pandas==2"])
def packages(a: str) -> int:
    return 1


@dsl.component(packages_to_install=["x"], pip_index_urls=["http://a"])
def index(a: str) -> int:
    return 1


@dsl.component(packages_to_install=["x"], pip_index_urls=["http://a", "http://b"], pip_trusted_hosts=["c", "d"])
def hosts(a: str) -> int:
    return 1


@dsl.component(pip_index_urls=["http://a"], pip_trusted_hosts=[])
def no_hosts(a: str) -> int:
    return 1


@dsl.component(packages_to_install=["x y"], use_venv=True)
def venv(a: str) -> int:
    return 1


@dsl.component(use_venv=True, install_kfp_package=False)
def venv_without_kfp(a: str) -> int:
    return 1


@dsl.component(install_kfp_package=False, packages_to_install=["a"])
def without_kfp(a: str) -> int:
    return 1


@dsl.component(packages_to_install=["kfp-kubernetes"])
def own_kfp(a: str) -> int:
    return 1


@dsl.component(kfp_package_path="git+https://github.com/x/y@refs/pull/3/merge#subdirectory=sdk/python")
def pull_request(a: str) -> int:
    return 1


@dsl.component(kfp_package_path="/")
def local_kfp(a: str) -> int:
    return 1


@dsl.component(kfp_package_path="kfp @ http://x")
def other_kfp(a: str) -> int:
    return 1


@dsl.component(target_image="target:1", packages_to_install=["a"], base_image="base:2")
def in_image(a: str) -> int:
    return 1


@dsl.component(additional_funcs=[helper, helper], base_image="base")
def with_helper(a: str) -> int:
    return helper(1)


@dsl.component(
    task_config_passthroughs=[
        dsl.TaskConfigField.ENV,
        dsl.TaskConfigPassthrough(field=dsl.TaskConfigField.KUBERNETES_VOLUMES, apply_to_task=True),
    ]
)
def passthroughs(config: dsl.TaskConfig):
    """Hand it on.

    Args:
        config: The settings.
    """


@dsl.component
def final(status: PipelineTaskFinalStatus, a: str = "x"):
    """:param status: how it went"""


@dsl.component
def every_input(
    a: str,
    b: int,
    c: float,
    d: bool,
    e: list,
    f: dict,
    g: List[str],
    h: Dict[str, List[int]],
    i: list[dict[str, int]],
    j: Optional[str],
    k: Union[int, None] = None,
    l: List[Dict[str, int]] = [{"a": 1}],
    m: dict = {"a": [1, 2.5, True, "x", {}]},
    n: float = 3,
    o: bool = True,
    p: int = -(2**40),
    q: str = "'\"\\\n",
    r: "String" = "x",
):
    pass


@dsl.component
def every_artifact(
    a: Input[Artifact],
    b: Input[List[Dataset]],
    c: Dataset,
    d: List[Model],
    e: InputPath("Dataset"),
    f: InputPath(Model),
    g: InputPath("Other"),
    h: Output[Metrics],
    i: Output[ClassificationMetrics],
    j: OutputPath(),
    k: OutputPath("HTML"),
    l: OutputPath(List[int]),
    m: OutputPath(dict),
    n: Output[HTML],
    o: Output[Markdown],
    p: Optional[Input[Dataset]] = None,
    q: Optional[Dataset] = None,
    r: InputPath("Dataset") = None,
) -> NamedTuple("Outputs", [("s", str), ("t", Dataset), ("u", List[int]), ("a", dict)]):
    """Do it all.

    Parameters
    ----------
    a : Artifact
        The a.
    h
        not an input

    Returns
    -------
    s : str
        The s.
    """


@dsl.component
def single_list() -> List[str]:
    pass


@dsl.component
def single_artifact() -> Model:
    """Make.

    Returns:
        Output: The model.
    """


@dsl.component
def _Odd__Name_2(a: str):
    pass


@dsl.component
def nested_source(a: str) -> str:
    def inner():
        return "def"

    # a comment with ünïcode
    return f"""{inner()}
text at the margin
"""


@dsl.container_component
def command(
    a: str,
    b: int,
    data: Input[Dataset],
    many: Input[List[Dataset]],
    model: Output[Model],
    out: OutputPath(str),
    maybe: Optional[str] = None,
    status: PipelineTaskFinalStatus = None,
):
    """Run it.

    Args:
        a: The a.
    """
    return ContainerSpec(
        image=f"image-{a}",
        command=["sh", "-c", f"echo {a} {b} {status}", many],
        args=[
            data.path,
            data.uri,
            f"{data.metadata}",
            data.metadata["x"],
            model.path,
            model.uri,
            model.metadata["y"],
            out,
            maybe,
            ConcatPlaceholder(["--a=", a, IfPresentPlaceholder("maybe", maybe, "none")]),
            IfPresentPlaceholder(input_name="maybe", then=["--maybe", maybe], else_=["--none", data.path]),
            IfPresentPlaceholder(input_name="maybe", then=ConcatPlaceholder([a, b])),
            ConcatPlaceholder([ConcatPlaceholder([a, "ü"]), "-"]),
        ],
    )


@dsl.container_component
def image_only():
    return dsl.ContainerSpec(image="image")


def _missing(a):
    pass


def _named(Output: str):
    pass


def _union(a: Union[str, int]):
    pass


def _tuple(a: tuple):
    pass


def _default(a: Input[Dataset] = "x"):
    pass


def _list_default(a: List[Dataset] = ()):
    pass


def _list_output() -> List[Dataset]:
    pass


class Wrong(Artifact):
    schema_title = "mine.Wrong"


class Version(Artifact):
    schema_title = "system.Version"
    schema_version = "1"


class Title(Artifact):
    schema_title = "Title"


def _namespace(a: Input[Wrong]):
    pass


def _version(a: Input[Version]):
    pass


def _title(a: Input[Title]):
    pass


def _bare_artifact(a: Dataset):
    return ContainerSpec(image="x")


def _returns_text(a: str) -> str:
    return ContainerSpec(image="x")


def _artifact_alone(a: Input[Dataset]):
    return ContainerSpec(image="x", command=[a])


def _attribute(a: Input[Dataset]):
    return ContainerSpec(image="x", command=[a.name])


def _list_attribute(a: Input[List[Dataset]]):
    return ContainerSpec(image="x", command=[a.uri])


def _list_item(a: Input[List[Dataset]]):
    return ContainerSpec(image="x", command=[a[0]])


def _concat_text(a: str):
    return ContainerSpec(image="x", command=[f"{ConcatPlaceholder([a])}"])


def _if_text(a: str):
    return ContainerSpec(image="x", command=[f"{IfPresentPlaceholder('a', a)}"])


def _list_in_concat(a: str):
    return ContainerSpec(image="x", command=[ConcatPlaceholder([IfPresentPlaceholder("a", [a])])])


def _unknown_input(a: str):
    return ContainerSpec(image="x", command=[IfPresentPlaceholder("b", a)])


def _number(a: str):
    return ContainerSpec(image="x", command=[1])


def _default_of_another_type(a: int = "x"):
    pass


def _none_in_list(a: list = [None]):
    pass


def _as_python(function, **options):
    return lambda: dsl.component(**options)(function)


def _as_container(function):
    return lambda: dsl.container_component(function)


REFUSED = {
    **{
        f"python {function.__name__}": _as_python(function)
        for function in (
            *(_missing, _named, _union, _tuple, _default, _list_default, _list_output),
            *(_namespace, _version, _title, _default_of_another_type, _none_in_list),
        )
    },
    **{
        f"container {function.__name__}": _as_container(function)
        for function in (
            *(_bare_artifact, _returns_text, _artifact_alone, _attribute, _list_attribute, _list_item, _concat_text),
            *(_if_text, _list_in_concat, _unknown_input, _number),
        )
    },
    "missing path": _as_python(lambda: None, embedded_artifact_path="/nowhere"),
    "missing notebook": lambda: dsl.notebook_component(notebook_path="/nowhere")(_missing),
}
