"""Why a story ranks where it does: each reason in words, with the points that it adds.

coverage   independent outlets; a copy counts as what it copies
activity   reports of late, each worth half after some hours
recency    of the newest report
topic      how much a story is about what was asked for, and whether a headline names it
unusual    an outlet writes more on it than it usually does on a story
seldom     an outlet that publishes little
rolling    a live blog, a round-up, a correction: about many events, or none
question   headlines that ask instead of telling
wishes     topics and sources of which the channel wants more or less
votes      "more like this" and "less like this" on the story, and on what its outlets told before
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from news.preferences import Preferences, describe_weight
from news.story import RankingSignal
from summarize.ranking import topic_query as topics
from summarize.text import roundups

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from news.article import Article

    Group = tuple[str, Sequence[Article]]

# Points for each doubling of the outlets that tell a story: one outlet 0, two 1, four 2.
COVERAGE = 1.0
# Points for each doubling of 1 and the reports of late, each halved after so many hours; points of a story of this
# moment, halved after so many. By prediction (bench/ranking.py --sweep), P@5: halving after 2, 3, 4, 6, 8 and 12 hours
# .502, .506, .511, .508, .505 and .503; recency of 3, 6 and 12 hours .506, .511 and .513, of 0, 1, 2 and 4 points .512,
# .512, .511 and .506: a brief without it would tell last what has just come in.
ACTIVITY, BRISK = 1.0, 4.0
RECENCY, HALF_LIFE = 2.0, 6.0
# Points of the story that is most about the topic; for a headline that names it.
TOPIC, HEADLINE = 1.0, 0.5
# Points for each doubling of what an outlet usually writes on a story, from twice as much on.
UNUSUAL, TWICE = 0.3, 2.0
# Points for an outlet that tells little: what it does tell, it means. Below this share of all articles.
SELDOM, SELDOM_SHARE = 0.2, 0.05
# Points of a story that is a rolling item alone; 0, -.5, -1 and -2 give P@5 .504, .507, .511 and .511 there.
ROLLING = -1.0
# Points of a story whose headlines all ask; 0, -.5 and -1 give P@5 .509, .511 and .512, nDCG .628, .630 and .630.
QUESTION = -0.5
# Points for each step of "more" or "less": as much as twice the outlets.
WISH = 1.0
# Points of votes on a story, and on other stories of its sources, that all go one way, in the limit; so many more votes
# are taken to be on neither side, so that one vote alone moves little.
VOTES, STANDING, UNCAST = 1.5, 0.75, 4
# Sentences that two reports of one agency share, as a share of the shorter one.
COPIED = 0.8
SECONDS_AN_HOUR = 3600
# A headline that ends in a question mark, or does before "| Outlet".
_ASKS = re.compile(r"[?？؟]\s*(?:$|[|–—-])")


@dataclass(frozen=True, slots=True)
class Weighing:
    """What stories are held against.

    Attributes:
        now: aware.
        topic: what was asked for; "" for everything.
        relevance: how much each article is about the topic, 0 to 1, by id; what is missing is not known to be.
        taste: what the channel wants.
        alike: how alike two stories are, by their ids, 0 to 1.
    """

    now: datetime
    topic: str = ""
    relevance: Mapping[str, float] = field(default_factory=dict)
    taste: Preferences = field(default_factory=Preferences)
    alike: Callable[[str, str], float] = lambda _one, _other: 0.0


class Habits:
    """How much each outlet publishes, and on a story; outlets without a name are unknown and have none."""

    def __init__(self, groups: Sequence[Group]) -> None:
        outlets = [[article.outlet for article in members if article.outlet] for _, members in groups]
        self.told = Counter(chain.from_iterable(outlets))
        self.total = sum(self.told.values())
        stories = Counter(chain.from_iterable(map(set, outlets)))
        self.usual = {outlet: count / stories[outlet] for outlet, count in self.told.items()}


def of(articles: Sequence[Article], weighing: Weighing, habits: Habits) -> Iterator[RankingSignal]:
    """Give a story's reasons, all but its likeness to others."""
    hours = [_hours(article, weighing.now) for article in articles]
    yield _coverage(articles)
    lately = sum(each < 2 * BRISK for each in hours)
    words = f"{lately or 'no'} report{'' if lately == 1 else 's'} in the last {2 * BRISK:.0f} hours"
    yield RankingSignal("activity", words, _activity(hours))
    yield RankingSignal("recency", f"latest {_ago(min(hours))}", _recency(hours))
    if weighing.topic:
        yield from _topic(articles, weighing)
    yield from _outlets(articles, habits)
    if all(roundups.is_rolling(article.title) for article in articles):
        yield RankingSignal("rolling", "a live blog, a round-up or a correction, not an event", ROLLING)
    if all(_ASKS.search(article.title) for article in articles):
        yield RankingSignal("question", "the headline asks instead of telling", QUESTION)
    yield from _wishes(articles, weighing.taste)
    yield from _votes(articles, weighing.taste)


