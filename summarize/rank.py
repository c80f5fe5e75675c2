"""Which stories come first, and why: every reason is said, and their points add up to the score."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from news.story import Reason, Story
from summarize import topic as topics

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from news.article import Article

# Points for each doubling of the outlets that tell a story: one outlet 0, two 1, four 2.
COVERAGE = 1.0
# Points of a story of this moment; half after this many hours. Prediction of the next day's coverage on the OG2021
# dev titles is flat from 6 to 24 hours.
RECENCY, HALF_LIFE = 1.0, 12.0
# Points for a headline that names the topic; the text alone earns none.
HEADLINE = 0.5
# Points for an outlet that tells little: what it does tell, it means. Below this share of all articles.
SELDOM, SELDOM_SHARE = 0.2, 0.05
# Sentences that two reports of one agency share, as a share of the shorter one.
COPIED = 0.8


def rank(groups: Sequence[tuple[str, Sequence[Article]]], *, topic: str, now: datetime) -> tuple[Story, ...]:
    """Order stories, best first.

    Args:
        groups: (story id, its articles) as `stories.group` gives them.
        topic: what was asked for; "" for everything.
        now: aware.

    Returns:
        Stories without sentences, each with its reasons.
    """
    told = Counter(article.outlet for _, members in groups for article in members)
    ranked = [
        Story(name, tuple(members), reasons=tuple(_reasons(members, topic, now, told)))
        for name, members in groups
    ]
    return tuple(sorted(ranked, key=lambda story: (-story.score, -story.latest.timestamp(), story.id)))


def independent(articles: Sequence[Article]) -> tuple[Article, ...]:
    """Give one article of each outlet that tells the story in its own words: a copy counts as what it copies."""
    kept: list[tuple[Article, frozenset[str]]] = []
    for article in sorted(articles, key=lambda each: (each.when, each.id)):
        said = frozenset(sentence.text for sentence in article.sentences)
        if any(other.outlet == article.outlet or _copied(said, words) for other, words in kept):
            continue
        kept.append((article, said))
    return tuple(article for article, _ in kept)


# ---- private


def _reasons(articles: Sequence[Article], topic: str, now: datetime, told: Counter[str]) -> list[Reason]:
    own = len(independent(articles))
    outlets = len({article.outlet for article in articles})
    words = f"told by {outlets} outlet{'s' if outlets > 1 else ''}"
    if own < outlets:
        words += f", {own} of them in own words"
    hours = max((now - max(article.when for article in articles)).total_seconds() / 3600, 0.0)
    reasons = [
        Reason("coverage", words, COVERAGE * math.log2(own)),
        Reason("recency", f"latest {_ago(hours)}", RECENCY * 0.5 ** (hours / HALF_LIFE)),
    ]
    if topic and any(topics.names(topic, article) for article in articles):
        reasons.append(Reason("topic", f"“{topic}” stands in the headline", HEADLINE))
    total = sum(told.values())
    seldom = [article.outlet for article in articles if told[article.outlet] / total < SELDOM_SHARE]
    if seldom:
        reasons.append(Reason("seldom heard", f"{seldom[0]} publishes little", SELDOM))
    return reasons


def _ago(hours: float) -> str:
    if hours < 1:
        return "within the hour"
    return f"{hours:.0f} hours ago" if hours < 48 else f"{hours / 24:.0f} days ago"  # noqa: PLR2004 - two days


def _copied(one: frozenset[str], other: frozenset[str]) -> bool:
    shorter = min(len(one), len(other))
    return shorter > 0 and len(one & other) >= COPIED * shorter
