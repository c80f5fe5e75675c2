"""The storage contract: the interface between the services and any storage engine.

tests/contract runs on every engine.

    ledger         Subscriptions, Outbox, ProcessedEvents, and the Ledger, which owns the transactions over several
                   of these and the quoted history
    archive        Sources, ArticleIngest, ArticleCatalogue, ArticleVersions, Stories
    search         ArticleSearch
    conversations  Briefs, Threads, Answers, ChannelPreferences, QuotedHistory

Rules for every method: a write is complete or not done at all, and once the method returns it survives a crash. Every
thread may call every method. Times are aware. Text may contain lone surrogates. If the engine fails, methods raise
`news.errors.StoreError` with a message for people. `team` is the workspace: no method shows a workspace the
data of another one, unless its docstring says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

from news.polling import MIN_POLL_INTERVAL
from storage.records import MAX_ARTICLES_PER_WINDOW, MAX_HISTORY_QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, timedelta
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from news.answer import Answer
    from news.article import Article
    from news.brief import Brief
    from news.digest import Delivery, Subscription
    from news.preferences import Preferences
    from news.source import FetchResult, Source
    from news.thread import Thread
    from storage.records import (
        AddResult,
        IncomingArticle,
        PreferenceKind,
        StoredAnswer,
        StoreStatistics,
        TermAlternatives,
    )


# ---- ledger


class Subscriptions(Protocol):
    """The digest subscriptions of all channels.

    Each is stored with the time up to which its due slots were added to the outbox.

    A stored subscription that can no longer be read is logged once and skipped, so that the others are still served.
    """

    def save(
        self, subscription: Subscription, *, scanned_until: datetime, next_due_at: datetime | None
    ) -> None:
        """Store a subscription, replacing any stored subscription with the same workspace and id.

        Args:
            subscription: the subscription to store.
            scanned_until: slots up to this time are no longer enqueued. A later time that is already stored is kept.
            next_due_at: when the next slot is due; None if there is no next slot.
        """

    def all(self) -> tuple[Subscription, ...]:
        """Return all subscriptions of all workspaces, oldest first."""

    def for_channel(self, team: str, channel: str) -> tuple[Subscription, ...]:
        """Return the subscriptions of a channel, oldest first."""

    def get(self, team: str, subscription_id: str) -> Subscription | None:
        """Return the subscription with this id, or None."""

    def due(self, now: datetime) -> tuple[tuple[Subscription, datetime], ...]:
        """Return (subscription, scanned until) for every active subscription with a slot that is due by `now`.

        "Scanned until" is the time up to which the due slots were added to the outbox.
        """


class Outbox(Protocol):
    """The digest messages, from a due slot to a delivered message.

    Idempotency keys are unique.

    due --set_payload--> pending --claim--> sending --ok--> sent
                             ^                 |--refused--> failed
                             |                 '--no answer--> unknown --looked for--> sent, pending or doubtful
    waiting: a follow-up message, until the first message of its digest is sent
    empty: a slot with nothing new to send; missed: a slot that came due while the bot was not running
    """

    def list_due(
        self, *, excluded_channels: Iterable[str] = (), excluded_keys: Iterable[str] = (), limit: int = 100
    ) -> tuple[Delivery, ...]:
        """Return the due slots that have no message yet, fewest attempts first.

        Slots with equally many attempts are sorted by due time. A slot waits while an earlier message of its
        subscription, which could have been sent before the slot was due, is not sent.

        Args:
            excluded_channels: channels to leave out.
            excluded_keys: idempotency keys to leave out.
            limit: the maximum number of slots.
        """

    def start_attempt(self, delivery: Delivery) -> Delivery | None:
        """Count an attempt to build the message of a due slot. Return the updated delivery.

        Return None if the slot is no longer due.

        Call this before the attempt, because the attempt may kill the process. A power cut may undo it.
        """

    def take_back_attempt(self, attempt: Delivery) -> None:
        """Undo `start_attempt`, if the slot is still due and no other attempt was counted."""

    def set_aside(self, delivery: Delivery, error: str) -> bool:
        """Mark a due slot as failed because the message cannot be built.

        Return whether the slot was still due.
        """

    def next_ready(
        self,
        team: str,
        state: Literal["pending", "unknown"],
        now: datetime,
        *,
        excluded_channels: Iterable[str] = (),
        excluded_keys: Iterable[str] = (),
    ) -> Delivery | None:
        """Return the delivery with the earliest due time in a given state, or None.

        Args:
            team: the workspace.
            state: the state of the delivery.
            now: the current time; deliveries with a later `not_before` are left out.
            excluded_channels: channels that cannot receive a message at the moment.
            excluded_keys: idempotency keys to leave out.
        """

    def claim(self, delivery: Delivery, worker_id: str, now: datetime) -> Delivery | None:
        """Mark a pending delivery as being sent ("sending") by a worker. Only one worker succeeds.

        Return None if it is no longer pending.

        Args:
            delivery: the delivery, unchanged since it was read.
            worker_id: identifies this process.
            now: the time by Slack's clock, or earlier; without a response, the search for the message starts here.
        """

    def recover_in_flight(self, worker_id: str) -> int:
        """Mark as "unknown" the deliveries that other workers left in the state "sending".

        Return the number of these deliveries.
        """

    def count_overdue(self, team: str, due_before: datetime) -> int:
        """Return how many messages of a workspace should have been sent before a given time and were not.

        A message that waits for the end of quiet hours, or for the first message of its digest, does not count.
        """

    def last_window_until(self, team: str, subscription_id: str) -> datetime | None:
        """Return the end of the latest time range that a subscription's digests covered, or None."""

    def for_subscription(self, team: str, subscription_id: str, *, limit: int = 10) -> tuple[Delivery, ...]:
        """Return the deliveries of a subscription, newest first."""

    def get(self, team: str, idempotency_key: str) -> Delivery | None:
        """Return the delivery with this key, or None."""


