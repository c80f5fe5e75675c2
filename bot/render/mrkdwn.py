"""Text from the web, made harmless for Slack: the only place that escapes.

Slack reads three characters as control: & < >. Escaped, a headline cannot call <!channel>, name a person or forge a
link (https://docs.slack.dev/messaging/formatting-message-text). Characters that draw nothing or turn the direction
of writing are taken out, so that a link cannot show another text than it has.
"""

from __future__ import annotations

import re

# C0 and C1 controls but tab and line feed, zero-width characters, marks and isolates of direction, lone surrogates.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def escape(text: str) -> str:
    """Make text show as it is: no control sequence of Slack's survives."""
    seen = _UNSEEN.sub("", text)
    return seen.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str) -> str:
    """Make text fit for a `plain_text` object and for the fallback: the same three characters count there."""
    return escape(text)


def link(url: str, label: str) -> str:
    """Write a link whose address and label cannot break out; the label alone if the address is not http or https.

    A bar in the address is percent-encoded, because Slack reads the first one as the end of the address.
    """
    shown = escape(" ".join(label.split()))
    if not re.match(r"https?://[^\s]", url, re.IGNORECASE):
        return shown
    address = re.sub(r"[\s\"'|<>]", lambda found: f"%{ord(found[0]):02X}", _UNSEEN.sub("", url))
    return f"<{address.replace('&', '&amp;')}|{shown.replace('|', '¦')}>"


def bold(text: str) -> str:
    """Write escaped text in bold, unless an asterisk of its own would end it: then it stays as it is."""
    shown = escape(" ".join(text.split()))
    return shown if "*" in shown or not shown else f"*{shown}*"


def quote(text: str) -> str:
    """Write escaped text as a quotation, every line of it."""
    return "\n".join(f"> {line}" for line in escape(text).splitlines() if line.strip())


def person(user: str) -> str:
    """Name a member, by an id that Slack gave; escaped text if it is none."""
    return f"<@{user}>" if re.fullmatch(r"[UW][A-Z0-9]{2,}", user) else escape(user)


def channel(name: str) -> str:
    """Name a channel, or a person by direct message, by an id that Slack gave; escaped text if it is none."""
    return f"<#{name}>" if re.fullmatch(r"[CGD][A-Z0-9]{2,}", name) else person(name)


def typed(text: str) -> str:
    """Give what a person typed: Slack sends the three characters escaped."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
