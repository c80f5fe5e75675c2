"""Briefs as they were made, read back from the store."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from news.errors import StoreError

if TYPE_CHECKING:
    from news.brief import Brief
    from storage.contract import Store

log = logging.getLogger(__name__)


def load_brief(store: Store, team: str, brief_id: str) -> Brief | None:
    """Return a brief as it was made; None if it, or an article of it, is not stored any more."""
    try:
        return store.briefs.load(team, brief_id)
    except StoreError as problem:
        log.warning("brief cannot be read brief=%s cause=%s", brief_id, problem)
        return None
