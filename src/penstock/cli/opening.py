"""Opens the home of this process for a command, and closes it again."""

from collections.abc import Iterator
from contextlib import contextmanager

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
