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
DEFAULT_STORY_COUNT = 5
DEFAULT_SENTENCES_PER_STORY = 2
# The first story is told longer, as in the briefings that people read.
DEFAULT_SENTENCES_OF_FIRST_STORY = 3
# Feeds bring articles hours after their date; a day covers those of weekly outlets too.
MAX_PUBLICATION_DELAY = timedelta(hours=24)
# How long the stories of a brief are, by name: sentences of each.
SENTENCES_PER_STORY_BY_LENGTH = {"short": 1, "medium": DEFAULT_SENTENCES_PER_STORY, "long": 4}


@dataclass(frozen=True, slots=True)
class BriefRequest:
    """What a person, a schedule or a terminal asks for.

    Attributes:
        team: the workspace.
        channel: the place whose sources are read.
        topic: words to match; "" for everything.
        window: which time.
        max_stories: how many at most.
        sentences_per_story: how many for each story.
        method: the way to summarise, by name.
        by_arrival: whether the window holds what came in within it (a digest), not what was published in it. What was
            published more than `BELATED` before the window is then no news: a feed that is followed anew, or an old
            entry that comes up again.
        excluded_terms: what keeps an article out: whole words, phrases, or regular expressions between slashes.
        source_ids: ids of sources, if not all that the channel follows are meant.
        max_per_outlet: how many stories may be told by one and the same outlet alone; 0 for the usual number.
        recipient: the person whom it is for, where it is posted elsewhere than in `channel`.
    """

    team: str
    channel: str
    window: Window
    topic: str = ""
    max_stories: int = DEFAULT_STORY_COUNT
    sentences_per_story: int = DEFAULT_SENTENCES_PER_STORY
    method: str = "news"
    by_arrival: bool = False
    excluded_terms: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()
    max_per_outlet: int = 0
    recipient: str = ""

    def max_sentences_at(self, place: int) -> int:
        """Return how many sentences the story at a place (0 is the first) has at most; the first one is told longer."""
        if place == 0 and self.sentences_per_story == DEFAULT_SENTENCES_PER_STORY:
            return DEFAULT_SENTENCES_OF_FIRST_STORY
        return self.sentences_per_story

    @property
    def target_channel(self) -> str:
        """Where it is posted: the channel, or a person."""
        return self.recipient or self.channel

    def includes(self, article: Article) -> bool:
        """Tell whether an article is of the time that is asked for."""
        if not self.by_arrival:
            return self.window.contains(article.appeared_at)
        return (
            self.window.contains(article.first_seen_at)
            and article.appeared_at >= self.window.since - MAX_PUBLICATION_DELAY
        )


@dataclass(frozen=True, slots=True)
class LeftOutArticles:
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
        created_at: when, UTC.
        stories: best first; empty if there is nothing to tell.
        left_out: every article of the window that stands in no story of the brief is in exactly one of these.
        article_count: how many articles of the window were read.
        latest_article: the newest article this channel has, for when there is nothing new; None without any.
        suggested_headlines: topics that would have matched, where the one asked for did not.
        latest_before_window: the newest article about the topic from before the window, where there is none in it.
    """

    id: str
    request: BriefRequest
    created_at: datetime
    stories: tuple[Story, ...] = ()
    left_out: tuple[LeftOutArticles, ...] = ()
    article_count: int = 0
    latest_article: Article | None = None
    suggested_headlines: tuple[str, ...] = ()
    latest_before_window: Article | None = None

    @property
    def articles(self) -> tuple[Article, ...]:
        """All articles of its stories."""
        return tuple(article for story in self.stories for article in story.articles)

    @property
    def quoted_history(self) -> tuple[tuple[str, str], ...]:
        """What its readers know then: (article, sentence), and (article, "") for each article of its stories.

        The headline of a story is one of the sentences: readers read it first.
        """
        return tuple(
            (article.id, text)
            for story in self.stories
            for article in story.articles
            for text in (
                "",
                *((story.title,) if article is story.lead_article else ()),
                *(sentence.text for sentence in story.key_sentences if sentence.article_id == article.id),
            )
        )
