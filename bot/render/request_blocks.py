"""Render the answers to small talk, and the questions that ask what a person meant, with their buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.render import message_limits, mrkdwn, slack_messages
from bot.render.slack_messages import Message
from bot.render.wording import request_wording
from bot.render.wording.views import setup_wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.parsing.command_phrases import Unclear
    from bot.parsing.small_talk import SmallTalk

SUGGESTED_COMMAND_ACTION = "command"
MAX_SUGGESTIONS = 3
# Slack's limits for a button (https://docs.slack.dev/reference/block-kit/block-elements/button-element).
MAX_LABEL_CHARACTERS, MAX_VALUE_CHARACTERS = 75, 2_000


def render_small_talk(kind: SmallTalk) -> Message:
    """Return the bot's answer to small talk."""
    return slack_messages.render_notice(request_wording.SMALL_TALK_TEXTS[kind])


def render_unclear(topic: Unclear, suggestions: Sequence[str]) -> Message:
    """Return a question asking what the person meant, with a button for each suggestion."""
    return add_suggestions(slack_messages.render_notice(request_wording.UNCLEAR_TEXTS[topic]), suggestions)


def add_undo(message: Message, words: str) -> Message:
    """Add a button that carries out the command which undoes what a message confirms.

    Args:
        message: the confirmation.
        words: the command without the `/brief` before it; "" if there is none.
    """
    if not words or len(words) > MAX_VALUE_CHARACTERS:
        return message
    button = {
        "type": "button",
        "action_id": f"{SUGGESTED_COMMAND_ACTION}_undo",
        "text": {"type": "plain_text", "text": setup_wording.UNDO_BUTTON},
        "value": words,
    }
    return Message(message.text, (*message.blocks, {"type": "actions", "elements": [button]}))


def add_suggestions(message: Message, suggestions: Sequence[str]) -> Message:
    """Add a button for each command that a person may mean, at most three.

    Args:
        message: the text above the buttons.
        suggestions: commands without the `/brief` before them.
    """
    buttons: list[dict[str, Any]] = [
        {
            "type": "button",
            "action_id": f"{SUGGESTED_COMMAND_ACTION}_{number}",
            "text": {
                "type": "plain_text",
                "text": message_limits.truncate(
                    mrkdwn.escape_plain_text(f"/brief {words}".strip()), MAX_LABEL_CHARACTERS
                ),
                "emoji": False,
            },
            "value": words,
        }
        for number, words in enumerate(suggestions[:MAX_SUGGESTIONS])
        if words and len(words) <= MAX_VALUE_CHARACTERS
    ]
    if not buttons:
        return message
    return Message(message.text, (*message.blocks, {"type": "actions", "elements": buttons}))