class ProcessedEvents(Protocol):
    """The Slack events that were handled.

    They are stored because Slack sends an event again if the response is late.
    """

    def claim(self, event_id: str, now: datetime) -> bool:
        """Mark an event as handled. Return whether this call was the first for the event.

        For each event, only one call ever returns True, even across restarts.
        """

    def delete_expired(self, now: datetime) -> int:
        """Delete events older than `EVENT_RETENTION`. Return the number of deleted events."""


class Ledger(Protocol):
    """Transactions that change subscriptions, the outbox and the quoted history together."""

    def enqueue(
        self,
        deliveries: Sequence[Delivery],
        *,
        scan_progress: Sequence[tuple[str, str, datetime, datetime | None]],
    ) -> tuple[Delivery, ...]:
        """Add deliveries to the outbox and store the scan progress of the subscriptions.

        Args:
            deliveries: deliveries in any state. Those with a key that is already in the outbox are left out.
            scan_progress: (workspace, subscription id, scanned until, next due time or None).

        Returns:
            The deliveries that were added.
        """

    def set_payload(
        self,
        delivery: Delivery,
        follow_ups: Sequence[Delivery] = (),
        *,
        quoted_sentences: Iterable[tuple[str, str]] = (),
        now: datetime,
    ) -> bool:
        """Store the message of a due slot. Once stored, the message never changes.

        Args:
            delivery: the delivery with its payload, no longer in state "due".
            follow_ups: the further messages of the digest, in state "waiting".
            quoted_sentences: (article id, sentence) for the quoted history; the sentence is "" for an article
            without a quote.
            now: the time to record in the quoted history.

        Returns:
            False, with nothing stored, if the slot is no longer due.
        """

    def record_result(self, delivery: Delivery) -> None:
        """Store the outcome of a delivery.

        If the delivery was sent, the next of its follow-ups becomes pending as a reply in its thread. If it failed,
        its quotes are deleted from the quoted history. Of a message that a person asked for, only the outcome is kept.
        """

    def cancel_pending(self, team: str, subscription_id: str, error: str) -> None:
        """Mark a subscription's unsent messages as failed.

        The quotes of these messages are deleted from the quoted history.
        """

    def delete_expired_posts(self, now: datetime) -> int:
        """Delete messages that people asked for more than `EVENT_RETENTION` ago. Return how many were deleted.

        Messages that may still be posted are kept.
        """

    def close_thread(self, thread: Thread) -> None:
        """Forget a thread whose first message was deleted, and mark its unsent messages as failed."""

    def move_channel(self, team: str, old_channel: str, new_channel: str) -> None:
        """Move everything that belongs to a channel to its new id.

        Slack gives a private channel a new id when it is shared with another workspace. Where both ids have an entry
        that may exist only once, the old channel's entry is kept.
        """

    def reset_cursors(self, now: datetime) -> int:
        """Restart the scan of all active subscriptions at `now`.

        Call this after a restart, or when the clock was set back.

        Missed slots after `now` are deleted: they were created while the clock was ahead. Other deliveries are kept,
        so that nothing is sent twice.

        Returns:
            The number of active subscriptions.
        """

    def delete_subscription(self, team: str, subscription_id: str) -> bool:
        """Delete a subscription. Return whether it existed.

        Its due and pending deliveries become "missed"; delivered messages are kept.
        """


