"""Who receives the calls of components: the trace of a pipeline, the local runner, or a file that is being loaded."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol


class Receiver(Protocol):
    """Takes the calls of components: a pipeline being traced, or the local runner."""

    def receive(self, component: Any, arguments: Mapping[str, Any]) -> Any:
        """Make the task of a call whose names are checked; return what the caller of the component gets."""
        ...


class _Anywhere:
    """Receives the calls of every context that has no receiver of its own.

    A notebook runs each cell in a context of its own, and so does a thread: what ``local.init`` sets up reaches them.
    """

    receiver: Receiver | None = None


_anywhere = _Anywhere()
_receiver: ContextVar[Receiver | _Anywhere | None] = ContextVar("penstock_receiver", default=_anywhere)


def current_receiver() -> Receiver | None:
    """Return whoever receives calls in this context."""
    receiver = _receiver.get()
    return receiver.receiver if isinstance(receiver, _Anywhere) else receiver


def install_receiver(receiver: Receiver | None) -> None:
    """Let a receiver take all calls that nobody else receives: what ``local.init`` does."""
    _anywhere.receiver = receiver


@contextmanager
def receiving(receiver: Receiver | None) -> Iterator[None]:
    """Let a receiver take the calls made in the block."""
    token = _receiver.set(receiver)
    try:
        yield
    finally:
        _receiver.reset(token)
