"""The lines of a function: those that `inspect` finds."""

import ast
import dataclasses
import importlib.util
import inspect
import sys

import pytest

from penstock.dsl.source import read_source
from penstock.dsl.source_lines import function_lines

SOURCE = '''
import functools


def plain(a):
    return a


def with_comments(a):
    # before
    return a
    # inside, at the end

    # inside, after a gap
# outside
    # inside again


def one_line(a): return a
    # belongs to nobody


def wrapped(a,
            b): return (a,
    b)


@functools.lru_cache(
    maxsize=3,
)
def decorated(a):
    """Text with
def inside(): of it
    """
    return [
        a
    ]  # done

class Holder:
    def method(self):
        def inner():
            return 1
            # of inner
        # of method
        return inner

    @staticmethod
    def static():
        return 2

    async def later(self):
        return 3


def last():
    return """
# text
"""
# end'''


@pytest.fixture
def module(tmp_path):
    path = tmp_path / "lines_of_functions.py"
    path.write_text(SOURCE)
    spec = importlib.util.spec_from_file_location("lines_of_functions", path)
    made = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = made
    spec.loader.exec_module(made)
    yield made
    del sys.modules[spec.name]


def source_lines(function):
    found = function_lines(function)
    return found.lines, found.first_line


def functions(module):
    yield from (getattr(module, name) for name in ("plain", "with_comments", "one_line", "wrapped", "last"))
    yield module.decorated.__wrapped__
    yield from (module.Holder.method, module.Holder.static, module.Holder.later, module.Holder().method())


def test_are_what_inspect_finds(module):
    for function in functions(module):
        assert source_lines(function) == inspect.getsourcelines(function), function.__name__


def functions_with_a_text(module):
    """Yield the functions whose text lies in the module's own file: a decorator's wrapper and made ones do not."""
    found = [inspect.unwrap(it) for it in vars(module).values() if inspect.isfunction(it)]
    yield from (it for it in found if it.__code__.co_filename == module.__file__)


@pytest.mark.parametrize("real", [ast, inspect, dataclasses], ids=lambda real: real.__name__)
def test_are_what_inspect_finds_in_real_modules(real):
    found = list(functions_with_a_text(real))
    assert len(found) > 3
    for function in found:
        assert source_lines(function) == inspect.getsourcelines(function), function.__name__


def test_the_tree_is_that_of_the_text(module):
    for function in functions(module):
        found = read_source(function)
        assert ast.dump(found.node, include_attributes=True) == ast.dump(
            ast.parse(found.text).body[0], include_attributes=True
        )
        assert found.text.split("\n")[0] == SOURCE.split("\n")[found.first_line - 1].strip()


def test_a_text_full_of_lines_that_look_like_the_end_is_found_as_well(tmp_path):
    path = tmp_path / "with_text.py"
    path.write_text('def f():\n    return """\n' + "word\n" * 40 + '"""\n\n\nx = 1\n')
    names = {}
    exec(compile(path.read_text(), str(path), "exec"), names)
    assert len(source_lines(names["f"])[0]) == 43
    assert function_lines(names["f"]).node is None


def test_a_changed_file_is_read_again(module):
    path = module.__file__
    assert source_lines(module.plain)[0][1] == "    return a\n"
    with open(path, "w") as file:  # noqa: PTH123
        file.write(SOURCE.replace("    return a\n", "    return a + 100\n", 1))
    assert source_lines(module.plain)[0][1] == "    return a + 100\n"


def test_a_function_without_a_file_has_none():
    names = {}
    exec(compile("def f():\n    return 1", "<nowhere>", "exec"), names)
    with pytest.raises(OSError, match="could not get source code"):
        source_lines(names["f"])


def test_a_text_further_left_than_the_function_stays_as_it_is(tmp_path):
    text = 'first = """kept\n  as it is\n"""\n'
    rest = '+ f"""{a}\nand this"""\n'
    path = tmp_path / "indented.py"
    path.write_text(f"if True:\n    def f(a):\n        {text}        return first + a \\\n{rest}")
    names = {}
    exec(compile(path.read_text(), str(path), "exec"), names)
    assert read_source(names["f"]).text == f"def f(a):\n    {text}    return first + a \\\n{rest}"


def test_a_function_in_a_text_is_not_taken_for_the_function_itself(tmp_path):
    text = 'return """\ndef other():\n    pass\n"""\n'
    path = tmp_path / "holding.py"
    path.write_text(f"if True:\n    def f(a):\n        {text}")
    names = {}
    exec(compile(path.read_text(), str(path), "exec"), names)
    assert read_source(names["f"]).text == f"def f(a):\n    {text}"