# ---- archive


class Sources(Protocol):
    """Sources, their followers, and the results of their polls.

    A source is stored once for all workspaces. Its followers are channels or whole workspaces (`WORKSPACE_CHANNEL`).
    No workspace learns what another workspace follows: `for_channel` returns the follower's own `created_at` and
    `created_by`.
    """

    def save(self, source: Source) -> None:
        """Store a source.

        If the source is already stored, the stored health, validators and title are kept.
        """

    def by_url(self, url: str) -> Source | None:
        """Return the source with this URL, or None.

        A source that has moved is found by the new URL only.
        """

    def all(self) -> tuple[Source, ...]:
        """Return all sources, oldest first."""

    def active(self) -> tuple[Source, ...]:
        """Return all sources with at least one follower, oldest first.

        Only these sources are polled.
        """

    def for_channel(self, team: str, channel: str) -> tuple[Source, ...]:
        """Return the sources that a channel or the channel's workspace follows, oldest first."""

    def ids_for_channel(self, team: str, channel: str) -> frozenset[str]:
        """Return the ids of the sources that a channel follows directly.

        For the sources of the whole workspace, pass `WORKSPACE_CHANNEL`.
        """

    def failing(self) -> tuple[Source, ...]:
        """Return all followed sources whose last poll failed, oldest first."""

    def list_followers(self, source_id: str) -> tuple[tuple[str, str], ...]:
        """Return (workspace, user id) for everyone who added a source in Slack, in any workspace."""

    def topics_by_source(self, team: str, channel: str) -> dict[str, str]:
        """Return the topic folder of each source that a channel follows, keyed by source id.

        Sources without a folder are omitted.

        A folder set by the channel takes precedence over one set by the workspace.
        """

    def follow(
        self,
        team: str,
        channel: str,
        source_id: str,
        *,
        created_at: datetime,
        created_by: str = "",
        topic: str = "",
    ) -> None:
        """Make a channel follow a source.

        For a whole workspace, pass `WORKSPACE_CHANNEL`.

        A repeated call changes only the topic.

        Raises:
            StoreError: the source is not stored.
        """

    def unfollow(self, team: str, channel: str, source_id: str) -> bool:
        """Make a channel stop following a source. Return whether the channel followed the source.

        The articles stay stored for other followers.
        """

    def record_fetches(
        self, fetch_results: Sequence[FetchResult], *, min_interval: timedelta = MIN_POLL_INTERVAL
    ) -> None:
        """Store the results of polls in one transaction.

        Call this after storing the articles of the polls.

        In the opposite order, a crash in between loses entries, because the validators mark them as read.
        `news.polling.update_poll_state` decides how a result affects the next poll. Results for sources that are
        not stored are ignored. A source that moved to the URL of another source keeps its old URL.
        """


