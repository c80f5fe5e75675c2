"""The desk: everything the bot can do, for whoever asks: Slack, the clock or a terminal.

take      entries --read--> articles --add--> store
brief     store --window--> articles --compose--> brief --prove--> brief
answer    see bot.conversation
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.services import explain, filter_preview, search
from bot.services.conversation import ConversationService
from bot.services.preferences import PreferenceService
from bot.services.verification import QuoteVerifier
from news import article as articles
from news import polling
from news import source as sources
from news.article import Article
from news.errors import SourceError, Unreadable
from news.source import FetchResult
from news.thread import Thread
from sources import fetch, files
from sources.http.fetch_policy import FetchPolicy
from storage.records import IncomingArticle
from summarize import compose
from summarize.cleaning import clean, preprocess
from summarize.ranking import topic_query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.services.filter_preview import FilterPreview, FilterSpec
    from bot.services.search import SearchQuery, SearchResults
    from news.answer import Answer, Intent
    from news.article import Sentence
    from news.brief import Brief, BriefRequest
    from news.explanation import Explanation
    from news.source import Entry, Source
    from news.story import Story
    from sources.http.robots import RobotsRules
    from storage.contract import Store
    from summarize.ranking.topic_query import TopicQuery

log = logging.getLogger(__name__)

# A story is told whole: articles this much older than the window still join its stories (72 h, the window within
# which reports of one event were grouped best).
STORY_LOOKBACK = timedelta(hours=72)
# Most articles read for one brief; a channel with more in its window is briefed from the newest.
MAX_ARTICLES_PER_BRIEF = 5_000
# Older articles on a topic that are looked at for one without a word that it excludes.
MAX_OLDER_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What became of one visit.

    Attributes:
        new_articles: articles that this source had not brought before.
        changed_articles: articles whose text was found changed.
        known_count: how many were known.
        failures: what could not be read, each naming its subject.
    """

    new_articles: tuple[Article, ...]
    changed_articles: tuple[Article, ...]
    known_count: int
    failures: tuple[SourceError, ...]


