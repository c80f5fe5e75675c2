"""Accounts: why an article stands in the briefs of a channel, or does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news.errors import NoSuchStory
from news.explanation import Account, Mention

if TYPE_CHECKING:
    from bot.services.verification import Proof
    from storage.sqlite.store import Store


def why(store: Store, proof: Proof, team: str, channel: str, words: str) -> Account:
    """Tell all that is known of an article, by its link or by its story's number in the channel's last brief.

    Raises:
        NoSuchStory: the last brief has no story of that number.
    """
    followed = {source.id: source for source in store.sources.followed(team, channel)}
    if words.isdigit():
        number, made = int(words), store.briefs.last(team, channel)
        stories = made.stories if made else ()
        if made is None or not 1 <= number <= len(stories):
            raise NoSuchStory(number, len(stories))
        lead = stories[number - 1].lead
        mention = _mention(store, proof, team, channel, made.id, lead.id)
        return Account(words, lead, followed.get(lead.source), (mention,) if mention else ())
    article = store.articles.by_url(words.strip("<>").partition("|")[0], list(followed))
    if article is None:
        return Account(words)
    names = (name for where, name in store.briefs.quoting(article.id) if where == team)
    found = filter(None, (_mention(store, proof, team, channel, name, article.id) for name in names))
    newest = tuple(sorted(found, key=lambda mention: mention.made, reverse=True))
    return Account(words, article, followed.get(article.source), newest)


# ---- private


def _mention(store: Store, proof: Proof, team: str, channel: str, name: str, article: str) -> Mention | None:
    """Tell what a brief of this channel made of an article; None if it did not look at it."""
    made = proof.kept(team, name)
    if made is None or made.request.channel != channel:
        return None
    posted = store.threads.of_brief(team, name)
    at = posted[1] if posted else None
    for place, story in enumerate(made.stories, 1):
        if any(each.id == article for each in story.articles):
            return Mention(name, made.made, at, place, story)
    for part in made.left_out:
        if any(each.id == article for each in part.articles):
            return Mention(name, made.made, at, 0, None, part.reason)
    return None