class ArticleIngest(Protocol):
    """Stores incoming articles.

    `storage.sqlite.ingest` lists the cases.
    """

    def add(self, incoming_articles: Iterable[IncomingArticle]) -> AddResult:
        """Store articles. Storing the same articles again changes nothing.

        Articles are stored in batches, each completely or not at all. All are on disk when this method returns.

        Raises:
            StoreError: a source is not stored, or the engine failed; earlier batches are kept.
        """

    def prune(self, stored_before: datetime, limit: int) -> int:
        """Delete texts that were stored before a given time, oldest first. Return how many were deleted.

        The articles stay known, so that none is ever new again. What a brief or an answer quotes can still be verified
        and read; what a brief only names keeps its title. Neither is searched or briefed again.

        Args:
            stored_before: texts stored at this time or later are kept.
            limit: the maximum number of texts; other writers wait meanwhile.
        """

    def find_known_keys(self, keys: Iterable[str], *, source_id: str | None = None) -> frozenset[str]:
        """Return the given keys that belong to stored articles.

        If a source is given, only articles from that source count.
        """


class ArticleCatalogue(Protocol):
    """The articles that the given sources currently show.

    An article that several of the sources show is returned once: a full text is preferred to a summary, then the
    version that was seen first. Articles that only other sources show are left out.
    """

    def in_window(
        self,
        source_ids: Sequence[str],
        since: datetime,
        until: datetime,
        limit: int = MAX_ARTICLES_PER_WINDOW,
    ) -> tuple[Article, ...]:
        """Return the articles that appeared between `since` and `until`, newest first.

        `since` is included, `until` is not.
        """

    def newest_row_ids(self) -> tuple[int, int]:
        """Return two numbers that change whenever an article, or a version of one, is stored.

        As long as they stay the same, the other methods return no new article or text.
        """

    def count_since(self, since: datetime) -> int:
        """Return how many articles of all sources appeared since a given time."""

    def latest(self, source_ids: Sequence[str]) -> Article | None:
        """Return the newest article from the given sources, or None."""

    def by_url(self, url: str, source_ids: Sequence[str]) -> Article | None:
        """Return the article with this URL, or None.

        Tracking parameters and the scheme of the URL are ignored.
        """

    def current_versions(self, article_ids: Iterable[str], source_ids: Sequence[str]) -> tuple[Article, ...]:
        """Return the current versions of the articles with these ids, newest first.

        Unknown ids are ignored.
        """


class ArticleVersions(Protocol):
    """Current and earlier versions of articles.

    Of the earlier versions, the newest `MAX_OLD_VERSIONS` and those that a brief quotes are kept.
    """

    def get_version(self, article_id: str, version: int) -> Article | None:
        """Return the given version of an article from any source, or None.

        Quotes refer to such versions.
        """

    def list_versions(self, article_id: str, source_ids: Sequence[str]) -> tuple[Article, ...]:
        """Return the stored versions of an article that the given sources have shown, oldest first."""


