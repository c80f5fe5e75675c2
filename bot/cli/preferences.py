"""`newsbrief more`, `less`, `usual`, `taste`, `outside` and `try`: what a channel wants, on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.console import Console

from bot.cli import context

if TYPE_CHECKING:
    from collections.abc import Iterator

_team = click.option(
    "--team", default=context.TEAM, help="Slack's id of the workspace; without it, this terminal."
)
_channel = click.option(
    "--channel", default=context.CHANNEL, help="Slack's id of the channel whose briefs are meant."
)
_HELP = {
    "more": "Want more of a topic, or from a source: more climate, more from Courier, more 2 (of the last brief).",
    "less": "Want less of a topic, or from a source.",
    "usual": "Take back what was wanted of a topic, or from a source.",
}


def commands() -> Iterator[click.Command]:
    """Give the commands, to be added to `newsbrief`."""
    yield from (_stepping(verb) for verb in _HELP)
    yield from (taste, outside, attempt)


@click.command()
@_team
@_channel
def taste(team: str, channel: str) -> None:
    """Show what a channel wants more and less of."""
    from bot.cli import console_renderer  # noqa: PLC0415 - the parsers load slowly; help and wrong use need none
    from bot.render import preference_wording  # noqa: PLC0415 - the parsers load slowly; help and wrong use need none
    from bot.services.preferences import Asker  # noqa: PLC0415 - see above

    with context.desk() as desk:
        kept, titles = desk.tastes.of(Asker(team, channel), now=context.now())
    console_renderer.said(Console(highlight=False), preference_wording.taste(kept, titles))


@click.command()
@click.argument("wanted", type=click.Choice(["on", "off"]))
@_team
@_channel
def outside(wanted: str, team: str, channel: str) -> None:
    """Turn the one story from outside what a channel usually gets on or off."""
    from bot.cli import console_renderer  # noqa: PLC0415 - see taste
    from bot.render import preference_wording  # noqa: PLC0415 - see taste
    from bot.services.preferences import Asker  # noqa: PLC0415 - see taste

    with context.desk() as desk:
        desk.tastes.outside(wanted=wanted == "on", asker=Asker(team, channel), now=context.now())
    said = preference_wording.OUTSIDE_ON if wanted == "on" else preference_wording.OUTSIDE_OFF
    console_renderer.said(Console(highlight=False), said)


@click.command("try")
@click.argument("words", nargs=-1, required=True)
@_team
@_channel
def attempt(words: tuple[str, ...], team: str, channel: str) -> None:
    """Show what a filter would have left out, such as: newsbrief try without boxing, /F[12]/ 2w."""
    from bot.cli import console_renderer  # noqa: PLC0415 - see taste
    from bot.render import preference_wording  # noqa: PLC0415 - see taste
    from bot.services import filter_preview  # noqa: PLC0415 - see taste

    with context.desk() as desk:
        done = desk.trial(
            team, channel, filter_preview.read(" ".join(words), context.now()), now=context.now()
        )
    console_renderer.said(Console(highlight=False), preference_wording.trial(done))


# ---- private


def _stepping(verb: str) -> click.Command:
    @click.command(verb, help=_HELP[verb])
    @click.argument("words", nargs=-1, required=True)
    @_team
    @_channel
    def step(words: tuple[str, ...], team: str, channel: str) -> None:
        from bot.cli import console_renderer  # noqa: PLC0415 - see taste
        from bot.render import preference_wording  # noqa: PLC0415 - see taste
        from bot.services.preferences import Asker  # noqa: PLC0415 - see taste

        with context.desk() as desk:
            done = desk.tastes.change(verb, " ".join(words), Asker(team, channel), now=context.now())
        console_renderer.said(Console(highlight=False), preference_wording.changed(done))

    return step
