"""Checks the constants that components and settings are made of, so that none is written that no platform can read.

KFP leaves this to protobuf, whose messages name neither the function nor the argument.
"""

import functools
import os
import types
import typing
from collections.abc import Callable, Iterator
from typing import Any, Literal, ParamSpec, TypeVar, cast

from penstock.core.suggest import did_you_mean
from penstock.dsl.channels import PipelineChannel, embedded_channels

P = ParamSpec("P")
R = TypeVar("R")


def checked(function: Callable[P, R]) -> Callable[P, R]:
    """Let a function refuse arguments that its annotations do not allow, with a `TypeError`.

    An argument that may be a channel is left to the function.
    """
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    every = function.__code__.co_varnames[: function.__code__.co_argcount + function.__code__.co_kwonlyargcount]
    room = function.__module__.split(".")[1]
    shown = function.__qualname__ if "." in function.__qualname__ else f"{room}.{function.__name__}"

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        for name in kwargs:
            if name not in every:
                raise TypeError(f"{shown}() got an unexpected keyword argument {name!r}{did_you_mean(name, every)}")
        for name, value in (*zip(names, args, strict=False), *kwargs.items()):
            annotation = function.__annotations__.get(name, Any)
            if not _suits(value, annotation):
                raise TypeError(_mistake(shown, name, value, annotation))
            inside = [channel for text in _texts(value) for channel in embedded_channels(text)]
            if inside:
                raise TypeError(
                    f"{shown}(), argument {name!r}: a text with {inside[0].full_name!r} in it "
                    "exists only when the pipeline runs; let a task return the whole text, and pass its output"
                )
        return function(*args, **kwargs)

    return call


def decorating(decorator: Callable[P, R]) -> Callable[P, R]:
    """Let a decorator refuse wrong arguments; where mistakes are kept, it then makes what stands for a component."""
    called = checked(decorator)

    @functools.wraps(decorator)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return called(*args, **kwargs)
        except (TypeError, ValueError) as error:
            from penstock.dsl.collecting import Broken, kept

            if not kept(error):
                raise
            return cast("R", Broken() if args else lambda _function: Broken())

    return call


def _mistake(function: str, name: str, value: Any, annotation: Any) -> str:
    expected = annotation.__name__ if isinstance(annotation, type) else str(annotation)
    got = "a value of the pipeline" if isinstance(value, PipelineChannel) else repr(value)
    hint = ", which is known only when the pipeline runs" if isinstance(value, PipelineChannel) else ""
    return f"{function}(), argument {name!r}: expects {expected}, got {got}{hint}"


def _suits(value: Any, annotation: Any) -> bool:
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return any(_suits(value, choice) or _is_channel(choice) for choice in inner)
    if origin is os.PathLike:
        return isinstance(value, os.PathLike)
    if origin in (list, dict):
        return isinstance(value, list | tuple if origin is list else dict) and _contents_suit(value, inner)
    if origin is Literal:
        return value in ("", *inner)
    return _is_a(value, annotation)


def _is_a(value: Any, annotation: Any) -> bool:
    if annotation is bool:
        return isinstance(value, int) and value in (0, 1)
    if annotation is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, annotation) if annotation in (str, type(None)) else True


def _contents_suit(value: Any, annotations: tuple[Any, ...]) -> bool:
    parts = [value] if len(annotations) == 1 else [value.keys(), value.values()]
    return all(_suits(item, annotation) for part, annotation in zip(parts, annotations, strict=True) for item in part)


def _is_channel(annotation: Any) -> bool:
    inner = typing.get_args(annotation) or (annotation,)
    return any(isinstance(choice, type) and issubclass(choice, PipelineChannel) for choice in inner)


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts in a constant."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in (*value, *value.values()):
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
