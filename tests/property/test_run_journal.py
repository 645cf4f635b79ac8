"""Whatever is committed, in whichever order, comes back equal."""

import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from penstock.core.ids import ArtifactId, AttemptId, Digest, ExecutionPath, RunId
from penstock.engine.records import ArtifactRecord, AttemptRecord, Changes, ExecutionRecord, Failure, Values
from penstock.engine.states import AttemptState, ExecutionKind, ExecutionState
from penstock.store.encoding import decode_time, encode_time
from penstock.store.home import open_home
from penstock.store.runs import SqlRunJournal
from penstock.store.schema import open_database
from penstock.testing.records import a_run

names = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=12)
texts = st.one_of(st.text(max_size=20), st.integers(1000, 1100).map("é".__mul__))
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts
json_values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=6
)
EARLIEST, LATEST = datetime(1, 1, 2), datetime(9999, 12, 30)  # noqa: DTZ001 - hypothesis takes limits without a zone
moments = st.none() | st.datetimes(EARLIEST, LATEST, timezones=st.just(UTC))
failures = st.none() | st.builds(Failure, reason=texts, message=texts, hint=texts)
digests = st.none() | st.binary(min_size=32, max_size=32).map(lambda data: Digest("sha256:" + data.hex()))


@st.composite
def artifacts(draw) -> ArtifactRecord:
    """An artifact whose id follows from its content: a published artifact never changes."""
    record = ArtifactRecord(
        id=ArtifactId(""),
        name=draw(names),
        type_title=draw(st.sampled_from(["system.Metrics", "system.Model", "x.MyMetrics"])),
        type_version="0.0.1",
        uri=draw(names),
        metadata=draw(st.dictionaries(texts, json_values, max_size=3)),
        digest=draw(digests),
        size_bytes=draw(st.none() | st.integers(0, 2**60)),
        created_at=draw(moments),
        type_schema=draw(texts),
    )
    return replace(record, id=ArtifactId(f"{abs(hash(repr(record))):036d}"))


values = st.builds(
    Values,
    parameters=st.dictionaries(texts, json_values, max_size=3),
    artifacts=st.dictionaries(names, st.lists(artifacts(), max_size=2).map(tuple), max_size=2),
)
RUN = a_run()


@st.composite
def executions(draw) -> ExecutionRecord:
    """An execution; what identifies it follows from its number."""
    number = draw(st.integers(0, 3))
    return ExecutionRecord(
        run_id=RUN.id,
        path=ExecutionPath(f"root/task[{number}]"),
        number=number,
        parent=None if number == 0 else ExecutionPath("root"),
        kind=list(ExecutionKind)[number],
        task_name=draw(names),
        display_name=draw(names),
        component_name=draw(names),
        state=draw(st.sampled_from(ExecutionState)),
        iteration=draw(st.none() | st.integers(0, 10**6)),
        inputs=draw(values),
        outputs=draw(values),
        failure=draw(failures),
        fingerprint=draw(digests),
        fingerprint_parts=draw(st.dictionaries(names, texts, max_size=3)),
        cached_from=draw(st.none() | st.just((RunId("r"), ExecutionPath("root/x")))),
        cache_note=draw(texts),
        attempts=draw(st.integers(0, 5)),
        created_at=draw(moments),
        started_at=draw(moments),
        ended_at=draw(moments),
    )


@st.composite
def attempts(draw) -> AttemptRecord:
    """An attempt; what identifies it follows from its number."""
    number = draw(st.integers(1, 3))
    return AttemptRecord(
        id=AttemptId(f"{RUN.id}-0-{number}"),
        run_id=RUN.id,
        path=ExecutionPath("root/task[0]"),
        number=number,
        state=draw(st.sampled_from(AttemptState)),
        launcher=draw(names),
        image=draw(names),
        command=tuple(draw(st.lists(texts, max_size=3))),
        environment=draw(st.dictionaries(texts, json_values, max_size=2)),
        exit_code=draw(st.none() | st.integers(-64, 255)),
        failure=draw(failures),
        log_uri=draw(names),
        created_at=draw(moments),
        started_at=draw(moments),
        ended_at=draw(moments),
    )


steps = st.tuples(
    st.lists(executions(), max_size=2, unique_by=lambda record: record.number),
    st.lists(attempts(), max_size=2, unique_by=lambda record: record.number),
    st.none() | st.tuples(st.sampled_from(ExecutionState), values, failures, moments),
    st.booleans(),
)


@settings(max_examples=60)
@given(st.lists(steps, min_size=1, max_size=6))
def test_any_sequence_of_commits_reads_back_equal(sequence) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = open_home(Path(folder), user_id=None)
        database = open_database(home)
        journal = SqlRunJournal(database, home.leases)
        journal.create_run(RUN)
        run, known_executions, known_attempts = RUN, {}, {}
        lease = journal.acquire(RUN.id)
        for seq, (new_executions, new_attempts, end, taken_over) in enumerate(sequence, 1):
            if end is not None:
                state, outputs, failure, moment = end
                run = replace(run, state=state, outputs=outputs, failure=failure, ended_at=moment)
            run = replace(run, seq=seq)
            changes = Changes(
                run=None if end is None else run,
                executions=tuple(new_executions),
                attempts=tuple(new_attempts),
                seq=seq,
            )
            journal.commit(RUN.id, changes, lease)
            known_executions |= {record.number: record for record in new_executions}
            known_attempts |= {record.id: record for record in new_attempts}
            if taken_over:
                lease.release()
                lease = journal.acquire(RUN.id)
        stored = journal.load_run(RUN.id)
        lease.release()
        database.close()
    assert stored.run == run
    assert stored.executions == tuple(known_executions[number] for number in sorted(known_executions))
    assert {record.id: record for record in stored.attempts} == known_attempts


@given(st.datetimes(EARLIEST, LATEST, timezones=st.just(UTC)), st.integers(-12, 12))
def test_times_come_back_exactly(moment, hours) -> None:
    elsewhere = moment.astimezone(timezone(timedelta(hours=hours)))
    assert decode_time(encode_time(elsewhere)) == moment
