"""Escaping and markup for Slack. No other module escapes text.

Slack interprets three characters as markup: & < >. With these escaped, a headline cannot notify a channel or a person,
or forge a link (https://docs.slack.dev/messaging/formatting-message-text). Invisible characters and characters that
change the direction of writing are removed, so that they cannot disguise a link; joiners inside words and emoji stay.

Slack has no escape for the characters that format text: * _ ~ ` and :name:. In text of others, each of them becomes a
stand-in, with which `bot.render.rich_text` shows it as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

# Control characters except tab and line feed, zero-width characters, bidirectional controls, lone surrogates, and the
# noncharacters that stand for others. A joiner between two characters that are not ASCII belongs to their spelling.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufdd0-\ufdef\ufeff"
    "\ud800-\udfff]|(?<![^\x00-\x7f\\s])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f\\s])"
)
# Noncharacters, which no text holds, for the characters that Slack would format.
_STAND_INS = {"*": "\ufdd0", "_": "\ufdd1", "~": "\ufdd2", "`": "\ufdd3", ":": "\ufdd4", "&gt;": "\ufdd5"}
_CHARACTERS = {stand_in: character for character, stand_in in _STAND_INS.items()}
# Signs that look alike and format nothing, for the text of notifications.
_LOOK_ALIKES = {"*": "∗", "_": "\uff3f", "~": "∼", "`": "ˋ", ":": "꞉", "&gt;": "›"}
_FORMATTING_PATTERN = re.compile(r"[*_~`]|^&gt;", re.MULTILINE)
_EMOJI_NAME_PATTERN = re.compile(r":(?P<name>[\w+'-]+):")
_STAND_IN_PATTERN = re.compile("[\ufdd0-\ufdd5]")

# Maximum length of a link in Slack's markup. A longer link might be split and broken: a section holds 3,000.
MAX_LINK_CHARACTERS = 2_500


def escape(text: str) -> str:
    """Escape a text of others, so that Slack shows each of its characters and interprets none.

    Characters that Slack would format become stand-ins, for `slack_messages` to show.
    """
    colon = _STAND_INS[":"]
    literal_text = _EMOJI_NAME_PATTERN.sub(rf"{colon}\g<name>{colon}", escape_control(text))
    return _FORMATTING_PATTERN.sub(lambda match: _STAND_INS[match[0]], literal_text)


def has_stand_ins(text: str) -> bool:
    """Whether a text holds a character that Slack's markup cannot show."""
    return _STAND_IN_PATTERN.search(text) is not None


def restore(text: str) -> str:
    """Return a text with its own characters instead of stand-ins."""
    return _STAND_IN_PATTERN.sub(lambda match: _CHARACTERS[match[0]], text)


def neutralize(text: str) -> str:
    """Return a text with signs that look alike instead of stand-ins, for the text of notifications."""
    return _STAND_IN_PATTERN.sub(lambda match: _LOOK_ALIKES[_CHARACTERS[match[0]]], text)


def escape_control(text: str) -> str:
    """Escape &, < and > in one of the bot's texts, which may have markup, and remove invisible characters."""
    visible_text = _INVISIBLE.sub("", text)
    return visible_text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_plain_text(text: str) -> str:
    """Escape text for a `plain_text` object or for a message's fallback text."""
    return escape_control(text)


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
    """Escape text and make it bold."""
    escaped_text = escape(" ".join(text.split()))
    return f"*{escaped_text}*" if escaped_text else ""


def bold_link(url: str, label: str) -> str:
    """Return a bold link, or a bold label if the URL is not http or https."""
    linked_label = link(url, label)
    return f"*{linked_label}*" if linked_label else ""


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
