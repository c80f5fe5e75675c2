"""Everything that is kept, behind one door. Build it once; every thread may use it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from storage.sqlite import integrity, migrations
from storage.sqlite.answers import Answers
from storage.sqlite.articles import Articles
from storage.sqlite.briefs import Briefs
from storage.sqlite.database import Database
from storage.sqlite.ledger import Ledger
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


class Store:
    """The rooms of the store, each with its own tables, over one file."""

    def __init__(self, path: Path) -> None:
        """Open the file at `path`, making it if it is missing, and bring its tables up to date.

        Raises:
            StoreError: it cannot be opened or is damaged.
            Newer: a newer Newsbrief wrote it.
        """
        self._database = Database(path)
        try:
            migrations.migrate(self._database)
        except BaseException:
            self._database.close()
            raise
        self.articles = Articles(self._database)
        self.sources = Sources(self._database)
        self.stories = Stories(self._database)
        self.briefs = Briefs(self._database)
        self.threads = Threads(self._database)
        self.answers = Answers(self._database)
        self.subscriptions = Subscriptions(self._database)
        self.ledger = Ledger(self._database)
        self.outbox = Outbox(self._database)
        self.preferences = ChannelPreferences(self._database)
        self.quoted_history = QuotedHistory(self._database)
        self.processed_events = ProcessedEvents(self._database)

    def find_problems(self) -> tuple[str, ...]:
        """Give what is damaged, a sentence each; see `storage.sqlite.integrity`."""
        return integrity.find_problems(self._database)

    def close(self) -> None:
        """Close the file; harmless a second time."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
