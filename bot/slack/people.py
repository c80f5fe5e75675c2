"""Look up people in Slack: their time zones, whether they are admins, and whether they belong to a channel.

Only members may get a channel's digest by direct message, and every such digest is checked.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.slack import web_api
from news.digest import LEFT_CHANNEL
from news.time_zones import is_known_timezone

if TYPE_CHECKING:
    from slack_sdk import WebClient

    from bot.services.digests.membership import MembershipCheck

log = logging.getLogger(__name__)

# Seconds for which the admin who was found is used without asking again.
ADMIN_CACHE_SECONDS = 3600.0
# In larger workspaces an admin may not be found; then nobody is named.
PEOPLE_PER_PAGE, MAX_PEOPLE_PAGES = 200, 25


# Slack's error for an app that was installed without the scopes, and our error for the scope to read members.
MISSING_SCOPE, MEMBERS_SCOPE_MISSING = "missing_scope", "members_missing_scope"
TOO_MANY_MEMBERS = "too_many_members"
# Channels with more than 20,000 members are not listed.
MEMBERS_PER_PAGE, MAX_PAGES = 500, 40


@dataclass(frozen=True, slots=True)
class Profile:
    """The parts of a person's profile that the bot needs.

    Attributes:
        timezone: the IANA name of the time zone; "" if there is none, or one that this machine does not know.
        is_admin: whether the person is an admin or owner of the workspace.
        is_active: whether the account exists and is not deactivated.
    """

    timezone: str = ""
    is_admin: bool = False
    is_active: bool = True


class People:
    """Asks Slack about people. Use on worker threads only, because calls may block. Thread-safe.

    Args:
        client: the client for the workspace.
    """

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._admin, self._admin_found_at = "", float("-inf")

    def profile(self, user: str) -> Profile | None:
        """Return a person's profile; None if Slack does not answer."""
        result = web_api.post_form(self._client, "users.info", user=user)
        if result.error in {"user_not_found", "user_not_visible"}:
            return Profile(is_active=False)
        return None if result.error else _parse_profile(result.response.get("user") or {})

    def timezone(self, user: str) -> str:
        """Return the time zone of a person; "" if it is not known."""
        profile = self.profile(user)
        return profile.timezone if profile else ""

    def is_admin(self, user: str) -> bool:
        """Whether a person is an admin of the workspace; False if Slack does not answer."""
        profile = self.profile(user)
        return profile is not None and profile.is_admin

    def has_left(self, user: str, channel: str) -> bool:
        """Whether a person has left the workspace or the channel; False if this is unknown."""
        profile = self.profile(user)
        if profile is None or not profile.is_active:
            return profile is not None
        is_channel = channel.startswith(("C", "G"))
        return (
            is_channel and ChannelMembers(self._client).new_membership_check()(channel, user) == LEFT_CHANNEL
        )

    def find_admin(self) -> str:
        """Return an admin of the workspace, an owner if possible; "" if none is found."""
        with self._lock:
            if time.monotonic() > self._admin_found_at + ADMIN_CACHE_SECONDS:
                admin = self._search_admin()
                if not admin:
                    return self._admin
                self._admin, self._admin_found_at = admin, time.monotonic()
            return self._admin

    def recipient_for(self, user: str) -> str:
        """Return who receives a notice meant for a person: that person, or an admin if the person has left."""
        profile = self.profile(user)
        return user if profile is None or profile.is_active else self.find_admin() or user

    # ---- private

    def _search_admin(self) -> str:
        admins: list[tuple[int, str]] = []
        cursor = ""
        for _ in range(MAX_PEOPLE_PAGES):
            arguments = {"limit": PEOPLE_PER_PAGE, **({"cursor": cursor} if cursor else {})}
            page = web_api.post_form(self._client, "users.list", **arguments)
            admins += [
                (_admin_rank(member), str(member.get("id")))
                for member in page.response.get("members") or ()
                if _admin_rank(member) and not member.get("deleted") and not member.get("is_bot")
            ]
            cursor = str((page.response.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                break
        return max(admins)[1] if admins else ""


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


# ---- private


def _parse_profile(user: dict[str, Any]) -> Profile:
    timezone = str(user.get("tz") or "")
    return Profile(
        timezone=timezone if is_known_timezone(timezone) else "",
        is_admin=_admin_rank(user) > 0,
        is_active=not user.get("deleted"),
    )


def _admin_rank(user: dict[str, Any]) -> int:
    return next(
        (
            rank
            for rank, name in ((3, "is_primary_owner"), (2, "is_owner"), (1, "is_admin"))
            if user.get(name)
        ),
        0,
    )
