"""Explain why a channel's briefs contain an article or leave it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.services.stored_briefs import load_brief
from news.errors import NoSuchStory
from news.explanation import BriefMention, Explanation
from summarize.classification import article_kind

if TYPE_CHECKING:
    from news.article import Article
    from news.article_kind import KindReason
    from storage.contract import Store


def kind_reasons(article: Article) -> tuple[KindReason, ...]:
    """Return the reasons for a stored article's kind; empty if they cannot be derived from its text.

    In that case the kind came from the feed or the page, which are not stored.
    """
    decision = article_kind.classify(
        article.title, article.text, url=article.url, language=article.language, outlet=article.outlet
    )
    return decision.reasons if decision.kind is article.kind else ()


class ExplanationService:
    """Explains how the briefs of a channel treated an article."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def explain(self, team: str, channel: str, words: str) -> Explanation:
        """Explain why a channel's briefs contain an article or leave it out.

        The article is given by its link, or by the number of its story in the last brief.

        Raises:
            NoSuchStory: the last brief has no story with that number.
        """
        sources_by_id = {source.id: source for source in self._store.sources.for_channel(team, channel)}
        if words.isdigit():
            number, brief = int(words), self._store.briefs.latest_with_stories(team, channel)
            stories = brief.stories if brief else ()
            if brief is None or not 1 <= number <= len(stories):
                raise NoSuchStory(number, len(stories))
            lead = stories[number - 1].lead_article
            mention = self._find_mention(team, channel, brief.id, lead.id)
            mentions = (mention,) if mention else ()
            return Explanation(words, lead, sources_by_id.get(lead.source_id), mentions, kind_reasons(lead))
        article = self._store.articles.by_url(words.strip("<>").partition("|")[0], list(sources_by_id))
        if article is None:
            return Explanation(words)
        brief_ids = (
            brief_id
            for brief_team, brief_id in self._store.briefs.list_ids_quoting(article.id)
            if brief_team == team
        )
        unsorted_mentions = filter(
            None, (self._find_mention(team, channel, brief_id, article.id) for brief_id in brief_ids)
        )
        all_mentions = tuple(sorted(unsorted_mentions, key=lambda mention: mention.created_at, reverse=True))
        return Explanation(
            words, article, sources_by_id.get(article.source_id), all_mentions, kind_reasons(article)
        )

    # ---- private

    def _find_mention(self, team: str, channel: str, brief_id: str, article_id: str) -> BriefMention | None:
        """Return how one of the channel's briefs used an article; None if the brief did not consider it."""
        brief = load_brief(self._store, team, brief_id)
        if brief is None or brief.request.target_channel != channel:
            return None
        thread_and_time = self._store.threads.for_brief(team, brief_id)
        posted_at = thread_and_time[1] if thread_and_time else None
        for position, story in enumerate(brief.stories, 1):
            if any(article.id == article_id for article in (*story.articles, *story.commentary)):
                return BriefMention(brief_id, brief.created_at, posted_at, position, story)
        for left_out in brief.left_out:
            if any(article.id == article_id for article in left_out.articles):
                return BriefMention(brief_id, brief.created_at, posted_at, 0, None, left_out)
        return None