class BriefingService:
    """Everything the bot can do. Safe to call from several threads.

    Attributes:
        store: where everything is kept.
        manners: how to behave on a visit.
        shortest: the least time between two visits to one source.
        on_changed: told of articles that were found changed, and when.
    """

    def __init__(
        self,
        store: Store,
        fetch_policy: FetchPolicy = FetchPolicy(),
        min_poll_interval: timedelta = polling.MIN_POLL_INTERVAL,
        on_articles_changed: Callable[[Sequence[Article], datetime], object] = lambda _articles, _now: None,
    ) -> None:
        self._store = store
        self._fetch_policy = fetch_policy
        self._min_poll_interval = min_poll_interval
        self._on_articles_changed = on_articles_changed
        self._robots_rules: RobotsRules = {}
        self.verifier = QuoteVerifier(store)
        self.conversation = ConversationService(store, self.verifier)
        self.preferences = PreferenceService(store, self.verifier)

    # -- news in

    def ingest(self, source: Source, fetch_result: FetchResult) -> IngestResult:
        """Clean, cut and store what one visit to a source brought. Taking it twice changes nothing."""
        ((_, result),) = self._ingest(((source, fetch_result),))
        return result

    def refresh(
        self,
        *,
        now: datetime,
        selected_sources: Sequence[Source] | None = None,
        on_done: Callable[[Source, IngestResult], None] = lambda _source, _taken: None,
    ) -> None:
        """Visit sources and store what they bring; one that fails does not stop the others.

        Args:
            now: aware.
            selected_sources: which; those that are due if not given.
            on_done: told of each as soon as it is stored.
        """
        due_sources = (
            polling.due_sources(self._store.sources.active(), now)
            if selected_sources is None
            else selected_sources
        )
        feeds_by_id = {source.id: source for source in due_sources if source.kind == "feed"}
        for source in due_sources:
            if source.kind == "files":
                on_done(source, self.ingest(source, _read_folder(source, now)))
        if not feeds_by_id:
            return
        for batch in fetch.poll_all(
            tuple(feeds_by_id.values()),
            now=now,
            is_known=self._is_known,
            policy=self._fetch_policy,
            robots_rules=self._robots_rules,
        ):
            for source, result in self._ingest(
                [(feeds_by_id[fetch_result.source_id], fetch_result) for fetch_result in batch]
            ):
                on_done(source, result)

    def purge_expired(self, *, now: datetime) -> None:
        """Delete what is kept for a time only: questions and what was told after 30 days, votes after 90."""
        question_count, event_count = (
            self._store.threads.delete_expired(now),
            self._store.processed_events.delete_expired(now),
        )
        history_count = self._store.quoted_history.delete_expired(now) + self._store.answers.delete_expired(
            now
        )
        history_count += self._store.preferences.delete_expired(now)
        log.info("tidied questions=%d events=%d told=%d", question_count, event_count, history_count)

    # -- news out

    def create_brief(
        self,
        request: BriefRequest,
        *,
        now: datetime,
        quoted_history: Mapping[str, Sequence[str]] | None = None,
        save: bool = True,
    ) -> Brief:
        """Make, prove and keep the brief that a request asks for. Reads only what is stored.

        Args:
            request: what is asked for.
            now: aware.
            quoted_history: what the channel was told before; see `summarize.compose.compose`.
            save: False for a preview, of which nothing is kept.
        """
        window = request.window
        source_ids = [
            source.id
            for source in self._store.sources.for_channel(request.team, request.channel)
            if not request.source_ids or source.id in request.source_ids
        ]
        since = _start_of_day(window.since - STORY_LOOKBACK)
        window_articles = self._store.articles.in_window(
            source_ids, since, window.until, limit=MAX_ARTICLES_PER_BRIEF
        )
        folders_by_source = self._store.sources.topics_by_source(request.team, request.channel)
        topic_source_ids = frozenset(
            source
            for source, folder in folders_by_source.items()
            if _folder_matches_topic(folder, request.topic)
        )
        query = topic_query.parse_topic(request.topic)
        draft_brief = compose.compose(
            request,
            window_articles,
            now=now,
            quoted_history=quoted_history,
            topic_source_ids=topic_source_ids,
            relevance=self._store.articles.score_relevance(
                query.alternatives, source_ids, since, window.until
            ),
            preferences=self._store.preferences.for_channel(request.team, request.channel, now),
        )
        if draft_brief.latest_article is None:
            draft_brief = replace(draft_brief, latest_article=self._store.articles.latest(source_ids))
        if not draft_brief.stories and request.topic:
            draft_brief = replace(
                draft_brief,
                latest_before_window=self._find_older_article(query, source_ids, window.since),
            )
        verified_stories = filter(None, map(self.verifier.filter_story, draft_brief.stories))
        dated_stories = (
            replace(
                verified_story,
                first_reported_at=self._first_reported_at(request.team, verified_story, source_ids),
            )
            for verified_story in verified_stories
        )
        verified_brief = replace(draft_brief, stories=tuple(dated_stories))
        if save:
            self._store.stories.save(
                request.team, [(story.id, story.articles) for story in verified_brief.stories]
            )
            self._store.briefs.save(verified_brief)
        log.info(
            "briefed brief=%s stories=%d read=%d",
            verified_brief.id,
            len(verified_brief.stories),
            verified_brief.article_count,
        )
        return verified_brief

    def has_sources(self, team: str, channel: str) -> bool:
        """Tell whether anything is read for this channel."""
        return bool(self._store.sources.for_channel(team, channel))

    # -- accounts

    def get_brief(self, team: str, brief_id: str) -> Brief | None:
        """Give a brief as it was made; None if it, or an article of it, is not kept any more."""
        return self.verifier.load_brief(team, brief_id)

    def get_brief_thread(self, team: str, brief_id: str) -> Thread | None:
        """Give the thread below a brief; None if it was not posted."""
        thread_and_time = self._store.threads.for_brief(team, brief_id)
        return thread_and_time[0] if thread_and_time else None

    def get_left_out_article(
        self, team: str, brief_id: str, article_id: str
    ) -> tuple[Article, tuple[Sentence, ...]] | None:
        """Give an article that a brief left out, with its key sentences; None if it is not kept any more."""
        stored_brief = self.get_brief(team, brief_id)
        left_out_articles = (
            article
            for left_out in (stored_brief.left_out if stored_brief else ())
            for article in left_out.articles
        )
        article = next((candidate for candidate in left_out_articles if candidate.id == article_id), None)
        if stored_brief is None or article is None:
            return None
        key_sentences = compose.summarize_article(article, stored_brief.request)
        verified_sentences = tuple(
            sentence for sentence in key_sentences if self.verifier.is_verbatim(sentence)
        )
        return (article, verified_sentences) if verified_sentences else None

    def list_sources(self, team: str, channel: str) -> tuple[Source, ...]:
        """Give the sources that a channel reads, in the order of adding."""
        return self._store.sources.for_channel(team, channel)

    def find_source_ids(self, team: str, channel: str, name: str) -> tuple[str, ...]:
        """Give the ids of the sources that a channel reads and whose title or address holds a name."""
        return tuple(source.id for source in self.list_sources(team, channel) if source.matches_text(name))

    def preview_filter(self, team: str, channel: str, spec: FilterSpec, *, now: datetime) -> FilterPreview:
        """Tell what a filter would have left out; see `bot.services.filter_preview`."""
        return filter_preview.preview_filter(
            self._store, team, channel, spec, now=now, limit=MAX_ARTICLES_PER_BRIEF
        )

    def explain_article(self, team: str, channel: str, words: str) -> Explanation:
        """Tell all that is known of an article or of a story of the last brief; see `bot.services.explain`."""
        return explain.explain_article(self._store, self.verifier, team, channel, words)

    # -- questions

    def register_thread(
        self, thread: Thread, brief_id: str, *, now: datetime, shown_to_channel: bool = False
    ) -> None:
        """Remember which brief stands at the root of a thread, so that it can be asked.

        Args:
            thread: where it opened.
            brief_id: which.
            now: aware.
            shown_to_channel: whether the whole channel was told, so that its digests need not tell it again.
        """
        self._store.threads.register(thread, brief_id, now)
        if shown_to_channel and (stored_brief := self.get_brief(thread.team, brief_id)) is not None:
            self._store.quoted_history.add(
                thread.team, thread.channel, brief_id, stored_brief.quoted_history, now
            )

    def is_brief_thread(self, thread: Thread) -> bool:
        """Tell whether a brief of ours stands at the root of this thread."""
        return self._store.threads.find_brief_id(thread) is not None

    def answer(self, thread: Thread, text: str, *, now: datetime) -> Answer:
        """Answer what was typed in a thread; see `Conversation.reply`."""
        return self.conversation.reply(thread, text, now=now)

    def handle_button(
        self, team: str, channel: str, brief_id: str, intent: Intent, number: int, *, now: datetime
    ) -> tuple[Thread | None, Answer] | None:
        """Give what a button under a brief offers, and the thread where it belongs.

        Returns:
            Without a thread where the brief was shown to one person alone; None if the brief is not kept any more.
        """
        stored_brief, thread = self.get_brief(team, brief_id), self.get_brief_thread(team, brief_id)
        if stored_brief is None:
            return None
        answer = self.conversation.reply_to_button(
            stored_brief, thread or Thread(team, channel, brief_id), intent, number, now=now
        )
        return (thread, answer) if answer else None

    def search(self, team: str, channel: str, query: SearchQuery, *, page: int = 0) -> SearchResults:
        """Find articles of the sources that a channel reads; see `bot.services.search`."""
        return search.search_articles(self._store, self.verifier, team, channel, query, page=page)

    def story_number(self, answer: Answer, thread: Thread) -> tuple[str, int]:
        """Give the brief above an answer and the number of the answer's story in it; ("", 0) if it is about none."""
        brief_id = self._store.threads.find_brief_id(thread)
        stored_brief = self.get_brief(thread.team, brief_id) if brief_id and answer.story_id else None
        positions = (
            (
                position
                for position, story in enumerate(stored_brief.stories, 1)
                if story.id == answer.story_id
            )
            if stored_brief
            else iter(())
        )
        number = next(positions, 0)
        return (stored_brief.id, number) if stored_brief and number else ("", 0)

    # -- events

    def claim_event(self, event_id: str, *, now: datetime) -> bool:
        """Tell whether an event of the chat is seen for the first time; it is remembered."""
        return self._store.processed_events.claim(event_id, now)

    # -- private

    def _ingest(
        self, fetch_results: Sequence[tuple[Source, FetchResult]]
    ) -> Iterable[tuple[Source, IngestResult]]:
        """Store what several visits brought: first all articles, then how each visit went."""
        incoming_by_fetch = [
            (source, fetch_result, *_build_all_incoming(source, fetch_result))
            for source, fetch_result in fetch_results
        ]
        store_result = self._store.articles.add(
            [
                incoming_article
                for *_, incoming, _failures in incoming_by_fetch
                for incoming_article in incoming
            ]
        )
        self._store.sources.record_fetches(
            [fetch_result for _, fetch_result in fetch_results], min_interval=self._min_poll_interval
        )
        if store_result.changed_articles:
            self._on_articles_changed(store_result.changed_articles, fetch_results[0][1].fetched_at)
        for source, fetch_result, incoming, failures in incoming_by_fetch:
            new_articles = _articles_of_source(
                source, store_result.new_articles + store_result.shared_articles
            )
            changed_articles = _articles_of_source(source, store_result.changed_articles)
            known_count = len(incoming) - len(new_articles) - len(changed_articles)
            log.info(
                "took source=%s new=%d changed=%d known=%d failed=%d unlinked=%d",
                source.id,
                len(new_articles),
                len(changed_articles),
                known_count,
                len(failures),
                sum(len(entry.url) > articles.MAX_URL_CHARACTERS for entry in fetch_result.entries),
            )
            yield (
                source,
                IngestResult(
                    new_articles, changed_articles, known_count, (*fetch_result.failures, *failures)
                ),
            )

    def _find_older_article(
        self, query: TopicQuery, source_ids: Sequence[str], until: datetime
    ) -> Article | None:
        """Give the newest article about a topic from before a time."""
        candidates = self._store.articles.newest_before(
            query.alternatives, source_ids, until, count=MAX_OLDER_CANDIDATES
        )
        return next(
            (candidate for candidate in candidates if query.matches(candidate, is_search_hit=True)), None
        )

    def _first_reported_at(self, team: str, story: Story, source_ids: Sequence[str]) -> datetime:
        """Tell when a story began, of what was told of it however long ago."""
        story_articles = self._store.articles.current_versions(
            self._store.stories.related_article_ids(team, story.articles), source_ids
        )
        return min(article.appeared_at for article in (*story.articles, *story_articles))

    def _is_known(self, entry: Entry, source_id: str) -> bool:
        return bool(self._store.articles.find_known_keys(_dedup_keys(entry, source_id), source_id=source_id))


