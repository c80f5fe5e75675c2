"""What people want when they type to the bot."""

from __future__ import annotations

from enum import StrEnum


class Intent(StrEnum):
    """What a person wants; the labels of `tests/data/utterances`."""

    ADD_SOURCE = "add_source"
    BRIEF_NOW = "brief_now"
    CANCEL = "cancel"
    CANNOT = "cannot"
    CHANGE = "change"
    CHAT = "chat"
    FEEDBACK = "feedback"
    GARBAGE = "garbage"
    GREETING = "greeting"
    HELP = "help"
    LIST_DIGESTS = "list_digests"
    LIST_SOURCES = "list_sources"
    MUTE = "mute"
    ORDER = "order"
    PAUSE = "pause"
    PREFER = "prefer"
    PRIVATE = "private"
    QUESTION = "question"
    REMOVE_SOURCE = "remove_source"
    RESUME = "resume"
    SEARCH = "search"
    SKIP = "skip"
    SUBSCRIBE = "subscribe"
    THANKS = "thanks"
    TIMEZONE = "timezone"
    TOPIC = "topic"
    TRANSLATE = "translate"
    UNDO = "undo"
    UNMUTE = "unmute"
    VERIFY = "verify"
    VERSION = "version"
    WHAT_CAN_YOU_DO = "what_can_you_do"
    WHY = "why"
