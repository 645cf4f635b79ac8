"""Python files with pipelines."""

import os
import sys
import warnings

import pytest

from penstock import dsl
from penstock.client import Client
from penstock.compiler import compile_document, kfp_names
from penstock.compiler.sources import load_source
from penstock.core.errors import SourceError
from penstock.dsl.refusals import PipelineError

HEAD = """\
from typing import List
from kfp import dsl, compiler, components, Client
from kfp.dsl import Dataset, Input, Output, component

@component
def say(line: str = "x") -> str:
    return line

"""
ONE = HEAD + "@dsl.pipeline\ndef one(q: str = 'a'):\n    say(line=q)\n\n"


@pytest.fixture
def source(tmp_path):
    def write(text, name="pipes.py"):
        (tmp_path / name).write_text(text)
        return tmp_path / name

    before = set(sys.modules)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield write
    for name in set(sys.modules) - before:
        if not name.startswith(("penstock", "kfp")):
            del sys.modules[name]


def test_a_file_that_imports_kfp_is_a_file_of_ours(source):
    loaded = load_source(source(ONE))
    assert list(loaded.pipelines) == ["one"]
    assert list(loaded.components) == ["say", "one"]
    assert compile_document(loaded.find()).pipeline.pipeline_info.name == "one"


def test_the_main_part_of_a_file_is_not_run(source):
    load_source(source(ONE + "if __name__ == '__main__':\n    raise SystemExit(3)\n"))


def test_a_file_that_was_written_again_in_the_same_second_is_read_anew(source, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    written = source(ONE)
    load_source(written)
    moment = written.stat()
    source(ONE.replace("'a'", "'b'"))
    os.utime(written, ns=(moment.st_atime_ns, moment.st_mtime_ns))
    one = load_source(written).find("one")
    assert one.definition.spec.input_definitions.parameters["q"].default_value == "b"


def test_the_pipeline_that_no_other_uses_is_meant(source):
    loaded = load_source(source(ONE + "@dsl.pipeline\ndef two():\n    one()\n"))
    assert loaded.find().name == "two"
    assert loaded.find("one").name == "one"


def test_several_pipelines_need_a_name(source):
    loaded = load_source(source(ONE + "@dsl.pipeline(name='the-other')\ndef two():\n    say()\n"))
    with pytest.raises(SourceError, match=r"defines 2 pipelines: one, two\n  say which one with --function NAME"):
        loaded.find()
    assert loaded.find("the-other").name == "the-other"
    with pytest.raises(SourceError, match="no pipeline or component 'onee'; did you mean 'one'"):
        loaded.find("onee")


def test_a_file_with_one_component_needs_no_name(source):
    assert load_source(source(HEAD)).find().name == "say"


def test_what_a_file_only_imports_is_not_its_own(source):
    source(HEAD, "shared_parts.py")
    loaded = load_source(source("from shared_parts import say, dsl\n@dsl.pipeline\ndef one():\n    say()\n"))
    assert list(loaded.components) == ["one"]


def test_a_file_without_pipelines(source):
    with pytest.raises(SourceError, match="defines no pipeline\n  decorate a function"):
        load_source(source("x = 1\n")).find()


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("def broken(:\n", r"pipes\.py:1: invalid syntax"),
        ("\nimport nowhere_to_be_found\n", r"pipes\.py:2: ModuleNotFoundError: No module named 'nowhere_to_be_found'"),
        ("x = 1\n\n1 / 0\n", r"pipes\.py:3: ZeroDivisionError"),
        ("import sys\nsys.exit(4)\n", r"pipes\.py:2: SystemExit: 4"),
        (
            HEAD + "@dsl.pipeline\ndef one():\n    say(lin='a')\n",
            r"pipes\.py:\d+: TypeError: say\(\) got an unexpected",
        ),
        (HEAD + "say()\n", r"pipes\.py:\d+: RuntimeError: Component 'say' was called outside of a pipeline"),
        ("from kfp.dsl import nothing\n", r"cannot import name 'nothing'"),
        ("from kfp import dsl\ndsl.Iff\n", r"module 'kfp\.dsl' has no name 'Iff' in Penstock; did you mean 'If'\?"),
        (
            "from kfp.components import func_to_container_op\n",
            r"belongs to KFP 1; decorate the function with @dsl\.comp",
        ),
        ("from kfp import dsl\ndsl.VolumeOp()\n", r"VolumeOp belongs to KFP 1; use kubernetes\.CreatePVC"),
        (
            HEAD + "@dsl.pipeline\ndef one():\n    say().set_cpu_limt('1')\n",
            r"no attribute 'set_cpu_limt'; did you mean 'set_cpu_limit'\?",
        ),
    ],
)
def test_a_file_that_cannot_be_run_is_told_with_its_line(source, text, match):
    with pytest.raises(SourceError, match=match):
        load_source(source(text))


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(SourceError, match="There is no file"):
        load_source(tmp_path / "none.py")