class Stories(Protocol):
    """The stories of each workspace. Within a workspace, an article belongs to at most one story.

    A story may contain articles from any source of the workspace: show a channel only those from its own sources.
    """

    def save(self, team: str, groups: Iterable[tuple[str, Sequence[Article]]]) -> None:
        """Store groups of articles as stories.

        A group is (story id, articles), with the newest article first.

        A group continues the stored story that contains most of its articles, under that story's id; two groups never
        continue the same story. The group's articles move into the story; other articles are not moved. A story
        without articles is deleted.
        """

    def related_article_ids(self, team: str, articles: Iterable[Article]) -> tuple[str, ...]:
        """Return the ids of all articles that share a story with any of the given articles."""

    def load_since(self, team: str, since: datetime) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return (story id, article ids) for every story with an article since a given time.

        Both the stories and the articles of each story are sorted from newest to oldest.
        """

    def find_story_id(self, team: str, article_id: str) -> str | None:
        """Return the id of the story that contains the article, or None."""


# ---- search


class ArticleSearch(Protocol):
    """Full-text search in the articles that the given sources currently show."""

    def search(
        self,
        text: str,
        source_ids: Sequence[str],
        *,
        count: int = 20,
        since: datetime | None = None,
        until: datetime | None = None,
        ignored_words: frozenset[str] | None = None,
    ) -> tuple[Article, ...]:
        """Return the articles that contain any word of the search text, best match first.

        Args:
            text: words in any language; there is no query syntax.
            source_ids: the sources to search.
            count: the maximum number of articles.
            since: leave out articles that appeared before this time.
            until: leave out articles that appeared at this time or later.
            ignored_words: stop words in lower case; None for the English ones. Used if there are no other words.
        """

    def index_older_articles(self) -> bool:
        """Index a batch of articles from an earlier release, which had no index for all languages.

        Return whether articles are left. Each call takes a fraction of a second.
        """

    def score_relevance(
        self, alternatives: TermAlternatives, source_ids: Sequence[str], since: datetime, until: datetime
    ) -> dict[str, float]:
        """Return the relevance of each article that matches any alternative, keyed by article id.

        Relevance is greater than 0, and 1 for the best match.
        """

    def newest_before(
        self, alternatives: TermAlternatives, source_ids: Sequence[str], until: datetime, *, count: int
    ) -> tuple[Article, ...]:
        """Return the newest articles before a given time that match any alternative."""


class Articles(ArticleIngest, ArticleCatalogue, ArticleVersions, ArticleSearch, Protocol):
    """All article operations of a store."""


# ---- conversations


class Briefs(Protocol):
    """Posted briefs, with the article version and position of every quoted sentence."""

    def save(self, brief: Brief) -> None:
        """Store a brief. If the brief is already stored, nothing changes.

        A power cut may undo it until the next write of any other kind.

        Raises:
            StoreError: the brief refers to an article version that is not stored.
        """

    def load(self, team: str, brief_id: str) -> Brief | None:
        """Return a brief exactly as it was saved, or None.

        Raises:
            StoreError: an article of the brief is no longer stored.
        """

    def load_from_any_workspace(self, brief_id: str) -> Brief | None:
        """Return the brief with this id from any workspace, or None.

        Only for the command line, never for a chat.
        """

    def list_ids(self) -> tuple[tuple[str, str], ...]:
        """Return (workspace, brief id) for every brief in all workspaces, oldest first."""

    def latest_with_stories(self, team: str, channel: str) -> Brief | None:
        """Return the newest brief of a channel that contains stories, or None."""

    def list_ids_for_channel(self, team: str, channel: str, limit: int) -> tuple[str, ...]:
        """Return the ids of the newest briefs of a channel that contain stories, newest first."""

    def list_ids_quoting(self, article_id: str) -> tuple[tuple[str, str], ...]:
        """Return (workspace, brief id) for every brief that refers to an article, in all workspaces.

        Any version of the article counts.
        """


class Threads(Protocol):
    """Threads, with the brief that opened each thread and the questions asked there."""

    def register(self, thread: Thread, brief_id: str, created_at: datetime) -> None:
        """Record the brief that opened a thread. A later call replaces the brief.

        Raises:
            StoreError: the brief does not exist in the thread's workspace.
        """

    def find_brief_id(self, thread: Thread) -> str | None:
        """Return the id of the brief that opened a thread, or None."""

    def for_brief(self, team: str, brief_id: str) -> tuple[Thread, datetime] | None:
        """Return the first thread that a brief opened, with the recorded time; None if there is none."""

    def add_question(self, thread: Thread, text: str, created_at: datetime) -> None:
        """Store a question that was asked in a thread."""

    def recent_questions(self, thread: Thread, count: int = MAX_HISTORY_QUESTIONS) -> tuple[str, ...]:
        """Return the most recent questions of a thread, oldest first."""

    def delete_expired(self, now: datetime) -> int:
        """Delete questions older than `QUESTION_RETENTION`. Return the number of deleted questions."""


class Answers(Protocol):
    """Answers in threads, with the quoted sentences.

    The sentences are stored so that the answers can be verified later.
    """

    def save(self, answer: Answer, thread: Thread, brief_id: str, created_at: datetime) -> None:
        """Store an answer. If the answer is already stored, nothing changes."""

    def get(self, team: str, answer_id: str) -> StoredAnswer | None:
        """Return the answer with this id, or None."""

    def get_from_any_workspace(self, answer_id: str) -> StoredAnswer | None:
        """Return the answer with this id from any workspace, or None.

        Only for the command line, never for a chat.
        """

    def all(self) -> tuple[StoredAnswer, ...]:
        """Return all answers of all workspaces, oldest first."""

    def for_thread(self, thread: Thread) -> tuple[StoredAnswer, ...]:
        """Return the answers in a thread, oldest first."""

    def for_brief(self, team: str, brief_id: str) -> tuple[StoredAnswer, ...]:
        """Return the answers in the threads of a brief, oldest first."""

    def for_quoted_article(self, article_id: str) -> tuple[StoredAnswer, ...]:
        """Return the answers in all workspaces that quote an article, oldest first.

        Any version of the article counts.
        """

    def delete_expired(self, now: datetime) -> int:
        """Delete answers older than `QUESTION_RETENTION`. Return the number of deleted answers."""


class ChannelPreferences(Protocol):
    """The preferences of each channel, and the votes of its members."""

    def for_channel(self, team: str, channel: str, now: datetime) -> Preferences:
        """Return a channel's preferences: weights, votes and recently quoted outlets.

        The outlets are those quoted in the channel within `RECENT_PERIOD`.
        """

    def change_weights(
        self,
        team: str,
        channel: str,
        kind: PreferenceKind,
        names: Iterable[str],
        step: int,
        *,
        created_by: str,
        now: datetime,
    ) -> tuple[int, ...]:
        """Add a step to the weight of each named preference.

        Weights are limited to `news.preferences.MAX_WEIGHT` in either direction. A step of 0 deletes a weight.

        Returns:
            The new weights, in the order of the names.
        """

    def vote(
        self,
        team: str,
        channel: str,
        user_id: str,
        article_id: str,
        source_id: str,
        value: int,
        *,
        now: datetime,
    ) -> None:
        """Store or withdraw a member's vote on an article.

        The value is 1 for more articles like this one, -1 for fewer, and 0 to withdraw the vote.
        """

    def delete_expired(self, now: datetime) -> int:
        """Delete votes older than `VOTE_RETENTION`. Return the number of deleted votes."""


class QuotedHistory(Protocol):
    """The articles and sentences that each channel's briefs have shown."""

    def add(
        self, team: str, channel: str, brief_id: str, entries: Iterable[tuple[str, str]], now: datetime
    ) -> None:
        """Store which articles and sentences a brief showed to a channel. A repeated call changes nothing.

        Args:
            team: the workspace.
            channel: the channel.
            brief_id: the id of the brief.
            entries: (article id, sentence); the sentence is "" for an article without a quote.
            now: the current time.
        """

    def for_channel(self, team: str, channel: str, now: datetime) -> dict[str, tuple[str, ...]]:
        """Return the sentences shown to a channel within `QUOTE_RETENTION`, keyed by article id."""

    def delete_expired(self, now: datetime) -> int:
        """Delete entries older than `QUOTE_RETENTION`. Return the number of deleted entries."""


# ---- store


class Store(Protocol):
    """All repositories of a store. Any thread may use it."""

    ledger: Ledger
    subscriptions: Subscriptions
    outbox: Outbox
    processed_events: ProcessedEvents
    sources: Sources
    articles: Articles
    stories: Stories
    briefs: Briefs
    threads: Threads
    answers: Answers
    preferences: ChannelPreferences
    quoted_history: QuotedHistory

    def find_problems(self) -> tuple[str, ...]:
        """Check the store. Return the problems found, one sentence each; empty if there are none."""

    def statistics(self) -> StoreStatistics:
        """Return figures on the store, for monitoring."""

    def check_writable(self) -> None:
        """Write to the store without changing it.

        Raises:
            StoreError: the store cannot be written, for example because the disk is full.
        """

    def copy_to(self, path: Path) -> None:
        """Write a copy of the store to a new or empty file. Others can read and write in the meantime.

        Raises:
            StoreError: the store cannot be read, or the file cannot be written.
        """

    def close(self) -> None:
        """Close the store. Closing it twice is harmless."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
