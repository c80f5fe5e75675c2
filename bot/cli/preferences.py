"""`newsbrief more`, `less`, `usual`, `taste`, `outside` and `try`: what a channel wants, on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.console import Console

from bot.cli import context

if TYPE_CHECKING:
    from collections.abc import Iterator

_team_option = click.option(
    "--team", default=context.LOCAL_TEAM, help="Slack's id of the workspace; without it, this terminal."
)
_channel_option = click.option(
    "--channel", default=context.LOCAL_CHANNEL, help="Slack's id of the channel whose briefs are meant."
)
_COMMAND_HELP = {
    "more": "Want more of a topic, or from a source: more climate, more from Courier, more 2 (of the last brief).",
    "less": "Want less of a topic, or from a source.",
    "usual": "Take back what was wanted of a topic, or from a source.",
}


def build_commands() -> Iterator[click.Command]:
    """Give the commands, to be added to `newsbrief`."""
    yield from (_build_preference_command(verb) for verb in _COMMAND_HELP)
    yield from (taste, outside, preview_filter)


@click.command()
@_team_option
@_channel_option
def taste(team: str, channel: str) -> None:
    """Show what a channel wants more and less of."""
    from bot.cli import console_renderer  # noqa: PLC0415 - the parsers load slowly; help and wrong use need none
    from bot.render import preference_wording  # noqa: PLC0415 - the parsers load slowly; help and wrong use need none
    from news.preferences import Actor  # noqa: PLC0415 - see above

    with context.open_services() as services:
        preferences, titles = services.preferences.get(Actor(team, channel), now=context.current_time())
    console_renderer.print_message(
        Console(highlight=False), preference_wording.describe_preferences(preferences, titles)
    )


@click.command()
@click.argument("wanted", type=click.Choice(["on", "off"]))
@_team_option
@_channel_option
def outside(wanted: str, team: str, channel: str) -> None:
    """Turn the one story from outside what a channel usually gets on or off."""
    from bot.cli import console_renderer  # noqa: PLC0415 - see taste
    from bot.render import preference_wording  # noqa: PLC0415 - see taste
    from news.preferences import Actor  # noqa: PLC0415 - see taste

    with context.open_services() as services:
        services.preferences.set_exploration(
            enabled=wanted == "on", actor=Actor(team, channel), now=context.current_time()
        )
    message = preference_wording.EXPLORATION_ON if wanted == "on" else preference_wording.EXPLORATION_OFF
    console_renderer.print_message(Console(highlight=False), message)


@click.command("try")
@click.argument("words", nargs=-1, required=True)
@_team_option
@_channel_option
def preview_filter(words: tuple[str, ...], team: str, channel: str) -> None:
    """Show what a filter would have left out, such as: newsbrief try without boxing, /F[12]/ 2w."""
    from bot.cli import console_renderer  # noqa: PLC0415 - see taste
    from bot.parsing.filter_spec import parse_filter_spec  # noqa: PLC0415 - see taste
    from bot.render import preference_wording  # noqa: PLC0415 - see taste

    with context.open_services() as services:
        preview = services.filter_previews.preview(
            team,
            channel,
            parse_filter_spec(" ".join(words), context.current_time()),
            now=context.current_time(),
        )
    console_renderer.print_message(
        Console(highlight=False), preference_wording.describe_filter_preview(preview)
    )


# ---- private


def _build_preference_command(verb: str) -> click.Command:
    @click.command(verb, help=_COMMAND_HELP[verb])
    @click.argument("words", nargs=-1, required=True)
    @_team_option
    @_channel_option
    def change_preference(words: tuple[str, ...], team: str, channel: str) -> None:
        from bot.cli import console_renderer  # noqa: PLC0415 - see taste
        from bot.render import preference_wording  # noqa: PLC0415 - see taste
        from news.preferences import Actor  # noqa: PLC0415 - see taste

        with context.open_services() as services:
            preference_change = services.preferences.update(
                verb, " ".join(words), Actor(team, channel), now=context.current_time()
            )
        console_renderer.print_message(
            Console(highlight=False), preference_wording.describe_preference_change(preference_change)
        )

    return change_preference
