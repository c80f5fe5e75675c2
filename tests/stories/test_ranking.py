from datetime import UTC, datetime, timedelta

import pytest

from news.article import Article
from summarize import rank, topic

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)


def _article(
    name: str,
    outlet: str,
    hours: float,
    title: str = "Bridge closed",
    text: str = "The bridge was closed.",
    language: str = "en",
) -> Article:
    when = NOW - timedelta(hours=hours)
    return Article(id=name, source="s", outlet=outlet, url="", title=title, text=text, spans=((0, len(text)),), seen=when, published=when, language=language)  # fmt: skip


def test_a_story_of_many_outlets_comes_before_one_of_one() -> None:
    wide = ("wide", (_article("a", "Courier", 5, text="One."), _article("b", "Ledger", 6, text="Two.")))
    narrow = ("narrow", (_article("c", "Post", 5),))

    assert [story.id for story in rank.rank([narrow, wide], topic="", now=NOW)] == ["wide", "narrow"]


def test_of_two_alike_the_newer_comes_first() -> None:
    groups = [("old", (_article("a", "Courier", 30),)), ("new", (_article("b", "Courier", 1),))]

    assert [story.id for story in rank.rank(groups, topic="", now=NOW)] == ["new", "old"]


def test_a_copy_counts_as_what_it_copies() -> None:
    articles = (_article("a", "Courier", 5), _article("b", "Ledger", 4))

    (story,) = rank.rank([("s", articles)], topic="", now=NOW)

    assert len(rank.independent(articles)) == 1
    assert "told by 2 outlets, 1 of them in own words" in [reason.words for reason in story.reasons]


def test_reasons_add_up_to_the_score() -> None:
    groups = [("s", (_article("a", "Courier", 5, text="One."), _article("b", "Ledger", 4, text="Two.")))]

    (story,) = rank.rank(groups, topic="bridge", now=NOW)

    assert story.score == pytest.approx(sum(reason.points for reason in story.reasons))
    assert {reason.name for reason in story.reasons} == {"coverage", "recency", "topic"}


@pytest.mark.parametrize(
    ("words", "matches"),
    [
        ("", True),
        ("bridge", True),
        ("bridges", True),
        ("Closing", True),
        ("bridge closed", True),
        ('"Harl bridge"', True),
        ('"bridge Harl"', False),
        ("bridge -cracks", False),
        ("bridge -opera", True),
        ("bridge opera", False),
        ("ridge", False),
        ("-opera", True),
        ('"', True),
        ("---", True),
    ],
)
def test_a_topic_is_whole_words_in_any_form_phrases_and_exclusions(words: str, *, matches: bool) -> None:
    article = _article("a", "Courier", 1, title="Harl bridge closed", text="Inspectors found cracks in it.")

    assert topic.matches(words, article) is matches


def test_a_topic_is_stemmed_in_the_articles_language() -> None:
    assert topic.matches(
        "Brücke", _article("a", "Tagblatt", 1, title="Brücken gesperrt", text="Zwei Brücken.", language="de")
    )
