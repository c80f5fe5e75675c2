"""Load stored briefs exactly as they were created."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from news.errors import StoreError

if TYPE_CHECKING:
    from news.brief import Brief
    from news.preferences import Actor
    from storage.contract import Store

log = logging.getLogger(__name__)


def load_brief(store: Store, team: str, brief_id: str) -> Brief | None:
    """Load a brief exactly as it was created; None if the brief or one of its articles is no longer stored."""
    try:
        return store.briefs.load(team, brief_id)
    except StoreError as problem:
        log.warning("brief cannot be read brief=%s cause=%s", brief_id, problem)
        return None


def is_visible(store: Store, actor: Actor, brief_or_answer_id: str) -> bool:
    """Whether a person may see a stored brief or answer in the place where they ask for it.

    A brief is visible in its channel and where its thread is, a personal brief to its recipient alone. An answer is
    visible where its thread is.
    """
    answer = store.answers.get(actor.team, brief_or_answer_id)
    if answer is not None:
        return answer.thread.channel == actor.channel
    brief = load_brief(store, actor.team, brief_or_answer_id)
    if brief is None:
        return False
    thread_and_time = store.threads.for_brief(actor.team, brief_or_answer_id)
    if thread_and_time is not None and thread_and_time[0].channel == actor.channel:
        return True
    if brief.request.recipient:
        return brief.request.recipient == actor.user
    return brief.request.channel == actor.channel
