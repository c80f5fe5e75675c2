"""Sources that were added on the terminal before there was a workspace: they go to the first one."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.runtime import workspaces
from bot.runtime.workspaces import LOCAL_TEAM

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from storage.contract import Store

log = logging.getLogger(__name__)


def adopt(store: Store, home: Path, team: str, *, now: datetime) -> int:
    """Remember a workspace; if it is the only one of the data folder, give it the terminal's sources.

    Return the number of sources that moved.
    """
    if workspaces.remember_workspace(home, team) != (team,):
        return 0
    topics = store.sources.topics_by_source(LOCAL_TEAM, "")
    source_ids = store.sources.ids_for_channel(LOCAL_TEAM, "")
    ordered_ids = [
        source.id for source in store.sources.for_channel(LOCAL_TEAM, "") if source.id in source_ids
    ]
    for source_id in ordered_ids:
        store.sources.follow(team, "", source_id, created_at=now, topic=topics.get(source_id, ""))
        store.sources.unfollow(LOCAL_TEAM, "", source_id)
    if ordered_ids:
        log.info("the terminal's sources are the workspace's now sources=%d", len(ordered_ids))
    return len(ordered_ids)
