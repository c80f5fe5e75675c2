"""Corrections: where an outlet took back a sentence that was quoted, the thread of that brief is told, once.

a changed article --who quoted it--> sentences that it no longer holds --one delivery for each brief--> its thread
"""

from __future__ import annotations

import logging
from dataclasses import replace
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
    from storage.contract import Store

log = logging.getLogger(__name__)

# A brief is read for days, not for weeks: what changes later is told by no one.
MAX_BRIEF_AGE = timedelta(days=7)
# What stands there now is shown if it has this share of the roots of what stood there; else another thing is said.
MIN_ROOT_OVERLAP = 0.5


class CorrectionService:
    """Looks whether what changed was quoted."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def enqueue_corrections(self, changed_articles: Sequence[Article], *, now: datetime) -> int:
        """Have the threads told in which a changed article was quoted with words that it no longer has; give how many.

        Args:
            changed_articles: articles as they are now, of `Taken.changed`.
            now: aware.
        """
        enqueued_count = 0
        for article in changed_articles:
            for thread, brief_id, withdrawn_sentences in self._affected_threads(article, now):
                messages = blocks.render_correction(
                    article,
                    withdrawn_sentences,
                    [_replacement_sentence(article, sentence) for sentence in withdrawn_sentences],
                )
                idempotency_key = f"correction|{brief_id}|{article.id}"
                delivery = Delivery(
                    thread.team,
                    idempotency_key,
                    "",
                    thread.channel,
                    now,
                    "pending",
                    now,
                    thread_ts=thread.thread_ts,
                )
                parts = [
                    replace(
                        delivery,
                        idempotency_key=f"{idempotency_key}#{number}" if number > 1 else idempotency_key,
                        payload_json=blocks.message_to_json(message),
                    )
                    for number, message in enumerate(messages, 1)
                ]
                enqueued_count += bool(self._store.ledger.enqueue(parts, scan_progress=()))
        if enqueued_count:
            log.warning("corrected threads=%d", enqueued_count)
        return enqueued_count

    # ---- private

    def _affected_threads(
        self, article: Article, now: datetime
    ) -> Iterable[tuple[Thread, str, list[Sentence]]]:
        """Give each thread in which the article was quoted with words that it no longer has."""
        withdrawn_by_thread: dict[tuple[Thread, str], dict[str, Sentence]] = {}
        for team, brief_id in self._store.briefs.list_ids_quoting(article.id):
            thread_and_time = self._store.threads.for_brief(team, brief_id)
            if thread_and_time is not None and now - thread_and_time[1] <= MAX_BRIEF_AGE:
                withdrawn_by_thread.setdefault((thread_and_time[0], brief_id), {}).update(
                    self._withdrawn_sentences(self._quoted_sentences(team, brief_id), article)
                )
        for stored_answer in self._store.answers.for_quoted_article(article.id):
            thread_and_time = self._store.threads.for_brief(stored_answer.thread.team, stored_answer.brief_id)
            if thread_and_time is not None and now - stored_answer.created_at <= MAX_BRIEF_AGE:
                answer_sentences = self._withdrawn_sentences(stored_answer.quoted_sentences, article)
                withdrawn_by_thread.setdefault((thread_and_time[0], stored_answer.brief_id), {}).update(
                    answer_sentences
                )
        for (thread, brief_id), sentences_by_text in withdrawn_by_thread.items():
            if sentences_by_text:
                yield thread, brief_id, list(sentences_by_text.values())

    def _quoted_sentences(self, team: str, brief_id: str) -> tuple[Sentence, ...]:
        try:
            brief = self._store.briefs.load(team, brief_id)
        except StoreError:
            return ()
        stories = brief.stories if brief else ()
        return tuple(sentence for story in stories for sentence in story.key_sentences)

    def _withdrawn_sentences(
        self, quoted_sentences: Iterable[Sentence], article: Article
    ) -> dict[str, Sentence]:
        """Give the sentences quoted from an earlier version that this source showed, and that it no longer holds."""
        return {
            sentence.text: sentence
            for sentence in quoted_sentences
            if sentence.article_id == article.id
            and sentence.text not in article.text
            and self._source_showed_version(sentence, article)
        }

    def _source_showed_version(self, sentence: Sentence, article: Article) -> bool:
        """Whether the article's source showed the quoted version; no page takes back its feed's own words."""
        stored_versions = self._store.articles.list_versions(article.id, [article.source_id])
        return any(
            stored_version.version == sentence.version and (article.partial or not stored_version.partial)
            for stored_version in stored_versions
        )


def corrections_hook(store: Store) -> Callable[[Sequence[Article], datetime], object]:
    """Return what has threads told of quotes that were taken back, for a desk to call."""
    corrections = CorrectionService(store)
    return lambda changed, now: corrections.enqueue_corrections(changed, now=now)


# ---- private


def _replacement_sentence(article: Article, withdrawn_sentence: Sentence) -> Sentence | None:
    """Give the sentence that stands in a withdrawn one's stead; None if none says much the same."""
    language = indexed_article.language_of(article)
    withdrawn_roots = frozenset(indexed_article.extract_roots(withdrawn_sentence.text, language))

    def root_overlap(sentence: Sentence) -> float:
        sentence_roots = frozenset(indexed_article.extract_roots(sentence.text, language))
        return len(withdrawn_roots & sentence_roots) / max(1, len(withdrawn_roots | sentence_roots))

    best_match = max(article.sentences, key=root_overlap, default=None)
    return best_match if best_match is not None and root_overlap(best_match) >= MIN_ROOT_OVERLAP else None
