"""Accounts: why an article stands in the briefs of a channel, or does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news.errors import NoSuchStory
from news.explanation import BriefMention, Explanation

if TYPE_CHECKING:
    from bot.services.verification import QuoteVerifier
    from storage.contract import Store


def explain_article(
    store: Store, verifier: QuoteVerifier, team: str, channel: str, words: str
) -> Explanation:
    """Tell all that is known of an article, by its link or by its story's number in the channel's last brief.

    Raises:
        NoSuchStory: the last brief has no story of that number.
    """
    sources_by_id = {source.id: source for source in store.sources.for_channel(team, channel)}
    if words.isdigit():
        number, brief = int(words), store.briefs.latest_with_stories(team, channel)
        stories = brief.stories if brief else ()
        if brief is None or not 1 <= number <= len(stories):
            raise NoSuchStory(number, len(stories))
        lead = stories[number - 1].lead_article
        mention = _find_mention(store, verifier, team, channel, brief.id, lead.id)
        return Explanation(words, lead, sources_by_id.get(lead.source_id), (mention,) if mention else ())
    article = store.articles.by_url(words.strip("<>").partition("|")[0], list(sources_by_id))
    if article is None:
        return Explanation(words)
    brief_ids = (
        brief_id for brief_team, brief_id in store.briefs.list_ids_quoting(article.id) if brief_team == team
    )
    unsorted_mentions = filter(
        None, (_find_mention(store, verifier, team, channel, brief_id, article.id) for brief_id in brief_ids)
    )
    mentions = tuple(sorted(unsorted_mentions, key=lambda mention: mention.created_at, reverse=True))
    return Explanation(words, article, sources_by_id.get(article.source_id), mentions)


# ---- private


def _find_mention(
    store: Store, verifier: QuoteVerifier, team: str, channel: str, brief_id: str, article_id: str
) -> BriefMention | None:
    """Tell what a brief of this channel made of an article; None if it did not look at it."""
    brief = verifier.load_brief(team, brief_id)
    if brief is None or brief.request.target_channel != channel:
        return None
    thread_and_time = store.threads.for_brief(team, brief_id)
    posted_at = thread_and_time[1] if thread_and_time else None
    for position, story in enumerate(brief.stories, 1):
        if any(article.id == article_id for article in story.articles):
            return BriefMention(brief_id, brief.created_at, posted_at, position, story)
    for left_out in brief.left_out:
        if any(article.id == article_id for article in left_out.articles):
            return BriefMention(brief_id, brief.created_at, posted_at, 0, None, left_out.reason)
    return None
