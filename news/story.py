"""One event, with all that was written about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from news.article import Article, Sentence


@dataclass(frozen=True, slots=True)
class Reason:
    """Part of why a story ranks where it does.

    Attributes:
        name: what was looked at: "coverage", "activity", "recency", "topic"; see `summarize.ranking.ranking_signals`.
        words: what was found, for people: "told by 3 outlets".
        points: what it added to the score; the reasons' points sum to it.
    """

    name: str
    words: str
    points: float


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that outlets count otherwise.

    Attributes:
        told: the number as each outlet tells it, cut from its article: "at least 12 people"; at least two.
    """

    told: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """One event.

    Attributes:
        id: stable while the story lives.
        articles: newest first; at least one.
        sentences: the key sentences in the order of reading, each of one of the articles.
        reasons: why it ranks where it does.
        differences: numbers of its sentences that other outlets tell otherwise.
        update: whether the channel was told of it before; `sentences` then say only what is new.
        began: when the first report of it came that its channel may see, however long ago; None if that is not known.
        follows: the newest article, told to the channel, of another story that this one seems to go on from; None if it
            goes on from none.
        joined: headlines of stories that the channel was told apart from this one and that turned out to be the same.
    """

    id: str
    articles: tuple[Article, ...]
    sentences: tuple[Sentence, ...] = ()
    reasons: tuple[Reason, ...] = ()
    update: bool = False
    differences: tuple[Difference, ...] = ()
    joined: tuple[str, ...] = ()
    began: datetime | None = None
    follows: Article | None = None

    @property
    def score(self) -> float:
        """The sum of the reasons' points."""
        return sum(reason.points for reason in self.reasons)

    @property
    def outside(self) -> bool:
        """Whether it was picked from outside what its channel usually gets."""
        return any(reason.name == "outside" for reason in self.reasons)

    @property
    def lead(self) -> Article:
        """The article whose headline names the story: that of the first key sentence, else the newest."""
        return self.article(self.sentences[0].article) if self.sentences else self.articles[0]

    @property
    def title(self) -> str:
        """The headline of the story, verbatim from its lead."""
        return self.lead.title

    @property
    def outlets(self) -> tuple[str, ...]:
        """The outlets that told it, in order of their first article."""
        return tuple(dict.fromkeys(article.outlet for article in reversed(self.articles)))

    @property
    def since(self) -> datetime:
        """The oldest of its articles' time."""
        return min(article.when for article in self.articles)

    @property
    def first(self) -> datetime:
        """When it was first told, as far as is known."""
        return self.began or self.since

    @property
    def days(self) -> int:
        """For how many days it has been told before its newest article; 0 for a story of one day."""
        return (self.latest.date() - self.first.date()).days

    @property
    def latest(self) -> datetime:
        """The newest article's time."""
        return max(article.when for article in self.articles)

    def article(self, name: str) -> Article:
        """Give the article of that id; KeyError if the story has none."""
        for article in self.articles:
            if article.id == name:
                return article
        raise KeyError(name)
