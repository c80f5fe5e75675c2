"""The commands for a channel's preferences: `more`, `less`, `reset`, `preferences`, `discover` and `preview`.

The names before release 0.3 (`usual`, `taste`, `outside`, `try`) still work for one release but are
hidden from the help.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.cli import context
from bot.cli.output import json_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMMAND_HELP = {
    "more": """Show more about a topic or from a source.

    For example: newsbrief more climate, newsbrief more from Courier. A number votes for a story of the last brief:
    newsbrief more 2
    """,
    "less": "Show less about a topic or from a source.",
    "reset": "Undo a preference set with more or less.",
}
# The names before release 0.3, which still work for one release.
_OLD_NAMES = {"reset": "usual", "preferences": "taste", "discover": "outside", "preview": "try"}


def build_commands() -> Iterator[click.Command]:
    """Yield the preference commands to add to `newsbrief`, under current and old names."""
    commands = [*map(_build_preference_command, _COMMAND_HELP), preferences, discover, preview_filter]
    yield from commands
    for command in commands:
        if old_name := _OLD_NAMES.get(command.name or ""):
            yield click.Command(
                old_name, params=command.params, callback=command.callback, help=command.help, hidden=True
            )


@click.command()
@context.team_option
@context.channel_option
@json_lines.json_option
def preferences(team: str, channel: str, *, as_json: bool) -> None:
    """Show a channel's preferences."""
    from bot.cli import console_renderer  # noqa: PLC0415 - the parsers load slowly; help and wrong use need none
    from bot.render.wording import preference_wording  # noqa: PLC0415 - the parsers load slowly; help and wrong use need none
    from news.preferences import Actor  # noqa: PLC0415 - see above

    with context.open_services() as services:
        channel_preferences, titles = services.preferences.get(
            Actor(team, channel), now=context.current_time()
        )
    if as_json:
        json_lines.print_rows(json_lines.preference_rows(channel_preferences, titles))
        return
    console_renderer.print_message(
        context.stdout_console(), preference_wording.describe_preferences(channel_preferences, titles)
    )


@click.command()
@click.argument("state", type=click.Choice(["on", "off"]))
@context.team_option
@context.channel_option
def discover(state: str, team: str, channel: str) -> None:
    """Turn the story from outside the usual coverage on or off."""
    from bot.cli import console_renderer  # noqa: PLC0415 - see preferences
    from bot.render.wording import preference_wording  # noqa: PLC0415 - see preferences
    from news.preferences import Actor  # noqa: PLC0415 - see preferences

    with context.open_services() as services:
        services.preferences.set_exploration(
            enabled=state == "on", actor=Actor(team, channel), now=context.current_time()
        )
    message = preference_wording.EXPLORATION_ON if state == "on" else preference_wording.EXPLORATION_OFF
    console_renderer.print_message(context.stdout_console(), message)


@click.command("preview")
@click.argument("words", nargs=-1, required=True, metavar="filter WORDS...")
@context.team_option
@context.channel_option
def preview_filter(words: tuple[str, ...], team: str, channel: str) -> None:
    """Show what a filter would have left out.

    For example: newsbrief preview filter boxing, /F[12]/ 2w
    """
    from bot.cli import console_renderer  # noqa: PLC0415 - see preferences
    from bot.parsing.filter_spec import parse_filter_spec  # noqa: PLC0415 - see preferences
    from bot.render.wording import preference_wording  # noqa: PLC0415 - see preferences

    with context.open_services() as services:
        preview = services.filter_previews.preview(
            team,
            channel,
            parse_filter_spec(" ".join(words), context.current_time()),
            now=context.current_time(),
        )
    console_renderer.print_message(
        context.stdout_console(), preference_wording.describe_filter_preview(preview)
    )


# ---- private


def _build_preference_command(verb: str) -> click.Command:
    @click.command(verb, help=_COMMAND_HELP[verb])
    @click.argument("words", nargs=-1, required=True)
    @context.team_option
    @context.channel_option
    def change_preference(words: tuple[str, ...], team: str, channel: str) -> None:
        from bot.cli import console_renderer  # noqa: PLC0415 - see preferences
        from bot.render.wording import preference_wording  # noqa: PLC0415 - see preferences
        from news.preferences import Actor  # noqa: PLC0415 - see preferences

        with context.open_services() as services:
            preference_change = services.preferences.update(
                verb, " ".join(words), Actor(team, channel), now=context.current_time()
            )
        console_renderer.print_message(
            context.stdout_console(), preference_wording.describe_preference_change(preference_change)
        )

    return change_preference
