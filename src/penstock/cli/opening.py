"""Opens the place that a command works on, and closes it again."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click

from penstock.cli.backends.port import Backend
from penstock.local.settings import home_path
from penstock.local.wiring import Records, open_records


@contextmanager
def records_of_home() -> Iterator[Records]:
    """Give the records of the home. Raises `HomeError` and `StoreError`."""
    records = open_records(home_path())
    try:
        yield records
    finally:
        records.close()


@contextmanager
def backend_at(server: str) -> Iterator[Backend]:
    """Give the server at an address, or the home if there is none.

    Raises `HomeError` and `StoreError`, and `click.UsageError` for an address that is none.
    """
    if server:
        yield server_at(server)
        return
    home = import_module("penstock.cli.backends.home")
    backend = home.HomeBackend(open_records(home_path()))
    try:
        yield backend
    finally:
        backend.close()


def server_at(address: str) -> Any:
    """Return the server at an address; its room, with HTTP in it, is loaded by those who use it only.

    Raises `click.UsageError` for what is no address.
    """
    room = import_module("penstock.cli.backends.server")
    try:
        return room.ServerBackend(address)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
