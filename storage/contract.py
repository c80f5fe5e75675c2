"""The storage contract: what the services need of a store, whatever the engine. tests/contract runs on every engine.

    ledger         Subscriptions, Outbox, ProcessedEvents, and the Ledger, which owns the transactions over several
                   of these and the quoted history
    archive        Sources, ArticleIngest, ArticleCatalogue, ArticleVersions, Stories
    search         ArticleSearch
    conversations  Briefs, Threads, Answers, ChannelPreferences, QuotedHistory

Rules for every method: a write is complete or not done at all, and once the method returns it survives a crash. Every
thread may call every method. Times are aware. Text may contain lone surrogates. A failure of the engine raises
`news.errors.StoreError` with a message for people. `team` is the workspace: no method shows one workspace what another
one wrote, unless its docstring says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

from news.polling import MIN_POLL_INTERVAL
from storage.records import MAX_ARTICLES_PER_WINDOW, MAX_HISTORY_QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, timedelta
    from types import TracebackType
    from typing import Self

    from news.answer import Answer
    from news.article import Article
    from news.brief import Brief
    from news.digest import Delivery, Subscription
    from news.preferences import Preferences
    from news.source import FetchResult, Source
    from news.thread import Thread
    from storage.records import AddResult, IncomingArticle, PreferenceKind, StoredAnswer, TermAlternatives


# ---- ledger


class Subscriptions(Protocol):
    """Which channel gets which digest, and up to when its slots are in the outbox.

    A stored subscription that cannot be read any more is logged once and left out, so that the others are served.
    """

    def save(
        self, subscription: Subscription, *, scanned_until: datetime, next_due_at: datetime | None
    ) -> None:
        """Store a subscription, or replace the one with the same workspace and id.

        Args:
            subscription: what to send.
            scanned_until: slots up to then are not enqueued any more. A later time that is stored already stays.
            next_due_at: when its next slot is due; None if none is.
        """

    def all(self) -> tuple[Subscription, ...]:
        """Return the subscriptions of all workspaces, oldest first."""

    def for_channel(self, team: str, channel: str) -> tuple[Subscription, ...]:
        """Return the subscriptions of a channel, oldest first."""

    def get(self, team: str, subscription_id: str) -> Subscription | None:
        """Return a subscription, or None."""

    def due(self, now: datetime) -> tuple[tuple[Subscription, datetime], ...]:
        """Return the active subscriptions with a slot due by now, each with the time up to which it was scanned."""


class Outbox(Protocol):
    """The messages of digests: to be made, to be sent, being sent, or done. An idempotency key is stored once.

    due --set_payload--> pending --claim--> sending --ok--> sent
                             ^                 |--refused--> failed
                             |                 '--no answer--> unknown --looked for--> sent, pending or doubtful
    waiting: a follow-up message, until the first message of its digest is sent
    """

    def list_due(
        self, *, excluded_channels: Iterable[str] = (), excluded_keys: Iterable[str] = (), limit: int = 100
    ) -> tuple[Delivery, ...]:
        """Return due slots whose message is not made yet: fewest attempts first, of these the longest due.

        Args:
            excluded_channels: channels to leave out.
            excluded_keys: idempotency keys to leave out.
            limit: how many at most.
        """

    def start_attempt(self, delivery: Delivery) -> Delivery | None:
        """Count an attempt at making the message of a due slot. Return None if the slot is not due any more.

        Call it before the attempt, because the attempt can end the process.
        """

    def set_aside(self, delivery: Delivery, error: str) -> bool:
        """Fail a due slot whose message cannot be made. Return whether it was still due."""

    def next_ready(
        self,
        team: str,
        state: Literal["pending", "unknown"],
        now: datetime,
        *,
        excluded_channels: Iterable[str] = (),
        excluded_keys: Iterable[str] = (),
    ) -> Delivery | None:
        """Return the delivery of a workspace that has been due longest, or None.

        Args:
            team: the workspace.
            state: the state of the delivery.
            now: deliveries that may not be sent before a later time are left out.
            excluded_channels: channels that take no message at the moment.
            excluded_keys: idempotency keys to leave out.
        """

    def claim(self, delivery: Delivery, worker_id: str, now: datetime) -> Delivery | None:
        """Move a pending delivery to "sending" for exactly one worker. Return None if it is not pending any more.

        Args:
            delivery: as it was read.
            worker_id: names this process.
            now: the time by Slack's clock, or earlier: if no answer comes, the message is looked for from there on.
        """

    def recover_in_flight(self, worker_id: str) -> int:
        """Move what other workers were sending to "unknown". Return how many deliveries that were."""

    def last_window_until(self, team: str, subscription_id: str) -> datetime | None:
        """Return the end of the last window that a digest of the subscription covered, or None."""

    def for_subscription(self, team: str, subscription_id: str, *, limit: int = 10) -> tuple[Delivery, ...]:
        """Return the deliveries of a subscription, newest first."""

    def get(self, team: str, idempotency_key: str) -> Delivery | None:
        """Return a delivery, or None."""


class ProcessedEvents(Protocol):
    """Which events of Slack were handled: Slack sends an event again if it gets no answer in time."""

    def claim(self, event_id: str, now: datetime) -> bool:
        """Store an event. Return True to exactly one caller, also across restarts."""

    def delete_expired(self, now: datetime) -> int:
        """Delete events older than `EVENT_RETENTION`. Return how many."""


class Ledger(Protocol):
    """The transactions that change subscriptions, the outbox and the quoted history together."""

    def enqueue(
        self,
        deliveries: Sequence[Delivery],
        *,
        scan_progress: Sequence[tuple[str, str, datetime, datetime | None]],
    ) -> tuple[Delivery, ...]:
        """Put slots into the outbox and store how far their subscriptions were scanned.

        Args:
            deliveries: in any state. Those whose key is in the outbox already are left out.
            scan_progress: (workspace, subscription id, scanned until, next due time or None).

        Returns:
            The deliveries that are new.
        """

    def set_payload(
        self,
        delivery: Delivery,
        follow_ups: Sequence[Delivery] = (),
        *,
        quoted_sentences: Iterable[tuple[str, str]] = (),
        now: datetime,
    ) -> bool:
        """Store the message of a due slot. It does not change any more.

        Args:
            delivery: with its payload, no longer "due".
            follow_ups: its further messages, "waiting".
            quoted_sentences: (article id, sentence) for the quoted history; the sentence is "" for an article that
                is not quoted.
            now: the time of the quoted history.

        Returns:
            False, with nothing stored, if the slot is not due any more.
        """

    def record_result(self, delivery: Delivery) -> None:
        """Store the outcome of a delivery.

        If it was sent, its follow-ups become pending as replies in its thread. If it failed, what it quotes is deleted
        from the quoted history.
        """

    def cancel_pending(self, team: str, subscription_id: str, error: str) -> None:
        """Fail what is still to be sent for a subscription, and delete from the quoted history what it quotes."""

    def reset_cursors(self, now: datetime) -> int:
        """Scan every active subscription again from `now` on, after a start or when the clock was set back.

        Missed slots after `now` are deleted: a clock that was ahead made them. Other deliveries stay, so that nothing
        is sent twice.

        Returns:
            How many subscriptions are active.
        """

    def delete_subscription(self, team: str, subscription_id: str) -> bool:
        """Delete a subscription. Return whether there was one.

        What is due or pending for it becomes "missed"; what was delivered stays.
        """


# ---- archive


class Sources(Protocol):
    """Sources, who follows them, and the results of their polls.

    A source is stored once for all workspaces. A channel follows it, or a whole workspace does (`WORKSPACE_CHANNEL`).
    No workspace learns what another one follows: `for_channel` returns `created_at` and `created_by` of the follower.
    """

    def save(self, source: Source) -> None:
        """Store a source. A stored source keeps its health, its validators, and its title unless that is empty."""

    def by_url(self, url: str) -> Source | None:
        """Return the source with this address, or None. A source that moved is found by its present address."""

    def all(self) -> tuple[Source, ...]:
        """Return every source, oldest first."""

    def active(self) -> tuple[Source, ...]:
        """Return every source that somebody follows, oldest first: those to poll."""

    def for_channel(self, team: str, channel: str) -> tuple[Source, ...]:
        """Return the sources whose articles a channel sees: its own and its workspace's, oldest first."""

    def ids_for_channel(self, team: str, channel: str) -> frozenset[str]:
        """Return the ids of the sources that this channel itself follows, or the workspace (`WORKSPACE_CHANNEL`)."""

    def failing(self) -> tuple[Source, ...]:
        """Return every followed source whose last poll failed, oldest first."""

    def list_followers(self, source_id: str) -> tuple[tuple[str, str], ...]:
        """Return (workspace, user id) of everybody who follows the source from within Slack, of all workspaces."""

    def topics_by_source(self, team: str, channel: str) -> dict[str, str]:
        """Return the topic folder by source id, for followed sources that have one. The channel's own goes first."""

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
        """Let a channel, or with `WORKSPACE_CHANNEL` a workspace, follow a source. A repeat changes only the topic.

        Raises:
            StoreError: the source is not stored.
        """

    def unfollow(self, team: str, channel: str, source_id: str) -> bool:
        """Stop following a source. Return whether it was followed. Its articles stay for others who follow it."""

    def record_fetches(
        self, fetch_results: Sequence[FetchResult], *, min_interval: timedelta = MIN_POLL_INTERVAL
    ) -> None:
        """Store the results of polls in one transaction. Call it after the entries are stored.

        In the other order a crash in between loses entries: the validators say that they were read.
        `news.polling.update_poll_state` decides what a result means for the next poll. A result for a source that is
        not stored is ignored. A source that moved to the address of another source keeps its old address.
        """