def independent(articles: Sequence[Article]) -> tuple[Article, ...]:
    """Give one article of each outlet that tells the story in its own words: a copy counts as what it copies."""
    kept: list[tuple[Article, frozenset[str]]] = []
    for article in sorted(articles, key=lambda each: (each.appeared_at, each.id)):
        texts = frozenset(sentence.text for sentence in article.sentences)
        if any(other.outlet == article.outlet or _copied(texts, words) for other, words in kept):
            continue
        kept.append((article, texts))
    return tuple(article for article, _ in kept)


# ---- private


def _hours(article: Article, now: datetime) -> float:
    return max((now - article.appeared_at).total_seconds() / SECONDS_AN_HOUR, 0.0)


def _activity(hours: Sequence[float]) -> float:
    return ACTIVITY * math.log2(1 + sum(0.5 ** (each / BRISK) for each in hours))


def _recency(hours: Sequence[float]) -> float:
    return float(RECENCY * 0.5 ** (min(hours) / HALF_LIFE))


def _coverage(articles: Sequence[Article]) -> RankingSignal:
    own = len(independent(articles))
    outlets = len({article.outlet for article in articles})
    words = f"told by {outlets} outlet{'s' if outlets > 1 else ''}"
    if own < outlets:
        words += f", {own} of them in own words"
    return RankingSignal("coverage", words, COVERAGE * math.log2(own))


def _topic(articles: Sequence[Article], weighing: Weighing) -> Iterator[RankingSignal]:
    share = max(weighing.relevance.get(article.id, 0.0) for article in articles)
    if share > 0:
        yield RankingSignal(
            "topic", f"{share:.0%} as much about “{weighing.topic}” as the best", TOPIC * share
        )
    if any(topics.read(weighing.topic).names(article) for article in articles):
        yield RankingSignal("headline", f"“{weighing.topic}” stands in the headline", HEADLINE)


def _outlets(articles: Sequence[Article], habits: Habits) -> Iterator[RankingSignal]:
    here = Counter(article.outlet for article in articles if article.outlet)
    if not here:
        return
    times, outlet = max((count / habits.usual[outlet], outlet) for outlet, count in here.items())
    if times >= TWICE:
        words = f"{outlet} wrote {here[outlet]} reports on it, usually {habits.usual[outlet]:.1f} on a story"
        yield RankingSignal("unusual", words, UNUSUAL * math.log2(times))
    if seldom := [outlet for outlet in here if habits.told[outlet] / habits.total < SELDOM_SHARE]:
        yield RankingSignal("seldom heard", f"{seldom[0]} publishes little", SELDOM)


def _wishes(articles: Sequence[Article], taste: Preferences) -> Iterator[RankingSignal]:
    """Give a topic's points if most of the articles are about it; a source's if it tells the story best liked."""
    about = Counter(
        words
        for article in articles
        for words in (topics.matching(taste.topic_weights, article) if taste.topic_weights else ())
    )
    for words, steps in taste.topic_weights.items():
        if 2 * about[words] >= len(articles):
            yield RankingSignal(
                "wish", f"this channel wants {describe_weight(steps)} of “{words}”", WISH * steps
            )
    liked = max(articles, key=lambda article: taste.source_weights.get(article.source_id, 0))
    if steps := taste.source_weights.get(liked.source_id, 0):
        yield RankingSignal(
            "wish", f"this channel wants {describe_weight(steps)} from {liked.outlet}", WISH * steps
        )


def _votes(articles: Sequence[Article], taste: Preferences) -> Iterator[RankingSignal]:
    cast = [taste.article_votes[article.id] for article in articles if article.id in taste.article_votes]
    if share := _share(cast):
        yield RankingSignal("votes", f"votes on it: {_counted(cast)}", VOTES * share)
    sources = {
        article.source_id: article.outlet for article in articles if article.source_id in taste.source_votes
    }
    before = [taste.source_votes[source] for source in sources]
    if share := _share(before):
        words = (
            f"votes on what {' and '.join(dict.fromkeys(sources.values()))} told before: {_counted(before)}"
        )
        yield RankingSignal("votes", words, STANDING * share)


def _share(cast: Sequence[tuple[int, int]]) -> float:
    """Give what votes come to, from -1 to 1."""
    up, down = (sum(side) for side in zip(*cast, strict=True)) if cast else (0, 0)
    return (up - down) / (up + down + UNCAST)


def _counted(cast: Sequence[tuple[int, int]]) -> str:
    return f"{sum(up for up, _ in cast)} for more, {sum(down for _, down in cast)} for less"


def _ago(hours: float) -> str:
    if hours < 1:
        return "within the hour"
    count, unit = (round(hours), "hour") if hours < 48 else (round(hours / 24), "day")  # noqa: PLR2004 - two days
    return f"{count} {unit}{'' if count == 1 else 's'} ago"


def _copied(one: frozenset[str], other: frozenset[str]) -> bool:
    shorter = min(len(one), len(other))
    return shorter > 0 and len(one & other) >= COPIED * shorter
