"""The command `newsbrief export-feed`: a channel's posted briefs as an Atom feed.

Article text leaves the host this way. So the operator names each channel in the settings, and Slack is asked at each
export whether the channel is public; if it does not say so, nothing is exported.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from bot.cli import context
from bot.cli.brief_commands import TERMINAL_THREAD_ROOT
from bot.render.wording.terminal import feed_wording as wording
from bot.runtime import settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.services.services import Services
    from news.brief import Brief
    from storage.contract import Store

DEFAULT_BRIEFS, MAX_BRIEFS = 20, 200
_CHANNEL_PATTERN = re.compile(r"[CG][A-Z0-9]{2,}")
# Of all kinds of conversations only a public channel has none of these, and is named as a channel.
_PRIVATE_MARKS = ("is_private", "is_im", "is_mpim", "is_group", "is_ext_shared", "is_org_shared")


@click.command("export-feed")
@click.argument("channel")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
@click.option(
    "--limit",
    type=click.IntRange(1, MAX_BRIEFS),
    default=DEFAULT_BRIEFS,
    show_default=True,
    help="The newest briefs to export.",
)
@context.team_option
def export_feed(channel: str, output: Path | None, limit: int, team: str) -> None:
    """Write a channel's briefs as an Atom feed.

    CHANNEL is the ID of a public channel that the setting NEWSBRIEF_FEED_CHANNELS names. Without --output, writes to
    standard output.
    """
    from bot.render import feed  # noqa: PLC0415 - it loads slowly; help and wrong use need none
    from bot.render.wording import formats  # noqa: PLC0415 - see above

    if not _CHANNEL_PATTERN.fullmatch(channel):
        _refuse(wording.NOT_A_CHANNEL.format(channel=channel))
    env = settings.load_environment(Path.cwd())
    if channel not in settings.load_feed_channels(env):
        _refuse(wording.NOT_SWITCHED_ON.format(channel=channel))
    name = _find_public_name(settings.load_settings(env), channel)
    with context.open_store() as store:
        services = context.build_services(store)
        briefs = list(_posted_briefs(store, services, team, channel, limit))
    document = feed.render_feed(team, channel, name, briefs)
    if output is None:
        click.echo(document, nl=False)
        return
    # Whole or not at all: a server may be reading the file.
    new_file = output.with_name(f".{output.name}.new")
    try:
        new_file.write_bytes(document)
        new_file.replace(output)
    except OSError as problem:
        _refuse(f"{output}: {problem.strerror}")
    text = wording.EXPORTED.format(briefs=formats.format_count(len(briefs), "brief"), path=output)
    click.echo(text, err=True)


# ---- private


def _find_public_name(app_settings: settings.Settings, channel: str) -> str:
    """Return the name of a public channel; end the command if Slack does not say that it is one."""
    from bot.slack import web_api  # noqa: PLC0415 - Slack's libraries load slowly

    client = web_api.build_client(app_settings.bot_token, app_settings.api_url)
    result = web_api.post_form(client, "conversations.info", channel=channel)
    found = result.response.get("channel")
    if result.error or not isinstance(found, dict):
        _refuse(wording.UNKNOWN.format(channel=channel, error=result.error or "-"))
    if not found.get("is_channel") or any(found.get(mark) for mark in _PRIVATE_MARKS):
        _refuse(wording.PRIVATE.format(channel=channel))
    return str(found.get("name") or channel)


def _posted_briefs(
    store: Store, services: Services, team: str, channel: str, limit: int
) -> Iterator[tuple[Brief, datetime]]:
    """Yield a channel's newest posted briefs with the times of their posts, without unverified sentences."""
    from dataclasses import replace  # noqa: PLC0415 - see export_feed

    from bot.services.stored_briefs import load_brief  # noqa: PLC0415 - see export_feed

    count = 0
    # Some briefs were never posted, such as those of a terminal.
    for brief_id in store.briefs.list_ids_for_channel(team, channel, MAX_BRIEFS * 2):
        posted = store.threads.for_brief(team, brief_id)
        brief = load_brief(store, team, brief_id)
        if brief is None or posted is None or posted[0].channel != channel:
            continue
        if posted[0].thread_ts == TERMINAL_THREAD_ROOT:
            continue
        stories = tuple(filter(None, map(services.verification.filter_story, brief.stories)))
        if stories:
            yield replace(brief, stories=stories), posted[1]
            count += 1
        if count == limit:
            return


def _refuse(text: str) -> NoReturn:
    click.echo(text, err=True)
    sys.exit(1)
