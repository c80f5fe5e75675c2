"""Open and update modals, and publish Home tabs. Use on worker threads only, because calls may block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.slack import web_api

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_sdk import WebClient

    from bot.slack.web_api import ApiResult

    View = Mapping[str, Any]


class ViewClient:
    """Shows views to people.

    Args:
        client: a client with the token of the workspace.
    """

    def __init__(self, client: WebClient) -> None:
        self._client = client

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
