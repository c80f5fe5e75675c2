"""Look up the members of Slack channels.

Only members may get a channel's digest by direct message, and every such digest is checked.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.slack import web_api
from news.digest import LEFT_CHANNEL

if TYPE_CHECKING:
    from slack_sdk import WebClient

    from bot.services.digests.membership import MembershipCheck

log = logging.getLogger(__name__)

# Slack's error for an app that was installed without the scopes, and our error for the scope to read members.
MISSING_SCOPE, MEMBERS_SCOPE_MISSING = "missing_scope", "members_missing_scope"
TOO_MANY_MEMBERS = "too_many_members"
# Channels with more than 20,000 members are not listed.
MEMBERS_PER_PAGE, MAX_PAGES = 500, 40


class ChannelMembers:
    """Asks Slack for the members of channels. Use on worker threads only, because calls may block.

    Args:
        client: the client for the workspace.
    """

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def new_membership_check(self) -> MembershipCheck:
        """Return a function that checks membership and asks Slack at most once per channel.

        The function stops asking when Slack does not answer.

        The check caches Slack's answers, so use it briefly and on one thread only.
        """
        members_or_error_by_channel: dict[str, frozenset[str] | str] = {}
        outage_error = ""

        def check_membership(channel: str, user: str) -> str:
            nonlocal outage_error
            if channel not in members_or_error_by_channel:
                members_or_error = outage_error or self._fetch_members(channel)
                members_or_error_by_channel[channel] = members_or_error
                if isinstance(members_or_error, str) and members_or_error in {
                    web_api.OUTCOME_UNKNOWN,
                    "ratelimited",
                }:
                    outage_error = members_or_error
            members_or_error = members_or_error_by_channel[channel]
            if isinstance(members_or_error, str):
                return members_or_error
            return "" if user in members_or_error else LEFT_CHANNEL

        return check_membership

    # -- private

    def _fetch_members(self, channel: str) -> frozenset[str] | str:
        """Return the members of a channel, or Slack's error."""
        members: set[str] = set()
        cursor = ""
        for _ in range(MAX_PAGES):
            cursor_argument = {"cursor": cursor} if cursor else {}
            page = web_api.post_form(
                self._client,
                "conversations.members",
                channel=channel,
                limit=MEMBERS_PER_PAGE,
                **cursor_argument,
            )
            if page.error:
                return MEMBERS_SCOPE_MISSING if page.error == MISSING_SCOPE else page.error
            members.update(map(str, page.response.get("members") or ()))
            cursor = str((page.response.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return frozenset(members)
        log.warning("too many members channel=%s", channel)
        return TOO_MANY_MEMBERS
