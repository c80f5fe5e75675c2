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
from news.errors import UnknownWish

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.services.digests import Digests
    from news.digest import Subscription
    from storage.sqlite.store import Store


@click.group()
def digests() -> None:
    """Order, list, change, import or export digests of all channels. In Slack, `/brief digest help`."""


@digests.command("list")
def listing() -> None:
    """Print all digests by their ids: when each comes next, and what became of the last one."""
    from bot.cli import digest_table  # noqa: PLC0415 - the parsers load slowly; help and wrong use need none

    with _opened() as (store, made):
        digest_table.listing(store, made, Console(highlight=False), now=context.now())


@digests.command()
@click.argument("team")
@click.argument("channel")
@click.argument("words", nargs=-1, required=True)
def order(team: str, channel: str, words: tuple[str, ...]) -> None:
    """Order a digest in WORDS for a CHANNEL (or a person) of a TEAM, by Slack's ids.

    For example: newsbrief digests order T024BE7LD C024BE91L weekdays 9:00 Europe/Berlin climate, energy
    """
    from bot.cli import digest_table  # noqa: PLC0415 - see listing

    with _opened() as (_, made):
        now = context.now()
        place = digest_table.place(team, channel)
        ordered = made.ordered(digest_spec.parse(" ".join(words)), *place, zone="UTC", now=now)
        made.put(ordered, now=now)
        _say(made, ordered, now)


@digests.command()
@click.argument("name", metavar="ID")
def preview(name: str) -> None:
    """Print what would be sent now; it is neither sent nor taken as told."""
    with _opened() as (store, made):
        for message in made.preview(_found(store, name), now=context.now()):
            click.echo(message.text)


@digests.command()
@click.argument("name", metavar="ID")
def now(name: str) -> None:
    """Have one sent at once by the running bot, beside its times."""
    with _opened() as (store, made):
        made.send_now(_found(store, name), now=context.now())
        click.echo("A running bot sends it at its next tick.")


@digests.command()
@click.argument("name", metavar="ID")
def pause(name: str) -> None:
    """Let a digest rest. What it would have sent is not made up for."""
    with _opened() as (store, made):
        _change(made, replace(_found(store, name), paused=True))


@digests.command()
@click.argument("name", metavar="ID")
def resume(name: str) -> None:
    """Start a digest again that was paused, or parked because its channel took nothing."""
    with _opened() as (store, made):
        _change(made, replace(_found(store, name), paused=False, parked=""))


@digests.command()
@click.argument("name", metavar="ID")
def skip(name: str) -> None:
    """Leave out the next time that is not left out yet."""
    with _opened() as (store, made):
        chosen = _found(store, name)
        click.echo(wording.left_out(chosen, made.skip(chosen, now=context.now())).replace("`", ""))


@digests.command()
@click.argument("name", metavar="ID")
def delete(name: str) -> None:
    """Delete a digest. What it delivered stays."""
    with _opened() as (store, made):
        chosen = _found(store, name)
        made.remove(chosen)
        click.echo(f"Deleted: {wording.subscribed(chosen)}.")


@digests.command("import")
@click.argument("table", type=click.Path(path_type=Path, dir_okay=False))
def take(table: Path) -> None:
    """Order the digests of a CSV TABLE: team,channel,times,days,zone,topics,stories.

    Times are written 09:00;17:30, days mon-fri, mon;thu or daily. What is ordered already is not ordered again; if a
    line is wrong, nothing is ordered.
    """
    from bot.cli import digest_table  # noqa: PLC0415 - see listing

    with _opened() as (store, made):
        errors = Console(stderr=True, highlight=False)
        count = digest_table.take(store, made, table, now=context.now(), errors=errors)
        click.echo(f"{wording.count(count, 'digest')} stand as {table.name} says.")


@digests.command("export")
def give() -> None:
    """Print all digests as a CSV table that `import` reads."""
    from bot.cli import digest_table  # noqa: PLC0415 - see listing

    with _opened() as (store, _):
        digest_table.give(store, sys.stdout)


# ---- private


@contextmanager
def _opened() -> Iterator[tuple[Store, Digests]]:
    from bot.services.briefs import Desk  # noqa: PLC0415 - see listing
    from bot.services.digests import Digests  # noqa: PLC0415 - see listing

    with context.store() as store:
        yield store, Digests(store, Desk(store))


def _found(store: Store, name: str) -> Subscription:
    """Give the digest whose id begins so.

    Raises:
        UnknownWish: none does, or several do.
    """
    found = [each for each in store.subscriptions.all() if each.id.startswith(name)]
    if len(found) != 1:
        many = f"{len(found)} digests have" if found else "No digest has"
        raise UnknownWish(f"{many} an id that begins with {name}; `newsbrief digests list` shows them.")
    return found[0]


def _change(made: Digests, changed: Subscription) -> None:
    now = context.now()
    made.put(changed, now=now)
    _say(made, changed, now)


def _say(made: Digests, each: Subscription, now: datetime) -> None:
    """Read back what stands there now."""
    state = wording.state(each, made.next(each, now=now), each.zone).replace("*", "")
    click.echo(f"{each.id}  {each.team} {each.channel}  {wording.subscribed(each)}: {state}")