# ---- private


def _read_folder(source: Source, now: datetime) -> FetchResult:
    try:
        return files.read_path(Path(source.url), now=now, source_id=source.id)
    except SourceError as problem:
        return FetchResult(source.id, now, failures=(problem,))


def _start_of_day(since: datetime) -> datetime:
    """Give the beginning of a day, so that the briefs of one day begin with the same articles."""
    return since.replace(hour=0, minute=0, second=0, microsecond=0)


def _folder_matches_topic(folder: str, topic: str) -> bool:
    """Tell whether a folder of sources, or one around it, bears the name of a topic."""
    return bool(topic) and topic.casefold() in {name.casefold() for name in folder.split("/")}


def _build_all_incoming(
    source: Source, fetch_result: FetchResult
) -> tuple[list[IncomingArticle], list[SourceError]]:
    """Make articles of what a visit brought; what cannot be read is a failure, and stops nothing."""
    incoming: list[IncomingArticle] = []
    failures: list[SourceError] = []
    for entry, repeated_lines in _entries_with_repeated_lines(fetch_result.entries):
        try:
            incoming.append(_build_incoming(entry, source, fetch_result, repeated_lines))
        except Unreadable as problem:
            failures.append(problem)
    return incoming, failures


def _articles_of_source(source: Source, all_articles: Sequence[Article]) -> tuple[Article, ...]:
    return tuple(article for article in all_articles if article.source_id == source.id)


