from dataclasses import replace
from datetime import UTC, datetime

import pytest

from news.article import Article
from news.article_kind import ArticleKind
from summarize.ranking import topic_share
from summarize.ranking.topic_query import parse_topic

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
PADDING = [f"The council heard item {number} of its list." for number in range(9)]


def _article(name: str, title: str, sentences: list[str], language: str = "en") -> Article:
    text, spans = "", []
    for sentence in sentences:
        spans.append((len(text), len(text) + len(sentence)))
        text += sentence + " "
    return Article(id=name, source_id="s", outlet="Courier", url="", title=title, text=text, sentence_spans=tuple(spans), first_seen_at=NOW, published_at=NOW, language=language)  # fmt: skip


@pytest.mark.parametrize(
    ("title", "sentences", "is_about"),
    [
        ("Ferry fares to rise", PADDING, True),
        ("Fares to rise", ["The ferries cost more from May.", "Ferry crews agreed.", *PADDING[:3], "One ferry is exempt."], True),
        ("Fares to rise", ["The ferry costs more from May.", *PADDING], False),
        ("Fares to rise", [*PADDING, "A ferry.", "Two ferries.", "The last ferry."], False),
        ("Fares to rise", ["The ferry costs more from May."], True),
        ("Harl and Lask", ["They trade."], False),
    ],
)  # fmt: skip
def test_an_article_is_about_what_its_headline_names_or_its_lead_and_what_follows(
    title: str,
    sentences: list[str],
    is_about: bool,  # noqa: FBT001 - a parameter of a test
) -> None:
    assert topic_share.is_about(_article("a", title, sentences), parse_topic("ferry")) is is_about


def test_a_story_of_which_one_report_in_three_is_about_the_topic_only_mentions_it() -> None:
    ferry = _article("f", "Ferry fares to rise", PADDING)
    budget, roads = (_article(name, "Council passes budget", PADDING) for name in "br")
    column = replace(_article("c", "Why the ferry matters", PADDING), kind=ArticleKind.OPINION)

    made = topic_share.select_by_topic(
        [("mixed", (ferry, budget, roads)), ("half", (ferry, budget)), ("none", (roads,)), ("column", (column, roads))],
        "ferry",
    )  # fmt: skip

    assert [story_id for story_id, _ in made.about] == ["half"]
    assert [story_id for story_id, _ in made.mentioning] == ["mixed", "column"]
    assert made.article_ids == {"f", "c"}


def test_every_story_is_about_the_empty_topic_and_those_of_a_source_on_the_topic() -> None:
    groups = [("b", (_article("b", "Council passes budget", PADDING),))]

    assert topic_share.select_by_topic(groups, "").about == groups
    assert topic_share.select_by_topic(groups, "ferry").about == []
    assert topic_share.select_by_topic(groups, "ferry", topic_source_ids={"s"}).about == groups


def test_a_search_finds_a_topic_without_its_accents_but_no_other_word() -> None:
    zurich = ("z", (_article("z", "Zurich votes on trams", PADDING),))
    policy = ("p", (_article("p", "Policy on trams", PADDING),))

    made = topic_share.select_by_topic([zurich, policy], "Zürich", search_hits={"z", "p"})

    assert (made.about, made.mentioning) == ([zurich], [policy])
