"""A data folder that the MCP server reads, with articles for the whole workspace and for one channel."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from bot.mcp.tools import TOOLS, ReadingScope, call_tool
from bot.render import payloads
from bot.runtime import data_folder
from bot.services.services import build_services
from news.source import Entry, FetchResult, PollState, Source
from storage.sqlite.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from bot.mcp.tools import Outcome
    from bot.services.services import Services
    from news.article import Article

TEAM, CHANNEL = "T1", "C1"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
BRIDGE = """The Harl bridge at Denmouth was closed on Sunday after inspectors found cracks in two of its pillars.
At least 400 families on the island were moved to schools in the town overnight.
The bridge was built in 1931 and last repaired in 2009 at a cost of 3.2 million crowns."""
MERGER = """The Orrin salt works will merge with the Velmar mine next spring, its owners said on Sunday.
The talks about the merger lasted eleven months and ended in a hotel at Ostra."""


EARLIER = NOW - timedelta(hours=2)


class Archive:
    """A data folder, and the tools that read it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        home.mkdir()
        with self.open_store() as store:
            for name, channel in (("Courier", ""), ("Ledger", CHANNEL)):
                source = Source(
                    name.lower(),
                    f"https://{name.lower()}.example/feed",
                    "feed",
                    NOW,
                    name,
                    poll_state=PollState(entry_fingerprints=b"12345678"),
                )
                store.sources.save(source)
                store.sources.follow(TEAM, channel, source.id, created_at=NOW)
        self.add("Courier", "Harl bridge closed", BRIDGE)
        self.add("Ledger", "Salt works to merge", MERGER)

    def open_store(self) -> Store:
        return Store(self.home / "newsbrief.db")

    def add(self, source_name: str, title: str, text: str, /, **fields: Any) -> None:
        """Let an article come in that was published an hour ago."""
        entry_fields = {
            "title": title,
            "text": text,
            "url": f"https://{source_name.lower()}.example/{len(title)}-{len(text)}",
            "published_at": NOW - timedelta(hours=1),
            "outlet": source_name,
        }
        entry = Entry(**(entry_fields | fields))
        with self.open_store() as store:
            source = next(each for each in store.sources.all() if each.title == source_name)
            build_services(store, payloads).ingest.ingest(
                source, FetchResult(source_id=source.id, fetched_at=NOW, entries=(entry,))
            )

    def articles(self) -> tuple[Article, ...]:
        with self.open_store() as store:
            ids = [source.id for source in store.sources.all()]
            return store.articles.in_window(ids, NOW - timedelta(days=30), NOW, limit=100)

    def call(
        self, name: str, *, channel: str = "", team: str = TEAM, text: bool = True, **arguments: Any
    ) -> Outcome:
        """Call a tool; check that its result fits the tool's schema."""
        scope = ReadingScope(team, channel, includes_text=text)
        outcome = call_tool(name, arguments, scope, self.open_services, NOW)
        if outcome.result is not None:
            schema = next(tool.output_schema for tool in TOOLS if tool.name == name)
            Draft202012Validator(schema).validate(outcome.result)
        return outcome

    def result(self, name: str, **arguments: Any) -> dict[str, Any]:
        outcome = self.call(name, **arguments)
        assert outcome.result is not None, outcome.error
        return outcome.result

    @property
    def open_services(self) -> Callable[[], AbstractContextManager[Services]]:
        return partial(_open_services, self.home)


@contextmanager
def _open_services(home: Path) -> Iterator[Services]:
    with data_folder.open_store_read_only(home) as store:
        yield build_services(store, payloads)


def find_quotes(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every quote in a result."""
    if isinstance(value, dict):
        if "withheld" in value:
            yield value
        for part in value.values():
            yield from find_quotes(part)
    elif isinstance(value, list):
        for part in value:
            yield from find_quotes(part)


def find_values(value: Any, name: str) -> Iterator[Any]:
    """Yield every value of a property in a result."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key == name:
                yield part
            yield from find_values(part, name)
    elif isinstance(value, list):
        for part in value:
            yield from find_values(part, name)


def assert_claims_hold(result: Any, articles: Iterable[Article]) -> None:
    """Check that each quote stands in its article where it says, and that each link is that of a stored article."""
    by_id = {article.id: article for article in articles}
    for quote in find_quotes(result):
        article, place = by_id[quote["article"]["id"]], quote["verification"]
        assert place["article_id"] == article.id
        assert place["version"] == article.version
        if quote["text"] is not None:
            assert article.text[place["start"] : place["end"]] == quote["text"]
        assert quote["article"]["url"] == article.url
    assert set(find_values(result, "url")) <= {article.url for article in by_id.values()}
