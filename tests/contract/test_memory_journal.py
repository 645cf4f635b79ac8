"""The journal in memory keeps the contract of every journal."""

import pytest

from penstock.engine.ports import RunJournal
from penstock.testing.journal import MemoryJournal
from penstock.testing.run_journal import RunJournalContract


class TestMemoryJournal(RunJournalContract):
    @pytest.fixture(autouse=True)
    def _open(self):
        self._journal = MemoryJournal()

    def journal(self) -> RunJournal:
        return self._journal
