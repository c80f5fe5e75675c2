"""People and bots of a pretend workspace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from playground.state.json_types import Json


@dataclass(frozen=True, slots=True)
class Person:
    """A member of a workspace.

    Attributes:
        id: as "U0000000003".
        name: the handle, "ada".
        real_name: "Ada Lovelace".
        tz: the name of the time zone, "Europe/Berlin".
        team: the id of the workspace.
        bot_id: the id as a bot, "B..."; empty for people.
        admin: may administer the workspace.
    """

    id: str
    name: str
    real_name: str
    tz: str
    team: str
    bot_id: str = ""
    admin: bool = False

    def describe(self, now: float) -> Json:
        """Return the person as `users.info` tells it, the offset of the time zone as at `now`."""
        at = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(self.tz))
        offset = at.utcoffset()
        return {
            "id": self.id,
            "team_id": self.team,
            "name": self.name,
            "deleted": False,
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": at.tzname(),
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "profile": {
                "real_name": self.real_name,
                "display_name": self.name,
                "team": self.team,
                **({"bot_id": self.bot_id} if self.bot_id else {}),
            },
            "is_admin": self.admin,
            "is_owner": False,
            "is_bot": bool(self.bot_id),
            "is_app_user": False,
        }
