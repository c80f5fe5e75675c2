"""The request for a brief, and the brief."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from news.article import Article
    from news.story import Story
    from news.window import Window

# Five stories of two sentences, about 60 words each, take two minutes to read (decided with early readers).
DEFAULT_STORY_COUNT = 5
DEFAULT_SENTENCES_PER_STORY = 2
# The first story has one sentence more, as in the briefings that people read.
DEFAULT_SENTENCES_OF_FIRST_STORY = 3
# Feeds deliver articles hours after their date; a day also covers those of weekly outlets.
MAX_PUBLICATION_DELAY = timedelta(hours=24)
# Sentences per story, by the name of the length.
SENTENCES_PER_STORY_BY_LENGTH = {"short": 1, "medium": DEFAULT_SENTENCES_PER_STORY, "long": 4}


@dataclass(frozen=True, slots=True)
class BriefRequest:
    """A request for a brief, from a person, a digest or the terminal.

    Attributes:
        team: the workspace.
        channel: the channel whose sources are searched.
        window: the time range.
        topic: words to match; "" matches everything.
        max_stories: the maximum number of stories.
        sentences_per_story: the number of sentences per story.
        method: the name of the summarisation method.
        by_arrival: whether the window selects by arrival time (a digest) instead of publication time. Articles
            published more than `MAX_PUBLICATION_DELAY` before the window are then left out: the backlog of a feed
            that was just added, or an old entry that reappears.
        excluded_terms: terms that exclude an article: whole words, phrases, or regular expressions between slashes.
        source_ids: ids of the sources to search; empty for all that the channel follows.
        max_per_outlet: the maximum number of stories that a single outlet alone reports; 0 for the default.
        recipient: the person whom the brief is for, if it is posted elsewhere than in `channel`.
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
        """Whether an article falls into the requested time range."""
        if not self.by_arrival:
            return self.window.contains(article.appeared_at)
        return (
            self.window.contains(article.first_seen_at)
            and article.appeared_at >= self.window.since - MAX_PUBLICATION_DELAY
        )


class LeftOutReason(StrEnum):
    """Why articles are not in a brief; in parentheses, the value that comes with it."""

    EXCLUDED_TERM = "excluded_term"  # (the term)
    OFF_TOPIC = "off_topic"  # (the topic)
    SAME_EVENT = "same_event"
    OUTLET_LIMIT = "outlet_limit"
    NOTHING_NEW = "nothing_new"
    NOT_QUOTABLE = "not_quotable"
    DISPLACED = "displaced"
    RANKED_LOWER = "ranked_lower"  # (the number of stories)
    NOT_A_REPORT = "not_a_report"
    LEGACY = "legacy"  # (the stored words of an earlier release, as they are)


@dataclass(frozen=True, slots=True)
class LeftOutArticles:
    """Articles that the brief leaves out for one reason.

    Attributes:
        reason: the code; `bot/render/ranking_wording.py` has the words.
        articles: the articles, newest first.
        value: as `LeftOutReason` lists it; "" if there is none.
    """

    reason: LeftOutReason
    articles: tuple[Article, ...]
    value: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """Ranked stories, and the articles that were left out with the reason.

    Attributes:
        id: identifies the brief in the store and in `newsbrief verify`.
        request: the request that it answers.
        created_at: when it was made, UTC.
        stories: best first; empty if there are none.
        left_out: each article of the window that is in no story of the brief is in exactly one of these.
        article_count: the number of articles of the window that were read.
        latest_article: the newest article in this channel, shown when there is nothing new; None if there is none.
        suggested_headlines: headlines that do match, when nothing matches the requested topic.
        latest_before_window: the newest article about the topic from before the window, when the window has none.
        rest: one report of each further story, the best first; each of them is in `left_out` too.
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
    rest: tuple[Article, ...] = ()

    @property
    def articles(self) -> tuple[Article, ...]:
        """All articles of the brief's stories."""
        return tuple(article for story in self.stories for article in story.articles)

    @property
    def quoted_history(self) -> tuple[tuple[str, str], ...]:
        """What its readers have seen: (article id, quoted text), and (article id, "") for each article.

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
