"""Verify quotes by comparing each quoted sentence with the stored article, character by character.

Sentences are verified before anything is posted, and again on request (`newsbrief verify`, `/brief verify`).
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.services.stored_briefs import load_brief
from news.answer import VerificationResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from news.answer import Answer
    from news.article import Sentence
    from news.brief import Brief
    from news.story import Story
    from storage.contract import Store

log = logging.getLogger(__name__)


class QuoteVerifier:
    """Compares quoted sentences with the stored articles."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def is_verbatim(self, sentence: Sentence) -> bool:
        """Whether a sentence appears word for word in its stored article. A mismatch is logged as an error."""
        stored_article = self._store.articles.get_version(sentence.article_id, sentence.version)
        if stored_article is not None and stored_article.contains_verbatim(sentence):
            return True
        log.error("not verbatim article=%s place=%d", sentence.article_id, sentence.index)
        return False

    def filter_story(self, story: Story) -> Story | None:
        """Return a story without the sentences that differ from their article; None if no sentence is left."""
        verbatim_sentences = tuple(filter(self.is_verbatim, story.key_sentences))
        verbatim_differences = tuple(
            difference
            for difference in story.discrepancies
            if all(map(self.is_verbatim, difference.quantity_mentions))
        )
        return (
            replace(story, key_sentences=verbatim_sentences, discrepancies=verbatim_differences)
            if verbatim_sentences or not story.key_sentences
            else None
        )

    def filter_answer(self, answer: Answer) -> Answer:
        """Return an answer without the quotes whose sentences differ from their article."""
        return replace(
            answer,
            quotes=tuple(quote for quote in answer.quotes if all(map(self.is_verbatim, quote.sentences))),
        )

    def verify_brief(self, brief: Brief) -> VerificationResult:
        """Recheck every quoted sentence of a brief against the stored articles."""
        story_sentences = [sentence for story in brief.stories for sentence in story.key_sentences]
        figure_sentences = [
            figure_sentence
            for story in brief.stories
            for difference in story.discrepancies
            for figure_sentence in difference.quantity_mentions
        ]
        planned_sentences = [event.sentence for event in brief.ahead]
        return self.verify_sentences(brief.id, [*story_sentences, *figure_sentences, *planned_sentences])

    def verify_sentences(self, subject: str, sentences: Iterable[Sentence]) -> VerificationResult:
        """Compare the given sentences with the stored articles again."""
        checked_sentences = tuple(sentences)
        return VerificationResult(
            subject,
            len(checked_sentences),
            tuple(sentence for sentence in checked_sentences if not self.is_verbatim(sentence)),
        )

    def verify(self, team: str, channel: str, brief_or_answer_id: str = "") -> tuple[VerificationResult, ...]:
        """Verify a stored brief and the answers in its thread, or a single answer.

        Args:
            team: the workspace.
            channel: if no id is given, the last brief of this channel is verified.
            brief_or_answer_id: the id of a brief or an answer.

        Returns:
            One result for the brief and each answer; empty if nothing has that id.
        """
        stored_answer = self._store.answers.get(team, brief_or_answer_id) if brief_or_answer_id else None
        if stored_answer is not None:
            return (self.verify_sentences(stored_answer.id, stored_answer.quoted_sentences),)
        brief = (
            load_brief(self._store, team, brief_or_answer_id)
            if brief_or_answer_id
            else self._store.briefs.latest_with_stories(team, channel)
        )
        if brief is None:
            return ()
        answers = self._store.answers.for_brief(team, brief.id)
        return (
            self.verify_brief(brief),
            *(
                self.verify_sentences(brief_answer.id, brief_answer.quoted_sentences)
                for brief_answer in answers
            ),
        )

    def verify_by_id(self, brief_or_answer_id: str) -> tuple[VerificationResult, ...]:
        """Verify a stored brief or answer from any workspace, for the administrator."""
        answer, brief = (
            self._store.answers.get_from_any_workspace(brief_or_answer_id),
            self._store.briefs.load_from_any_workspace(brief_or_answer_id),
        )
        team = answer.thread.team if answer else brief.request.team if brief else ""
        return self.verify(team, "", brief_or_answer_id) if team else ()

    def verify_all(self) -> Iterator[VerificationResult]:
        """Verify all stored briefs and answers in all workspaces."""
        for team, brief_id in self._store.briefs.list_ids():
            brief = load_brief(self._store, team, brief_id)
            yield self.verify_brief(brief) if brief else VerificationResult(brief_id, 0)
        for answer in self._store.answers.all():
            yield self.verify_sentences(answer.id, answer.quoted_sentences)
