"""Create briefs from stored articles.

create_brief   window --store--> articles --compose--> draft --verify--> brief, stored

Digests made as of the same instant share all but the identity of the brief.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from bot.runtime.monitoring.service_callbacks import NO_CALLBACKS
from bot.services import stored_briefs
from bot.services.sections import divide_into_sections
from bot.services.shared_briefs import SharedResults, preferences_key
from bot.services.stored_briefs import load_brief
from news.window import Window
from summarize import compose
from summarize.ranking import topic_query

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from bot.services.verification import QuoteVerifier
    from news.article import Article, Sentence
    from news.brief import Brief, BriefRequest
    from news.preferences import Actor, Preferences
    from news.story import Story
    from storage.contract import Store

log = logging.getLogger(__name__)

# Articles up to this much older than the window still join its stories, so that stories are complete (72 h: the
# window that grouped reports of one event best).
STORY_LOOKBACK = timedelta(hours=72)
# Maximum number of articles read for one brief; if the window has more, the newest are read.
MAX_ARTICLES_PER_BRIEF = 5_000
# Maximum number of older articles on a topic that are searched for one without an excluded word.
MAX_OLDER_CANDIDATES = 5
# Maximum number of windows whose articles are kept, of drafts, and of briefs: digests that are due together differ in
# these. A window can hold MAX_ARTICLES_PER_BRIEF articles; the others only refer to them. Digests of many workspaces
# come in turn: with fewer briefs than workspaces, each brief would be dropped before its next use.
MAX_SHARED_WINDOWS, MAX_SHARED_DRAFTS, MAX_SHARED_BRIEFS = 4, 64, 512
# How long digests that are due together are made of the same results.
SHARED_RESULTS_FOR = timedelta(minutes=1)
_EARLIEST = datetime.min.replace(tzinfo=UTC)


class _Inputs(NamedTuple):
    """All that a brief is made of.

    Attributes:
        articles: all that may join its stories.
        folders_by_source: the folder of each source that has one.
    """

    request: BriefRequest
    now: datetime
    source_ids: tuple[str, ...]
    articles: tuple[Article, ...]
    quoted_history: Mapping[str, Sequence[str]]
    preferences: Preferences
    folders_by_source: Mapping[str, str]


class BriefingService:
    """Creates briefs from stored articles. Thread-safe."""

    def __init__(
        self,
        store: Store,
        verifier: QuoteVerifier,
        on_brief: Callable[[Brief], None] = NO_CALLBACKS.on_brief,
    ) -> None:
        self._store = store
        self._on_brief = on_brief
        self._verifier = verifier
        self._shared_articles: SharedResults[tuple[Article, ...]] = SharedResults(MAX_SHARED_WINDOWS)
        self._shared_drafts: SharedResults[Brief] = SharedResults(MAX_SHARED_DRAFTS)
        self._shared_briefs: SharedResults[Brief] = SharedResults(MAX_SHARED_BRIEFS)

    def create_brief(
        self,
        request: BriefRequest,
        *,
        now: datetime,
        quoted_history: Mapping[str, Sequence[str]] | None = None,
        as_of: datetime | None = None,
        save: bool = True,
    ) -> Brief:
        """Create, verify and store a brief for a request, using only stored articles.

        With `as_of`, the work is shared with equal requests as of the same time. They may be of different channels, and
        their windows may begin at different times: they are equal if the windows contain the same articles.

        Args:
            request: the request.
            now: aware.
            quoted_history: earlier quotes in the channel; see `summarize.compose.compose`.
            as_of: the time by which stories are ranked, instead of `now`.
            save: False for a preview, which stores nothing.
        """
        if as_of is not None:
            brief = self._share_brief(request, as_of, now, quoted_history)
        else:
            source_ids = self._source_ids(request)
            articles = self._read_articles(source_ids, request)
            inputs = self._inputs(request, now, source_ids, articles, quoted_history)
            brief = self._finish(self._make_draft(inputs), inputs)
            if save:
                self._save_stories(brief)
        if save:
            self._store.briefs.save(brief)
        log.info("briefed brief=%s stories=%d read=%d", brief.id, len(brief.stories), brief.article_count)
        self._on_brief(brief)
        return brief

    def release_shared(self, *, now: datetime) -> None:
        """Drop what digests shared that were made a while ago: it can be thousands of articles."""
        self._shared_articles.release(now - SHARED_RESULTS_FOR)
        self._shared_drafts.release(now - SHARED_RESULTS_FOR)
        self._shared_briefs.release(now - SHARED_RESULTS_FOR)

    def get_brief(self, team: str, brief_id: str) -> Brief | None:
        """Load a stored brief; None if the brief or one of its articles is no longer stored."""
        return load_brief(self._store, team, brief_id)

    def is_visible(self, actor: Actor, brief_or_answer_id: str) -> bool:
        """Whether a person may see a stored brief or answer in the place where they ask for it."""
        return stored_briefs.is_visible(self._store, actor, brief_or_answer_id)

    def get_left_out_article(
        self, team: str, brief_id: str, article_id: str
    ) -> tuple[Article, tuple[Sentence, ...]] | None:
        """Return an article that a brief left out, together with its key sentences.

        The result is None if the article is not among those left out, is no longer stored, or no sentence can be
        verified.
        """
        brief = self.get_brief(team, brief_id)
        left_out_articles = (
            article for left_out in (brief.left_out if brief else ()) for article in left_out.articles
        )
        article = next((candidate for candidate in left_out_articles if candidate.id == article_id), None)
        if brief is None or article is None:
            return None
        key_sentences = compose.summarize_article(article, brief.request)
        verified_sentences = tuple(filter(self._verifier.is_verbatim, key_sentences))
        return (article, verified_sentences) if verified_sentences else None

    # ---- private

    def _share_brief(
        self,
        request: BriefRequest,
        as_of: datetime,
        now: datetime,
        quoted_history: Mapping[str, Sequence[str]] | None,
    ) -> Brief:
        """Return a copy, with its own id, of the brief for an identical request, which is made if there is none.

        Workspaces that follow the same sources share the draft, and each dates the stories by its own history.
        """
        source_ids = self._source_ids(request)
        articles_key = (self._store.articles.newest_row_ids(), source_ids, *_reading_window(request))
        articles = self._shared_articles.get_or_create(
            as_of, articles_key, lambda: self._read_articles(source_ids, request)
        )
        inputs = self._inputs(request, as_of, source_ids, articles, quoted_history)
        draft_key = (articles_key, _draft_key(inputs))

        def make_brief() -> Brief:
            draft = self._shared_drafts.get_or_create(as_of, draft_key, lambda: self._make_draft(inputs))
            return self._save_stories(self._finish(replace(draft, request=request), inputs))

        shared_brief = self._shared_briefs.get_or_create(as_of, (request.team, draft_key), make_brief)
        brief = replace(
            shared_brief, id=compose.build_brief_id(request, now), request=request, created_at=now
        )
        needs_older_article = request.topic and not brief.stories
        return self._add_older_article(brief, source_ids) if needs_older_article else brief

    def _read_articles(self, source_ids: Sequence[str], request: BriefRequest) -> tuple[Article, ...]:
        return self._store.articles.in_window(
            source_ids, *_reading_window(request), limit=MAX_ARTICLES_PER_BRIEF
        )

    def _source_ids(self, request: BriefRequest) -> tuple[str, ...]:
        return tuple(
            source.id
            for source in self._store.sources.for_channel(request.team, request.channel)
            if not request.source_ids or source.id in request.source_ids
        )

    def _inputs(
        self,
        request: BriefRequest,
        now: datetime,
        source_ids: tuple[str, ...],
        articles: tuple[Article, ...],
        quoted_history: Mapping[str, Sequence[str]] | None,
    ) -> _Inputs:
        return _Inputs(
            request,
            now,
            source_ids,
            articles,
            quoted_history or {},
            self._store.preferences.for_channel(request.team, request.channel, now),
            self._store.sources.topics_by_source(request.team, request.channel),
        )

    def _make_draft(self, inputs: _Inputs) -> Brief:
        """Compose a brief, and verify it. What it says does not depend on the workspace."""
        request, source_ids = inputs.request, inputs.source_ids
        draft_brief = self._compose(inputs)
        if draft_brief.latest_article is None:
            draft_brief = replace(draft_brief, latest_article=self._store.articles.latest(source_ids))
        if not draft_brief.stories and request.topic:
            draft_brief = self._add_older_article(draft_brief, source_ids)
        return replace(
            draft_brief,
            stories=tuple(filter(None, map(self._verifier.filter_story, draft_brief.stories))),
            ahead=tuple(event for event in draft_brief.ahead if self._verifier.is_verbatim(event.sentence)),
        )

    def _finish(self, draft: Brief, inputs: _Inputs) -> Brief:
        """Date the stories of a draft by what their workspace was told before, and divide them into sections."""
        dated_stories = (
            replace(
                story,
                first_reported_at=self._first_reported_at(inputs.request.team, story, inputs.source_ids),
            )
            for story in draft.stories
        )
        return replace(
            draft, stories=divide_into_sections(dated_stories, inputs.request, inputs.folders_by_source)
        )

    def _compose(self, inputs: _Inputs) -> Brief:
        request, query = inputs.request, topic_query.parse_topic(inputs.request.topic)
        return compose.compose(
            request,
            inputs.articles,
            now=inputs.now,
            quoted_history=inputs.quoted_history,
            topic_source_ids=frozenset(
                source_id
                for source_id, folder in inputs.folders_by_source.items()
                if _folder_matches_topic(folder, request.topic)
            ),
            relevance=self._store.articles.score_relevance(
                query.alternatives, inputs.source_ids, *_reading_window(request)
            ),
            preferences=inputs.preferences,
        )

    def _save_stories(self, brief: Brief) -> Brief:
        self._store.stories.save(brief.request.team, [(story.id, story.articles) for story in brief.stories])
        return brief

    def _add_older_article(self, brief: Brief, source_ids: Sequence[str]) -> Brief:
        """Add the newest article on the topic from before the window to a brief without stories."""
        query = topic_query.parse_topic(brief.request.topic)
        candidates = self._store.articles.newest_before(
            query.alternatives, source_ids, brief.request.window.since, count=MAX_OLDER_CANDIDATES
        )
        older_article = next(
            (candidate for candidate in candidates if query.matches(candidate, is_search_hit=True)), None
        )
        return replace(brief, latest_before_window=older_article)

    def _first_reported_at(self, team: str, story: Story, source_ids: Sequence[str]) -> datetime:
        """Return when the earliest stored article of a story appeared."""
        story_articles = self._store.articles.current_versions(
            self._store.stories.related_article_ids(team, story.articles), source_ids
        )
        return min(article.appeared_at for article in (*story.articles, *story_articles))


# ---- private


def _reading_window(request: BriefRequest) -> tuple[datetime, datetime]:
    """Return the time range of the articles to read.

    It starts with a day, so that all briefs of one day consider the same articles.
    """
    since = request.window.since - STORY_LOOKBACK
    return since.replace(hour=0, minute=0, second=0, microsecond=0), request.window.until


def _draft_key(inputs: _Inputs) -> Hashable:
    """Return all that a draft depends on, but for the articles, which are the same for equal keys.

    Of the window, that is which articles lie in it.
    """
    request = inputs.request
    return (
        replace(
            request,
            team="",
            channel="",
            recipient="",
            window=Window(_EARLIEST, request.window.until),
        ),
        inputs.now,
        tuple(map(request.includes, inputs.articles)),
        tuple(
            (article.id, tuple(inputs.quoted_history[article.id]))
            for article in inputs.articles
            if article.id in inputs.quoted_history
        ),
        preferences_key(inputs.preferences),
        tuple(sorted(inputs.folders_by_source.items())),
    )


def _folder_matches_topic(folder: str, topic: str) -> bool:
    """Whether a folder of sources, or one of its parent folders, is named after a topic."""
    return bool(topic) and topic.casefold() in {name.casefold() for name in folder.split("/")}
