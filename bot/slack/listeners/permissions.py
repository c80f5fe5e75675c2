"""Who may change what a person created: that person, an admin, or anyone if the person has left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news.errors import NotAllowed

if TYPE_CHECKING:
    from bot.slack.command import CommandContext
    from bot.slack.listeners.context import ListenerContext


def check_may_change(context: ListenerContext, command: CommandContext, created_by: str) -> None:
    """Check that a person may change or delete something in a channel.

    Args:
        context: the services.
        command: what the person typed.
        created_by: the person who made it; "" if it was made at a terminal, so that every member may change it.

    Raises:
        NotAllowed: somebody else made it and is still there, and the person is no admin.
    """
    people = context.people
    if not created_by or command.user == created_by or people.is_admin(command.user):
        return
    if people.has_left(created_by, command.channel):
        return
    raise NotAllowed(created_by, people.find_admin())


def check_may_add(context: ListenerContext, command: CommandContext, link: str) -> None:
    """Check that a person may add a source that lies inside the operator's networks or needs the operator's login.

    Raises:
        NotAllowed: the source is such a one, and the person is no admin.
    """
    is_restricted = context.services.source_subscriptions.is_restricted(link)
    if is_restricted and not context.people.is_admin(command.user):
        raise NotAllowed("", context.people.find_admin())
