"""Values and bounds of the storage contract: what its methods take and return beside the values of `news`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from news.article import Article, Sentence
    from news.thread import Thread

# The channel of a source subscription that holds for a whole workspace.
WORKSPACE_CHANNEL = ""
# One channel's week of a hundred busy sources. A window without a limit returns its newest articles.
MAX_ARTICLES_PER_WINDOW = 20_000
# A live page changes at every poll. Older versions are deleted, unless a brief quotes them.
MAX_OLD_VERSIONS = 10
# More earlier questions than that never helped to understand one.
MAX_HISTORY_QUESTIONS = 20
# Questions of people, and the answers, are kept for follow-up questions, and no longer.
QUESTION_RETENTION = timedelta(days=30)
# A story that rests for so long is news again when it comes back.
QUOTE_RETENTION = timedelta(days=30)
# Votes older than this are deleted: interests change, and a vote belongs to a person.
VOTE_RETENTION = timedelta(days=90)
# Outlets that were quoted within this time count as recent.
RECENT_PERIOD = timedelta(days=30)
# Slack sends an event again up to three times, within about five minutes; a week is far beyond any outage of ours.
EVENT_RETENTION = timedelta(days=7)

# What a preference is about. "outside" has one row, without a name, where the pick from outside is turned off.
PreferenceKind = Literal["topic", "source", "outside"]
# A search for any of several lists; an article matches a list if it contains all its words and phrases.
TermAlternatives = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class IncomingArticle:
    """An article from a source, with every key by which it may be known already.

    Attributes:
        article: its `id` counts only if the article is new, its `version` never; `first_seen_at` is now.
        dedup_keys: see `news.article.dedup_keys`, surest first.
    """

    article: Article
    dedup_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddResult:
    """What an ingest did; each article as it is stored now.

    Attributes:
        new_articles: no source had brought these.
        changed_articles: their source showed another text before.
        shared_articles: known from another source, new from this one.
        known_ids: the ids of the rest; an article that was offered twice is named twice.
    """

    new_articles: tuple[Article, ...] = ()
    changed_articles: tuple[Article, ...] = ()
    shared_articles: tuple[Article, ...] = ()
    known_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer as it was posted.

    Attributes:
        id: see `news.answer.Answer`.
        thread: the thread in which it was posted.
        brief_id: the id of the brief that opened the thread; "" if none did.
        created_at: when, UTC.
        question: as it was asked.
        story_id: the id of the story that it is about; "" if none.
        quoted_sentences: every sentence that it quotes.
    """

    id: str
    thread: Thread
    brief_id: str
    created_at: datetime
    question: str
    story_id: str
    quoted_sentences: tuple[Sentence, ...]
