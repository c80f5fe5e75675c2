"""The SQLite store, in a file or in memory.

Create one store per process. All threads may use the store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from storage.sqlite import migrations
from storage.sqlite.answers import Answers
from storage.sqlite.articles import Articles
from storage.sqlite.briefs import Briefs
from storage.sqlite.database import Database, InMemoryDatabase, ReadOnlyDatabase
from storage.sqlite.ledger import Ledger
from storage.sqlite.maintenance import integrity, statistics
from storage.sqlite.outbox import Outbox
from storage.sqlite.preferences import ChannelPreferences
from storage.sqlite.processed_events import ProcessedEvents
from storage.sqlite.quoted_history import QuotedHistory
from storage.sqlite.sources import Sources
from storage.sqlite.stories import Stories
from storage.sqlite.subscriptions import Subscriptions
from storage.sqlite.threads import Threads

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from storage import contract
    from storage.records import StoreStatistics


class Store:
    """All repositories of one database; see `storage.contract.Store`."""

    ledger: contract.Ledger
    subscriptions: contract.Subscriptions
    outbox: contract.Outbox
    processed_events: contract.ProcessedEvents
    sources: contract.Sources
    articles: contract.Articles
    stories: contract.Stories
    briefs: contract.Briefs
    threads: contract.Threads
    answers: contract.Answers
    preferences: contract.ChannelPreferences
    quoted_history: contract.QuotedHistory

    def __init__(self, path: Path | None, *, is_read_only: bool = False) -> None:
        """Open the store in a file, or an empty store in memory if the path is None.

        A missing file is created; a file from an earlier release is migrated. With `is_read_only`, neither is done, and
        every write fails.

        Raises:
            StoreError: the file cannot be opened or is damaged; read-only, also if it is missing or too old.
            SchemaTooNew: the file was written by a newer release of Newsbrief.
        """
        self._database = _open_database(path, is_read_only=is_read_only)
        try:
            if is_read_only:
                migrations.require_current(self._database)
            else:
                migrations.migrate(self._database)
        except BaseException:
            self._database.close()
            raise
        self.ledger = Ledger(self._database)
        self.subscriptions = Subscriptions(self._database)
        self.outbox = Outbox(self._database)
        self.processed_events = ProcessedEvents(self._database)
        self.sources = Sources(self._database)
        self.articles = Articles(self._database)
        self.stories = Stories(self._database)
        self.briefs = Briefs(self._database)
        self.threads = Threads(self._database)
        self.answers = Answers(self._database)
        self.preferences = ChannelPreferences(self._database)
        self.quoted_history = QuotedHistory(self._database)

    def find_problems(self) -> tuple[str, ...]:
        return integrity.find_problems(self._database)

    def statistics(self) -> StoreStatistics:
        return statistics.read_statistics(self._database)

    def check_writable(self) -> None:
        statistics.check_writable(self._database)

    def copy_to(self, path: Path) -> None:
        self._database.copy_to(path)

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


# ---- private


def _open_database(path: Path | None, *, is_read_only: bool) -> Database:
    if path is None:
        return InMemoryDatabase()
    return ReadOnlyDatabase(path) if is_read_only else Database(path)