def test_problems_of_all_pipelines_of_a_file_are_told_together(source):
    branch = "    with dsl.If(q == 'a'):\n        t = say()\n    say(line=t.output)\n\n"
    bad = "@dsl.pipeline\ndef {0}(q: str = 'a'):\n" + branch
    with pytest.raises(PipelineError, match="has 2 problems") as caught:
        load_source(source(HEAD + bad.format("one") + bad.format("two")))
    assert [problem.path.rpartition(":")[2] for problem in caught.value.problems] == ["13", "19"]
    assert all("pipes.py" in problem.path for problem in caught.value.problems)


def test_two_files_of_one_name_stay_apart(source, tmp_path):
    (tmp_path / "sub").mkdir()
    first = load_source(source(ONE))
    second = load_source(source(ONE.replace("def one", "def other"), "sub/pipes.py"))
    assert (list(first.pipelines), list(second.pipelines)) == (["one"], ["other"])


def test_names_of_kfp_are_found_wherever_kfp_has_them(source):
    loaded = load_source(
        source(
            "import kfp\nimport kfp.dsl as dsl\nfrom kfp.v2 import dsl as old, compiler as oldc\n"
            "from kfp.compiler import Compiler, compiler\nfrom kfp.dsl.types.artifact_types import Model\n"
            "from kfp.dsl import *\nfrom kfp.components import load_component_from_text\nfrom kfp import kubernetes\n"
            "from kfp.kubernetes import use_secret_as_env\n"
            "found = [kfp.__version__, old.pipeline is dsl.pipeline, kfp.dsl.Model is Model, Output is dsl.Output, "
            "compiler.Compiler is Compiler, callable(kfp.Client)]\n"
        )
    )
    assert loaded.module.found == ["2.17.0", True, True, True, True, True]


def test_the_client_of_kfp_is_ours_where_kfp_is_missing(source):
    loaded = load_source(
        source(
            "import kfp\nfrom kfp.client import Client, TokenCredentialsBase\n"
            "class Mine(TokenCredentialsBase):\n    def refresh_api_key_hook(self, config):\n        pass\n"
            "clients = [kfp.Client('http://127.0.0.1:1', credentials=Mine()), Client('http://127.0.0.1:1')]\n"
        )
    )
    assert [type(client) for client in loaded.module.clients] == [Client, Client]


def test_the_registry_of_kfp_may_be_imported_but_not_used(source):
    text = "from kfp.registry import RegistryClient\n"
    assert load_source(source(text)).components == {}
    with pytest.raises(SourceError, match=r":2: NotImplementedError: Penstock has no RegistryClient: install kfp"):
        load_source(source(text + "RegistryClient(host='https://a')\n", "uses.py"))


@pytest.fixture
def _no_kfp_imported():
    def forget():
        for name in [name for name in sys.modules if name.partition(".")[0] == "kfp"]:
            del sys.modules[name]

    forget()
    yield
    forget()


@pytest.mark.usefixtures("_no_kfp_imported")
def test_a_folder_called_kfp_beside_the_file_is_not_taken_for_kfp(source, tmp_path):
    (tmp_path / "kfp" / "components").mkdir(parents=True)
    assert list(load_source(source(ONE)).pipelines) == ["one"]


@pytest.mark.usefixtures("_no_kfp_imported")
def test_a_package_called_kfp_beside_the_file_is_as_it_would_be_with_kfp(source, tmp_path):
    (tmp_path / "kfp").mkdir()
    (tmp_path / "kfp" / "__init__.py").write_text("mine = 1\n")
    loaded = load_source(source("from kfp import mine\n"))
    assert loaded.module.mine == 1


def test_the_finder_leaves_other_names_alone():
    kfp_names.install()
    kfp_names.install()
    assert sum(type(finder).__module__ == kfp_names.__name__ for finder in sys.meta_path) == 1
    with pytest.raises(ModuleNotFoundError):
        __import__("kfp.nothing_like_it")
    assert not kfp_names.is_kfp_installed()


MISTAKES = """
from penstock import dsl

@dsl.component
def text(x: str) -> str:
    return x

@dsl.component
def odd(a, b: tuple) -> set:
    pass

@dsl.container_component
def shell(a: str):
    return "no spec"

@dsl.pipeline
def first(q: str) -> str:
    with dsl.If(q == "a"):
        inner = text(x=q)
    text(y=q)
    text(x=1)
    text(x=q).set_cpu_limit("lots").set_display_name("kept")
    return inner.output

@dsl.pipeline
def second():
    odd(a="x")
    text(x=3)

@dsl.pipeline
def third():
    text(x="a")
    undefined()

@dsl.pipeline
def fourth():
    text(x=first(q="a").output)
"""


def test_all_mistakes_of_a_file_are_told_at_once_each_at_its_line(source):
    with pytest.raises(PipelineError) as caught:
        load_source(source(MISTAKES))
    told = [(problem.path.rpartition(":")[2], problem.message) for problem in caught.value.problems]
    expected = [
        ("8", "component 'odd', parameter 'a': Missing type annotation"),
        ("8", "component 'odd', parameter 'b': expects"),
        ("8", "component 'odd', return value: expects"),
        ("12", "container component 'shell' has to return"),
        ("16", "Pipeline outputs may only be returned from the top level"),
        ("20", 'text() got an unexpected keyword argument "y"'),
        ("21", "Incompatible argument passed to the input 'x'"),
        ("22", "Invalid cpu string"),
        ("33", "name 'undefined' is not defined"),
    ]
    assert [line for line, _ in told] == [line for line, _ in expected]
    for (_, message), (_, start) in zip(told, expected, strict=True):
        assert message.startswith(start)


