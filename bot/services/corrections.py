"""Corrections: where an outlet took back a sentence that was quoted, the thread of that brief is told, once.

a changed article --who quoted it--> sentences that it no longer holds --one delivery for each brief--> its thread
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.render import blocks
from news.digest import Delivery
from news.errors import StoreError
from summarize.answers import indexed_article

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from news.article import Article, Sentence
    from news.thread import Thread
    from storage.sqlite.store import Store

log = logging.getLogger(__name__)

# A brief is read for days, not for weeks: what changes later is told by no one.
WITHIN = timedelta(days=7)
# What stands there now is shown if it has this share of the roots of what stood there; else another thing is said.
ALIKE = 0.5


class Corrections:
    """Looks whether what changed was quoted."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def take(self, changed: Sequence[Article], *, now: datetime) -> int:
        """Have the threads told in which a changed article was quoted with words that it no longer has; give how many.

        Args:
            changed: articles as they are now, of `Taken.changed`.
            now: aware.
        """
        entered = 0
        for article in changed:
            for thread, brief, withdrawn in self._quoted(article, now):
                said = blocks.correction(article, withdrawn, [_now(article, each) for each in withdrawn])
                slot = f"correction|{brief}|{article.id}"
                payload = blocks.frozen(said)
                told = Delivery(
                    thread.team,
                    slot,
                    "",
                    thread.channel,
                    now,
                    "pending",
                    now,
                    payload=payload,
                    thread=thread.root,
                )
                entered += len(self._store.deliveries.enter([told], swept=()))
        if entered:
            log.warning("corrected threads=%d", entered)
        return entered

    # ---- private

    def _quoted(self, article: Article, now: datetime) -> Iterable[tuple[Thread, str, list[Sentence]]]:
        """Give each thread in which the article was quoted with words that it no longer has."""
        found: dict[tuple[Thread, str], dict[str, Sentence]] = {}
        for team, name in self._store.briefs.quoting(article.id):
            posted = self._store.threads.of_brief(team, name)
            if posted is not None and now - posted[1] <= WITHIN:
                found.setdefault((posted[0], name), {}).update(
                    self._withdrawn(self._told(team, name), article)
                )
        for kept in self._store.answers.quoting(article.id):
            posted = self._store.threads.of_brief(kept.thread.team, kept.brief)
            if posted is not None and now - kept.at <= WITHIN:
                told = self._withdrawn(kept.sentences, article)
                found.setdefault((posted[0], kept.brief), {}).update(told)
        for (thread, name), withdrawn in found.items():
            if withdrawn:
                yield thread, name, list(withdrawn.values())

    def _told(self, team: str, name: str) -> tuple[Sentence, ...]:
        try:
            made = self._store.briefs.load(team, name)
        except StoreError:
            return ()
        stories = made.stories if made else ()
        return tuple(sentence for story in stories for sentence in story.sentences)

    def _withdrawn(self, told: Iterable[Sentence], article: Article) -> dict[str, Sentence]:
        """Give the sentences quoted from an earlier version that this source showed, and that it no longer holds."""
        return {
            each.text: each
            for each in told
            if each.article == article.id and each.text not in article.text and self._is_of(each, article)
        }

    def _is_of(self, sentence: Sentence, article: Article) -> bool:
        before = self._store.articles.versions(article.id, [article.source])
        return any(each.version == sentence.version for each in before)


def corrections_hook(store: Store) -> Callable[[Sequence[Article], datetime], object]:
    """Return what has threads told of quotes that were taken back, for a desk to call."""
    corrections = Corrections(store)
    return lambda changed, now: corrections.take(changed, now=now)


# ---- private


def _now(article: Article, before: Sentence) -> Sentence | None:
    """Give the sentence that stands in a withdrawn one's stead; None if none says much the same."""
    language = indexed_article.spoken(article)
    wanted = frozenset(indexed_article.roots(before.text, language))

    def alike(sentence: Sentence) -> float:
        held = frozenset(indexed_article.roots(sentence.text, language))
        return len(wanted & held) / max(1, len(wanted | held))

    best = max(article.sentences, key=alike, default=None)
    return best if best is not None and alike(best) >= ALIKE else None