class ArticleIngest(Protocol):
    """How articles get in; `storage.sqlite.ingest` draws the cases."""

    def add(self, incoming_articles: Iterable[IncomingArticle]) -> AddResult:
        """Store articles. A repeat changes nothing.

        The articles are stored in batches, each completely or not at all; all are on the disk when this returns.

        Raises:
            StoreError: a source is not stored, or the engine failed; earlier batches stay.
        """

    def find_known_keys(self, keys: Iterable[str], *, source_id: str | None = None) -> frozenset[str]:
        """Return the keys whose article is stored; with a source, only those whose article that source brought."""


class ArticleCatalogue(Protocol):
    """Articles as the given sources show them now.

    An article that several of the sources show is returned once: the full text before a summary, then the one that was
    seen first. What only other sources show is left out.
    """

    def in_window(
        self,
        source_ids: Sequence[str],
        since: datetime,
        until: datetime,
        limit: int = MAX_ARTICLES_PER_WINDOW,
    ) -> tuple[Article, ...]:
        """Return the articles that appeared from `since` up to but not including `until`, newest first."""

    def latest(self, source_ids: Sequence[str]) -> Article | None:
        """Return the newest article, or None."""

    def by_url(self, url: str, source_ids: Sequence[str]) -> Article | None:
        """Return the article with this address, or None. Tracking parameters and the scheme do not matter."""

    def current_versions(self, article_ids: Iterable[str], source_ids: Sequence[str]) -> tuple[Article, ...]:
        """Return the articles with these ids, newest first. Unknown ids are left out."""


