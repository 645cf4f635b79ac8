"""Values that cost microseconds to define: `dataclasses` without its price at import.

The standard decorator loads `inspect`, and compiles six methods for each class at import, 0.3 ms a class; a document
has dozens of classes. These compile ``__init__`` alone, when the first value is made; all classes share the rest.
For whoever looks at them (`dataclasses.fields`, `dataclasses.replace`, `copy.deepcopy`), they are dataclasses.
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, NoReturn, TypeVar, dataclass_transform, get_origin, overload

T = TypeVar("T")


class _Missing:
    """Stands for a default that nobody gave."""

    def __repr__(self) -> str:
        return "<factory>"


MISSING: Any = _Missing()

_FEW = 8
"""How many values of a class are made before its constructor is compiled."""


class Field:
    """What a class says of one of its fields."""

    __slots__ = ("default", "default_factory", "repr")

    def __init__(self, default: Any, default_factory: Any, repr: bool) -> None:  # noqa: A002, FBT001 - names of the language
        self.default = default
        self.default_factory = default_factory
        self.repr = repr


def field(*, default: Any = MISSING, default_factory: Any = MISSING, repr: bool = True) -> Any:  # noqa: A002
    """Describe a field, as `dataclasses.field` does."""
    return Field(default, default_factory, repr)


@overload
def frozen(cls: type[T], /) -> type[T]: ...


@overload
def frozen(*, eq: bool = True, kw_only: bool = True) -> Callable[[type[T]], type[T]]: ...


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def frozen(cls: Any = None, /, *, eq: bool = True, kw_only: bool = True) -> Any:
    """Make a class as ``dataclass(frozen=True, kw_only=True, slots=True)`` makes it.

    With ``eq=False``, a value equals itself only; with ``kw_only=False``, fields may be given by position.
    """
    shared = {**_SHARED, **(_CONTENT if eq else {}), **_FROZEN}
    if cls is None:
        return lambda cls: _slotted(cls, shared, kw_only=kw_only)
    return _slotted(cls, shared, kw_only=kw_only)


@dataclass_transform(field_specifiers=(field,))
def record(cls: type[T], /) -> type[T]:
    """Make a class as ``dataclass(slots=True)`` makes it: its values can be changed, and have no hash."""
    return _slotted(cls, {**_SHARED, **_CONTENT, "__hash__": None}, kw_only=False)  # type: ignore[no-any-return]


def fields_of(cls: type) -> Mapping[str, Field]:
    """Return what a class of values says of its fields, by name."""
    return cls.__value_fields__  # type: ignore[attr-defined,no-any-return]


def types_of(cls: type) -> Mapping[str, Any]:
    """Return the types of the fields of a class of values, by name, as they are annotated: not in quotes."""
    return cls.__value_types__  # type: ignore[attr-defined,no-any-return]


def replace(value: T, **changes: Any) -> T:
    """Return a copy of a value with changes."""
    given = {name: getattr(value, name) for name in value.__value_fields__}  # type: ignore[attr-defined]
    given.update(changes)
    return type(value)(**given)


class _Fields:
    """Stands for ``__dataclass_fields__`` until somebody looks at it."""

    def __get__(self, _instance: Any, owner: Any) -> Mapping[str, Any]:
        import dataclasses  # noqa: PLC0415 - what this module is there to avoid

        names = {"default", "default_factory", "repr"}
        specified = []
        for name, given in owner.__value_fields__.items():
            said = {key: getattr(given, key) for key in names if getattr(given, key) is not MISSING}
            specified.append((name, owner.__value_types__[name], dataclasses.field(**said)))
        made: Any = dataclasses.make_dataclass(owner.__name__, specified, kw_only=True)
        owner.__dataclass_fields__ = made.__dataclass_fields__
        return owner.__dataclass_fields__  # type: ignore[no-any-return]


class _Signature:
    """Stands for ``__signature__``: what `help` and completion show."""

    def __init__(self, *, kw_only: bool) -> None:
        self._kw_only = kw_only

    def __get__(self, _instance: Any, owner: Any) -> Any:
        from inspect import signature  # noqa: PLC0415 - what this module is there to avoid

        own = signature(_compiled_init(owner, kw_only=self._kw_only))
        return own.replace(parameters=list(own.parameters.values())[1:])


def _slotted(cls: Any, shared: Mapping[str, Any], *, kw_only: bool) -> Any:
    own = cls.__annotations__
    for name, kind in own.items():
        if get_origin(kind) is ClassVar:
            raise TypeError(f"{cls.__qualname__}.{name}: a ClassVar belongs outside of a class of values")
    types: dict[str, Any] = {}
    fields: dict[str, Field] = {}
    for base in reversed(cls.__mro__[1:]):
        types |= base.__dict__.get("__value_types__", {})
        fields |= base.__dict__.get("__value_fields__", {})
    slots = tuple(name for name in own if name not in types)
    types |= own
    namespace = {name: entry for name, entry in cls.__dict__.items() if name not in {"__dict__", "__weakref__"}}
    for name in own:
        given = namespace.pop(name, MISSING)
        fields[name] = given if isinstance(given, Field) else Field(given, MISSING, repr=True)
    namespace = {
        "__repr__": _text,
        **shared,
        **namespace,
        "__slots__": slots,
        "__match_args__": () if kw_only else tuple(types),
        "__value_types__": types,
        "__value_fields__": fields,
        "__dataclass_fields__": _Fields(),
        "__signature__": _Signature(kw_only=kw_only),
    }
    made = type(cls)(cls.__name__, cls.__bases__, namespace)
    made.__init__ = _first_init(made, kw_only=kw_only)
    return made


def _first_init(cls: Any, *, kw_only: bool) -> Callable[..., None]:
    """Return an ``__init__`` that makes the first few values by itself, and is replaced by a compiled one then.

    Compiling costs as much as making dozens of values, and most programs make a few values of most classes.
    """
    made = 0

    def first(self: Any, /, *positional: Any, **named: Any) -> None:
        nonlocal made
        made += 1
        if positional or made > _FEW or not _set_fields(self, named):
            cls.__init__ = _compiled_init(cls, kw_only=kw_only)
            cls.__init__(self, *positional, **named)

    return first


def _set_fields(self: Any, named: Mapping[str, Any]) -> bool:
    """Set all fields; ``False`` when an argument is missing or unknown, which the compiled ``__init__`` tells."""
    fields = self.__value_fields__
    for name, given in fields.items():
        if name in named:
            entry = named[name]
        elif given.default is not MISSING:
            entry = given.default
        elif given.default_factory is not MISSING:
            entry = given.default_factory()
        else:
            return False
        object.__setattr__(self, name, entry)
    return bool(fields.keys() >= named.keys())


def _compiled_init(cls: Any, *, kw_only: bool) -> Callable[..., None]:
    names: dict[str, Any] = {"_missing": MISSING}
    signature, body = ["*"] if kw_only else [], []
    for name, given in cls.__value_fields__.items():
        names[f"_set_{name}"] = getattr(cls, name).__set__
        if given.default_factory is not MISSING:
            names[f"_make_{name}"] = given.default_factory
            signature.append(f"{name}=_missing")
            body.append(f"_set_{name}(self, _make_{name}() if {name} is _missing else {name})")
            continue
        names[f"_default_{name}"] = given.default
        signature.append(name if given.default is MISSING else f"{name}=_default_{name}")
        body.append(f"_set_{name}(self, {name})")
    text = f"def __init__(self, {', '.join(signature)}):\n    " + "\n    ".join(body)
    exec(text, names)  # noqa: S102 - as `dataclasses` does, of names that are identifiers
    made: Any = names["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    made.__annotations__ = {**cls.__value_types__, "return": None}
    return made  # type: ignore[no-any-return]


def _values(self: Any) -> tuple[Any, ...]:
    return tuple([getattr(self, name) for name in self.__value_fields__])


def _restore(self: Any, state: tuple[Any, ...]) -> None:
    for name, entry in zip(self.__value_fields__, state, strict=True):
        object.__setattr__(self, name, entry)


def _equals(self: Any, other: Any) -> Any:
    return _values(self) == _values(other) if other.__class__ is self.__class__ else NotImplemented


def _hash(self: Any) -> int:
    return hash(_values(self))


def _text(self: Any) -> str:
    shown = (f"{name}={getattr(self, name)!r}" for name, given in self.__value_fields__.items() if given.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _refuse_to_set(_self: Any, name: str, _value: object) -> None:
    _refuse(f"cannot assign to field {name!r}")


def _refuse_to_delete(_self: Any, name: str) -> None:
    _refuse(f"cannot delete field {name!r}")


def _refuse(message: str) -> NoReturn:
    from dataclasses import FrozenInstanceError  # noqa: PLC0415 - what this module is there to avoid

    raise FrozenInstanceError(message)


_SHARED: Mapping[str, Any] = {"__getstate__": _values, "__setstate__": _restore}
_CONTENT: Mapping[str, Any] = {"__eq__": _equals, "__hash__": _hash}
_FROZEN: Mapping[str, Any] = {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete}
