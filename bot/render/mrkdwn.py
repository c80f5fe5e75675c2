"""Escaping and markup for Slack. No other module escapes text.

Slack interprets three characters as markup: & < >. With these escaped, a headline cannot notify a channel or a person,
or forge a link (https://docs.slack.dev/messaging/formatting-message-text). Invisible characters and characters that
change the direction of writing are removed, so that they cannot disguise a link.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

# Control characters except tab and line feed, zero-width characters, bidirectional controls, lone surrogates.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)

# Maximum length of a link in Slack's markup. A longer link might be split and broken: a section holds 3,000.
MAX_LINK_CHARACTERS = 2_500


def escape(text: str) -> str:
    """Escape &, < and >, and remove invisible characters, so that Slack does not interpret the text."""
    visible_text = _INVISIBLE.sub("", text)
    return visible_text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_plain_text(text: str) -> str:
    """Escape text for a `plain_text` object or for a message's fallback text."""
    return escape(text)


def link(url: str, label: str) -> str:
    """Return a link with an escaped address and label.

    If the address is not http or https, return only the label.

    A bar in the address is percent-encoded, because Slack reads the first one as the end of the address. A link that
    is longer than `MAX_LINK_CHARACTERS` is written as its label and its address; the label alone if the address is
    longer.
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
    """Escape text and make the text bold.

    Text that contains an asterisk, which would end the bold, is only escaped.
    """
    escaped_text = escape(" ".join(text.split()))
    return escaped_text if "*" in escaped_text or not escaped_text else f"*{escaped_text}*"


def bold_link(url: str, label: str) -> str:
    """Return a bold link.

    It is not bold if the label contains an asterisk, and not a link if the URL is not http or https.
    """
    linked_label = link(url, label)
    return linked_label if "*" in label or not linked_label else f"*{linked_label}*"


def quote(text: str) -> str:
    """Escape text and mark every line as a quotation."""
    return quote_marked(escape(text))


def quote_marked(marked_text: str) -> str:
    """Mark every line of an escaped text as a quotation.

    The text may contain links.
    """
    return "\n".join(f"> {line}" for line in marked_text.splitlines() if line.strip())


def date(moment: datetime, fallback: str) -> str:
    """Return a time in the markup that Slack displays in each reader's time zone: "today at 09:35".

    Args:
        moment: aware.
        fallback: what old clients and plain text show.
    """
    label = escape(fallback).replace("|", "¦")
    return f"<!date^{int(moment.timestamp())}^{{date_short_pretty}} at {{time}}|{label}>"


def mention_user(user_id: str) -> str:
    """Return a mention of a member.

    Text that is not a Slack user ID is only escaped.
    """
    return f"<@{user_id}>" if re.fullmatch(r"[UW][A-Z0-9]{2,}", user_id) else escape(user_id)


def mention_channel(channel_id: str) -> str:
    """Return a mention of a channel or a member.

    Text that is not a Slack ID is only escaped.
    """
    return f"<#{channel_id}>" if re.fullmatch(r"[CGD][A-Z0-9]{2,}", channel_id) else mention_user(channel_id)


def unescape(text: str) -> str:
    """Undo Slack's escaping of &, < and > in text that a person typed."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
