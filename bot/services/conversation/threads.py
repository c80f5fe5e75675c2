"""Records of which brief opened each thread, and of which chat events have been handled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.services.stored_briefs import load_brief
from news.thread import Thread

if TYPE_CHECKING:
    from datetime import datetime

    from news.answer import Answer
    from news.digest import Delivery
    from storage.contract import Store


class ThreadService:
    """Keeps track of which brief opened each Slack thread. Thread-safe."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def register(
        self, thread: Thread, brief_id: str, *, now: datetime, shown_to_channel: bool = False
    ) -> None:
        """Store which brief opened a thread, so that questions in the thread can be answered.

        Args:
            thread: the thread.
            brief_id: the brief.
            now: aware.
            shown_to_channel: whether the whole channel saw the brief, so that its digests need not repeat the news.
        """
        self._store.threads.register(thread, brief_id, now)
        if shown_to_channel and (brief := load_brief(self._store, thread.team, brief_id)) is not None:
            self._store.quoted_history.add(thread.team, thread.channel, brief_id, brief.quoted_history, now)

    def register_delivery(self, delivery: Delivery, *, now: datetime) -> None:
        """Store the thread of a posted brief or digest.

        A brief in a thread belongs to that thread. What a digest quotes is stored with its message.
        """
        if delivery.brief_id:
            thread = Thread(delivery.team, delivery.channel, delivery.thread_ts or delivery.ts)
            shown_to_channel = not (
                delivery.subscription_id or delivery.thread_ts or thread.channel[:1] == "D"
            )
            self.register(thread, delivery.brief_id, now=now, shown_to_channel=shown_to_channel)

    def close(self, thread: Thread) -> None:
        """Stop posting in the thread of a deleted message, and forget which brief opened the thread."""
        self._store.ledger.close_thread(thread)

    def is_brief_thread(self, thread: Thread) -> bool:
        """Whether one of the bot's briefs opened this thread."""
        return self._store.threads.find_brief_id(thread) is not None

    def thread_of_brief(self, team: str, brief_id: str) -> Thread | None:
        """Return the thread of a brief; None if the brief was not posted."""
        thread_and_time = self._store.threads.for_brief(team, brief_id)
        return thread_and_time[0] if thread_and_time else None

    def story_number(self, answer: Answer, thread: Thread) -> tuple[str, int]:
        """Return the id of an answer's brief, and the number of the story that the answer is about.

        They are ("", 0) if the answer is not about a story.
        """
        brief_id = self._store.threads.find_brief_id(thread)
        brief = load_brief(self._store, thread.team, brief_id) if brief_id and answer.story_id else None
        for number, story in enumerate(brief.stories if brief else (), 1):
            if brief and story.id == answer.story_id:
                return brief.id, number
        return "", 0

    def claim_event(self, event_id: str, *, now: datetime) -> bool:
        """Record a chat event as handled. Return whether the event is new."""
        return self._store.processed_events.claim(event_id, now)
