"""The people and bots of a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

if TYPE_CHECKING:
    from local_slack.state.json_types import Json


@dataclass(frozen=True, slots=True)
class User:
    """A person or bot in a workspace.

    Attributes:
        id: the user id, for example "U0000000003".
        name: the handle, for example "ada".
        real_name: the full name, for example "Ada Lovelace".
        tz: the name of the time zone, "Europe/Berlin".
        team_id: the id of the workspace.
        bot_id: the bot id, "B..."; "" for people.
        is_admin: whether the person is a workspace admin.
        deleted: whether the account is deactivated.
    """

    id: str
    name: str
    real_name: str
    tz: str
    team_id: str
    bot_id: str = ""
    is_admin: bool = False
    deleted: bool = False

    def to_json(self, now: float) -> Json:
        """Return the user in the format that `users.info` returns.

        The time zone's UTC offset is the offset at the time `now`.
        """
        zone = self.tz if self.tz in available_timezones() else "UTC"
        local_time = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(zone))
        utc_offset = local_time.utcoffset()
        return {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": local_time.tzname(),
            "tz_offset": int(utc_offset.total_seconds()) if utc_offset else 0,
            "profile": {
                "real_name": self.real_name,
                "display_name": self.name,
                "team": self.team_id,
                **({"bot_id": self.bot_id} if self.bot_id else {}),
            },
            "is_admin": self.is_admin,
            "is_owner": False,
            "is_bot": bool(self.bot_id),
            "is_app_user": False,
        }
