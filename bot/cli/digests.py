"""`newsbrief digests`: lets the administrator manage the digests of all channels.

In Slack, `/brief digest` manages the digests of a single channel.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli import context
from bot.cli.output import json_lines
from bot.render.wording import terminal_messages, terminal_wording
from bot.runtime import workspaces
from news.errors import InvalidDigestSpec, RequestProblem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.services.digests.digests import DigestService
    from bot.services.services import Services
    from news.digest import Subscription
    from storage.contract import Store


@click.group()
def digests() -> None:
    """Manage the digests of all channels."""


@digests.command("list")
@json_lines.json_option
def list_digests(*, as_json: bool) -> None:
    """List all digests, with their next and last deliveries."""
    from bot.cli import digest_table  # noqa: PLC0415 - the parsers load slowly; help and wrong use need none

    with _open_digests() as (store, services):
        if as_json:
            now = context.current_time()
            json_lines.print_rows(digest_table.digest_rows(store, services.digests, now))
            return
        digest_table.print_digests(
            store, services.digests, context.stdout_console(), now=context.current_time()
        )


@digests.command()
@click.argument("words", nargs=-1, required=True, metavar="CHANNEL WORDS...")
@context.team_option
@click.option(
    "--source-channel", default="", help="For a digest to a person: the ID of the channel it covers."
)
def create(team: str, words: tuple[str, ...], source_channel: str) -> None:
    """Create a digest for a channel or a person.

    CHANNEL is a Slack ID, also a user's. WORDS are the schedule and the topics.

    \b
    Example:
      newsbrief digests create C024BE91L weekdays 9:00 climate
    """  # noqa: D301 - click needs the character
    from bot.cli import digest_table  # noqa: PLC0415 - see list_digests
    from bot.parsing import digest_spec  # noqa: PLC0415 - see list_digests

    # Before there was a default workspace, its ID came first: TEAM CHANNEL WORDS.
    if digest_table.is_team_id(words[0]) and len(words) > 1:
        team, words = words[0], words[1:]
    if team == workspaces.LOCAL_TEAM:
        raise click.UsageError(terminal_messages.NO_WORKSPACE)
    channel, words = words[0], words[1:]

    with _open_digests() as (_, services):
        now = context.current_time()
        target = digest_table.parse_target(team, channel)
        if source_channel:
            digest_table.check_source_channel(channel, source_channel)
        subscription = services.digests.build_subscription(
            digest_spec.parse_digest_spec(" ".join(words)),
            *target,
            zone="UTC",
            now=now,
            source_channel=source_channel,
        )
        services.digests.save(subscription, now=now)
        _print_digest(services.digests, subscription, now)


@digests.command()
@click.argument("name", metavar="ID")
def preview(name: str) -> None:
    """Print what a digest would contain now."""
    from bot.render import payloads  # noqa: PLC0415 - see list_digests

    with _open_digests() as (store, services):
        edition = services.digest_deliveries.preview(_find_digest(store, name), now=context.current_time())
        for message in payloads.render_edition(edition):
            click.echo(terminal_wording.strip_marks(message.text))


@digests.command()
@click.argument("name", metavar="ID")
def now(name: str) -> None:
    """Have the running bot send a digest now."""
    with _open_digests() as (store, services):
        services.digests.send_now(_find_digest(store, name), now=context.current_time())
        click.echo(terminal_messages.DIGEST_SENT_SOON)


@digests.command()
@click.argument("name", metavar="ID")
def pause(name: str) -> None:
    """Pause a digest. Digests that become due during the pause are never sent."""
    with _open_digests() as (store, services):
        _save_and_print(services.digests, replace(_find_digest(store, name), paused=True))


@digests.command()
@click.argument("name", metavar="ID")
def resume(name: str) -> None:
    """Resume a digest that is paused or on hold."""
    with _open_digests() as (store, services):
        _save_and_print(
            services.digests, replace(_find_digest(store, name), paused=False, disabled_reason="")
        )


@digests.command()
@click.argument("name", metavar="ID")
def skip(name: str) -> None:
    """Skip a digest's next delivery."""
    from bot.render.wording import digest_wording  # noqa: PLC0415 - see list_digests

    with _open_digests() as (store, services):
        subscription = _find_digest(store, name)
        slot = services.digests.skip_next(subscription, now=context.current_time())
        click.echo(terminal_wording.strip_marks(digest_wording.describe_skipped_slot(subscription, slot)))


