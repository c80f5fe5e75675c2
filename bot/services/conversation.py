"""The conversation under a brief: what is wanted, of which story, and what the articles say to it.

words --intent--> a story of the brief --reply--> quotes --proof--> answer, kept
      --question--> this story, this brief, this channel's archive --answer--> quotes --proof--> answer, kept
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.parsing import brief_request
from news.answer import Answer, Intent, Scope, Verdict
from summarize.answers import answer, intents, question, story_replies
from summarize.text import dates

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from bot.services.verification import Proof
    from news.article import Article
    from news.brief import Brief
    from news.story import Story
    from news.thread import Thread
    from storage.sqlite.store import Store
    from summarize.answers.intents import Wish

log = logging.getLogger(__name__)

# Articles of the archive that are read for one question.
CANDIDATES = 20
# Earlier questions of a thread that a follow-up may lean on.
TURNS = 4
# How far back what led to a story is looked for, and articles looked at for what is newer.
BACK, ARRIVED = timedelta(days=60), 2_000
# What a story's own articles are enough for.
_FROM_STORY = {
    Intent.VOICES: story_replies.voices,
    Intent.COVERAGE: story_replies.coverage,
    Intent.DIFFERENCES: story_replies.disagreements,
    Intent.REASONS: story_replies.reasons,
}


class Conversation:
    """What is said in threads. Safe to call from several threads."""

    def __init__(self, store: Store, proof: Proof) -> None:
        self._store = store
        self._proof = proof

    def reply(self, thread: Thread, text: str, *, now: datetime) -> Answer:
        """Answer what was typed in a thread, prove it and keep it.

        Raises:
            TooLong: it is longer than a question is.
        """
        asked = brief_request.question(text)
        made = self._brief(thread)
        wish = intents.read(asked)
        given = self._wished(made, thread, wish, now) if made is not None else None
        if given is None:
            given = self._answered(made, thread, asked, now)
        self._store.threads.asked(thread, asked, now)
        return self._given(replace(given, question=asked), thread, made, now)

    def press(
        self, made: Brief, thread: Thread, intent: Intent, number: int, *, now: datetime
    ) -> Answer | None:
        """Give what a button under a brief offers, for a story by its number; None where there is no such story."""
        given = self._wished(made, thread, intents.Wish(intent, number), now)
        return None if given is None else self._given(given, thread, made, now)

    # ---- private

    def _given(self, given: Answer, thread: Thread, made: Brief | None, now: datetime) -> Answer:
        proved = self._proof.answer(given)
        if given.quotes and not proved.quotes:
            proved = replace(proved, verdict=Verdict.SILENT)
        name = hashlib.sha256(
            f"{thread} {given.question} {given.intent} {now.isoformat()}".encode()
        ).hexdigest()[:10]
        proved = replace(proved, id=name)
        self._store.answers.keep(proved, thread, made.id if made else "", now)
        log.info(
            "answered intent=%s verdict=%s scope=%s quotes=%d",
            proved.intent,
            proved.verdict,
            proved.scope,
            len(proved.quotes),
        )
        return proved

    def _brief(self, thread: Thread) -> Brief | None:
        """Give the brief at a thread's root; None if there is none, or an article of it is not kept any more."""
        name = self._store.threads.brief_of(thread)
        return self._proof.kept(thread.team, name) if name else None

    def _wished(self, made: Brief, thread: Thread, wish: Wish, now: datetime) -> Answer | None:
        """Give what is wanted other than an answer; None for a question, or where no story is meant."""
        if wish.intent is Intent.QUESTION or not made.stories:
            return None
        if (
            wish.intent is Intent.SUMMARY
            and not wish.number
            and not wish.about
            and self._is_whole(made, thread)
        ):
            leads = [story.lead for story in made.stories]
            return replace(story_replies.short(leads, wish.count, None), scope=Scope.BRIEF)
        story = story_replies.chosen(made.stories, wish.about, wish.number, self._last(thread))
        if story is None:
            return None if wish.about else Answer("", Verdict.SILENT, intent=wish.intent, scope=Scope.BRIEF)
        return self._about(made, story, thread, wish, now)

    def _about(self, made: Brief, story: Story, thread: Thread, wish: Wish, now: datetime) -> Answer:
        if wish.intent is Intent.MORE:
            told = [each.text for kept in self._store.answers.of_thread(thread) for each in kept.sentences]
            return story_replies.more(story, [*(sentence.text for sentence in story.sentences), *told])
        if wish.intent is Intent.SUMMARY:
            return story_replies.short(story.articles, wish.count, story)
        if wish.intent is Intent.BEFORE:
            since, seen = story.since - BACK, self._seen(thread)
            earlier = self._store.articles.search(
                story.title, seen, count=CANDIDATES, since=since, until=story.since
            )
            own = self._store.articles.current(self._store.stories.members(thread.team, story.articles), seen)
            return replace(story_replies.before(story, earlier, own), scope=Scope.ARCHIVE)
        if wish.intent is Intent.NEWER:
            until = now + timedelta(seconds=1)  # what came in this very moment too
            arrived = self._store.articles.window(self._seen(thread), story.since, until, limit=ARRIVED)
            late = [article for article in arrived if article.seen > made.made]
            return replace(story_replies.newer(story, made.made, late), scope=Scope.ARCHIVE)
        return _FROM_STORY[wish.intent](story)

    def _answered(self, made: Brief | None, thread: Thread, asked: str, now: datetime) -> Answer:
        """Answer from the story of the last turn where the question leans on it, from this brief, or the archive."""
        history = self._store.threads.history(thread)[-TURNS:]
        stories = made.stories if made else ()
        told = made.articles if made else ()
        last = next((story for story in stories if story.id == self._last(thread)), None)
        if last is not None and history and question.read(asked, history).carried:
            near = self._in(answer.answer(asked, history, last.articles), Scope.STORY, stories)
            if near.verdict is Verdict.SAID:
                return near
        of_day = _of_day(told, dates.asked(asked, now.date()))
        if of_day:
            dated = self._in(answer.answer(asked, history, of_day), Scope.BRIEF, stories)
            if dated.verdict is Verdict.SAID:
                return dated
        given = self._in(answer.answer(asked, history, told), Scope.BRIEF, stories)
        if given.verdict is Verdict.SAID:
            return given
        wider = self._in(answer.answer(asked, history, self._unread(thread, asked, told)), Scope.ARCHIVE, ())
        return wider if wider.verdict is Verdict.SAID else given

    def _unread(self, thread: Thread, asked: str, told: Sequence[Article]) -> list[Article]:
        found = self._store.articles.search(asked, self._seen(thread), count=CANDIDATES)
        return [each for each in found if each.id not in {one.id for one in told}]

    def _in(self, given: Answer, scope: Scope, stories: Sequence[Story]) -> Answer:
        """Say where an answer stands, and of which story it is."""
        first = given.quotes[0].article.id if given.quotes else ""
        story = next((each for each in stories if any(one.id == first for one in each.articles)), None)
        if story is None or given.verdict is Verdict.SILENT:
            return replace(given, scope=scope)
        return replace(given, scope=scope, story=story.id, about=story.title)

    def _last(self, thread: Thread) -> str:
        """Give the story that was talked of last in a thread; "" if none was."""
        kept = self._store.answers.of_thread(thread)
        return next((each.story for each in reversed(kept) if each.story), "")

    def _is_whole(self, made: Brief, thread: Thread) -> bool:
        """Tell whether nothing narrower than the whole brief is talked of."""
        return len(made.stories) > 1 and not self._last(thread)

    def _seen(self, thread: Thread) -> list[str]:
        return [source.id for source in self._store.sources.followed(thread.team, thread.channel)]


# ---- private


def _of_day(told: Sequence[Article], day: date | None) -> list[Article]:
    """Give the articles that may tell of a day: its own and the next one's; none if no day is asked for."""
    if day is None:
        return []
    return [article for article in told if day <= article.when.date() <= day + timedelta(days=1)]
