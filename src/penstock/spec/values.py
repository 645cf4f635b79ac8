"""Frozen values that cost microseconds to define: `dataclasses` without its price at import.

The standard decorator compiles six methods for each class at import, 0.3 ms a class, and a document has dozens of
classes. This one compiles ``__init__`` alone, when the first value is made; all classes share the other methods. For
whoever looks at them (`dataclasses.fields`, `dataclasses.replace`, `copy.deepcopy`), they are dataclasses.
"""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import Field, FrozenInstanceError
from typing import Any, ClassVar, TypeVar, dataclass_transform, get_origin, overload

T = TypeVar("T")


@overload
def frozen(cls: type[T], /) -> type[T]: ...


@overload
def frozen(*, eq: bool = True, kw_only: bool = True) -> Callable[[type[T]], type[T]]: ...


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(dataclasses.field,))
def frozen(cls: Any = None, /, *, eq: bool = True, kw_only: bool = True) -> Any:
    """Make a class as ``dataclass(frozen=True, kw_only=True, slots=True)`` makes it.

    With ``eq=False``, a value equals itself only; with ``kw_only=False``, fields may be given by position.
    """
    if cls is None:
        return lambda cls: _slotted(cls, eq=eq, kw_only=kw_only)
    return _slotted(cls, eq=eq, kw_only=kw_only)


class _Fields:
    """Stands for ``__dataclass_fields__`` until somebody looks at it."""

    def __get__(self, _instance: Any, owner: Any) -> Mapping[str, Any]:
        specification = [(name, owner.__value_types__[name], given) for name, given in _specified(owner).items()]
        made: Any = dataclasses.make_dataclass(owner.__name__, specification, kw_only=True)
        owner.__dataclass_fields__ = made.__dataclass_fields__
        return owner.__dataclass_fields__  # type: ignore[no-any-return]


def _specified(cls: Any) -> dict[str, Any]:
    """Return, for each field, what stands behind its equals sign, as `dataclasses.field` gives it."""
    given = cls.__value_defaults__
    return {
        name: given[name]
        if isinstance(given.get(name), Field)
        else dataclasses.field(default=given[name])
        if name in given
        else dataclasses.field()
        for name in cls.__value_types__
    }


def _slotted(cls: Any, *, eq: bool, kw_only: bool) -> Any:
    own = cls.__annotations__
    for name, kind in own.items():
        if get_origin(kind) is ClassVar:
            raise TypeError(f"{cls.__qualname__}.{name}: a ClassVar belongs outside of a class of values")
    types: dict[str, Any] = {}
    defaults: dict[str, Any] = {}
    for base in reversed(cls.__mro__[1:]):
        types |= base.__dict__.get("__value_types__", {})
        defaults |= base.__dict__.get("__value_defaults__", {})
    inherited = frozenset(types)
    types |= own
    namespace = dict(cls.__dict__)
    defaults |= {name: namespace.pop(name) for name in own if name in namespace}
    for name in ("__dict__", "__weakref__"):
        namespace.pop(name, None)
    namespace |= {
        "__slots__": tuple(name for name in own if name not in inherited),
        "__match_args__": () if kw_only else tuple(types),
        "__value_types__": types,
        "__value_defaults__": defaults,
        "__dataclass_fields__": _Fields(),
        "__setattr__": _refuse_to_set,
        "__delattr__": _refuse_to_delete,
        "__getstate__": _state,
        "__setstate__": _restore,
    }
    namespace.setdefault("__repr__", _text)
    if eq:
        namespace |= {"__eq__": _equals, "__hash__": _hash}
    made = type(cls)(cls.__name__, cls.__bases__, namespace)
    made.__init__ = _first_init(made, kw_only=kw_only)
    return made


def _first_init(cls: Any, *, kw_only: bool) -> Callable[..., None]:
    """Return an ``__init__`` that replaces itself by a compiled one when the first value is made."""

    def first(self: Any, /, *positional: Any, **named: Any) -> None:
        cls.__init__ = _compiled_init(cls, kw_only=kw_only)
        cls.__init__(self, *positional, **named)

    return first


def _compiled_init(cls: Any, *, kw_only: bool) -> Callable[..., None]:
    names: dict[str, Any] = {"_missing": dataclasses.MISSING}
    signature, body = ["*"] if kw_only else [], []
    for name, field in _specified(cls).items():
        names[f"_set_{name}"] = getattr(cls, name).__set__
        if field.default_factory is not dataclasses.MISSING:
            names[f"_make_{name}"] = field.default_factory
            signature.append(f"{name}=_missing")
            body.append(f"_set_{name}(self, _make_{name}() if {name} is _missing else {name})")
            continue
        names[f"_default_{name}"] = field.default
        signature.append(name if field.default is dataclasses.MISSING else f"{name}=_default_{name}")
        body.append(f"_set_{name}(self, {name})")
    text = f"def __init__(self, {', '.join(signature)}):\n    " + "\n    ".join(body)
    exec(text, names)  # noqa: S102  # as `dataclasses` does, of names that are identifiers
    made: Any = names["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made  # type: ignore[no-any-return]


def _values(self: Any, names: Iterable[str]) -> tuple[Any, ...]:
    return tuple([getattr(self, name) for name in names])


def _equals(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    names = self.__value_types__
    return _values(self, names) == _values(other, names)


def _hash(self: Any) -> int:
    return hash(_values(self, self.__value_types__))


def _text(self: Any) -> str:
    given = _specified(type(self))
    shown = (f"{name}={getattr(self, name)!r}" for name in self.__value_types__ if given[name].repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _refuse_to_set(_self: Any, name: str, _value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_self: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> tuple[Any, ...]:
    return _values(self, self.__value_types__)


def _restore(self: Any, state: tuple[Any, ...]) -> None:
    for name, entry in zip(self.__value_types__, state, strict=True):
        object.__setattr__(self, name, entry)
