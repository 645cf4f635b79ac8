"""Values that are defined cheaply behave as the standard library's frozen dataclasses."""

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Mapping
from dataclasses import FrozenInstanceError
from typing import ClassVar

import pytest

from penstock.spec.values import field, frozen, record, replace


@frozen
class Ours:
    """A value."""

    name: str
    size: int = 3
    labels: Mapping[str, str] = field(default_factory=dict)
    secret: str = field(default="hidden", repr=False)

    def doubled(self):
        return self.size * 2


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Theirs:
    """A value."""

    name: str
    size: int = 3
    labels: Mapping[str, str] = dataclasses.field(default_factory=dict)
    secret: str = dataclasses.field(default="hidden", repr=False)


@frozen
class Derived(Ours):
    more: str = "more"


@frozen(eq=False, kw_only=False)
class Pair:
    left: int
    right: int


@record
class Changeable:
    name: str
    size: int = 3

    def __repr__(self):
        return "mine"


@frozen
class Hashable:
    name: str
    size: int = 3


def test_a_value_has_what_was_given_and_defaults_of_its_own():
    made = Ours(name="a", size=4)
    assert (made.name, made.size, made.labels, made.secret, made.doubled()) == ("a", 4, {}, "hidden", 8)
    assert made.labels is not Ours(name="a").labels


def test_repr_is_that_of_a_dataclass():
    assert repr(Ours(name="a")) == repr(Theirs(name="a")).replace("Theirs", "Ours")


@pytest.mark.parametrize("arguments", [{}, {"name": "a", "nmae": "b"}])
def test_wrong_arguments_are_refused_as_by_a_dataclass(arguments):
    with pytest.raises(TypeError) as theirs:
        Theirs(**arguments)
    for _ in range(2):  # by what makes the constructor, and by the constructor
        with pytest.raises(TypeError) as ours:
            Ours(**arguments)
        assert str(ours.value) == str(theirs.value).replace("Theirs", "Ours")


def test_the_signature_is_that_of_a_dataclass():
    shown = str(inspect.signature(Theirs))
    assert str(inspect.signature(Ours)) == shown
    assert str(inspect.signature(Pair)) == "(left: int, right: int) -> None"


def test_positional_arguments_are_for_those_that_allow_them():
    with pytest.raises(TypeError, match="positional"):
        Ours("a")
    assert (Pair(1, 2).left, Pair(1, right=2).right) == (1, 2)
    match Pair(1, 2):
        case Pair(left, right):
            assert (left, right) == (1, 2)


def test_values_cannot_be_changed():
    made = Ours(name="a")
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'name'"):
        made.name = "b"
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'other'"):
        made.other = "b"
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'name'"):
        del made.name
    assert not hasattr(made, "__dict__")


def test_equality_and_hash_are_by_content_and_class():
    assert Hashable(name="a") == Hashable(name="a") != Hashable(name="b")
    assert Hashable(name="a") != ("a", 3)
    assert hash(Hashable(name="a")) == hash(Hashable(name="a"))
    assert len({Hashable(name="a"), Hashable(name="a"), Hashable(name="b")}) == 2
    assert Ours(name="a") != Derived(name="a")
    with pytest.raises(TypeError, match="unhashable"):
        hash(Ours(name="a"))


def test_identity_is_equality_where_it_is_asked_for():
    one, other = Pair(1, 2), Pair(1, 2)
    assert one != other
    assert len({one, other, one}) == 2


def test_the_standard_library_takes_them_for_dataclasses():
    made = Ours(name="a", labels={"k": "v"})
    assert dataclasses.is_dataclass(made)
    facts = [(entry.name, entry.type, entry.default, entry.repr) for entry in dataclasses.fields(Ours)]
    assert facts == [(entry.name, entry.type, entry.default, entry.repr) for entry in dataclasses.fields(Theirs)]
    assert dataclasses.replace(made, size=9) == Ours(name="a", size=9, labels={"k": "v"}) == replace(made, size=9)
    assert dataclasses.asdict(made) == dataclasses.asdict(Theirs(name="a", labels={"k": "v"}))


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_copies_are_equal(again):
    made = Derived(name="a", labels={"k": "v"}, more="b")
    assert again(made) == made


def test_a_derived_value_has_the_fields_of_both():
    assert [entry.name for entry in dataclasses.fields(Derived)] == ["name", "size", "labels", "secret", "more"]
    assert repr(Derived(name="a")) == "Derived(name='a', size=3, labels={}, more='more')"
    assert "name" not in Derived.__slots__


def test_a_record_can_be_changed_and_has_no_hash():
    made = Changeable("a", size=4)
    made.size = 5
    assert made == Changeable("a", 5) != Changeable("a")
    assert repr(made) == "mine"
    with pytest.raises(TypeError, match="unhashable"):
        hash(made)


def test_a_class_variable_is_no_field():
    with pytest.raises(TypeError, match="ClassVar"):

        @frozen
        class WithVariable:
            name: str
            known: ClassVar[int] = 1
