"""Adapt the bot's Slack messages for a terminal.

The adapted messages have no Slack markup, and say `newsbrief ...` instead of `/brief ...`.
"""

from __future__ import annotations

import re

from bot.parsing.digest_actions import DigestAction, parse_action
from bot.render import mrkdwn

_CODE_SPAN = re.compile(r"`([^`\n]*)`")
_LINK = re.compile(r"<[^|>]+\|([^>]*)>")
_BOLD = re.compile(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])")
# First words that are also commands of `newsbrief`.
_SAME_COMMANDS = frozenset(
    {
        "add",
        "remove",
        "sources",
        "search",
        "verify",
        "why",
        "more",
        "less",
        "reset",
        "preferences",
        "discover",
        "preview",
    }
)
_OTHER_COMMANDS = {"": "brief", "help": "--help", "health": "sources"}


def to_terminal(text: str) -> str:
    """Adapt a message for the terminal: remove backticks and turn Slack commands into `newsbrief` commands."""
    return _CODE_SPAN.sub(lambda match: to_terminal_command(match[1]), text)


def strip_marks(message: str) -> str:
    """Return a message without Slack's markup, for a terminal. Links are replaced by their labels."""
    return mrkdwn.unescape(_BOLD.sub(r"\1", to_terminal(_LINK.sub(r"\1", message))))


def to_terminal_command(command: str) -> str:
    """Return the `newsbrief` equivalent of a Slack command. Other text is returned unchanged."""
    if command != "/brief" and not command.startswith("/brief "):
        return command
    words = command.removeprefix("/brief").strip()
    verb, _, rest = words.partition(" ")
    if verb == "digest":
        return f"newsbrief digests {_to_digest_command(rest)}"
    if verb == "add" and "." not in rest:
        return f"newsbrief import {rest}"  # a starter pack
    if verb in _SAME_COMMANDS:
        return f"newsbrief {words}"
    return f"newsbrief {_OTHER_COMMANDS.get(words, f'brief {words}')}"


def make_printable(text: str) -> str:
    """Return text from the web without characters that control a terminal or change the writing direction."""
    return "".join(char for char in text if char.isprintable() or char == "\n")


# ---- private


def _to_digest_command(words: str) -> str:
    verb = words.partition(" ")[0]
    action = parse_action(verb)
    if words in {"", "help"}:
        return "--help"
    if verb == "list":
        return "list"
    return f"{action} ID" if action and action is not DigestAction.RESEND else f"create CHANNEL {words}"
