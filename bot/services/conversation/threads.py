"""The threads below briefs: which brief each belongs to, and which events were handled."""

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
    """Knows which brief opened which thread. Safe to call from several threads of the process."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def register(
        self, thread: Thread, brief_id: str, *, now: datetime, shown_to_channel: bool = False
    ) -> None:
        """Remember which brief opened a thread, so that questions in it can be answered.

        Args:
            thread: the thread.
            brief_id: the brief.
            now: aware.
            shown_to_channel: whether the whole channel saw it, so that its digests need not repeat it.
        """
        self._store.threads.register(thread, brief_id, now)
        if shown_to_channel and (brief := load_brief(self._store, thread.team, brief_id)) is not None:
            self._store.quoted_history.add(thread.team, thread.channel, brief_id, brief.quoted_history, now)

    def register_delivery(self, delivery: Delivery, *, now: datetime) -> None:
        """Remember the thread of a digest that was posted."""
        if delivery.brief_id and not delivery.thread_ts:
            self.register(Thread(delivery.team, delivery.channel, delivery.ts), delivery.brief_id, now=now)

    def is_brief_thread(self, thread: Thread) -> bool:
        """Whether a brief of ours opened this thread."""
        return self._store.threads.find_brief_id(thread) is not None

    def thread_of_brief(self, team: str, brief_id: str) -> Thread | None:
        """Return the thread below a brief; None if the brief was not posted."""
        thread_and_time = self._store.threads.for_brief(team, brief_id)
        return thread_and_time[0] if thread_and_time else None

    def story_number(self, answer: Answer, thread: Thread) -> tuple[str, int]:
        """Return the brief above an answer and the number of the answer's story in it; ("", 0) without a story."""
        brief_id = self._store.threads.find_brief_id(thread)
        brief = load_brief(self._store, thread.team, brief_id) if brief_id and answer.story_id else None
        for number, story in enumerate(brief.stories if brief else (), 1):
            if brief and story.id == answer.story_id:
                return brief.id, number
        return "", 0

    def claim_event(self, event_id: str, *, now: datetime) -> bool:
        """Whether a chat event is seen for the first time; it is remembered."""
        return self._store.processed_events.claim(event_id, now)
