"""Find the story that was last discussed in a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from news.thread import Thread
    from storage.contract import Store


def last_story_id(store: Store, thread: Thread) -> str:
    """Return the id of the story that was last discussed in a thread; "" if no story was discussed."""
    stored_answers = store.answers.for_thread(thread)
    return next(
        (stored_answer.story_id for stored_answer in reversed(stored_answers) if stored_answer.story_id), ""
    )
