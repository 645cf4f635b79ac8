"""Python components: their commands, sources and what travels with them."""

import base64
import functools
import gzip
import importlib
import inspect
import io
import json
import random
import sys
import tarfile
import textwrap
from pathlib import Path
from typing import List, Optional

import pytest

from penstock import dsl
from penstock.dsl import Artifact, Dataset, Input
from penstock.dsl.missing_names import MissingNameWarning

INSTALL_KFP = (
    "python3 -m pip install --quiet --no-warn-script-location 'kfp==2.17.0' '--no-deps' "
    "'typing-extensions>=3.7.4,<5; python_version<\"3.9\"'"
)


class Custom(Artifact):
    schema_title = "google.Custom"


@dsl.component
def plain(a: str) -> str:
    return a


def container(component):
    return component.definition.executor.container


def source(component):
    return container(component).command[-1]


def test_the_whole_component():
    spec = container(plain)
    assert spec.image == "python:3.11"
    assert spec.args == ("--executor_input", "{{$}}", "--function_to_execute", "plain")
    assert spec.command == (
        "sh",
        "-c",
        (
            '\nif ! [ -x "$(command -v pip)" ]; then\n'
            "    python3 -m ensurepip || python3 -m ensurepip --user || apt-get install python3-pip\nfi\n\n"
            f'PIP_DISABLE_PIP_VERSION_CHECK=1 {INSTALL_KFP} && "$0" "$@"\n'
        ),
        "sh",
        "-ec",
        (
            'program_path=$(mktemp -d)\n\nprintf "%s" "$0" > "$program_path/ephemeral_component.py"\n'
            "_KFP_RUNTIME=true python3 -m kfp.dsl.executor_main                         --component_module_path"
            '                         "$program_path/ephemeral_component.py"                         "$@"\n'
        ),
        (
            "\nimport kfp\nfrom kfp import dsl\nfrom kfp.dsl import *\nfrom typing import *\n\n"
            "def plain(a: str) -> str:\n    return a\n\n"
        ),
    )


def test_stays_a_plain_function_at_hand():
    assert plain.python_func("x") == "x"
    assert plain.execute(a="x") == "x"
    assert plain.name == "plain"


def test_a_decorator_with_arguments():
    @dsl.component(base_image="mine:1")
    def f():
        pass

    assert container(f).image == "mine:1"
    assert source(f).endswith("\n\ndef f():\n    pass\n\n")


def test_nothing_is_installed_when_nothing_is_asked_for():
    @dsl.component(install_kfp_package=False)
    def f():
        pass

    assert container(f).command[0:2] == ("sh", "-ec")


@pytest.mark.parametrize("package", ["kfp", "kfp==2.1", "kfp-kubernetes"])
def test_a_kfp_of_the_users_own_is_enough(package):
    @dsl.component(packages_to_install=[package])
    def f():
        pass

    assert container(f).command[2].count("pip install") == 1


def test_a_package_comes_from_the_given_places():
    @dsl.component(packages_to_install=["a==1", "b"], pip_index_urls=["http://x", "http://y"], pip_trusted_hosts=["x"])
    def f():
        pass

    options = "--index-url http://x --extra-index-url http://y --trusted-host x"
    assert f"--no-warn-script-location {options} 'a==1' 'b'  &&  python3" in container(f).command[2]


def test_no_host_is_trusted_when_none_is_given():
    @dsl.component(packages_to_install=["a"], pip_index_urls=["http://x"], pip_trusted_hosts=[])
    def f():
        pass

    assert "--trusted-host" not in container(f).command[2]


@pytest.mark.parametrize(
    ("location", "parts"),
    [
        ("git+https://host/kfp@refs/pull/1/head", " '--no-deps'"),
        ("kfp @ https://host/kfp.whl", ""),
        (".", " '--no-deps'"),
    ],
)
def test_kfp_comes_from_the_given_place(location, parts):
    @dsl.component(kfp_package_path=location)
    def f():
        pass

    assert f"--no-warn-script-location '{location}'{parts} && " in container(f).command[2]


def test_a_function_built_into_an_image_leaves_its_source_behind():
    @dsl.component(target_image="mine:1", base_image="other")
    def f(a: str):
        pass

    assert container(f).image == "mine:1"
    assert container(f).command == ("python3", "-m", "kfp.dsl.executor_main")


def test_a_wrapped_function_travels_without_its_wrapper():
    def logged(function):
        @functools.wraps(function)
        def inner(*args, **kwargs):
            return json.dumps(function(*args, **kwargs))

        return inner

    @dsl.component
    @logged
    def f(a: str) -> str:
        return a

    assert source(f).endswith("\n\ndef f(a: str) -> str:\n    return a\n\n")


def test_other_functions_travel_along():
    def helper(x):
        return x + 1

    @dsl.component(additional_funcs=[helper])
    def f(a: int) -> int:
        return helper(a)

    assert "from typing import *\n\ndef helper(x):\n    return x + 1\n\n\ndef f(a: int) -> int:\n" in source(f)


def test_an_artifact_class_of_another_module_is_imported():
    with pytest.warns(MissingNameWarning, match=f"'Custom', which its task imports from module '{__name__}'"):

        @dsl.component
        def f(a: Input[Custom]) -> Custom:
            pass

    assert f"from typing import *\nfrom {__name__} import Custom\n\ndef f" in source(f)


def test_an_alias_of_an_artifact_class_is_refused():
    Other = Custom

    def f(a: Input[Other]):
        pass

    with pytest.raises(TypeError, match="Module or type name aliases are not supported"):
        dsl.component(f)


