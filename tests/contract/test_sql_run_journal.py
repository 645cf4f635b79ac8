"""The journal in SQL keeps the contract of every journal."""

import pytest

from penstock.engine.ports import RunJournal
from penstock.store.home import open_home
from penstock.store.runs import SqlRunJournal
from penstock.store.schema import open_database
from penstock.testing.run_journal import RunJournalContract


class TestSqlRunJournal(RunJournalContract):
    @pytest.fixture(autouse=True)
    def _open(self, tmp_path):
        home = open_home(tmp_path / "home", user_id=None)
        database = open_database(home)
        self._journal = SqlRunJournal(database, home.leases)
        yield
        database.close()

    def journal(self) -> RunJournal:
        return self._journal
