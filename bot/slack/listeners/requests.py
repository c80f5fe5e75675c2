"""Carry out what a person typed after `/brief`, in a mention or in a direct message."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.parsing.reading import Action
from bot.parsing.schedule import time_range
from bot.render import request_blocks, slack_messages
from bot.render.wording import error_wording
from news.errors import InvalidRequest, UnknownTimezone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bot.parsing.reading import Utterance
    from bot.slack.command import CommandContext
    from bot.slack.listeners.context import ListenerContext

    CommandHandler = Callable[[ListenerContext, CommandContext], None]


def run_command(
    context: ListenerContext, command: CommandContext, handlers: Mapping[str, CommandHandler]
) -> bool:
    """Run the handler named by a command's first one or two words. Return False if there is none.

    A command that can mean several things is answered with a button for each.
    """
    for word_count in (2, 1):
        words = command.words.split(maxsplit=word_count)
        handler = handlers.get(" ".join(words[:word_count]).lower())
        if handler:
            try:
                handler(context, replace(command, words=" ".join(words[word_count:])))
            except (InvalidRequest, UnknownTimezone) as problem:
                suggestions = _find_suggestions(problem, command.words)
                if not suggestions:
                    raise
                notice = slack_messages.render_plain_notice(error_wording.describe_error(problem))
                command.reply_privately(request_blocks.add_suggestions(notice, suggestions))
            return True
    return False


def reply_without_news(command: CommandContext, utterance: Utterance) -> bool:
    """Answer small talk, or ask what a person means. Return False for any other utterance."""
    if utterance.action is Action.SMALL_TALK and utterance.small_talk:
        command.reply_privately(request_blocks.render_small_talk(utterance.small_talk))
    elif utterance.action is Action.ASK and utterance.topic:
        command.reply_privately(request_blocks.render_unclear(utterance.topic, utterance.suggestions))
    else:
        return False
    return True


def local_now(context: ListenerContext, user: str, words: str) -> datetime:
    """Return the current time: in a person's time zone if the words depend on it ("today"), otherwise in UTC."""
    now = context.clock()
    if not time_range.may_depend_on_zone(words):
        return now
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - few requests need it

    zone = context.people.timezone(user)
    return now.astimezone(ZoneInfo(zone)) if zone else now


# ---- private


def _find_suggestions(problem: InvalidRequest | UnknownTimezone, words: str) -> tuple[str, ...]:
    """Return the possible commands: one for each time zone, and one with the city as a quoted topic."""
    if isinstance(problem, InvalidRequest):
        return problem.suggestions
    name_pattern = re.compile(rf"(?<![\w/]){re.escape(problem.name)}(?![\w/])(?: time)?", re.IGNORECASE)
    replacements = [*problem.suggestions, *([f'"{problem.name}"'] if problem.is_topic_possible else [])]
    return tuple(name_pattern.sub(replacement, words, count=1) for replacement in replacements)
