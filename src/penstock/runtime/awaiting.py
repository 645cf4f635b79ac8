"""Functions written with ``async def``, for a pipeline that knows plain functions only.

The text of this module travels inside a component that needs it, and runs wherever the component does: it stands
alone, on any Python from 3.9 on.
"""

import asyncio
import functools
import inspect
import typing


def penstock_awaited(function: typing.Callable[..., typing.Any]) -> typing.Any:
    """Return a plain function that runs the other to its end."""

    @functools.wraps(function)
    def awaited(*args: typing.Any, **kwargs: typing.Any) -> typing.Any:
        return asyncio.run(function(*args, **kwargs))

    awaited.__signature__ = inspect.signature(function)  # type: ignore[attr-defined]
    return awaited
