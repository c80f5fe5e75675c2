"""What counts as news when a source is read: dates, headlines alone, what was there before."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.services.ingest import IngestService
from news.article import Article
from news.source import Entry, FetchResult, Source, SourceKind
from sources.parsing.entry_identity import mark_shared_identifiers
from storage.sqlite.store import Store

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
LONG_AGO = datetime(1980, 1, 1, tzinfo=UTC)


class FedSource:
    """A source whose readings a test makes up."""

    def __init__(self, store: Store, kind: SourceKind = "feed") -> None:
        self.store = store
        store.sources.save(
            Source(id="harl", url="https://harl.example/feed", kind=kind, created_at=NOW, title="Harl")
        )
        store.sources.follow("T", "C", "harl", created_at=NOW)
        self._ingest = IngestService(store)

    def read(self, *entries: Entry, at: datetime) -> None:
        """Read these entries for the first or a later time."""
        (source,) = self.store.sources.active()
        self._ingest.ingest(source, FetchResult("harl", at, entries=entries, entry_fingerprints=b"12345678"))

    def news(self, since: datetime = LONG_AGO) -> dict[str, Article]:
        """Return the articles that appeared since a time, by their titles."""
        articles = self.store.articles.in_window(["harl"], since, NOW + 48 * HOUR)
        return {article.title: article for article in articles}


@pytest.fixture
def fed_source() -> Iterator[FedSource]:
    with Store(None) as store:
        yield FedSource(store)


def test_what_has_no_date_is_news_only_if_it_came_later(fed_source: FedSource) -> None:
    fed_source.read(Entry("An old ferry", "", "1"), at=NOW)
    fed_source.read(Entry("An old ferry", "", "1"), Entry("A new ferry", "", "2"), at=NOW + HOUR)

    assert set(fed_source.news(NOW - 1000 * HOUR)) == {"A new ferry"}
    assert fed_source.news()["An old ferry"].is_baseline
    assert fed_source.news()["A new ferry"].appeared_at == NOW + HOUR


def test_a_dated_article_is_news_at_the_first_reading(fed_source: FedSource) -> None:
    fed_source.read(Entry("A ferry", "", "1", published_at=NOW - HOUR), at=NOW)

    assert set(fed_source.news(NOW - 2 * HOUR)) == {"A ferry"}


def test_a_date_that_the_page_gives_later_is_taken(fed_source: FedSource) -> None:
    fed_source.read(Entry("A ferry", "", "1", partial=True), at=NOW)
    whole = Entry("A ferry", "The ferry sails again. " * 9, "1", published_at=NOW - HOUR)
    fed_source.read(whole, at=NOW + HOUR)

    article = fed_source.news(NOW - 2 * HOUR)["A ferry"]
    assert (article.published_at, article.is_baseline, article.partial) == (NOW - HOUR, False, False)


def test_a_headline_alone_is_an_article(fed_source: FedSource) -> None:
    fed_source.read(Entry("A ferry sails", "", "1", "https://harl.example/1", published_at=NOW), at=NOW)

    article = fed_source.news()["A ferry sails"]
    assert (article.text, article.sentences, article.url) == ("", (), "https://harl.example/1")


def test_an_article_of_a_shared_page_keeps_its_place_on_the_page(fed_source: FedSource) -> None:
    page = "https://harl.example/notes"
    entries = [Entry(f"Version {n}", "", f"{n}", f"{page}#v{n}", published_at=NOW) for n in (1, 2)]

    fed_source.read(*mark_shared_identifiers(entries), at=NOW)

    assert {article.url for article in fed_source.news().values()} == {f"{page}#v1", f"{page}#v2"}


def test_the_name_of_the_outlet_is_no_part_of_a_headline(fed_source: FedSource) -> None:
    fed_source.read(Entry("A ferry sails again - Harl", "", "1"), at=NOW)

    assert set(fed_source.news()) == {"A ferry sails again"}
