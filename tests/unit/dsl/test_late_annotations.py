"""Records whose annotations are in quotes, or are put off by the ``__future__`` import, travel with all they need."""

import importlib.util
import sys
import types
from dataclasses import dataclass
from typing import Optional

import pytest

from penstock import dsl
from penstock.dsl.late_annotations import names_in_quotes, quoted
from penstock.dsl.source import function_node

PUT_OFF = """
from __future__ import annotations
from dataclasses import dataclass, field
from typing import Literal
from pydantic import BaseModel

@dataclass
class Tree:
    name: str
    kind: Literal["leaf", "node"] = "leaf"
    children: list[Tree] = field(default_factory=list)
    owner: Owner | None = None

@dataclass
class Owner:
    age: int = 0
    def plants(self, tree: Tree) -> Tree:
        return tree

class Link(BaseModel):
    value: int
    after: Link | None = None

def tell(tree: Tree, link: Link, plain: int | None = None) -> str:
    return f"{tree.children[0].name} {tree.owner.age} {link.after.value} {plain}"
"""
QUOTED = """
from typing import Optional
from pydantic import BaseModel

class Outer(BaseModel):
    inner: Optional["Inner"] = None

class Inner(BaseModel):
    value: int

def tell(outer: Outer) -> int:
    return outer.inner.value
"""


@pytest.fixture
def user_module(tmp_path):
    def load(text):
        path = tmp_path / "user_module.py"
        path.write_text(text)
        spec = importlib.util.spec_from_file_location("user_module", path)
        module = importlib.util.module_from_spec(spec)
        sys.modules["user_module"] = module
        spec.loader.exec_module(module)
        return module

    yield load
    sys.modules.pop("user_module", None)


def called_in_a_task(component, monkeypatch, **arguments):
    module = types.ModuleType("task_with_late_annotations")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    text = component.definition.executor.container.command[-1]
    program = text.replace("import kfp\nfrom kfp import dsl\nfrom kfp.dsl import *\n", "")
    exec(compile(program, module.__name__, "exec"), vars(module))
    return getattr(module, component.python_func.__name__)(**arguments)


def test_annotations_that_are_put_off(user_module, monkeypatch):
    component = dsl.component(user_module(PUT_OFF).tell)
    tree = {"name": "a", "kind": "node", "children": [{"name": "b"}], "owner": {"age": 3}}
    told = called_in_a_task(component, monkeypatch, tree=tree, link={"value": 1, "after": {"value": 2}})
    assert told == "b 3 2 None"


def test_annotations_in_quotes(user_module, monkeypatch):
    component = dsl.component(user_module(QUOTED).tell)
    assert called_in_a_task(component, monkeypatch, outer={"inner": {"value": 5}}) == 5


def test_only_annotations_are_quoted():
    text = 'class A:\n    a: B | None = b\n    c: "D"\n\n    def e(self, f: G = h) -> "I":\n        j: K = l'
    assert quoted(text) == (
        "class A:\n    a: 'B | None' = b\n    c: \"D\"\n\n    def e(self, f: 'G' = h) -> \"I\":\n        j: 'K' = l"
    )


def test_choices_are_no_names():
    node = function_node("def f(a: 'A', b: Literal['x'], c: List[Optional['C[D]']], d: 'no python' = 1): ...", "f")
    assert names_in_quotes(node) == ["A", "C", "D"]


@dataclass
class Partial:
    value: int
    rest: Optional["Partial"] = None


@dsl.component
def take(one: Partial, many: list[Partial]) -> int:
    return one.value


def test_fields_without_a_value_are_none_in_the_argument():
    @dsl.pipeline
    def outer():
        task = take(one=Partial(1, Partial(2)), many=[Partial(3)])
        assert task.inputs["one"] == {"value": 1, "rest": {"value": 2, "rest": None}}
        assert task.inputs["many"] == [{"value": 3, "rest": None}]


def test_none_in_a_plain_dict_stays_refused():
    def outer():
        take(one={"value": 1, "rest": None}, many=[])

    with pytest.raises(ValueError, match="Got: None"):
        dsl.pipeline(outer)
