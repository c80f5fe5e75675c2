"""Corrections: messages in a brief's thread when an outlet has withdrawn a quoted sentence.

Each thread is notified once for an article.

changed article --who quoted it--> sentences that it no longer has --one delivery for each brief--> its thread
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from news.digest import Delivery
from news.errors import StoreError
from summarize.answers import indexed_article

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.services.message_renderer import MessageRenderer
    from news.article import Article, Sentence
    from news.thread import Thread
    from storage.contract import Store

log = logging.getLogger(__name__)

# People read a brief for days, not for weeks: later changes are not reported.
MAX_BRIEF_AGE = timedelta(days=7)
# A new sentence is shown as the replacement if it shares this fraction of its word roots with the withdrawn one.
MIN_ROOT_OVERLAP = 0.5


class CorrectionService:
    """Finds quotes that have been removed from the quoted articles."""

    def __init__(self, store: Store, renderer: MessageRenderer) -> None:
        self._store = store
        self._renderer = renderer

    def enqueue_corrections(self, changed_articles: Sequence[Article], *, now: datetime) -> int:
        """Queue a correction for every thread that quotes sentences removed from changed articles.

        Return the number of threads.

        Args:
            changed_articles: the new versions of the articles, from `IngestResult.changed_articles`.
            now: aware.
        """
        enqueued_count = 0
        for article in changed_articles:
            for thread, brief_id, withdrawn_sentences in self._affected_threads(article, now):
                payloads = self._renderer.render_correction(
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
                        payload_json=payload,
                    )
                    for number, payload in enumerate(payloads, 1)
                ]
                enqueued_count += bool(self._store.ledger.enqueue(parts, scan_progress=()))
        if enqueued_count:
            log.warning("corrected threads=%d", enqueued_count)
        return enqueued_count

    # ---- private

    def _affected_threads(
        self, article: Article, now: datetime
    ) -> Iterable[tuple[Thread, str, list[Sentence]]]:
        """Yield every thread that quotes sentences removed from an article.

        With each thread, yield the id of the brief and the removed sentences.
        """
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
        """Return the quoted sentences that the article's source has since removed, keyed by text."""
        return {
            sentence.text: sentence
            for sentence in quoted_sentences
            if sentence.article_id == article.id
            and sentence.text not in article.text
            and self._source_showed_version(sentence, article)
        }

    def _source_showed_version(self, sentence: Sentence, article: Article) -> bool:
        """Whether the article's source published the version that is quoted.

        A full page cannot withdraw a sentence from a feed's summary.
        """
        stored_versions = self._store.articles.list_versions(article.id, [article.source_id])
        return any(
            stored_version.version == sentence.version and (article.partial or not stored_version.partial)
            for stored_version in stored_versions
        )


# ---- private


def _replacement_sentence(article: Article, withdrawn_sentence: Sentence) -> Sentence | None:
    """Return the sentence that replaces a withdrawn sentence; None if no sentence is similar enough."""
    language = indexed_article.language_of(article)
    withdrawn_roots = frozenset(indexed_article.extract_roots(withdrawn_sentence.text, language))

    def root_overlap(sentence: Sentence) -> float:
        sentence_roots = frozenset(indexed_article.extract_roots(sentence.text, language))
        return len(withdrawn_roots & sentence_roots) / max(1, len(withdrawn_roots | sentence_roots))

    best_match = max(article.sentences, key=root_overlap, default=None)
    return best_match if best_match is not None and root_overlap(best_match) >= MIN_ROOT_OVERLAP else None
