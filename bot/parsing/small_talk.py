"""Recognition of small talk: greetings, thanks, complaints, and requests that the bot cannot fulfill."""

from __future__ import annotations

import re
from enum import StrEnum

from bot.parsing.phrase_file import load_phrases

_COURTESY_PATTERN = re.compile(r"(?<=.)[,.! ]+(?:please|pls|newsbrief|bitte)$", re.IGNORECASE)


class SmallTalk(StrEnum):
    """The kinds of small talk, which are the sections of `small_talk.txt`."""

    GREETING = "greeting"
    THANKS = "thanks"
    COMPLAINT = "complaint"
    ABILITIES = "abilities"
    TRANSLATION = "translation"
    OTHER_WISH = "other_wish"
    UNREADABLE = "unreadable"
    CHAT = "chat"


def recognize_small_talk(text: str) -> SmallTalk | None:
    """Return the kind of small talk if the whole text is small talk; otherwise None."""
    core_text = " ".join(text.replace("’", "'").split()).strip(' .!?;,:)("')
    core_text = _COURTESY_PATTERN.sub("", core_text)
    for section, pattern in load_phrases("small_talk.txt"):
        if pattern.fullmatch(core_text):
            return SmallTalk(section)
    return None
