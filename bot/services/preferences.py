"""Set a channel's preferences with the commands `more`, `less` and `reset`, and record votes.

more climate        a topic, as in a brief
less from Courier   sources, by a part of their title or address
more 2              like the second story of the last brief here: a vote
reset climate       resets a preference
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.parsing import brief_request
from bot.services.stored_briefs import load_brief
from news.errors import InvalidDigestSpec, NoSuchStory, RequestProblem
from news.preferences import PreferenceChange
from summarize.ranking import topic_query

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from news.preferences import Actor, Preferences
    from news.story import Story
    from storage.contract import Store
    from storage.records import PreferenceKind

# The step that each verb adds to a weight; 0 resets the weight.
VERB_STEPS = {"more": 1, "less": -1, "reset": 0}
# Maximum number of topics for a channel: each topic is looked up in every article of a brief.
MAX_TOPICS = 20


class PreferenceService:
    """Reads and changes the preferences of channels."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, actor: Actor, *, now: datetime) -> tuple[Preferences, dict[str, str]]:
        """Return a channel's preferences, and the titles of the preferred sources by source id."""
        preferences = self._store.preferences.for_channel(actor.team, actor.channel, now)
        followed_sources = self._store.sources.for_channel(actor.team, actor.channel)
        return preferences, {
            source.id: source.name for source in followed_sources if source.id in preferences.source_weights
        }

    def update(self, verb: str, words: str, actor: Actor, *, now: datetime) -> PreferenceChange:
        """Change a channel's preference according to a typed command.

        Args:
            verb: a key of `VERB_STEPS`.
            words: the words after the verb.
            actor: the person who typed the words, and the channel.
            now: aware.

        Raises:
            InvalidDigestSpec: no topic is given, no source has that name, or the maximum number of topics is reached.
            NoSuchStory: the last brief of the channel has no story with that number.
            RequestTooLong: the words exceed the maximum length of a topic.
        """
        subject, step = brief_request.parse_topic(words), VERB_STEPS[verb]
        if subject.isdigit():
            return self._vote_on_last_brief(int(subject), step, actor, now)
        first, _, rest = subject.partition(" ")
        if first.lower() == "from" and rest:
            return self._update_sources(rest.strip('"“”'), step, actor, now)
        subject = subject.removeprefix("of ").removeprefix("about ")
        if not topic_query.parse_topic(subject).alternatives:
            raise InvalidDigestSpec(RequestProblem.PREFERENCE_EMPTY, verb=verb)
        existing_topics = self._store.preferences.for_channel(actor.team, actor.channel, now).topic_weights
        if step and subject not in existing_topics and len(existing_topics) >= MAX_TOPICS:
            raise InvalidDigestSpec(RequestProblem.TOO_MANY_TOPICS, limit=MAX_TOPICS)
        return PreferenceChange("topic", subject, self._add_weight("topic", [subject], step, actor, now))

    def vote(
        self, brief_id: str, number: int, vote_value: int, actor: Actor, *, now: datetime
    ) -> PreferenceChange | None:
        """Record a vote on a story in a brief; return None if the brief is no longer stored.

        The vote counts for the channel of the brief.
        """
        brief = load_brief(self._store, actor.team, brief_id)
        if brief is None or not 1 <= number <= len(brief.stories):
            return None
        brief_actor = replace(actor, channel=brief.request.channel)
        return self._record_vote(brief.stories[number - 1], vote_value, brief_actor, now)

    def set_exploration(self, *, enabled: bool, actor: Actor, now: datetime) -> None:
        """Set whether the channel's briefs include one story from outside its usual outlets."""
        self._add_weight("outside", [""], 0 if enabled else -1, actor, now)

    # -- private

    def _update_sources(self, name: str, step: int, actor: Actor, now: datetime) -> PreferenceChange:
        followed_sources = self._store.sources.for_channel(actor.team, actor.channel)
        matching_sources = [source for source in followed_sources if source.matches_text(name)]
        if not matching_sources:
            raise InvalidDigestSpec(RequestProblem.UNKNOWN_SOURCE, name=name)
        weight = self._add_weight("source", [source.id for source in matching_sources], step, actor, now)
        return PreferenceChange("source", ", ".join(source.name for source in matching_sources), weight)

    def _add_weight(
        self, kind: PreferenceKind, names: Sequence[str], step: int, actor: Actor, now: datetime
    ) -> int:
        """Add a step to the weights of the given names. Return the new weight of the first name."""
        return self._store.preferences.change_weights(
            actor.team, actor.channel, kind, names, step, created_by=actor.user, now=now
        )[0]

    def _vote_on_last_brief(
        self, number: int, vote_value: int, actor: Actor, now: datetime
    ) -> PreferenceChange:
        brief = self._store.briefs.latest_with_stories(actor.team, actor.channel)
        stories = brief.stories if brief else ()
        if not 1 <= number <= len(stories):
            raise NoSuchStory(number, len(stories))
        return self._record_vote(stories[number - 1], vote_value, actor, now)

    def _record_vote(self, story: Story, vote_value: int, actor: Actor, now: datetime) -> PreferenceChange:
        lead = story.lead_article
        self._store.preferences.vote(
            actor.team, actor.channel, actor.user, lead.id, lead.source_id, vote_value, now=now
        )
        return PreferenceChange("story", story.title, vote_value)
