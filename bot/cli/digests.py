"""`newsbrief digests`: all that `/brief digest` does, for whoever runs the bot, and for all channels at once."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from bot.cli import context
from bot.parsing import digest_spec
from bot.render import wording
from news.errors import InvalidDigestSpec

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.services.digests import DigestService
    from news.digest import Subscription
    from storage.contract import Store


@click.group()
def digests() -> None:
    """Order, list, change, import or export digests of all channels. In Slack, `/brief digest help`."""


@digests.command("list")
def list_digests() -> None:
    """Print all digests by their ids: when each comes next, and what became of the last one."""
    from bot.cli import digest_table  # noqa: PLC0415 - the parsers load slowly; help and wrong use need none

    with _open_digest_service() as (store, digest_service):
        digest_table.print_digests(
            store, digest_service, Console(highlight=False), now=context.current_time()
        )


@digests.command()
@click.argument("team")
@click.argument("channel")
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--source-channel", default="", help="Which channel's sources a person gets, as long as a member of it."
)
def order(team: str, channel: str, words: tuple[str, ...], source_channel: str) -> None:
    """Order a digest in WORDS for a CHANNEL (or a person) of a TEAM, by Slack's ids.

    For example: newsbrief digests order T024BE7LD C024BE91L weekdays 9:00 Europe/Berlin climate, energy
    """
    from bot.cli import digest_table  # noqa: PLC0415 - see listing

    with _open_digest_service() as (_, digest_service):
        now = context.current_time()
        target = digest_table.parse_target(team, channel)
        if source_channel:
            digest_table.check_source_channel(channel, source_channel)
        subscription = digest_service.build_subscription(
            digest_spec.parse_digest_spec(" ".join(words)),
            *target,
            zone="UTC",
            now=now,
            source_channel=source_channel,
        )
        digest_service.save(subscription, now=now)
        _print_digest(digest_service, subscription, now)


@digests.command()
@click.argument("name", metavar="ID")
def preview(name: str) -> None:
    """Print what would be sent now; it is neither sent nor taken as told."""
    with _open_digest_service() as (store, digest_service):
        for message in digest_service.preview(_find_digest(store, name), now=context.current_time()):
            click.echo(message.text)


@digests.command()
@click.argument("name", metavar="ID")
def now(name: str) -> None:
    """Have one sent at once by the running bot, beside its times."""
    with _open_digest_service() as (store, digest_service):
        digest_service.send_now(_find_digest(store, name), now=context.current_time())
        click.echo("A running bot sends it at its next tick.")


@digests.command()
@click.argument("name", metavar="ID")
def pause(name: str) -> None:
    """Let a digest rest. What it would have sent is not made up for."""
    with _open_digest_service() as (store, digest_service):
        _save_and_print(digest_service, replace(_find_digest(store, name), paused=True))


@digests.command()
@click.argument("name", metavar="ID")
def resume(name: str) -> None:
    """Start a digest again that was paused, or parked because its channel took nothing."""
    with _open_digest_service() as (store, digest_service):
        _save_and_print(digest_service, replace(_find_digest(store, name), paused=False, disabled_reason=""))


@digests.command()
@click.argument("name", metavar="ID")
def skip(name: str) -> None:
    """Leave out the next time that is not left out yet."""
    with _open_digest_service() as (store, digest_service):
        subscription = _find_digest(store, name)
        click.echo(
            wording.describe_skipped_slot(
                subscription, digest_service.skip_next(subscription, now=context.current_time())
            ).replace("`", "")
        )


@digests.command()
@click.argument("name", metavar="ID")
def delete(name: str) -> None:
    """Delete a digest. What it delivered stays."""
    with _open_digest_service() as (store, digest_service):
        subscription = _find_digest(store, name)
        digest_service.remove(subscription)
        click.echo(f"Deleted: {wording.describe_subscription(subscription)}.")


@digests.command("import")
@click.argument("table", type=click.Path(path_type=Path, dir_okay=False))
def import_table(table: Path) -> None:
    """Order the digests of a CSV TABLE: team,channel,times,days,zone,topics,stories.

    Times are written 09:00;17:30, days mon-fri, mon;thu or daily. What is ordered already is not ordered again; if a
    line is wrong, nothing is ordered.
    """
    from bot.cli import digest_table  # noqa: PLC0415 - see listing

    with _open_digest_service() as (store, digest_service):
        errors = Console(stderr=True, highlight=False)
        digest_count = digest_table.import_table(
            store, digest_service, table, now=context.current_time(), errors=errors
        )
        click.echo(f"{wording.format_count(digest_count, 'digest')} stand as {table.name} says.")


@digests.command("export")
def export_table() -> None:
    """Print all digests as a CSV table that `import` reads."""
    from bot.cli import digest_table  # noqa: PLC0415 - see listing

    with _open_digest_service() as (store, _):
        digest_table.export_table(store, sys.stdout)


# ---- private


@contextmanager
def _open_digest_service() -> Iterator[tuple[Store, DigestService]]:
    from bot.services.briefs import BriefingService  # noqa: PLC0415 - see listing
    from bot.services.digests import DigestService  # noqa: PLC0415 - see listing

    with context.open_store() as store:
        yield store, DigestService(store, BriefingService(store))


def _find_digest(store: Store, id_prefix: str) -> Subscription:
    """Give the digest whose id begins so.

    Raises:
        UnknownWish: none does, or several do.
    """
    matches = [
        subscription for subscription in store.subscriptions.all() if subscription.id.startswith(id_prefix)
    ]
    if len(matches) != 1:
        count_text = f"{len(matches)} digests have" if matches else "No digest has"
        raise InvalidDigestSpec(
            f"{count_text} an id that begins with {id_prefix}; `newsbrief digests list` shows them."
        )
    return matches[0]


def _save_and_print(digest_service: DigestService, subscription: Subscription) -> None:
    now = context.current_time()
    digest_service.save(subscription, now=now)
    _print_digest(digest_service, subscription, now)


def _print_digest(digest_service: DigestService, subscription: Subscription, now: datetime) -> None:
    """Read back what stands there now."""
    state = wording.describe_digest_state(
        subscription, digest_service.next_slot(subscription, now=now), subscription.timezone
    ).replace("*", "")
    click.echo(
        f"{subscription.id}  {subscription.team} {subscription.channel}  "
        f"{wording.describe_subscription(subscription)}: {state}"
    )
