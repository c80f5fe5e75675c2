"""Proof: what was told is read back and held against the stored articles, the same characters at the same place.

Before anything is posted, and again whenever somebody asks (`newsbrief verify`, `/brief verify`).
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from news.answer import Checked
from news.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from news.answer import Answer
    from news.article import Sentence
    from news.brief import Brief
    from news.story import Story
    from storage.sqlite.store import Store

log = logging.getLogger(__name__)


class Proof:
    """Holds sentences against the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def kept(self, team: str, brief: str) -> Brief | None:
        """Give a brief as it was made; None if it, or an article of it, is not kept any more."""
        try:
            return self._store.briefs.load(team, brief)
        except StoreError as problem:
            log.warning("brief cannot be read brief=%s cause=%s", brief, problem)
            return None

    def stands(self, sentence: Sentence) -> bool:
        """Tell whether a sentence stands in its stored article. One that does not is a defect, and is logged."""
        stored = self._store.articles.by_id(sentence.article, sentence.version)
        if stored is not None and stored.holds(sentence):
            return True
        log.error("not verbatim article=%s place=%d", sentence.article, sentence.place)
        return False

    def story(self, story: Story) -> Story | None:
        """Keep the sentences that stand as quoted; a story without one is not told."""
        held = tuple(filter(self.stands, story.sentences))
        differ = tuple(each for each in story.differences if all(map(self.stands, each.told)))
        return replace(story, sentences=held, differences=differ) if held else None

    def answer(self, given: Answer) -> Answer:
        """Keep the quotes that stand whole."""
        return replace(
            given, quotes=tuple(each for each in given.quotes if all(map(self.stands, each.sentences)))
        )

    def of_brief(self, made: Brief) -> Checked:
        """Hold a brief against the articles again."""
        quoted = [sentence for story in made.stories for sentence in story.sentences]
        differing = [said for story in made.stories for each in story.differences for said in each.told]
        return self.of(made.id, [*quoted, *differing])

    def of(self, subject: str, sentences: Iterable[Sentence]) -> Checked:
        """Hold sentences against the articles again."""
        told = tuple(sentences)
        return Checked(subject, len(told), tuple(each for each in told if not self.stands(each)))

    def verify(self, team: str, channel: str, name: str = "") -> tuple[Checked, ...]:
        """Hold a brief and the answers below it, or one answer, against the articles again.

        Args:
            team: the workspace.
            channel: whose last brief is meant where no name is given.
            name: of a brief or an answer.

        Returns:
            One for each; none if there is nothing of that name.
        """
        given = self._store.answers.by_id(team, name) if name else None
        if given is not None:
            return (self.of(given.id, given.sentences),)
        made = self.kept(team, name) if name else self._store.briefs.last(team, channel)
        if made is None:
            return ()
        answers = self._store.answers.of_brief(team, made.id)
        return (self.of_brief(made), *(self.of(each.id, each.sentences) for each in answers))

    def anywhere(self, name: str) -> tuple[Checked, ...]:
        """Hold a brief or an answer of any workspace against the articles again, for whoever runs the bot."""
        given, made = self._store.answers.anywhere(name), self._store.briefs.anywhere(name)
        team = given.thread.team if given else made.request.team if made else ""
        return self.verify(team, "", name) if team else ()

    def every(self) -> Iterator[Checked]:
        """Hold every brief and every answer that is kept against the articles again, whosever they are."""
        for team, name in self._store.briefs.ids():
            made = self.kept(team, name)
            yield self.of_brief(made) if made else Checked(name, 0)
        for each in self._store.answers.all():
            yield self.of(each.id, each.sentences)
