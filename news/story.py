"""A story: one event, with all articles about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from news import headline

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from news.article import Article, Sentence


class SentenceLabel(StrEnum):
    """The labels of quoted sentences, such as "What's next"."""

    REASON = "reason"  # why it matters
    NUMBERS = "numbers"
    NEXT = "next"
    QUOTATION = "quotation"


class SignalCode(StrEnum):
    """The signals that rank a story.

    The comments give the values that accompany each signal.
    """

    COVERAGE = "coverage"  # (outlets, independent)
    ACTIVITY = "activity"  # (reports, hours)
    RECENCY = "recency"  # (hours)
    TOPIC = "topic"  # (topic, about, reports); of 0.1.0: (topic, percent)
    HEADLINE = "headline"  # (topic)
    UNUSUAL_COVERAGE = "unusual"  # (outlet, reports, usual)
    RARE_OUTLET = "rare_outlet"  # (outlet)
    ROUNDUP = "roundup"
    COMMENTARY = "commentary"
    QUESTION_HEADLINE = "question"
    TOPIC_PREFERENCE = "topic_preference"  # (topic, weight)
    SOURCE_PREFERENCE = "source_preference"  # (outlet, weight)
    STORY_VOTES = "votes"  # (more, less)
    SOURCE_VOTES = "source_votes"  # (outlets, more, less)
    SIMILARITY = "similarity"  # (number)
    OVERTAKEN = "overtaken"  # (number)
    EXPLORATION = "exploration"  # (outlet, quoted, total)
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class RankingSignal:
    """One part of a story's ranking score.

    `bot/render/wording/ranking_wording.py` puts it into words.

    Attributes:
        code: the kind of signal.
        points: the points that the signal adds; the score is the sum of all signals' points.
        values: the values listed in `SignalCode`; {"legacy_text": ...} for a sentence that an earlier release stored
        and that cannot be converted.
    """

    code: SignalCode
    points: float
    values: Mapping[str, str | int | float] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A quantity for which outlets give different numbers.

    Attributes:
        quantity_mentions: the numbers in the words of each article, such as "at least 12 people"; two or more.
    """

    quantity_mentions: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """One event and the articles about it.

    Attributes:
        id: stable as long as the story is active.
        articles: the reports of the event, newest first; at least one.
        key_sentences: the key sentences in reading order, each from one of the articles.
        ranking_signals: the parts of its score.
        is_update: whether an earlier brief in the channel had this story; `key_sentences` then contains only news.
        discrepancies: numbers in its sentences for which other outlets give different ones.
        merged_titles: headlines of stories that the channel was shown separately and that are now part of this story.
        first_reported_at: when the first article about it that the channel may see appeared, however long ago; None if
        unknown.
        continued_article: if this story seems to continue an earlier one, the newest article of the earlier story that
        the channel was shown; else None.
        commentary: opinion, analysis, features and live pages about the event, newest first; not in `articles`.
        headline_article_id: the id of the article that provides the headline; "" for the first key sentence's article.
        sentence_labels: what key sentences tell, by their text; most have no label.
        section: the section of the digest that contains the story; "" for none.
    """

    id: str
    articles: tuple[Article, ...]
    key_sentences: tuple[Sentence, ...] = ()
    ranking_signals: tuple[RankingSignal, ...] = ()
    is_update: bool = False
    discrepancies: tuple[Discrepancy, ...] = ()
    merged_titles: tuple[str, ...] = ()
    first_reported_at: datetime | None = None
    continued_article: Article | None = None
    commentary: tuple[Article, ...] = ()
    headline_article_id: str = ""
    sentence_labels: Mapping[str, SentenceLabel] = field(default_factory=dict, hash=False)
    section: str = ""

    @property
    def score(self) -> float:
        """The story's ranking score: the sum of the points of all signals."""
        return sum(signal.points for signal in self.ranking_signals)

    @property
    def is_exploration(self) -> bool:
        """Whether the story was picked deliberately from outside the channel's usual outlets."""
        return any(signal.code is SignalCode.EXPLORATION for signal in self.ranking_signals)

    @property
    def lead_article(self) -> Article:
        """The article that provides the story's headline.

        The chosen article; otherwise the one with the first key sentence; otherwise the newest.
        """
        if self.headline_article_id:
            return self.get_article(self.headline_article_id)
        return self.get_article(self.key_sentences[0].article_id) if self.key_sentences else self.articles[0]

    @property
    def title(self) -> str:
        """The headline of the lead article, without the outlet's name and the kicker."""
        return headline.strip_furniture(self.lead_article.title, self.lead_article.outlet)

    @property
    def outlets(self) -> tuple[str, ...]:
        """The outlets that report the story, in the order of their first articles."""
        return tuple(dict.fromkeys(article.outlet for article in reversed(self.articles)))

    @property
    def oldest_article_at(self) -> datetime:
        """The time when the oldest article of the story appeared."""
        return min(article.appeared_at for article in self.articles)

    @property
    def started_at(self) -> datetime:
        """The time of the earliest known report on the story."""
        return self.first_reported_at or self.oldest_article_at

    @property
    def age_days(self) -> int:
        """The number of days from the first report to the newest article; 0 if both are on the same date."""
        return (self.latest_article_at.date() - self.started_at.date()).days

    @property
    def latest_article_at(self) -> datetime:
        """The time when the newest article of the story appeared."""
        return max(article.appeared_at for article in self.articles)

    def get_article(self, article_id: str) -> Article:
        """Return the story's article with this id.

        Raises:
            KeyError: the story has no such article.
        """
        for article in self.articles:
            if article.id == article_id:
                return article
        raise KeyError(article_id)
