"""Text from the web, made harmless for Slack: the only place that escapes.

Slack reads three characters as control: & < >. Escaped, a headline cannot call <!channel>, name a person or forge a
link (https://docs.slack.dev/messaging/formatting-message-text). Characters that draw nothing or turn the direction
of writing are taken out, so that a link cannot show another text than it has.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

# C0 and C1 controls but tab and line feed, zero-width characters, marks and isolates of direction, lone surrogates.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)

# Characters of a link as Slack gets it. A longer one might have to be split, which breaks it: a section takes 3,000.
MAX_LINK_CHARACTERS = 2_500


def escape(text: str) -> str:
    """Return text that Slack displays literally: without invisible characters, with &, < and > escaped."""
    visible_text = _INVISIBLE.sub("", text)
    return visible_text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_plain_text(text: str) -> str:
    """Escape text for a `plain_text` object or the fallback text, where the same three characters have a meaning."""
    return escape(text)


def link(url: str, label: str) -> str:
    """Return a link with a safely escaped URL and label, or only the label if the URL is not http or https.

    A bar in the URL is percent-encoded, because Slack reads the first bar as the end of the URL. If the link is longer
    than `MAX_LINK_CHARACTERS`, the label is followed by the bare URL; if the URL alone is longer, it is left out.
    """
    escaped_label = escape(" ".join(label.split()))
    if not re.match(r"https?://[^\s]", url, re.IGNORECASE):
        return escaped_label
    address = re.sub(r"[\s\"'|<>]", lambda match: f"%{ord(match[0]):02X}", _INVISIBLE.sub("", url))
    address = address.replace("&", "&amp;")
    labelled_link = f"<{address}|{escaped_label.replace('|', '¦')}>"
    if len(labelled_link) <= MAX_LINK_CHARACTERS:
        return labelled_link
    return f"{escaped_label} <{address}>" if len(address) + 2 <= MAX_LINK_CHARACTERS else escaped_label


def bold(text: str) -> str:
    """Return the text escaped and in bold, or only escaped if it contains an asterisk, which would end the bold."""
    escaped_text = escape(" ".join(text.split()))
    return escaped_text if "*" in escaped_text or not escaped_text else f"*{escaped_text}*"


def bold_link(url: str, label: str) -> str:
    """Write a link in bold; only a link if its label has an asterisk of its own, only bold without a web address."""
    linked_label = link(url, label)
    return linked_label if "*" in label or not linked_label else f"*{linked_label}*"


def quote(text: str) -> str:
    """Return the text escaped and formatted as a quotation on every line."""
    return "\n".join(f"> {line}" for line in escape(text).splitlines() if line.strip())


def mention_user(user_id: str) -> str:
    """Return a mention of the member with a Slack ID, or the escaped text if it is not a member ID."""
    return f"<@{user_id}>" if re.fullmatch(r"[UW][A-Z0-9]{2,}", user_id) else escape(user_id)


def mention_channel(channel_id: str) -> str:
    """Return a mention of the channel or member with a Slack ID, or the escaped text if it is neither."""
    return f"<#{channel_id}>" if re.fullmatch(r"[CGD][A-Z0-9]{2,}", channel_id) else mention_user(channel_id)


def unescape(text: str) -> str:
    """Return the text as a person typed it; Slack sends &, < and > escaped."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
