"""Handle `/brief add`, `/brief remove` and `/brief sources`, which manage a channel's sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render import explanations, request_blocks, slack_messages
from bot.render.wording import source_wording
from bot.services.subscriptions import SubscriptionScope
from bot.slack.listeners import permissions
from news.errors import NotAllowed, SourceError
from sources.lists import starter_packs

if TYPE_CHECKING:
    from bot.services.ingest import IngestResult
    from bot.slack.command import CommandContext
    from bot.slack.listeners.context import ListenerContext
    from news.source import Source

# Maximum number of links per command: each takes seconds, and Slack accepts five responses to one command.
MAX_LINKS_PER_COMMAND = 4


def add_sources(context: ListenerContext, command: CommandContext) -> None:
    """Make this channel follow feeds, pages that link to feeds, or a starter pack."""
    links = [
        link for link in map(_unwrap_link, command.words.split()) if link.lower() not in {"pack", "packs"}
    ]
    if not links or links == ["help"]:
        command.reply_privately(
            slack_messages.render_notice(source_wording.describe_adding_sources(starter_packs.list_packs()))
        )
        return
    if all(link.lower() in starter_packs.list_packs() for link in links):
        for link in links:
            _add_pack(context, command, link.lower())
        return
    for link in links[:MAX_LINKS_PER_COMMAND]:
        _add_source(context, command, link if "://" in link else f"https://{link}")
    if len(links) > MAX_LINKS_PER_COMMAND:
        command.reply_privately(
            slack_messages.render_notice(source_wording.describe_too_many_links(MAX_LINKS_PER_COMMAND))
        )


def remove_source(context: ListenerContext, command: CommandContext) -> None:
    """Make this channel stop following a source.

    Only the person who added the source or a workspace admin may do so.
    """
    scope = _scope(command)
    matches = (
        context.services.source_subscriptions.find_sources(scope, command.words) if command.words else ()
    )
    if len(matches) != 1:
        command.reply_privately(
            slack_messages.render_notice(source_wording.describe_source_choice(command.words, matches))
        )
        return
    source = matches[0]
    if source.id not in context.services.source_subscriptions.channel_source_ids(scope):
        command.reply_privately(
            slack_messages.render_notice(source_wording.describe_workspace_source(source))
        )
    elif not _may_remove(context, command, source):
        command.reply_privately(slack_messages.render_notice(source_wording.describe_foreign_source(source)))
    else:
        context.services.source_subscriptions.remove(source, scope)
        notice = slack_messages.render_notice(source_wording.describe_removed_source(source))
        undo_words = "" if source.has_secret_url else f"add {source.url}"
        command.reply_privately(request_blocks.add_undo(notice, undo_words))


def list_sources(context: ListenerContext, command: CommandContext) -> None:
    """Show the sources of this channel with their numbers and their health."""
    zone = context.people.timezone(command.user) or "UTC"
    scope = _scope(command)
    sources, channel_source_ids = (
        context.services.source_subscriptions.list_sources(scope),
        context.services.source_subscriptions.channel_source_ids(scope),
    )
    command.reply_privately(
        explanations.render_sources(sources, channel_source_ids, zone)
        if sources
        else slack_messages.render_notice(source_wording.describe_adding_sources(starter_packs.list_packs()))
    )


# ---- private


def _may_remove(context: ListenerContext, command: CommandContext, source: Source) -> bool:
    """Whether a person may remove a source. Only admins may remove a source that was added on the server."""
    if not source.created_by:
        return context.people.is_admin(command.user)
    try:
        permissions.check_may_change(context, command, source.created_by)
    except NotAllowed:
        return False
    return True


def _add_source(context: ListenerContext, command: CommandContext, link: str) -> None:
    """Follow the feed found at an address, and show the result."""
    now = context.clock()
    permissions.check_may_add(context, command, link)
    try:
        discovered_feed = context.services.source_subscriptions.discover(link, now=now)
    except SourceError as problem:
        command.reply_privately(slack_messages.render_notice(source_wording.describe_add_failure(problem)))
        return
    permissions.check_may_add(context, command, discovered_feed.source.url)
    source, result = context.services.source_subscriptions.add(discovered_feed, _scope(command), now=now)
    notice = slack_messages.render_notice(
        source_wording.describe_added_source(discovered_feed, source, result.failures)
    )
    undo_words = "" if source.has_secret_url else f"remove {source.url}"
    command.reply_privately(request_blocks.add_undo(notice, undo_words))


def _add_pack(context: ListenerContext, command: CommandContext, pack_name: str) -> None:
    now, failures = context.clock(), []
    new_sources = context.services.source_subscriptions.import_outlines(
        starter_packs.read_pack(pack_name), _scope(command), now=now
    )
    command.reply_privately(
        slack_messages.render_notice(source_wording.describe_pack_added(pack_name, new_sources))
    )

    def on_source_done(source: Source, result: IngestResult) -> None:
        if result.failures and not result.new_articles:
            failures.append((source, result.failures[0]))

    context.services.ingest.refresh(now=now, selected_sources=new_sources, on_done=on_source_done)
    if new_sources:
        command.reply_privately(
            slack_messages.render_notice(
                source_wording.describe_pack_read(pack_name, len(new_sources), failures)
            )
        )


def _unwrap_link(word: str) -> str:
    """Return a link without surrounding angle brackets, commas and Slack's label."""
    return word.strip("<>,").partition("|")[0]


def _scope(command: CommandContext) -> SubscriptionScope:
    return SubscriptionScope(command.team, command.channel, command.user)
