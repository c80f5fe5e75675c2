"""Create briefs from stored articles.

create_brief   window --store--> articles --compose--> draft --verify--> brief, stored
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.services import stored_briefs
from bot.services.sections import divide_into_sections
from bot.services.stored_briefs import load_brief
from summarize import compose
from summarize.ranking import topic_query

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.services.verification import QuoteVerifier
    from news.article import Article, Sentence
    from news.brief import Brief, BriefRequest
    from news.preferences import Actor
    from news.story import Story
    from storage.contract import Store
    from summarize.ranking.topic_query import TopicQuery

log = logging.getLogger(__name__)

# Articles up to this much older than the window still join its stories, so that stories are complete (72 h: the
# window that grouped reports of one event best).
STORY_LOOKBACK = timedelta(hours=72)
# Maximum number of articles read for one brief; if the window has more, the newest are read.
MAX_ARTICLES_PER_BRIEF = 5_000
# Maximum number of older articles on a topic that are searched for one without an excluded word.
MAX_OLDER_CANDIDATES = 5


class BriefingService:
    """Creates briefs from stored articles. Thread-safe."""

    def __init__(self, store: Store, verifier: QuoteVerifier) -> None:
        self._store = store
        self._verifier = verifier

    def create_brief(
        self,
        request: BriefRequest,
        *,
        now: datetime,
        quoted_history: Mapping[str, Sequence[str]] | None = None,
        save: bool = True,
    ) -> Brief:
        """Create, verify and store a brief for a request, using only stored articles.

        Args:
            request: the request.
            now: aware.
            quoted_history: earlier quotes in the channel; see `summarize.compose.compose`.
            save: False for a preview, which stores nothing.
        """
        source_ids = [
            source.id
            for source in self._store.sources.for_channel(request.team, request.channel)
            if not request.source_ids or source.id in request.source_ids
        ]
        query = topic_query.parse_topic(request.topic)
        draft_brief = self._compose(request, query, source_ids, now, quoted_history)
        if draft_brief.latest_article is None:
            draft_brief = replace(draft_brief, latest_article=self._store.articles.latest(source_ids))
        if not draft_brief.stories and request.topic:
            draft_brief = replace(
                draft_brief,
                latest_before_window=self._find_older_article(query, source_ids, request.window.since),
            )
        verified_stories = filter(None, map(self._verifier.filter_story, draft_brief.stories))
        dated_stories = (
            replace(story, first_reported_at=self._first_reported_at(request.team, story, source_ids))
            for story in verified_stories
        )
        brief = replace(
            draft_brief,
            stories=divide_into_sections(
                dated_stories,
                request,
                self._store.sources.topics_by_source(request.team, request.channel),
            ),
            ahead=tuple(event for event in draft_brief.ahead if self._verifier.is_verbatim(event.sentence)),
        )
        if save:
            self._store.stories.save(request.team, [(story.id, story.articles) for story in brief.stories])
            self._store.briefs.save(brief)
        log.info("briefed brief=%s stories=%d read=%d", brief.id, len(brief.stories), brief.article_count)
        return brief

    def get_brief(self, team: str, brief_id: str) -> Brief | None:
        """Load a stored brief; None if the brief or one of its articles is no longer stored."""
        return load_brief(self._store, team, brief_id)

    def is_visible(self, actor: Actor, brief_or_answer_id: str) -> bool:
        """Whether a person may see a stored brief or answer in the place where they ask for it."""
        return stored_briefs.is_visible(self._store, actor, brief_or_answer_id)

    def get_left_out_article(
        self, team: str, brief_id: str, article_id: str
    ) -> tuple[Article, tuple[Sentence, ...]] | None:
        """Return an article that a brief left out, with the article's key sentences.

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

    def _compose(
        self,
        request: BriefRequest,
        query: TopicQuery,
        source_ids: Sequence[str],
        now: datetime,
        quoted_history: Mapping[str, Sequence[str]] | None,
    ) -> Brief:
        since, until = _start_of_day(request.window.since - STORY_LOOKBACK), request.window.until
        folders_by_source = self._store.sources.topics_by_source(request.team, request.channel)
        return compose.compose(
            request,
            self._store.articles.in_window(source_ids, since, until, limit=MAX_ARTICLES_PER_BRIEF),
            now=now,
            quoted_history=quoted_history,
            topic_source_ids=frozenset(
                source_id
                for source_id, folder in folders_by_source.items()
                if _folder_matches_topic(folder, request.topic)
            ),
            relevance=self._store.articles.score_relevance(query.alternatives, source_ids, since, until),
            preferences=self._store.preferences.for_channel(request.team, request.channel, now),
        )

    def _find_older_article(
        self, query: TopicQuery, source_ids: Sequence[str], until: datetime
    ) -> Article | None:
        """Return the newest article on a topic that was published before a given time."""
        candidates = self._store.articles.newest_before(
            query.alternatives, source_ids, until, count=MAX_OLDER_CANDIDATES
        )
        return next(
            (candidate for candidate in candidates if query.matches(candidate, is_search_hit=True)), None
        )

    def _first_reported_at(self, team: str, story: Story, source_ids: Sequence[str]) -> datetime:
        """Return when the earliest stored article of a story appeared."""
        story_articles = self._store.articles.current_versions(
            self._store.stories.related_article_ids(team, story.articles), source_ids
        )
        return min(article.appeared_at for article in (*story.articles, *story_articles))


# ---- private


def _start_of_day(since: datetime) -> datetime:
    """Return the start of the day that contains a time.

    All briefs of one day thus consider the same articles.
    """
    return since.replace(hour=0, minute=0, second=0, microsecond=0)


def _folder_matches_topic(folder: str, topic: str) -> bool:
    """Whether a folder of sources, or one of its parent folders, is named after a topic."""
    return bool(topic) and topic.casefold() in {name.casefold() for name in folder.split("/")}
