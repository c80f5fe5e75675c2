"""Load stored briefs exactly as they were created."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from news.errors import StoreError

if TYPE_CHECKING:
    from news.brief import Brief
    from storage.contract import Store

log = logging.getLogger(__name__)


def load_brief(store: Store, team: str, brief_id: str) -> Brief | None:
    """Load a brief exactly as it was created; None if the brief or one of its articles is no longer stored."""
    try:
        return store.briefs.load(team, brief_id)
    except StoreError as problem:
        log.warning("brief cannot be read brief=%s cause=%s", brief_id, problem)
        return None
