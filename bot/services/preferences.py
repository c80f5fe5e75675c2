"""`more`, `less` and `usual`: what a channel's members want, in their words, and their votes.

more climate        a topic, as in a brief
less from Courier   sources, by a part of their title or address
more 2              like the second story of the last brief here: a vote
usual climate       takes back what was said before
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.parsing import brief_request
from news.errors import NoSuchStory, UnknownWish
from summarize.ranking import topic_query

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.services.verification import Proof
    from news.preferences import Taste
    from news.story import Story
    from storage.sqlite.preferences import Kind
    from storage.sqlite.store import Store

# What each verb adds; 0 takes back.
STEPS = {"more": 1, "less": -1, "usual": 0}
# Topics that a channel may set: each is looked up in every article of a brief.
TOPICS = 20


@dataclass(frozen=True, slots=True)
class Asker:
    """Who wants it, and where."""

    team: str
    channel: str
    person: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """What was changed.

    Attributes:
        what: "topic", "source" or "story".
        subject: the topic, the sources' titles, or the story's headline.
        steps: as they stand now; for a story, the vote.
    """

    what: str
    subject: str
    steps: int


class Tastes:
    """What is wanted where, over the store."""

    def __init__(self, store: Store, proof: Proof) -> None:
        self._store = store
        self._proof = proof

    def of(self, asker: Asker, *, now: datetime) -> tuple[Taste, dict[str, str]]:
        """Give what a channel wants, and the titles of the sources that it wants more or less from, by id."""
        taste = self._store.tastes.of(asker.team, asker.channel, now)
        read = self._store.sources.followed(asker.team, asker.channel)
        return taste, {each.id: each.name for each in read if each.id in taste.sources}

    def change(self, verb: str, words: str, asker: Asker, *, now: datetime) -> Changed:
        """Do what was typed.

        Args:
            verb: of `STEPS`.
            words: what stands after it.
            asker: who and where.
            now: aware.

        Raises:
            UnknownWish: there is nothing to want, no source of that name, or no room for more topics.
            NoSuchStory: the last brief here has no story of that number.
            TooLong: it is longer than a topic is.
        """
        said, side = brief_request.topic(words), STEPS[verb]
        if said.isdigit():
            return self._voted(int(said), side, asker, now)
        first, _, rest = said.partition(" ")
        if first.lower() == "from" and rest:
            return self._sources(rest.strip('"“”'), side, asker, now)
        said = said.removeprefix("of ").removeprefix("about ")
        if not topic_query.read(said).wanted:
            raise UnknownWish(
                f"{verb.capitalize()} of what? For example: `{verb} climate`, `{verb} from Courier`."
            )
        known = self._store.tastes.of(asker.team, asker.channel, now).topics
        if side and said not in known and len(known) >= TOPICS:
            raise UnknownWish(f"This channel has {TOPICS} topics set already; `usual` takes one back.")
        return Changed("topic", said, self._step("topic", [said], side, asker, now))

    def rate(self, brief: str, number: int, side: int, asker: Asker, *, now: datetime) -> Changed | None:
        """Vote on a story of a brief, in the channel that the brief is of; None if it is not kept any more."""
        made = self._proof.kept(asker.team, brief)
        if made is None or not 1 <= number <= len(made.stories):
            return None
        there = replace(asker, channel=made.request.channel)
        return self._vote(made.stories[number - 1], side, there, now)

    def outside(self, *, wanted: bool, asker: Asker, now: datetime) -> None:
        """Turn the pick from outside the habit on or off."""
        self._step("outside", [""], 0 if wanted else -1, asker, now)

    # -- private

    def _sources(self, name: str, side: int, asker: Asker, now: datetime) -> Changed:
        read = self._store.sources.followed(asker.team, asker.channel)
        found = [source for source in read if source.is_called(name)]
        if not found:
            raise UnknownWish(f"No source that is read here is called “{name}”.")
        steps = self._step("source", [source.id for source in found], side, asker, now)
        return Changed("source", ", ".join(source.name for source in found), steps)

    def _step(self, kind: Kind, names: Sequence[str], side: int, asker: Asker, now: datetime) -> int:
        """Want more or less of something; give the steps at which the first of it stands now."""
        return self._store.tastes.step(
            asker.team, asker.channel, kind, names, side, by=asker.person, now=now
        )[0]

    def _voted(self, number: int, side: int, asker: Asker, now: datetime) -> Changed:
        made = self._store.briefs.last(asker.team, asker.channel)
        stories = made.stories if made else ()
        if not 1 <= number <= len(stories):
            raise NoSuchStory(number, len(stories))
        return self._vote(stories[number - 1], side, asker, now)

    def _vote(self, story: Story, side: int, asker: Asker, now: datetime) -> Changed:
        lead = story.lead
        self._store.tastes.vote(asker.team, asker.channel, asker.person, lead.id, lead.source, side, now=now)
        return Changed("story", story.title, side)
