"""Text of others in Slack's `rich_text` blocks, where no character is read as markup.

A section in Slack's markup formats `*`, `_`, `~`, backticks and `:fire:` in a quotation, and has no escape for them.
`mrkdwn.escape` puts a stand-in for each such character; a text with one becomes a `rich_text` block here, with the
markup of the bot as elements (https://docs.slack.dev/reference/block-kit/blocks/rich-text-block).

"*<https://example.org|5 \ufdd0 3>* — Courier"  ->  [link "5 * 3", bold] [text " — Courier"]
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any

from bot.render import mrkdwn

if TYPE_CHECKING:
    from collections.abc import Iterator

    Element = dict[str, Any]
    Style = dict[str, bool]

_LINK_REGEX = r"<[^<>]*>"
_MARKUP_PATTERN = re.compile(
    rf"(?P<reference>{_LINK_REGEX})"
    rf"|(?<!\w)\*(?=\S)(?P<bold>(?:{_LINK_REGEX}|[^*\n<])+?)(?<=\S)\*(?!\w)"
    rf"|(?<!\w)_(?=\S)(?P<italic>(?:{_LINK_REGEX}|[^_\n<])+?)(?<=\S)_(?!\w)"
    r"|`(?P<code>[^`\n]+)`"
    r"|(?<!\w):(?P<emoji>[a-z0-9_+-]+):(?!\w)"
)
_QUOTE_PREFIX = "> "


def to_block(text: str) -> dict[str, Any]:
    """Return a text in the bot's markup as a `rich_text` block."""
    parts: list[Element] = []
    for is_quote, lines in groupby(text.split("\n"), lambda line: line.startswith(_QUOTE_PREFIX)):
        part_text = "\n".join(line.removeprefix(_QUOTE_PREFIX) if is_quote else line for line in lines)
        elements = list(_parse(part_text, {}))
        if elements:
            parts.append(
                {"type": "rich_text_quote" if is_quote else "rich_text_section", "elements": elements}
            )
    return {"type": "rich_text", "elements": parts}


# ---- private


def _parse(text: str, style: Style) -> Iterator[Element]:
    """Yield the elements of a text in Slack's markup."""
    position = 0
    for match in _MARKUP_PATTERN.finditer(text):
        yield from _text_element(text[position : match.start()], style)
        position = match.end()
        if match["reference"]:
            yield _reference_element(match["reference"][1:-1], style)
        elif match["bold"]:
            yield from _parse(match["bold"], style | {"bold": True})
        elif match["italic"]:
            yield from _parse(match["italic"], style | {"italic": True})
        elif match["code"]:
            yield from _text_element(match["code"], style | {"code": True})
        else:
            yield {"type": "emoji", "name": match["emoji"]}
    yield from _text_element(text[position:], style)


def _reference_element(reference: str, style: Style) -> Element:
    """Return the element of a link, mention or date, such as `https://example.org|Courier`."""
    target, _, label = reference.partition("|")
    if target.startswith("!date^"):
        _, timestamp, date_format = target.split("^")[:3]
        return {"type": "date", "timestamp": int(timestamp), "format": date_format, "fallback": _plain(label)}
    if target.startswith("@"):
        return {"type": "user", "user_id": target[1:]} | _with(style)
    if target.startswith("#"):
        return {"type": "channel", "channel_id": target[1:]} | _with(style)
    link = {"type": "link", "url": _plain(target)} | ({"text": _plain(label)} if label else {})
    return link | _with(style)


def _text_element(text: str, style: Style) -> Iterator[Element]:
    if text:
        yield {"type": "text", "text": _plain(text)} | _with(style)


def _with(style: Style) -> Element:
    return {"style": style} if style else {}


def _plain(text: str) -> str:
    return mrkdwn.unescape(mrkdwn.restore(text))
