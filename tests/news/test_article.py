import pickle
from datetime import UTC, datetime

import pytest

from news import article, errors
from news.article import Article, Sentence

SEEN = datetime(2026, 11, 18, tzinfo=UTC)


def _article(text: str, spans: tuple[tuple[int, int], ...]) -> Article:
    return Article(
        id="a",
        source_id="s",
        outlet="Courier",
        url="",
        title="T",
        text=text,
        sentence_spans=spans,
        first_seen_at=SEEN,
    )


def test_every_sentence_knows_where_it_stands() -> None:
    told = _article("One. Two.", ((0, 4), (5, 9)))

    assert told.sentences == (Sentence("One.", "a", 0, 0, 4), Sentence("Two.", "a", 1, 5, 9))
    assert all(told.contains_verbatim(sentence) for sentence in told.sentences)


@pytest.mark.parametrize(
    "forged",
    [
        Sentence("Two!", "a", 1, 5, 9),
        Sentence("Two.", "a", 1, 4, 8),
        Sentence("Two.", "b", 1, 5, 9),
        Sentence("Two.", "a", 1, 5, 9, version=2),
    ],
)
def test_a_sentence_that_stands_elsewhere_or_reads_otherwise_is_not_held(forged: Sentence) -> None:
    assert not _article("One. Two.", ((0, 4), (5, 9))).contains_verbatim(forged)


def test_an_article_dated_in_the_future_appeared_when_it_was_seen() -> None:
    told = Article(
        id="a",
        source_id="s",
        outlet="o",
        url="",
        title="T",
        text="x",
        sentence_spans=(),
        first_seen_at=SEEN,
        published_at=SEEN.replace(year=2041),
    )

    assert told.appeared_at == SEEN


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://Example.org/a?utm_source=rss&id=3#top", "https://example.org/a?id=3"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("HTTP://example.org", "http://example.org/"),
    ],
)
def test_one_page_has_one_address(one: str, other: str) -> None:
    assert article.canonical_url(one) == article.canonical_url(other)


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "file:///etc/passwd", "", "https://", "http://[::1", "data:x", "//example.org"],
)
def test_what_is_no_web_address_is_none(url: str) -> None:
    assert article.canonical_url(url) == ""


def test_identity_is_the_guid_else_the_address_else_the_words_and_never_a_date() -> None:
    by_guid = article.dedup_keys(source_id="s", guid="g", url="https://example.org/a", title="T", text="x")
    by_url = article.dedup_keys(source_id="s", guid="", url="http://example.org/a", title="T", text="x")
    by_text = article.dedup_keys(source_id="s", guid="", url="", title="T", text="x")

    assert by_guid == ("guid s g", "url example.org/a")
    assert by_url[0] == "url example.org/a"
    assert by_text == article.dedup_keys(source_id="other", guid="", url="", title="T ", text=" x")
    assert len({article.build_article_id(keys) for keys in (by_guid, by_url, by_text)}) == 3


def test_a_failed_source_travels_between_processes_whole() -> None:
    problem = pickle.loads(pickle.dumps(errors.Refused("https://example.org", "answered 404", 404)))

    assert (str(problem), problem.status) == ("https://example.org: answered 404", 404)


def test_an_address_too_long_for_a_link_is_none_but_still_names_its_article() -> None:
    url = "https://courier.example/" + "a" * article.MAX_URL_CHARACTERS

    assert article.linkable_url(url) == ""
    assert article.linkable_url(url[:100]) == url[:100]
    assert article.dedup_keys(source_id="s", guid="", url=url, title="t", text="x")[0] == f"url {url[8:]}"
