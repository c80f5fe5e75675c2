"""Slack's message syntax: find control sequences, and convert messages to visible text.

`<...>` is a control sequence: a person `<@U1>`, a channel `<#C1|name>`, a group of people `<!channel>`, or a link
`<https://x.example|label>`. Everything else is text, with `&`, `<` and `>` written as `&amp;`, `&lt;` and `&gt;`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local_slack.state.json_types import Json

_CONTROL_SEQUENCE = re.compile(r"<([^<>\n]+)>")
_URL_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_MENTION_OR_URL = re.compile(
    r"(<(?:@[A-Z0-9]+|#[A-Z0-9]+|![a-z]+(?:\^[A-Z0-9]+)?)(?:\|[^<>|\n]*)?>)|(https?://[^\s<>|]+)"
)
_MARKDOWN_LINK = re.compile(r"(?<!\\)\[([^\[\]\n]{0,2000})\]\(([^()\s]{1,3000})\)")
_SIGIL_BY_KIND = {"user": "@", "channel": "#", "special": "@"}


@dataclass(frozen=True, slots=True)
class ControlSequence:
    """A control sequence in a message, such as a mention or a link.

    Attributes:
        kind: "user" or "special", which notify people, or "channel" or "link", which are links.
        target: the id, the word after "!", or the URL.
        label: the text that people see; "" if Slack chooses the text.
    """

    kind: Literal["user", "channel", "special", "link"]
    target: str
    label: str


def find_control_sequences(text: str) -> tuple[ControlSequence, ...]:
    """Return the control sequences of a text, in order."""
    parsed_sequences = (_parse_control(match[1]) for match in _CONTROL_SEQUENCE.finditer(text))
    return tuple(control for control in parsed_sequences if control is not None)


def to_visible_text(text: str) -> str:
    """Return the text that people see: labels in place of links and mentions, and decoded entities."""
    return unescape(_CONTROL_SEQUENCE.sub(_render_label, text))


def find_mentions(message: Json) -> list[str]:
    """Return the ids of the people and groups that a message notifies, in order.

    Examples: "U1", "!channel", "!subteam^S1".
    """
    targets: list[str] = []
    for control in _find_message_controls(message):
        if control.kind == "user":
            targets.append(control.target)
        elif control.kind == "special" and not control.target.startswith("date^"):
            targets.append("!" + control.target)
    return targets


def find_links(message: Json) -> list[tuple[str, str]]:
    """Return the links of a message in order, as pairs of URL and visible label.

    The links of buttons are not included.
    """
    return [
        (unescape(control.target), unescape(control.label or control.target))
        for control in _find_message_controls(message)
        if control.kind == "link"
    ]


def find_mrkdwn_texts(message: Json) -> list[str]:
    """Return the parts of a message that may contain control sequences.

    These are the message's text and its mrkdwn and markdown.
    """
    message_texts = [message.get("text") or ""]
    message_texts += [text for kind, text in _walk_texts(message.get("blocks") or []) if kind != "plain_text"]
    return message_texts


def render_message_text(message: Json) -> str:
    """Return the visible text of a message.

    This is the text of the message's blocks if there are any, otherwise its `text`.
    """
    parts = [
        text if kind == "plain_text" else to_visible_text(text)
        for kind, text in _walk_texts(message.get("blocks") or [])
    ]
    return "\n".join(parts) if parts else to_visible_text(message.get("text") or "")


def format_typed_text(text: str) -> str:
    """Convert typed text to Slack's message format.

    The text is escaped, URLs become links, and selected mentions are kept.
    """
    parts: list[str] = []
    end = 0
    for match in _MENTION_OR_URL.finditer(text):
        parts += [escape(text[end : match.start()]), match[1] or f"<{escape(match[2])}>"]
        end = match.end()
    return "".join([*parts, escape(text[end:])])


def escape(text: str) -> str:
    """Escape &, < and > as Slack does."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Undo Slack's escaping of &, < and >.

    Double-escaped characters stay escaped once.
    """
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


# ---------------------------------------------------------------------------- private


def _parse_control(sequence_text: str) -> ControlSequence | None:
    target, _, label = sequence_text.partition("|")
    if sequence_text[0] == "@":
        return ControlSequence("user", target[1:], label)
    if sequence_text[0] == "#":
        return ControlSequence("channel", target[1:], label)
    if sequence_text[0] == "!":
        return ControlSequence("special", target[1:], label)
    return ControlSequence("link", target, label) if _URL_SCHEME.match(target) else None


def _render_label(match: re.Match[str]) -> str:
    control = _parse_control(match[1])
    if control is None:
        return match[0]
    if control.kind == "link":
        return control.label or control.target
    if control.target.startswith("date^"):
        return control.label
    return _SIGIL_BY_KIND[control.kind] + (control.label.lstrip("@#") or control.target)


def _find_message_controls(message: Json) -> Iterator[ControlSequence]:
    yield from find_control_sequences(message.get("text") or "")
    for kind, text in _walk_texts(message.get("blocks") or []):
        if kind != "plain_text":
            yield from find_control_sequences(text)
        if kind == "markdown":
            yield from (
                ControlSequence("link", match[2], match[1]) for match in _MARKDOWN_LINK.finditer(text)
            )
    yield from _walk_rich_text(message.get("blocks") or [])


def _walk_texts(node: object) -> Iterator[tuple[str, str]]:
    if isinstance(node, list):
        for child in node:
            yield from _walk_texts(child)
    elif isinstance(node, dict):
        kind, text = node.get("type"), node.get("text")
        if kind == "text" and isinstance(text, str):
            yield "plain_text", text
        elif kind in {"mrkdwn", "plain_text", "markdown"} and isinstance(text, str):
            yield kind, text
        else:
            for child in node.values():
                yield from _walk_texts(child)


def _walk_rich_text(node: object) -> Iterator[ControlSequence]:
    if isinstance(node, list):
        for child in node:
            yield from _walk_rich_text(child)
    elif isinstance(node, dict):
        kind = node.get("type")
        if kind == "user" and "user_id" in node:
            yield ControlSequence("user", str(node["user_id"]), "")
        elif kind == "broadcast":
            yield ControlSequence("special", str(node.get("range")), "")
        elif kind == "usergroup":
            yield ControlSequence("special", f"subteam^{node.get('usergroup_id')}", "")
        elif kind == "link":
            yield ControlSequence("link", str(node.get("url")), str(node.get("text") or ""))
        else:
            for child in node.values():
                yield from _walk_rich_text(child)
