"""Recognition of the bot's commands in the words that people use.

unsubscribe        ->  a question: `digest delete` or `digest list`?
follow bbc.com     ->  add bbc.com
what's new on climate this week  ->  climate this week

The phrases are in `data/commands.txt`. A command that changes a digest and names none, or that the bot does not have,
is answered with a question and the commands that come nearest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from bot.parsing.phrase_file import load_phrases

_NEWS_REQUEST_SECTION, _PRIVATE_SECTION = "news request", "private brief"
_ASK_PATTERN = re.compile(r"ask (?P<code>\w+): (?P<commands>.+)")
# Actions that change a digest: without a number, the person is asked.
_DIGEST_CHANGE_PATTERN = re.compile(r"(?P<command>digest (?:delete|pause|resume|skip)) \{number\}")


class Unclear(StrEnum):
    """The reason why the bot must ask what a person means."""

    SPELLING = "spelling"
    MEANING = "meaning"
    WHICH_DIGEST = "which_digest"
    DIGEST_CHANGE = "digest_change"
    DIGEST_ORDER = "digest_order"
    ORDER_OR_TOPIC = "order_or_topic"
    PAUSE_UNTIL = "pause_until"
    SOURCE_NAME = "source_name"
    SUBJECT = "subject"
    MUTE = "mute"
    TIMEZONE = "timezone"
    UNDO = "undo"
    FUTURE = "future"
    LENGTH = "length"
    PERSONAL_COPY = "personal_copy"
    CLAIM = "claim"
    SEARCH = "search"


@dataclass(frozen=True, slots=True)
class CommandPhrase:
    """The command that a text means.

    Attributes:
        words: the command as `/brief` reads it; "" if the person must be asked.
        unclear: why the person must be asked; None if the command is clear.
        suggestions: commands that may be meant.
    """

    words: str = ""
    unclear: Unclear | None = None
    suggestions: tuple[str, ...] = ()


def parse_command(text: str) -> CommandPhrase | None:
    """Return the command that the whole text expresses; None if the text is not a command.

    Args:
        text: without courtesies and without the name of the bot.
    """
    core_text = " ".join(text.replace("’", "'").split()).strip(" .!").rstrip("?").strip()
    for section, pattern in load_phrases("commands.txt"):
        if section in {_NEWS_REQUEST_SECTION, _PRIVATE_SECTION}:
            continue
        if match := pattern.fullmatch(core_text):
            return _build_phrase(
                section, {name: (value or "").strip(" ,.!:") for name, value in match.groupdict("").items()}
            )
    return None


def find_section(text: str) -> str:
    """Return the section of the first phrase that fits a whole text; "" if there is none."""
    core_text = " ".join(text.replace("’", "'").split()).strip(" .!").rstrip("?").strip()
    for section, pattern in load_phrases("commands.txt"):
        if section != _NEWS_REQUEST_SECTION and pattern.fullmatch(core_text):
            return section
    return ""


def parse_private_brief(text: str) -> str | None:
    """Return what a person wants a private brief of: "private today" -> "today"; None for other texts."""
    for section, pattern in load_phrases("commands.txt"):
        if section == _PRIVATE_SECTION and (match := pattern.fullmatch(text)):
            return strip_news_request(match["words"].strip(" ,:"))
    return None


def is_news_request(text: str) -> bool:
    """Whether a text asks for the news, in words such as "what's new on climate" or "give me a summary of today"."""
    return _news_request_pattern().match(text) is not None


def strip_news_request(text: str) -> str:
    """Remove polite framing from a request for news: "what's new on climate" -> "climate"."""
    previous = None
    text = text.strip(" ?!.,")
    while previous != text:
        previous = text
        if match := _news_request_pattern().match(text):
            text = text[match.end() :].strip(" ?!.,:")
    return text


# ---- private


def _build_phrase(section: str, groups: dict[str, str]) -> CommandPhrase:
    if match := _ASK_PATTERN.fullmatch(section):
        commands = (_fill(command, groups) for command in match["commands"].split("; "))
        return CommandPhrase("", Unclear(match["code"]), tuple(commands))
    if (match := _DIGEST_CHANGE_PATTERN.fullmatch(section)) and not groups.get("number"):
        return CommandPhrase("", Unclear.WHICH_DIGEST, (match["command"], "digest list"))
    return CommandPhrase(_fill(section, groups))


def _fill(template: str, groups: dict[str, str]) -> str:
    filled = re.sub(r"\{(\w+)\}", lambda match: groups.get(match[1], ""), template)
    return " ".join(filled.split())


@cache
def _news_request_pattern() -> re.Pattern[str]:
    alternatives = (
        pattern.pattern
        for section, pattern in load_phrases("commands.txt")
        if section == _NEWS_REQUEST_SECTION
    )
    return re.compile(rf"(?:{'|'.join(alternatives)})(?=\W|$)\s*", re.IGNORECASE)
