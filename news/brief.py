"""Briefs and the requests for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from news.article import Article, Sentence
    from news.story import Story
    from news.window import Window

# Five stories of two sentences, about 60 words each, take two minutes to read (decided with early readers).
DEFAULT_STORY_COUNT = 5
DEFAULT_SENTENCES_PER_STORY = 2
# The first story has one more sentence, as in popular news briefings.
DEFAULT_SENTENCES_OF_FIRST_STORY = 3
# Feeds deliver articles hours after their date; a day also covers those of weekly outlets.
MAX_PUBLICATION_DELAY = timedelta(hours=24)
# The number of sentences per story, by the name of the length.
SENTENCES_PER_STORY_BY_LENGTH = {"short": 1, "medium": DEFAULT_SENTENCES_PER_STORY, "long": 4}


class SectionKind(StrEnum):
    """How the stories of a digest are divided into sections."""

    NONE = ""
    TOPIC = "topic"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class BriefRequest:
    """A request for a brief, from a person, a digest or the terminal.

    Attributes:
        team: the workspace.
        channel: the channel that provides the sources to search.
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
        recipient: the person to send the brief to; "" to post it in `channel`.
        with_opinion: whether opinion, analysis and features are stories like reports, and not lines below them.
        sections: how the stories are divided into sections.
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
    with_opinion: bool = False
    sections: SectionKind = SectionKind.NONE

    def max_sentences_at(self, place: int) -> int:
        """Return the maximum number of sentences for the story at this position, counted from 0.

        The first story may be longer than the others.
        """
        if place == 0 and self.sentences_per_story == DEFAULT_SENTENCES_PER_STORY:
            return DEFAULT_SENTENCES_OF_FIRST_STORY
        return self.sentences_per_story

    @property
    def target_channel(self) -> str:
        """The channel or person to post the brief to."""
        return self.recipient or self.channel

    def includes(self, article: Article) -> bool:
        """Whether the article falls into the requested time range."""
        if not self.by_arrival:
            return self.window.contains(article.appeared_at)
        return (
            self.window.contains(article.first_seen_at)
            and article.appeared_at >= self.window.since - MAX_PUBLICATION_DELAY
        )


class LeftOutReason(StrEnum):
    """A reason for leaving articles out of a brief.

    The comments give the value that accompanies each reason.
    """

    EXCLUDED_TERM = "excluded_term"  # (the term)
    OFF_TOPIC = "off_topic"  # (the topic)
    SAME_EVENT = "same_event"
    OUTLET_LIMIT = "outlet_limit"
    NOTHING_NEW = "nothing_new"
    NOT_QUOTABLE = "not_quotable"
    DISPLACED = "displaced"
    RANKED_LOWER = "ranked_lower"  # (the number of stories)
    NOT_A_REPORT = "not_a_report"
    LEGACY = "legacy"  # (the words that an earlier release stored, unchanged)


@dataclass(frozen=True, slots=True)
class LeftOutArticles:
    """Articles that a brief leaves out for the same reason.

    Attributes:
        reason: the code of the reason; `bot/render/wording/ranking_wording.py` puts it into words.
        articles: the articles, newest first.
        value: as `LeftOutReason` lists it; "" if there is none.
    """

    reason: LeftOutReason
    articles: tuple[Article, ...]
    value: str = ""


@dataclass(frozen=True, slots=True)
class PlannedEvent:
    """A sentence that announces an event on a future day.

    Attributes:
        day: the day.
        sentence: the sentence, word for word.
        article: its article.
    """

    day: date
    sentence: Sentence
    article: Article


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief: ranked stories, and the articles that were left out, with the reasons.

    Attributes:
        id: identifies the brief in the store and in `newsbrief verify`.
        request: the request for the brief.
        created_at: when the brief was created, UTC.
        stories: the stories, best first; empty if there are none.
        left_out: groups of left-out articles; every article of the window is in a story or in exactly one group.
        article_count: the number of articles of the window that were read.
        latest_article: the newest article in this channel, shown when there is nothing new; None if there is none.
        suggested_headlines: headlines to suggest if nothing matches the requested topic.
        latest_before_window: the newest article about the topic from before the window, if the window contains none.
        rest: one report of each further story, best first; these reports are in `left_out` too.
        ahead: what the reports say will happen, by day; from the stories and from those below them.
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
    ahead: tuple[PlannedEvent, ...] = ()

    @property
    def articles(self) -> tuple[Article, ...]:
        """All articles of the brief's stories."""
        return tuple(article for story in self.stories for article in story.articles)

    @property
    def quoted_history(self) -> tuple[tuple[str, str], ...]:
        """The (article id, quoted text) pairs that the brief's readers see.

        Every article also has a pair (article id, "").

        A story's headline counts as quoted text, because readers read it first.
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
