"""The commands for sources: `add`, `remove`, `import`, `export`, `sources` and `fetch`."""

from __future__ import annotations

import sys

import click

from bot.cli import context
from bot.cli.output import json_lines


@click.command()
@click.argument("places", nargs=-1, required=True)
@context.team_option
@context.channel_option
def add(places: tuple[str, ...], team: str, channel: str) -> None:
    """Follow feeds, sites, starter packs or folders of articles.

    A folder is written as a path: newsbrief add ./articles. The link of a single article is read once, and nothing is
    followed.
    """
    from bot.cli import sources as source_actions  # noqa: PLC0415 - it loads slowly; help and wrong use need none
    from bot.services.subscriptions import SubscriptionScope  # noqa: PLC0415 - see add

    with context.open_services(polls_sources=True) as services:
        scope = SubscriptionScope(team, channel)
        failed_places = [
            place
            for place in places
            if not source_actions.add_source(
                services, place, scope, context.stdout_console(), context.stderr_console()
            )
        ]
    sys.exit(1 if failed_places else 0)


@click.command()
@click.argument("words", metavar="SOURCE")
@context.team_option
@context.channel_option
def remove(words: str, team: str, channel: str) -> None:
    """Stop following a source.

    SOURCE is its address, path or title. Other channels that follow it aren't affected.
    """
    from bot.cli import sources as source_actions  # noqa: PLC0415 - see add
    from bot.services.subscriptions import SubscriptionScope  # noqa: PLC0415 - see add

    with context.open_services(polls_sources=True) as services:
        sys.exit(
            0
            if source_actions.remove_source(
                services.source_subscriptions,
                words,
                SubscriptionScope(team, channel),
                context.stdout_console(),
                context.stderr_console(),
            )
            else 1
        )


@click.command("import")
@click.argument("words", metavar="FILE|PACK")
@context.team_option
@context.channel_option
def import_sources(words: str, team: str, channel: str) -> None:
    """Follow the feeds in an OPML file or a starter pack.

    Folders in the file become topics. A starter pack is given by name, for example: newsbrief import world
    """
    from bot.cli import sources as source_actions  # noqa: PLC0415 - see add
    from bot.services.subscriptions import SubscriptionScope  # noqa: PLC0415 - see add

    with context.open_services(polls_sources=True) as services:
        sys.exit(
            0
            if source_actions.import_sources(
                services,
                words,
                SubscriptionScope(team, channel),
                context.stdout_console(),
                context.stderr_console(),
            )
            else 1
        )


@click.command("export")
@click.argument("path", metavar="[FILE]", default="-")
@context.team_option
@context.channel_option
def export_sources(path: str, team: str, channel: str) -> None:
    """Write the followed feeds as OPML.

    Without FILE, writes to standard output.
    """
    from bot.cli import sources as source_actions  # noqa: PLC0415 - see add
    from bot.services.subscriptions import SubscriptionScope  # noqa: PLC0415 - see add

    with context.open_services(polls_sources=True) as services:
        source_actions.export_sources(
            services.source_subscriptions, SubscriptionScope(team, channel), path, context.stdout_console()
        )


@click.command()
@click.option("--all", "shows_all", is_flag=True, help="Include sources that are no longer followed.")
@json_lines.json_option
def sources(*, shows_all: bool, as_json: bool) -> None:
    """List the followed sources with their status and content."""
    from bot.cli import sources as source_actions  # noqa: PLC0415 - see add

    with context.open_store() as store:
        listed = store.sources.all() if shows_all else store.sources.active()
        if as_json:
            json_lines.print_rows(map(json_lines.source_row, listed))
        else:
            source_actions.print_sources(listed, context.stdout_console())


@click.command()
def fetch() -> None:
    """Fetch every source now.

    This includes sources that aren't due, and sources that the bot has given up on.
    """
    from bot.cli import sources as source_actions  # noqa: PLC0415 - see add

    with context.open_store() as store:
        active = store.sources.active()
        if not active:
            source_actions.print_sources(active, context.stdout_console())
            return
        ingest = context.build_services(store, polls_sources=True).ingest
        consoles = context.stdout_console(), context.stderr_console()
        sys.exit(0 if source_actions.fetch_sources(ingest, active, *consoles) else 1)


COMMANDS = (add, remove, import_sources, export_sources, sources, fetch)
