"""Render the welcome messages, and the buttons that open the form for a digest."""

from __future__ import annotations

from typing import Any

from bot.render import slack_messages
from bot.render.slack_messages import Message
from bot.render.wording.views import setup_wording

# The action ids of the buttons that open the form, and of the one that shows the help.
SET_UP_ACTION, ABILITIES_ACTION = "set_up", "abilities"
# The button that deletes the digest which was just ordered, and the one that brings back the state before a change.
UNDO_ACTION, RESTORE_ACTION = "undo_digest", "restore_digest"
# Slack's limit of the value of a button.
MAX_VALUE_CHARACTERS = 2_000


def render_channel_welcome() -> Message:
    """Return the message for a channel that the bot was invited to, with three buttons."""
    message = slack_messages.render_notice(setup_wording.WELCOME_CHANNEL)
    buttons = [
        _button(f"{SET_UP_ACTION}_packs", setup_wording.PACKS_BUTTON) | {"style": "primary"},
        _button(f"{SET_UP_ACTION}_links", setup_wording.LINKS_BUTTON),
        _button(ABILITIES_ACTION, setup_wording.ABILITIES_BUTTON),
    ]
    return Message(message.text, (*message.blocks, {"type": "actions", "elements": buttons}))


def render_installer_welcome() -> Message:
    """Return the message for whoever installed the app."""
    return slack_messages.render_notice(setup_wording.WELCOME_INSTALLER)


def add_undo(message: Message, digest_id: str) -> Message:
    """Add the button that deletes a digest which was just ordered."""
    undo = _button(UNDO_ACTION, setup_wording.UNDO_BUTTON) | {"value": digest_id}
    return Message(message.text, (*message.blocks, {"type": "actions", "elements": [undo]}))


def add_restore(message: Message, earlier_state: str) -> Message:
    """Add the button that brings back a digest as it was; a state that no button can carry has none.

    Args:
        message: the confirmation of the change.
        earlier_state: the digest before the change, as `earlier_state.encode_digest` returns it.
    """
    if len(earlier_state) > MAX_VALUE_CHARACTERS:
        return message
    undo = _button(RESTORE_ACTION, setup_wording.UNDO_BUTTON) | {"value": earlier_state}
    return Message(message.text, (*message.blocks, {"type": "actions", "elements": [undo]}))


# ---- private


def _button(action_id: str, label: str) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": label}}
