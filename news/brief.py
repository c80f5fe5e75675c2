"""What is asked for, and the brief that answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from news.article import Article
    from news.story import Story
    from news.window import Window

# Five stories of two sentences, about 60 words each: read in two minutes (decided with the first readers in mind).
STORIES = 5
SENTENCES = 2
# Feeds bring articles hours after their date; a day covers those of weekly outlets too.
BELATED = timedelta(hours=24)
# How long the stories of a brief are, by name: sentences of each.
LENGTHS = {"short": 1, "medium": SENTENCES, "long": 4}


@dataclass(frozen=True, slots=True)
class BriefRequest:
    """What a person, a schedule or a terminal asks for.

    Attributes:
        team: the workspace.
        channel: the place whose sources are read.
        topic: words to match; "" for everything.
        window: which time.
        stories: how many at most.
        sentences: how many for each story.
        method: the way to summarise, by name.
        arrivals: whether the window holds what came in within it (a digest), not what was published in it. What was
            published more than `BELATED` before the window is then no news: a feed that is followed anew, or an old
            entry that comes up again.
        without: what keeps an article out: whole words, phrases, or regular expressions between slashes.
        sources: ids of sources, if not all that the channel follows are meant.
        most_of_one: how many stories may be told by one and the same outlet alone; 0 for the usual number.
    """

    team: str
    channel: str
    window: Window
    topic: str = ""
    stories: int = STORIES
    sentences: int = SENTENCES
    method: str = "news"
    arrivals: bool = False
    without: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    most_of_one: int = 0

    def holds(self, article: Article) -> bool:
        """Tell whether an article is of the time that is asked for."""
        if not self.arrivals:
            return self.window.holds(article.when)
        return self.window.holds(article.seen) and article.when >= self.window.since - BELATED


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Articles that are not in the brief, for one reason.

    Attributes:
        reason: in words that follow a number: "below the five stories of this brief".
        articles: which, newest first.
    """

    reason: str
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief: ranked stories, and what was left out and why.

    Attributes:
        id: names it in the store and in `newsbrief verify`.
        made: when, UTC.
        stories: best first; empty if there is nothing to tell.
        left_out: every article of the window that stands in no story of the brief is in exactly one of these.
        read: how many articles of the window were read.
        latest: the newest article this channel has, for when there is nothing new; None without any.
        nearest: topics that would have matched, where the one asked for did not.
        older: the newest article about the topic from before the window, where there is none in it.
    """

    id: str
    request: BriefRequest
    made: datetime
    stories: tuple[Story, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    read: int = 0
    latest: Article | None = None
    nearest: tuple[str, ...] = ()
    older: Article | None = None

    @property
    def articles(self) -> tuple[Article, ...]:
        """All articles of its stories."""
        return tuple(article for story in self.stories for article in story.articles)

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """What its readers know then: (article, sentence), and (article, "") for each article of its stories."""
        return tuple(
            (article.id, text)
            for story in self.stories
            for article in story.articles
            for text in ("", *(said.text for said in story.sentences if said.article == article.id))
        )
