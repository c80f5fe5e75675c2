"""The files that people share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from local_slack.state.json_types import Json

_TYPE_BY_SUFFIX = {"jpg": "jpg", "jpeg": "jpg", "md": "markdown", "txt": "text", "htm": "html"}


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file in a channel.

    Attributes:
        id: the id, "F...".
        team_id: the id of the workspace.
        user_id: the person who shared it.
        channel_id: the channel in which it was shared.
        name: the name of the file.
        mimetype: the media type, "text/x-opml+xml".
        content: the bytes.
        created_at: the time in seconds since 1970.
    """

    id: str
    team_id: str
    user_id: str
    channel_id: str
    name: str
    mimetype: str
    content: bytes
    created_at: float

    @property
    def path(self) -> str:
        """The path of the file on the server, as in Slack's `url_private`."""
        return f"files-pri/{self.team_id}-{self.id}"

    def to_json(self, address: str) -> Json:
        """Return the file in the format of `files.info`.

        Args:
            address: the host and port of the server.
        """
        suffix = PurePath(self.name).suffix.lower().removeprefix(".")
        base = f"http://{address}/{self.path}"
        return {
            "id": self.id,
            "created": int(self.created_at),
            "timestamp": int(self.created_at),
            "name": self.name,
            "title": self.name,
            "mimetype": self.mimetype,
            "filetype": _TYPE_BY_SUFFIX.get(suffix, suffix or "binary"),
            "pretty_type": suffix.upper() or "Binary",
            "user": self.user_id,
            "user_team": self.team_id,
            "editable": False,
            "size": len(self.content),
            "mode": "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": self.channel_id.startswith("C"),
            "public_url_shared": False,
            "display_as_bot": False,
            "username": "",
            "url_private": f"{base}/file",
            "url_private_download": f"{base}/download/file",
            "permalink": f"{base}/file",
            "has_rich_preview": False,
            "file_access": "visible",
        }
