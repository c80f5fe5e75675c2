"""Open and update modals, and publish Home tabs. Use on worker threads only, because calls may block."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

from bot.slack import web_api

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_sdk import WebClient

    from bot.slack.web_api import ApiResult

    View = Mapping[str, Any]

# For so long after a person opened the Home tab, it is kept up to date.
VIEWER_SECONDS = 900.0
MAX_VIEWERS = 50


class HomeViewers:
    """The people who opened their Home tab lately. Thread-safe.

    Attributes:
        lock: held while a Home tab is read and published, so that no older one replaces a newer one.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._opened_at: dict[str, float] = {}

    def add(self, user: str) -> None:
        """Note that a person looks at the Home tab."""
        self._opened_at.pop(user, None)
        self._opened_at[user] = time.monotonic()
        for oldest in list(self._opened_at)[:-MAX_VIEWERS]:
            self._opened_at.pop(oldest, None)

    def recent(self) -> tuple[str, ...]:
        """Return the people whose Home tab is kept up to date."""
        since = time.monotonic() - VIEWER_SECONDS
        return tuple(user for user, opened_at in list(self._opened_at.items()) if opened_at > since)


class ViewClient:
    """Shows views to people.

    Args:
        client: a client with the token of the workspace.

    Attributes:
        viewers: the people who opened their Home tab lately.
    """

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self.viewers = HomeViewers()

    def open_modal(self, trigger_id: str, view: View) -> ApiResult:
        """Open a modal for the person of an interaction, who made it at most three seconds ago."""
        return web_api.post_json(self._client, "views.open", {"trigger_id": trigger_id, "view": dict(view)})

    def update_modal(self, opened: ApiResult, view: View) -> ApiResult:
        """Replace an opened modal, unless it has changed since."""
        opened_view = opened.response["view"]
        body = {"view_id": opened_view["id"], "hash": opened_view["hash"], "view": dict(view)}
        return web_api.post_json(self._client, "views.update", body)

    def publish_home(self, user: str, view: View) -> ApiResult:
        """Show a person's Home tab."""
        return web_api.post_json(self._client, "views.publish", {"user_id": user, "view": dict(view)})
