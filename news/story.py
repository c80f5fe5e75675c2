"""One event, with all that was written about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from news import headline

if TYPE_CHECKING:
    from datetime import datetime

    from news.article import Article, Sentence


@dataclass(frozen=True, slots=True)
class RankingSignal:
    """Part of why a story ranks where it does.

    Attributes:
        name: what was looked at: "coverage", "activity", "recency", "topic"; see `summarize.ranking.ranking_signals`.
        description: what was found, for people: "told by 3 outlets".
        points: what it added to the score; the reasons' points sum to it.
    """

    name: str
    description: str
    points: float


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One thing that outlets count otherwise.

    Attributes:
        quantity_mentions: the number as each outlet tells it, cut from its article: "at least 12 people"; at least two.
    """

    quantity_mentions: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """One event.

    Attributes:
        id: stable while the story lives.
        articles: newest first; at least one.
        key_sentences: the key sentences in the order of reading, each of one of the articles.
        ranking_signals: why it ranks where it does.
        discrepancies: numbers of its sentences that other outlets tell otherwise.
        is_update: whether the channel was told of it before; `key_sentences` then say only what is new.
        first_reported_at: when the first report of it came that its channel may see, however long ago; None if
            that is not known.
        continued_article: the newest article, told to the channel, of another story that this one seems to go on
            from; None if it
            goes on from none.
        merged_titles: headlines of stories that the channel was told apart from this one and that turned out to be
            the same.
        headline_article_id: the article whose headline names the story; "" for that of the first key sentence.
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
    headline_article_id: str = ""

    @property
    def score(self) -> float:
        """The sum of the reasons' points."""
        return sum(signal.points for signal in self.ranking_signals)

    @property
    def is_exploration(self) -> bool:
        """Whether it was picked from outside what its channel usually gets."""
        return any(signal.name == "outside" for signal in self.ranking_signals)

    @property
    def lead_article(self) -> Article:
        """The article whose headline names the story: the chosen one, that of the first key sentence, or the newest."""
        if self.headline_article_id:
            return self.get_article(self.headline_article_id)
        return self.get_article(self.key_sentences[0].article_id) if self.key_sentences else self.articles[0]

    @property
    def title(self) -> str:
        """The headline of the story, verbatim from its lead, without outlet and kicker."""
        return headline.strip_furniture(self.lead_article.title, self.lead_article.outlet)

    @property
    def outlets(self) -> tuple[str, ...]:
        """The outlets that told it, in order of their first article."""
        return tuple(dict.fromkeys(article.outlet for article in reversed(self.articles)))

    @property
    def oldest_article_at(self) -> datetime:
        """The oldest of its articles' time."""
        return min(article.appeared_at for article in self.articles)

    @property
    def started_at(self) -> datetime:
        """When it was first told, as far as is known."""
        return self.first_reported_at or self.oldest_article_at

    @property
    def age_days(self) -> int:
        """For how many days it has been told before its newest article; 0 for a story of one day."""
        return (self.latest_article_at.date() - self.started_at.date()).days

    @property
    def latest_article_at(self) -> datetime:
        """The newest article's time."""
        return max(article.appeared_at for article in self.articles)

    def get_article(self, article_id: str) -> Article:
        """Give the article of that id; KeyError if the story has none."""
        for article in self.articles:
            if article.id == article_id:
                return article
        raise KeyError(article_id)
