"""One run out of the store, with its document and its arguments, without its tasks."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from penstock.engine.records import RunRecord
from penstock.store.database import AnyRow
from penstock.store.records import SlotReader, fetch_run_slots, run_record, unpacker_for
from penstock.store.tables import run_parameters, run_tags


def load_run_record(connection: Connection, row: AnyRow) -> RunRecord:
    """Return a run, given its row."""
    key = row.key
    parameters = connection.execute(sa.select(run_parameters).where(run_parameters.c.run_key == key)).all()
    tags = connection.execute(sa.select(run_tags.c.name, run_tags.c.value).where(run_tags.c.run_key == key)).all()
    slots = fetch_run_slots(connection, [key])
    unpacker = unpacker_for(connection, [row], parameters, slots)
    return run_record(
        row,
        arguments={parameter.name: unpacker.unpack(parameter.value) for parameter in parameters},
        tags={tag.name: tag.value for tag in tags},
        slots=SlotReader(slots, ("run_key",), unpacker).of(key),
        unpacker=unpacker,
    )