MISTAKEN_DECORATORS = """
from penstock import dsl

try:
    @dsl.component(imagine="y")
    def caught(x: str):
        pass
except TypeError:
    caught = None

@dsl.component(packages_to_install="pandas")
def one(x: str):
    pass

@dsl.component(base_imge="y")
def two(x: str):
    pass

@dsl.component
def three(x: int):
    pass

@dsl.pipeline(title="y")
def four():
    three(x=1)

@dsl.pipeline
def five(n: int = "a"):
    one(x="a")
    three(x=n)

@dsl.pipeline
def six(n: int = "a", t: str = "b"):
    three(x=t)
"""


def test_mistakes_in_decorators_and_defaults_hide_no_others(source):
    with pytest.raises(PipelineError) as caught:
        load_source(source(MISTAKEN_DECORATORS))
    told = [(problem.path.rpartition(":")[2], problem.message) for problem in caught.value.problems]
    expected = [
        ("11", "dsl.component(), argument 'packages_to_install': expects list[str] | None, got 'pandas'"),
        ("15", "dsl.component() got an unexpected keyword argument 'base_imge'; did you mean 'base_image'?"),
        ("23", "dsl.pipeline() got an unexpected keyword argument 'title'"),
        ("27", "pipeline 'five', parameter 'n': the default 'a' is of type str, but the parameter is Integer"),
        ("32", "pipeline 'six', parameter 'n': the default 'a' is of type str, but the parameter is Integer"),
        ("34", "Incompatible argument passed to the input 'x'"),
    ]
    assert [line for line, _ in told] == [line for line, _ in expected]
    for (_, message), (_, start) in zip(told, expected, strict=True):
        assert message.startswith(start)


def test_a_wrong_default_is_raised_at_once_where_no_file_is_loaded():
    def outer(n: int = "a"):
        pass

    with pytest.raises(TypeError, match="the default 'a' is of type str"):
        dsl.pipeline(outer)


def test_a_single_mistake_is_told_as_what_it_is(source):
    with pytest.raises(SourceError, match=r":8: TypeError: component 'odd', parameter 'a': Missing") as caught:
        load_source(source(MISTAKES[: MISTAKES.index("\n@dsl.container")].replace(", b: tuple) -> set", ")")))
    assert isinstance(caught.value.__cause__, TypeError)


def test_what_stops_a_file_after_a_mistake_is_its_consequence(source):
    text = (
        MISTAKES[: MISTAKES.index("\n@dsl.container")]
        + "\nfrom penstock import compiler\ncompiler.Compiler().compile(odd, 'x.yaml')\n"
    )
    with pytest.raises(PipelineError) as caught:
        load_source(source(text))
    assert len(caught.value.problems) == 3


def test_a_mistake_outside_of_a_file_that_is_loaded_is_raised_at_once():
    def outer():
        say(wrong=1)

    @dsl.component
    def say(line: str):
        pass

    with pytest.raises(TypeError, match="unexpected keyword argument"):
        dsl.pipeline(outer)


def test_a_mistake_that_the_file_catches_is_none_of_ours(source):
    caught = "    try:\n        say(wrong=1)\n    except TypeError as error:\n        say(line=str(error))\n"
    outside = (
        "try:\n    @component\n    def odd(a):\n        pass\nexcept TypeError:\n    odd = None\n"
        "try:\n    @dsl.pipeline\n    def two(q: str):\n        with dsl.If(q == 'a'):\n            t = say()\n"
        "        say(line=t.output)\nexcept Exception:\n    two = None\n"
    )
    loaded = load_source(source(ONE + caught + outside))
    assert list(loaded.pipelines) == ["one"]
    told = compile_document(loaded.find()).pipeline.root.dag.tasks["say-2"].inputs.parameters["line"]
    assert "unexpected keyword argument" in told.runtime_value.constant


def test_of_a_file_that_catches_one_mistake_all_others_are_told(source):
    caught = "    try:\n        say(wrong=1)\n    except TypeError:\n        pass\n"
    text = ONE + caught + "    say(other=1)\n    say(line=1)\n"
    with pytest.raises(PipelineError) as caught:
        load_source(source(text))
    assert [problem.path.rpartition(":")[2] for problem in caught.value.problems] == ["17", "18"]


def test_a_file_without_mistakes_runs_once_and_one_with_mistakes_says_things_once(source, capsys):
    load_source(source(ONE + "print('loading')\n"))
    assert capsys.readouterr().out == "loading\n"
    with pytest.raises(PipelineError):
        load_source(source("print('loading')\n" + MISTAKES, "bad.py"))
    assert capsys.readouterr().out == "loading\n"