@digests.command()
@click.argument("name", metavar="ID")
def delete(name: str) -> None:
    """Delete a digest. Messages it has sent stay in Slack."""
    from bot.render.wording import digest_wording  # noqa: PLC0415 - see list_digests

    with _open_digests() as (store, services):
        subscription = _find_digest(store, name)
        services.digests.remove(subscription)
        digest = digest_wording.describe_subscription(subscription)
        click.echo(terminal_messages.DIGEST_DELETED.format(digest=digest))


@digests.command("import")
@click.argument("table", type=click.Path(path_type=Path, dir_okay=False))
def import_table(table: Path) -> None:
    """Create the digests in a CSV table.

    The first line of TABLE is team,channel,times,days,zone,topics,stories. Times look like 09:00;17:30, days like
    mon-fri, mon;thu or daily. Digests that exist already stay as they are. If a line is wrong, no digest is created.
    """
    from bot.cli import digest_table  # noqa: PLC0415 - see list_digests
    from bot.render.wording import formats  # noqa: PLC0415 - see list_digests

    with _open_digests() as (store, services):
        errors = context.stderr_console()
        digest_count = digest_table.import_table(
            store, services.digests, table, now=context.current_time(), errors=errors
        )
        digests_text = formats.format_count(digest_count, "digest")
        click.echo(terminal_messages.TABLE_IMPORTED.format(digests=digests_text, file=table.name))


@digests.command("export")
def export_table() -> None:
    """Print all digests as a CSV table for import."""
    from bot.cli import digest_table  # noqa: PLC0415 - see list_digests

    with _open_digests() as (store, _):
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8")  # as `import` reads it, whatever the terminal shows
        digest_table.export_table(store, sys.stdout)


# The name of `create` before release 0.3, which still works for one release.
digests.add_command(
    click.Command("order", params=create.params, callback=create.callback, help=create.help, hidden=True)
)


# ---- private


@contextmanager
def _open_digests() -> Iterator[tuple[Store, Services]]:
    with context.open_store() as store:
        yield store, context.build_services(store)


def _find_digest(store: Store, id_prefix: str) -> Subscription:
    """Return the digest with an ID that starts with the prefix.

    Raises:
        InvalidDigestSpec: no digest or more than one digest matches.
    """
    matches = [
        subscription for subscription in store.subscriptions.all() if subscription.id.startswith(id_prefix)
    ]
    if len(matches) != 1:
        if matches:
            raise InvalidDigestSpec(RequestProblem.AMBIGUOUS_DIGEST_ID, id=id_prefix, count=len(matches))
        raise InvalidDigestSpec(RequestProblem.UNKNOWN_DIGEST_ID, id=id_prefix)
    return matches[0]


def _save_and_print(digest_service: DigestService, subscription: Subscription) -> None:
    now = context.current_time()
    digest_service.save(subscription, now=now)
    _print_digest(digest_service, subscription, now)


def _print_digest(digest_service: DigestService, subscription: Subscription, now: datetime) -> None:
    """Print a digest and its current state."""
    from bot.render.wording import digest_wording  # noqa: PLC0415 - see list_digests

    state = terminal_wording.strip_marks(
        digest_wording.describe_digest_state(
            subscription, digest_service.next_slot(subscription, now=now), subscription.timezone
        )
    )
    click.echo(
        f"{subscription.id}  {subscription.team} {subscription.channel}  "
        f"{digest_wording.describe_subscription(subscription)}: {state}"
    )