def _entries_with_repeated_lines(entries: Sequence[Entry]) -> Iterable[tuple[Entry, frozenset[str]]]:
    """Give each entry with the lines that its outlet repeats: they are no part of any article."""
    texts_by_outlet: dict[str, list[str]] = {}
    for entry in entries:
        if entry.scraped:
            texts_by_outlet.setdefault(entry.outlet, []).append(entry.text)
    repeated_by_outlet = {
        outlet: clean.find_repeated_lines(texts) for outlet, texts in texts_by_outlet.items()
    }
    for entry in entries:
        yield entry, repeated_by_outlet.get(entry.outlet, frozenset()) if entry.scraped else frozenset()


def _build_incoming(
    entry: Entry, source: Source, fetch_result: FetchResult, repeated_lines: frozenset[str]
) -> IncomingArticle:
    """Make an article of an entry.

    Raises:
        Unreadable: no headline or no sentence is left of it.
    """
    preprocessed = preprocess.preprocess(
        entry.text, title=entry.title, is_scraped=entry.scraped, repeated_lines=repeated_lines
    )
    subject = (entry.url or entry.guid or entry.title or source.url)[: articles.MAX_URL_CHARACTERS]
    if not preprocessed.title:
        raise Unreadable(subject, "it has no headline")
    if not preprocessed.sentence_spans:
        raise Unreadable(subject, "it holds a headline and no sentence of an article")
    keys = _dedup_keys(entry, source.id)
    article = Article(
        id=articles.build_article_id(keys),
        source_id=source.id,
        outlet=sources.parse_outlet_name(entry.outlet or fetch_result.title or source.title) or source.url,
        url=articles.linkable_url(entry.url),
        title=preprocessed.title,
        text=preprocessed.text,
        sentence_spans=preprocessed.sentence_spans,
        first_seen_at=fetch_result.fetched_at,
        published_at=entry.published_at or entry.updated_at,
        authors=entry.authors,
        language=preprocessed.language,
        partial=entry.partial,
    )
    return IncomingArticle(article, keys)


def _dedup_keys(entry: Entry, source_id: str) -> tuple[str, ...]:
    return articles.dedup_keys(
        source_id=source_id, guid=entry.guid, url=entry.url, title=entry.title, text=entry.text
    )
