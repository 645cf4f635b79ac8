"""The real engine on the real store: what it wrote comes back as the journal in memory has it, through crashes."""

import random
from dataclasses import replace

import pytest

from penstock.engine.ports import Lease
from penstock.store.home import open_home
from penstock.store.runs import SqlRunJournal
from penstock.store.schema import open_database
from penstock.testing.journal import MemoryJournal
from penstock.testing.launcher import ScriptedLauncher, succeed
from penstock.testing.random_pipelines import a_random_pipeline
from penstock.testing.rig import World


class BothLeases:
    """The leases of both journals as one."""

    def __init__(self, sql: Lease, memory: Lease) -> None:
        self.sql, self.memory = sql, memory

    @property
    def epoch(self) -> int:
        return self.memory.epoch

    def release(self) -> None:
        self.sql.release()
        self.memory.release()


class MirroredJournal:
    """Writes to SQL and to memory, reads from SQL, and compares both whenever a run is read."""

    def __init__(self, sql: SqlRunJournal) -> None:
        self._sql, self._memory = sql, MemoryJournal()
        self._held: list[BothLeases] = []

    def create_run(self, run) -> None:
        self._sql.create_run(run)
        self._memory.create_run(run)

    def load_run(self, run_id):
        stored, expected = self._sql.load_run(run_id), self._memory.load_run(run_id)
        ordered = sorted(expected.executions, key=lambda record: record.number)
        assert stored == replace(expected, executions=tuple(ordered), attempts=stored.attempts)
        assert sorted(stored.attempts, key=repr) == sorted(expected.attempts, key=repr)
        return stored

    def commit(self, run_id, changes, lease) -> None:
        self._sql.commit(run_id, changes, lease.sql)
        self._memory.commit(run_id, changes, lease.memory)

    def acquire(self, run_id):
        sql, memory = self._sql.acquire(run_id), self._memory.acquire(run_id)
        assert (sql is None) == (memory is None)
        if sql is None or memory is None:
            return None
        self._held.append(BothLeases(sql, memory))
        return self._held[-1]

    def find_cached(self, namespace, fingerprint):
        found, expected = (
            self._sql.find_cached(namespace, fingerprint),
            self._memory.find_cached(namespace, fingerprint),
        )
        # Of results that ended at the same instant either is the newest.
        assert (found and found.ended_at) == (expected and expected.ended_at)
        assert found == expected or found.path != expected.path
        return found

    def claim(self, namespace, fingerprint):
        return self._sql.claim(namespace, fingerprint)

    def list_unfinished(self):
        found = self._sql.list_unfinished()
        assert set(found) == set(self._memory.list_unfinished())
        return found

    def drop_leases(self) -> None:
        for lease in self._held:
            lease.release()


@pytest.mark.parametrize("seed", range(8))
def test_a_driven_run_reads_back_as_it_was_written(tmp_path, seed):
    home = open_home(tmp_path / "home", user_id=None)
    database = open_database(home)
    chance = random.Random(seed)
    world = World(MirroredJournal(SqlRunJournal(database, home.leases)), chance.randrange)
    launcher = ScriptedLauncher(world._push, world.clock, succeed)
    world.launchers[launcher.name] = launcher
    for _ in range(2):  # the second run meets the first one's results in the cache
        run_id = world.start(a_random_pipeline(seed))
        for _ in range(3):
            for _ in range(chance.randrange(40)):
                world.step()
            world.crash()
            world.resume()
        world.settle()
        assert world.result(run_id).stored.run.state.is_final
    database.close()