def test_files_travel_along_and_equal_files_give_equal_text(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.txt").write_text("hello")

    def f(files: dsl.EmbeddedInput[Dataset]):
        pass

    made = dsl.component(f, embedded_artifact_path=str(tmp_path / "folder"))
    again = dsl.component(f, embedded_artifact_path=str(tmp_path / "folder"))
    assert source(made) == source(again)
    archive = source(made).partition("__KFP_EMBEDDED_ARCHIVE_B64 = '")[2].partition("'")[0]
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(base64.b64decode(archive)))) as tar:
        assert tar.getnames() == [".", "./a.txt"]
    assert made.definition.spec.input_definitions is None


def test_unpacked_files_can_be_found_and_imported(tmp_path):
    (tmp_path / "greeting.py").write_text("WORD = 'hello'\n")

    def f():
        pass

    made = dsl.component(f, embedded_artifact_path=str(tmp_path / "greeting.py"))
    preparation = source(made).partition("from typing import *\n")[2]
    names: dict = {}
    exec(compile(preparation, "program", "exec"), names)
    folder = names["__KFP_EMBEDDED_ASSET_DIR"]
    assert sys.path[0] == folder
    sys.path.remove(folder)
    assert names["__KFP_EMBEDDED_ASSET_FILE"] == f"{folder}/greeting.py"
    assert Path(names["__KFP_EMBEDDED_ASSET_FILE"]).read_text() == "WORD = 'hello'\n"
    names["penstock_folder"].cleanup()


def test_large_files_are_warned_of(tmp_path):
    (tmp_path / "random").write_bytes(random.Random(1).randbytes(1 << 21))

    def f():
        pass

    with pytest.warns(UserWarning, match="Embedded artifact archive is large"):
        dsl.component(f, embedded_artifact_path=str(tmp_path / "random"))


def test_missing_files_are_refused():
    def f():
        pass

    with pytest.raises(ValueError, match="embedded_artifact_path does not exist: nowhere"):
        dsl.component(f, embedded_artifact_path="nowhere")


def test_a_lambda_has_no_source_of_its_own():
    with pytest.raises(ValueError, match="Failed to dedent and clean up the source"):
        dsl.component(lambda: None)


def test_a_function_without_a_file_is_refused():
    names: dict[str, object] = {}
    exec(compile("def f(): pass", "<nowhere>", "exec"), names)
    with pytest.raises(OSError, match="The source of function 'f' is not available"):
        dsl.component(names["f"])


def test_lists_of_artifacts_cannot_leave_a_component():
    def f() -> list[Dataset]:
        pass

    with pytest.raises(ValueError, match=r"Output lists of artifacts are only supported for pipelines.*'Output'"):
        dsl.component(f)


def test_decorators_of_several_lines_are_left_behind():
    @dsl.component(
        packages_to_install=[
            "a",
        ],
    )
    def f(
        a: str,
    ) -> str:
        return a

    assert source(f).endswith(
        textwrap.dedent("""
        def f(
            a: str,
        ) -> str:
            return a

    """)
    )


def test_a_virtual_environment_comes_before_kfp():
    @dsl.component(use_venv=True)
    def f():
        pass

    assert 'python3 -m venv "$tmp/venv" --system-site-packages\n. "$tmp/venv/bin/activate"\n' in container(f).command[2]


def test_writes_a_component_file_and_says_that_this_is_old(tmp_path):
    path = tmp_path / "f.yaml"
    with pytest.warns(DeprecationWarning, match="output_component_file parameter is deprecated"):

        @dsl.component(output_component_file=str(path))
        def f(a: str) -> str:
            return a

    assert "# Name: f\n" in path.read_text()


def test_a_notebook_component_writes_a_file_as_well(tmp_path):
    (tmp_path / "n.ipynb").write_text("{}")
    with pytest.warns(DeprecationWarning, match="output_component_file parameter is deprecated"):

        @dsl.notebook_component(notebook_path=str(tmp_path / "n.ipynb"), output_component_file=str(tmp_path / "n.yaml"))
        def f():
            dsl.run_notebook()

    assert (tmp_path / "n.yaml").exists()


def test_the_module_of_an_artifact_class_is_imported_when_the_annotation_names_it(tmp_path, monkeypatch):
    (tmp_path / "mine_artifacts.py").write_text(
        "from penstock.dsl import Artifact\n\nclass Mine(Artifact):\n    schema_title = 'google.Mine'\n"
    )
    (tmp_path / "mine_component.py").write_text(
        "import mine_artifacts\nfrom penstock.dsl import Input\n\n"
        "def f(a: 'Input[mine_artifacts.Mine]', b: Input[mine_artifacts.Mine]):\n    pass\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    try:
        with pytest.warns(MissingNameWarning, match="'Mine', which its task imports from module 'mine_artifacts'"):
            made = dsl.component(importlib.import_module("mine_component").f)
    finally:
        for name in ("mine_component", "mine_artifacts"):
            sys.modules.pop(name, None)
    assert "\nimport mine_artifacts\n\ndef f(a: Input[mine_artifacts.Mine], b: Input" in source(made)


def test_help_shows_how_a_component_is_called():
    @dsl.component
    def train(data: dsl.Input[dsl.Dataset], names: List[str], rate: float = 0.5, note: Optional[str] = None) -> str:
        """Train a model."""
        return note

    assert str(inspect.signature(train)) == (
        "(*, data: 'Dataset', names: 'List[str]', rate: float = 0.5, note: str = None) -> 'PipelineTask'"
    )
    assert inspect.getdoc(train) == "Train a model."
    assert "definition" in inspect.signature(type(train)).parameters
