"""Compute the ranking signals of a story, which give the reasons and points for its position.

coverage   independent outlets that report it in the window; copies and commentary do not count
activity   recent reports, each worth half after some hours
recency    the age of the newest report
topic      the share of its reports on the requested topic, and whether most headlines name the topic
commentary how likely the reports are opinion or analysis
rolling    a live blog, a round-up, a correction: about many events, or none
question   headlines that are questions
wishes     topics and sources that the channel wants more or less of
votes      "more like this" and "less like this" on the story, and on earlier stories of its outlets
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from news.preferences import Preferences
from news.story import RankingSignal, SignalCode
from summarize.ranking import topic_query as topics
from summarize.ranking import topic_share
from summarize.ranking.ranking_weights import DEFAULT_WEIGHTS
from summarize.text import roundups

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from news.article import Article
    from summarize.ranking.ranking_weights import RankingWeights

    ArticleGroup = tuple[str, Sequence[Article]]

# The sentences that two reports from the same agency share, as a share of the shorter report.
MIN_COPY_OVERLAP = 0.8
SECONDS_PER_HOUR = 3600
# Below this probability the brief does not mention that an article may not be a report.
MIN_COMMENTARY_PROBABILITY = 0.05
# A headline that ends in a question mark, or does before "| Outlet".
_QUESTION_HEADLINE_PATTERN = re.compile(r"[?？؟]\s*(?:$|[|–—-])")


@dataclass(frozen=True, slots=True)
class RankingContext:
    """The data used to rank stories.

    Attributes:
        now: the current time, with time zone.
        topic: the requested topic; "" for everything.
        topic_article_ids: the ids of articles that are about the topic and do not only mention it.
        preferences: the preferences of the channel.
        similarity: the similarity of two stories, by id, 0 to 1.
        weights: the points of each signal.
        is_current: whether an article is in the window; outlets that reported only before the window do not
            count as coverage.
    """

    now: datetime
    topic: str = ""
    topic_article_ids: frozenset[str] = frozenset()
    preferences: Preferences = field(default_factory=Preferences)
    similarity: Callable[[str, str], float] = lambda _one, _other: 0.0
    weights: RankingWeights = DEFAULT_WEIGHTS
    is_current: Callable[[Article], bool] = lambda _article: True


def ranking_signals(articles: Sequence[Article], context: RankingContext) -> Iterator[RankingSignal]:
    """Yield the ranking signals of a story, except the penalty for resembling another story."""
    weights = context.weights
    reports = topic_share.reports(articles)
    age_hours = [_age_hours(article, context.now) for article in reports]
    yield _coverage_signal(tuple(filter(context.is_current, reports)) or reports, weights)
    recent_count = sum(age < 2 * weights.activity_half_life_hours for age in age_hours)
    yield RankingSignal(
        SignalCode.ACTIVITY,
        _activity_points(age_hours, weights),
        {"reports": recent_count, "hours": round(2 * weights.activity_half_life_hours)},
    )
    yield RankingSignal(
        SignalCode.RECENCY, _recency_points(age_hours, weights), {"hours": round(min(age_hours), 2)}
    )
    if context.topic:
        yield from _topic_signals(articles, context)
    commentary_probability = min(article.commentary_probability for article in reports)
    if commentary_probability >= MIN_COMMENTARY_PROBABILITY:
        yield RankingSignal(SignalCode.COMMENTARY, weights.commentary * commentary_probability)
    if all(roundups.is_roundup(article.title) for article in articles):
        yield RankingSignal(SignalCode.ROUNDUP, weights.roundup)
    if all(_QUESTION_HEADLINE_PATTERN.search(article.title) for article in articles):
        yield RankingSignal(SignalCode.QUESTION_HEADLINE, weights.question_headline)
    yield from _preference_signals(articles, context.preferences, weights)
    yield from _vote_signals(articles, context.preferences, weights)


def independent_articles(articles: Sequence[Article]) -> tuple[Article, ...]:
    """Return one article per outlet, ignoring outlets that only copied another article."""
    independent_texts: list[tuple[Article, frozenset[str]]] = []
    for article in sorted(articles, key=lambda item: (item.appeared_at, item.id)):
        texts = frozenset(sentence.text for sentence in article.sentences)
        if any(
            kept_article.outlet == article.outlet or _is_copy(texts, kept_texts)
            for kept_article, kept_texts in independent_texts
        ):
            continue
        independent_texts.append((article, texts))
    return tuple(article for article, _ in independent_texts)


# ---- private


def _age_hours(article: Article, now: datetime) -> float:
    return max((now - article.appeared_at).total_seconds() / SECONDS_PER_HOUR, 0.0)


def _activity_points(age_hours: Sequence[float], weights: RankingWeights) -> float:
    weighted_count = sum(0.5 ** (age / weights.activity_half_life_hours) for age in age_hours)
    return weights.activity * math.log2(1 + weighted_count)


def _recency_points(age_hours: Sequence[float], weights: RankingWeights) -> float:
    return float(weights.recency * 0.5 ** (min(age_hours) / weights.recency_half_life_hours))


def _coverage_signal(articles: Sequence[Article], weights: RankingWeights) -> RankingSignal:
    independent_count = len(independent_articles(articles))
    outlet_count = len({article.outlet for article in articles})
    return RankingSignal(
        SignalCode.COVERAGE,
        weights.coverage * math.log2(independent_count),
        {"outlets": outlet_count, "independent": independent_count},
    )


def _topic_signals(articles: Sequence[Article], context: RankingContext) -> Iterator[RankingSignal]:
    reports = topic_share.reports(articles)
    about_count = sum(article.id in context.topic_article_ids for article in reports)
    if about_count:
        yield RankingSignal(
            SignalCode.TOPIC,
            context.weights.topic * topic_share.topic_share(articles, context.topic_article_ids),
            {"topic": context.topic, "about": about_count, "reports": len(reports)},
        )
    query = topics.parse_topic(context.topic)
    named_count = sum(query.matches_text(article.title, article.language) for article in reports)
    if 2 * named_count >= len(reports):
        yield RankingSignal(SignalCode.HEADLINE, context.weights.headline_match, {"topic": context.topic})


def _preference_signals(
    articles: Sequence[Article], preferences: Preferences, weights: RankingWeights
) -> Iterator[RankingSignal]:
    """Yield the signals for preferred topics, and for the source of a story that the channel prefers most.

    At least half of the articles match a preferred topic.
    """
    article_counts_by_topic = Counter(
        topic_text
        for article in articles
        for topic_text in (
            topics.matching_topics(preferences.topic_weights, article) if preferences.topic_weights else ()
        )
    )
    for topic_text, weight in preferences.topic_weights.items():
        if 2 * article_counts_by_topic[topic_text] >= len(articles):
            yield RankingSignal(
                SignalCode.TOPIC_PREFERENCE,
                weights.preference * weight,
                {"topic": topic_text, "weight": weight},
            )
    preferred_article = max(
        articles, key=lambda article: preferences.source_weights.get(article.source_id, 0)
    )
    if weight := preferences.source_weights.get(preferred_article.source_id, 0):
        yield RankingSignal(
            SignalCode.SOURCE_PREFERENCE,
            weights.preference * weight,
            {"outlet": preferred_article.outlet, "weight": weight},
        )


def _vote_signals(
    articles: Sequence[Article], preferences: Preferences, weights: RankingWeights
) -> Iterator[RankingSignal]:
    story_votes = [
        preferences.article_votes[article.id]
        for article in articles
        if article.id in preferences.article_votes
    ]
    if balance := _vote_balance(story_votes, weights):
        yield RankingSignal(SignalCode.STORY_VOTES, weights.vote * balance, _vote_counts(story_votes))
    outlet_by_source_id = {
        article.source_id: article.outlet
        for article in articles
        if article.source_id in preferences.source_votes
    }
    earlier_votes = [preferences.source_votes[source_id] for source_id in outlet_by_source_id]
    if balance := _vote_balance(earlier_votes, weights):
        outlets = ", ".join(dict.fromkeys(outlet_by_source_id.values()))
        yield RankingSignal(
            SignalCode.SOURCE_VOTES,
            weights.source_vote * balance,
            {"outlets": outlets, **_vote_counts(earlier_votes)},
        )


def _vote_balance(votes: Sequence[tuple[int, int]], weights: RankingWeights) -> float:
    """Return the balance of upvotes and downvotes, from -1 to 1."""
    upvotes, downvotes = (sum(side) for side in zip(*votes, strict=True)) if votes else (0, 0)
    return (upvotes - downvotes) / (upvotes + downvotes + weights.prior_votes)


def _vote_counts(votes: Sequence[tuple[int, int]]) -> dict[str, int]:
    return {
        "more": sum(upvotes for upvotes, _ in votes),
        "less": sum(downvotes for _, downvotes in votes),
    }


def _is_copy(one: frozenset[str], other: frozenset[str]) -> bool:
    shorter_length = min(len(one), len(other))
    return shorter_length > 0 and len(one & other) >= MIN_COPY_OVERLAP * shorter_length