class ArticleVersions(Protocol):
    """Texts that articles have or had. Of earlier texts the newest `MAX_OLD_VERSIONS` stay, and what a brief quotes."""

    def get_version(self, article_id: str, version: int) -> Article | None:
        """Return this version from whichever source showed it, or None: for a quote that refers to it."""

    def list_versions(self, article_id: str, source_ids: Sequence[str]) -> tuple[Article, ...]:
        """Return the stored versions that these sources showed, oldest first."""


class Stories(Protocol):
    """Which articles of a workspace report one event. An article is in one story of a workspace.

    Stories are the workspace's: show a channel only what its own sources brought.
    """

    def save(self, team: str, groups: Iterable[tuple[str, Sequence[Article]]]) -> None:
        """Store groups of articles: (story id, articles, newest first).

        A group continues the stored story that contains most of its articles, under that story's id; two groups never
        continue one story. Articles of the group move into it, other articles stay where they are. A story without
        articles is deleted.
        """

    def related_article_ids(self, team: str, articles: Iterable[Article]) -> tuple[str, ...]:
        """Return the ids of all articles in the stories of these articles, these included if they are in one."""

    def load_since(self, team: str, since: datetime) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return (story id, article ids, newest first) of the stories with an article since then, latest first."""

    def find_story_id(self, team: str, article_id: str) -> str | None:
        """Return the id of the story that contains the article, or None."""


# ---- search


class ArticleSearch(Protocol):
    """Search in title and text of the articles that the given sources show now."""

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
        """Return the articles that contain words of the text, best first.

        Args:
            text: words in any language; no syntax.
            source_ids: whose articles.
            count: how many at most.
            since: leave out what appeared before.
            until: leave out what appeared then or later.
            ignored_words: stop words, in lower case; None for the English ones. They count if there are no others.
        """

    def score_relevance(
        self, alternatives: TermAlternatives, source_ids: Sequence[str], since: datetime, until: datetime
    ) -> dict[str, float]:
        """Return the relevance, above 0 to 1 for the best, by article id, of the articles that match an alternative."""

    def newest_before(
        self, alternatives: TermAlternatives, source_ids: Sequence[str], until: datetime, *, count: int
    ) -> tuple[Article, ...]:
        """Return the newest articles from before a time that match one of the alternatives."""


class Articles(ArticleIngest, ArticleCatalogue, ArticleVersions, ArticleSearch, Protocol):
    """All that a store does with articles."""


# ---- conversations


class Briefs(Protocol):
    """Briefs as they were posted: each sentence with the article version and the place it is quoted from."""

    def save(self, brief: Brief) -> None:
        """Store a brief under its workspace and id. A stored brief is left unchanged.

        Raises:
            StoreError: it names a version of an article that is not stored.
        """

    def load(self, team: str, brief_id: str) -> Brief | None:
        """Return a brief exactly as it was saved, or None.

        Raises:
            StoreError: an article that it names is not stored any more.
        """

    def load_from_any_workspace(self, brief_id: str) -> Brief | None:
        """Return the brief with this id from any workspace, or None: for the command line, never for a chat."""

    def list_ids(self) -> tuple[tuple[str, str], ...]:
        """Return (workspace, id) of every brief of all workspaces, oldest first."""

    def latest_with_stories(self, team: str, channel: str) -> Brief | None:
        """Return the newest brief of a channel that has stories, or None."""

    def list_ids_quoting(self, article_id: str) -> tuple[tuple[str, str], ...]:
        """Return (workspace, id) of every brief, of all workspaces, that names any version of the article."""


class Threads(Protocol):
    """Which brief opened which thread, and the questions in it."""

    def register(self, thread: Thread, brief_id: str, created_at: datetime) -> None:
        """Store that a brief opened a thread. A later brief replaces an earlier one.

        Raises:
            StoreError: the workspace of the thread has no such brief.
        """

    def find_brief_id(self, thread: Thread) -> str | None:
        """Return the id of the brief that opened the thread, or None."""

    def for_brief(self, team: str, brief_id: str) -> tuple[Thread, datetime] | None:
        """Return the first thread that the brief opened and when, or None if it was never posted."""

    def add_question(self, thread: Thread, text: str, created_at: datetime) -> None:
        """Store a question."""

    def recent_questions(self, thread: Thread, count: int = MAX_HISTORY_QUESTIONS) -> tuple[str, ...]:
        """Return the newest questions of a thread, oldest first."""

    def delete_expired(self, now: datetime) -> int:
        """Delete questions older than `QUESTION_RETENTION`. Return how many."""


class Answers(Protocol):
    """Answers in threads with the sentences they quote, so that anybody can verify them again."""

    def save(self, answer: Answer, thread: Thread, brief_id: str, created_at: datetime) -> None:
        """Store an answer under its workspace and id. A stored answer is left unchanged."""

    def get(self, team: str, answer_id: str) -> StoredAnswer | None:
        """Return an answer, or None."""

    def get_from_any_workspace(self, answer_id: str) -> StoredAnswer | None:
        """Return the answer with this id from any workspace, or None: for the command line, never for a chat."""

    def all(self) -> tuple[StoredAnswer, ...]:
        """Return every answer of all workspaces, oldest first."""

    def for_thread(self, thread: Thread) -> tuple[StoredAnswer, ...]:
        """Return the answers in a thread, oldest first."""

    def for_brief(self, team: str, brief_id: str) -> tuple[StoredAnswer, ...]:
        """Return the answers under a brief, oldest first."""

    def for_quoted_article(self, article_id: str) -> tuple[StoredAnswer, ...]:
        """Return the answers, of all workspaces, that quote any version of an article, oldest first."""

    def delete_expired(self, now: datetime) -> int:
        """Delete answers older than `QUESTION_RETENTION`. Return how many."""


class ChannelPreferences(Protocol):
    """What the members of a channel want more or less of, and their votes."""

    def for_channel(self, team: str, channel: str, now: datetime) -> Preferences:
        """Return the preferences of a channel, its votes, and how often it quoted each outlet in `RECENT_PERIOD`."""

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
        """Add a step to the weight of each name, within `news.preferences.MAX_WEIGHT` either way; 0 deletes it.

        Returns:
            The new weight of each name.
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
        """Store that a member wants more (1) or less (-1) like an article, or take the vote back (0)."""

    def delete_expired(self, now: datetime) -> int:
        """Delete votes older than `VOTE_RETENTION`. Return how many."""


class QuotedHistory(Protocol):
    """Which articles, and which of their sentences, the briefs of a channel showed."""

    def add(
        self, team: str, channel: str, brief_id: str, entries: Iterable[tuple[str, str]], now: datetime
    ) -> None:
        """Store what a brief showed to a channel; a repeat changes nothing.

        Args:
            team: the workspace.
            channel: the channel.
            brief_id: the id of the brief.
            entries: (article id, sentence); the sentence is "" for an article that is not quoted.
            now: when.
        """

    def for_channel(self, team: str, channel: str, now: datetime) -> dict[str, tuple[str, ...]]:
        """Return the sentences that a channel was shown within `QUOTE_RETENTION`, by article id."""

    def delete_expired(self, now: datetime) -> int:
        """Delete entries older than `QUOTE_RETENTION`. Return how many."""


# ---- store


class Store(Protocol):
    """All repositories of one store. Every thread may use it."""

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
        """Return what is damaged, a sentence each; empty if the store is sound."""

    def close(self) -> None:
        """Close the store; harmless a second time."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
