"""Measure the share of a story's reports that are about a topic.

An article is about a topic if its headline names the topic, or its first sentences do and the text repeats it.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from news.article_kind import ArticleKind
from summarize.ranking import topic_query

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from news.article import Article
    from summarize.ranking.topic_query import TopicQuery

    ArticleGroup = tuple[str, tuple[Article, ...]]

# A story with a lower share of reports on the topic gets no place: an empty place is better than a wrong story.
MIN_TOPIC_SHARE = 0.5
# Nine topics of three weeks: 19 of the 20 places so filled are about the topic, and they hold 24 of the 30 reports
# about it. With any mention in an article, 27 % of the places are right.
LEAD_SENTENCES = 3
MIN_MENTION_SHARE, MIN_MENTIONS = 0.1, 3


class TopicSelection(NamedTuple):
    """Stories separated into those about a topic and those that only mention the topic.

    Attributes:
        about: stories about the topic.
        mentioning: stories that only mention the topic.
        article_ids: the ids of the articles about the topic.
    """

    about: list[ArticleGroup]
    mentioning: list[ArticleGroup]
    article_ids: frozenset[str]


def select_by_topic(
    groups: Iterable[ArticleGroup],
    topic: str,
    topic_source_ids: Collection[str] = (),
    search_hits: Collection[str] = (),
) -> TopicSelection:
    """Separate the stories about a topic from the stories that only mention the topic.

    Other stories are dropped.

    Args:
        groups: (story id, articles) of each story.
        topic: the topic as typed; "" matches every story.
        topic_source_ids: ids of sources dedicated to the topic, regardless of the words in their articles.
        search_hits: ids of articles found by a search, which ignores accents.
    """
    query = topic_query.parse_topic(topic)
    if not query.alternatives and not query.excluded_terms:
        return TopicSelection(list(groups), [], frozenset())
    folded_query = topic_query.parse_topic(_fold(topic))
    about: list[ArticleGroup] = []
    mentioning: list[ArticleGroup] = []
    topic_article_ids: set[str] = set()
    for story_id, members in groups:
        matching = [
            article
            for article in members
            if article.source_id in topic_source_ids
            or query.matches(article, is_search_hit=article.id in search_hits)
        ]
        story_topic_ids = {
            article.id
            for article in matching
            if article.source_id in topic_source_ids
            or not query.alternatives
            or is_about(article, query)
            or (article.id in search_hits and _is_about_folded(article, folded_query))
        }
        topic_article_ids |= story_topic_ids
        if story_topic_ids and topic_share(members, story_topic_ids) >= MIN_TOPIC_SHARE:
            about.append((story_id, members))
        elif matching:
            mentioning.append((story_id, members))
    return TopicSelection(about, mentioning, frozenset(topic_article_ids))


def is_about(article: Article, query: TopicQuery) -> bool:
    """Whether an article is about a topic instead of only mentioning it."""
    return _names_topic(
        article.title, [sentence.text for sentence in article.sentences], article.language, query
    )


def topic_share(articles: Sequence[Article], topic_article_ids: Collection[str]) -> float:
    """Return the share of a story's reports that are about a topic.

    If the story has no reports, all of its articles count.
    """
    counted = reports(articles)
    return sum(article.id in topic_article_ids for article in counted) / len(counted)


def reports(articles: Iterable[Article]) -> tuple[Article, ...]:
    """Return the reports among articles, or all articles if none is a report."""
    listed = tuple(articles)
    return tuple(article for article in listed if article.kind is ArticleKind.REPORT) or listed


# ---- private


def _names_topic(title: str, sentences: Sequence[str], language: str, query: TopicQuery) -> bool:
    if query.matches_text(title, language):
        return True
    if not query.matches_text(" ".join([title, *sentences[:LEAD_SENTENCES]]), language):
        return False
    mentions = sum(query.mentions(sentence, language) for sentence in sentences)
    # A feed's summary is too short for three mentions.
    required = max(min(MIN_MENTIONS, (len(sentences) + 1) // 2), MIN_MENTION_SHARE * len(sentences))
    return mentions >= required


def _is_about_folded(article: Article, folded_query: TopicQuery) -> bool:
    """Whether an article is about a topic when accents are ignored."""
    sentences = [_fold(sentence.text) for sentence in article.sentences]
    return _names_topic(_fold(article.title), sentences, article.language, folded_query)


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(character for character in decomposed if not unicodedata.combining(character))
