"""Notify a source's followers when the source has been failing for a day or is disabled.

Followers are notified once per outage.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from news.digest import Delivery

if TYPE_CHECKING:
    from datetime import datetime

    from bot.services.message_renderer import MessageRenderer
    from news.source import Source
    from storage.contract import Store

# A source that has been failing for this long is reported.
OUTAGE_NOTICE_AFTER = timedelta(hours=24)


class OutageService:
    """Notifies the followers of failing sources."""

    def __init__(self, store: Store, renderer: MessageRenderer) -> None:
        self._store = store
        self._renderer = renderer

    def notify_outages(self, *, now: datetime) -> int:
        """Notify followers of sources that are disabled or failing for a day. Return the number of notices."""
        notice_count = 0
        for source in self._store.sources.failing():
            since = source.health.last_success_at or source.created_at
            if source.poll_state.disabled_reason:
                payload = self._renderer.render_disabled_source(source)
                notice_count += self._notify_followers("stopped", source, since, payload, now)
            elif now - since >= OUTAGE_NOTICE_AFTER:
                payload = self._renderer.render_outage(source, since)
                notice_count += self._notify_followers("outage", source, since, payload, now)
        return notice_count

    # ---- private

    def _notify_followers(
        self, problem_kind: str, source: Source, since: datetime, payload: str, now: datetime
    ) -> int:
        """Send a direct message to every follower of a source. Return the number of new messages.

        Each follower gets one message per outage.
        """
        notice_count = 0
        for team, user in self._store.sources.list_followers(source.id):
            idempotency_key = f"{problem_kind}|{source.id}|{since.isoformat()}|{user}"
            delivery = Delivery(team, idempotency_key, "", user, now, "pending", now, payload_json=payload)
            notice_count += len(self._store.ledger.enqueue([delivery], scan_progress=()))
        return notice_count
