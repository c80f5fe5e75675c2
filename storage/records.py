"""Types and limits in the storage contract that are not defined in `news`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from news.article import Article, Sentence
    from news.thread import Thread

# The channel of a source subscription that applies to a whole workspace.
WORKSPACE_CHANNEL = ""
# A week of a hundred busy sources in one channel. A window without a limit returns its newest articles.
MAX_ARTICLES_PER_WINDOW = 20_000
# A live page changes at every poll. Older versions are deleted, unless a brief quotes them.
MAX_OLD_VERSIONS = 10
# Further earlier questions have never helped to understand a question.
MAX_HISTORY_QUESTIONS = 20
# People's questions, and the answers, are kept for follow-up questions only.
QUESTION_RETENTION = timedelta(days=30)
# A story that comes back after this long is news again.
QUOTE_RETENTION = timedelta(days=30)
# Votes older than this are deleted: interests change, and a vote belongs to a person.
VOTE_RETENTION = timedelta(days=90)
# An outlet counts as recent if it was quoted within this time.
RECENT_PERIOD = timedelta(days=30)
# Slack resends an event up to three times, within about five minutes; a week far exceeds any outage of the bot.
EVENT_RETENTION = timedelta(days=7)

# The subject of a preference. "outside" has a row, without a name, only if the pick from outside is turned off.
PreferenceKind = Literal["topic", "source", "outside"]
# Alternatives of a search; an article matches an alternative if it contains all its words and phrases.
TermAlternatives = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class IncomingArticle:
    """An incoming article, with all keys that may identify a stored copy of the article.

    Attributes:
        article: the article; `first_seen_at` is the current time, `id` is used only if it is new, `version` never.
        dedup_keys: the keys, most reliable first; see `news.article.dedup_keys`.
    """

    article: Article
    dedup_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddResult:
    """The result of storing articles: which are new, changed, shared or already known.

    Attributes:
        new_articles: articles that no source had delivered before.
        changed_articles: articles with a new text from a source that delivered them before.
        shared_articles: articles known from another source, delivered by this source for the first time.
        known_ids: the ids of all other articles; an article that was passed twice is listed twice.
    """

    new_articles: tuple[Article, ...] = ()
    changed_articles: tuple[Article, ...] = ()
    shared_articles: tuple[Article, ...] = ()
    known_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer that was posted in a thread.

    Attributes:
        id: see `news.answer.Answer`.
        thread: the thread in which the answer was posted.
        brief_id: the id of the brief that opened the thread; "" if no brief did.
        created_at: when the answer was created, UTC.
        question: the question as typed.
        story_id: the id of the story that the answer is about; "" if it is not about a story.
        quoted_sentences: all sentences that the answer quotes.
    """

    id: str
    thread: Thread
    brief_id: str
    created_at: datetime
    question: str
    story_id: str
    quoted_sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class StoreStatistics:
    """Figures on a store, for monitoring.

    Attributes:
        article_count: the articles that can be searched.
        version_count: earlier texts, and texts of pruned articles, that are kept for quotes.
        source_count: the sources that somebody follows.
        failing_source_count: those of them whose last poll failed.
        active_digest_count: the digests that are neither paused nor on hold.
        brief_count: the stored briefs.
        unsent_counts: the messages that are not sent yet, by state.
        byte_count: the size of the database in bytes.
        free_byte_count: the part of it that is free for new data.
        log_byte_count: the size of the write-ahead log in bytes.
    """

    article_count: int
    version_count: int
    source_count: int
    failing_source_count: int
    active_digest_count: int
    brief_count: int
    unsent_counts: Mapping[str, int]
    byte_count: int
    free_byte_count: int
    log_byte_count: int
