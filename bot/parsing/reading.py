"""What the bot does with an utterance: the value that `bot.parsing.utterances` returns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.parsing.command_phrases import Unclear
    from bot.parsing.small_talk import SmallTalk


class Action(StrEnum):
    """What the bot does with an utterance."""

    BRIEF = "brief"
    PRIVATE_BRIEF = "private_brief"
    COMMAND = "command"
    QUESTION = "question"
    SMALL_TALK = "small_talk"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Utterance:
    """What a person wants.

    Attributes:
        action: what to do.
        words: the words of the brief, command or question, in the form that `/brief` reads.
        small_talk: the kind of small talk, for `SMALL_TALK`.
        topic: what the person is asked about, for `ASK`: a code of `command_phrases.Unclear`.
        suggestions: commands that may be meant, for `ASK`.
    """

    action: Action
    words: str = ""
    small_talk: SmallTalk | None = None
    topic: Unclear | None = None
    suggestions: tuple[str, ...] = ()
