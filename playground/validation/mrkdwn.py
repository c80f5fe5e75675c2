"""Slack's message syntax: what a text makes Slack do, and how people see it.

`<...>` commands Slack: a person `<@U1>`, a channel `<#C1|name>`, a group of people `<!channel>`, or a link
`<https://x.example|label>`. Anything else is text, in which `&amp;` `&lt;` `&gt;` stand for the three characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playground.state.json_types import Json

_SEQUENCE = re.compile(r"<([^<>\n]+)>")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_TYPED = re.compile(
    r"(<(?:@[A-Z0-9]+|#[A-Z0-9]+|![a-z]+(?:\^[A-Z0-9]+)?)(?:\|[^<>|\n]*)?>)|(https?://[^\s<>|]+)"
)
_MARKDOWN_LINK = re.compile(r"(?<!\\)\[([^\[\]\n]{0,2000})\]\(([^()\s]{1,3000})\)")
_MARK = {"user": "@", "channel": "#", "special": "@"}


@dataclass(frozen=True, slots=True)
class Control:
    """A live control sequence.

    Attributes:
        kind: what it does: "user" and "special" call people, "channel" and "link" lead somewhere.
        target: the id, the word after "!", or the URL.
        label: what people see of it; empty if Slack chooses.
    """

    kind: Literal["user", "channel", "special", "link"]
    target: str
    label: str


def controls(text: str) -> tuple[Control, ...]:
    """Return the live control sequences of a text, in order; none if it is inert."""
    found = (_control(match[1]) for match in _SEQUENCE.finditer(text))
    return tuple(control for control in found if control is not None)


def visible(text: str) -> str:
    """Return a text as people see it: control sequences by their label, entities decoded, marks such as * kept."""
    return unescape(_SEQUENCE.sub(_shown, text))


def mentions(message: Json) -> list[str]:
    """Return whom a message calls, in order: "U1", "!channel", "!subteam^S1"; an empty list if nobody."""
    found: list[str] = []
    for control in _live(message):
        if control.kind == "user":
            found.append(control.target)
        elif control.kind == "special" and not control.target.startswith("date^"):
            found.append("!" + control.target)
    return found


def links(message: Json) -> list[tuple[str, str]]:
    """Return the links of a message in order, as (URL, label as people see it); those of buttons are not among them."""
    return [
        (unescape(control.target), unescape(control.label or control.target))
        for control in _live(message)
        if control.kind == "link"
    ]


def texts(message: Json) -> list[str]:
    """Return everything in a message in which Slack obeys control sequences: its text and all mrkdwn and markdown."""
    found = [message.get("text") or ""]
    found += [text for kind, text in _texts(message.get("blocks") or []) if kind != "plain_text"]
    return found


def shown(message: Json) -> str:
    """Return what people read in a message, a line for each text: its blocks if it has some, else its text."""
    parts = [
        text if kind == "plain_text" else visible(text) for kind, text in _texts(message.get("blocks") or [])
    ]
    return "\n".join(parts) if parts else visible(message.get("text") or "")


def typed(text: str) -> str:
    """Return what Slack makes of what a person types: escaped, addresses linked, chosen mentions kept as they are."""
    parts: list[str] = []
    end = 0
    for match in _TYPED.finditer(text):
        parts += [escape(text[end : match.start()]), match[1] or f"<{escape(match[2])}>"]
        end = match.end()
    return "".join([*parts, escape(text[end:])])


def escape(text: str) -> str:
    """Return a text in which nothing commands Slack."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Return a text with its three entities decoded, each once."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


# ---------------------------------------------------------------------------- private


def _control(inside: str) -> Control | None:
    target, _, label = inside.partition("|")
    if inside[0] == "@":
        return Control("user", target[1:], label)
    if inside[0] == "#":
        return Control("channel", target[1:], label)
    if inside[0] == "!":
        return Control("special", target[1:], label)
    return Control("link", target, label) if _SCHEME.match(target) else None


def _shown(match: re.Match[str]) -> str:
    control = _control(match[1])
    if control is None:
        return match[0]
    if control.kind == "link":
        return control.label or control.target
    return _MARK[control.kind] + (control.label.lstrip("@#") or control.target)


def _live(message: Json) -> Iterator[Control]:
    yield from controls(message.get("text") or "")
    for kind, text in _texts(message.get("blocks") or []):
        if kind != "plain_text":
            yield from controls(text)
        if kind == "markdown":
            yield from (Control("link", match[2], match[1]) for match in _MARKDOWN_LINK.finditer(text))
    yield from _rich(message.get("blocks") or [])


def _texts(node: object) -> Iterator[tuple[str, str]]:
    if isinstance(node, list):
        for child in node:
            yield from _texts(child)
    elif isinstance(node, dict):
        kind, text = node.get("type"), node.get("text")
        if kind == "text" and isinstance(text, str):
            yield "plain_text", text
        elif kind in {"mrkdwn", "plain_text", "markdown"} and isinstance(text, str):
            yield kind, text
        else:
            for child in node.values():
                yield from _texts(child)


def _rich(node: object) -> Iterator[Control]:
    if isinstance(node, list):
        for child in node:
            yield from _rich(child)
    elif isinstance(node, dict):
        kind = node.get("type")
        if kind == "user" and "user_id" in node:
            yield Control("user", str(node["user_id"]), "")
        elif kind == "broadcast":
            yield Control("special", str(node.get("range")), "")
        elif kind == "usergroup":
            yield Control("special", f"subteam^{node.get('usergroup_id')}", "")
        elif kind == "link":
            yield Control("link", str(node.get("url")), str(node.get("text") or ""))
        else:
            for child in node.values():
                yield from _rich(child)
