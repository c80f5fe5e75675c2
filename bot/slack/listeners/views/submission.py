"""Read what Slack sends when somebody submits a modal, or presses a button that opens one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.slack.command import CommandContext

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.render.slack_messages import Message
    from bot.slack.listeners.context import ListenerContext


def parse_click(
    body: Mapping[str, Any], team: str, reply_privately: Callable[[Message], object]
) -> CommandContext:
    """Return a click on a button as a command whose words are the button's value."""
    return CommandContext(
        words=str(body["actions"][0].get("value") or ""),
        team=str((body.get("message") or {}).get("team") or team),
        channel=str((body.get("channel") or {}).get("id") or ""),
        user=str((body.get("user") or {}).get("id") or ""),
        reply_privately=reply_privately,
        trigger_id=str(body.get("trigger_id") or ""),
    )


def parse_submission(context: ListenerContext, body: Mapping[str, Any], team: str) -> CommandContext:
    """Return a submitted modal as a command; its words are the digest that the modal changes, if any.

    A modal that is submitted twice has the same `trigger_id` both times: its own id.
    """
    metadata = read_metadata(body["view"])
    channel, user = str(metadata.get("channel") or ""), str((body.get("user") or {}).get("id") or "")
    return CommandContext(
        words=str(metadata.get("digest") or ""),
        team=team,
        channel=channel,
        user=user,
        reply_privately=build_reply(context, channel, user),
        trigger_id=f"view-{body['view']['id']}",
        is_direct=channel.startswith("D"),
    )


def build_reply(context: ListenerContext, channel: str, user: str) -> Callable[[Message], object]:
    """Return a function that shows messages to one person: in the channel, or else by direct message."""

    def reply_privately(message: Message) -> object:
        is_member = channel.startswith(("C", "G")) and not context.people.has_left(user, channel)
        if is_member and not context.poster.posting_error(channel):
            context.poster.post_ephemeral(channel, user, message)
        else:
            context.poster.post(user, [message])
        return None

    return reply_privately


def read_metadata(view: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a modal was opened for."""
    try:
        metadata = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        return {}
    return metadata if isinstance(metadata, dict) else {}


def read_values(view: Mapping[str, Any]) -> dict[str, str | tuple[str, ...]]:
    """Return the values of a modal's fields by block id: a text, or the values of the chosen options."""
    return {
        block_id: _read_value(next(iter(elements.values()), {}))
        for block_id, elements in ((view.get("state") or {}).get("values") or {}).items()
    }


# ---- private


def _read_value(element: Mapping[str, Any]) -> str | tuple[str, ...]:
    if "selected_options" in element:
        return tuple(str(option.get("value") or "") for option in element["selected_options"] or ())
    return str(element.get("selected_time") or element.get("value") or "")
