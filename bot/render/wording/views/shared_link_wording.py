"""The texts of the answer to the message shortcut "Brief this"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render import mrkdwn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news.errors import SourceError

SHARED_LINKS_TITLE = "Links shared in this channel"
NO_LINKS = "There is no link in this message. I can brief you on the pages that a message links to."
NOT_READ = "Could not read: {problem}"
NOT_POSTED = "I can't post in this channel, so only you see this. To let me post: `/invite @Newsbrief`."


def describe_unread_pages(failures: Sequence[SourceError]) -> str:
    """Return why pages could not be read, one per line."""
    return "\n".join(NOT_READ.format(problem=mrkdwn.escape(str(problem))) for problem in failures)
