"""The command `play`: the bot on a Slack on this machine, with a page in the browser."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bot.cli import context
from bot.cli.play import local_slack_process
from bot.render.wording import terminal_messages

MAX_PORT = 65_535


@click.command()
@click.option(
    "--data",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the data, which is kept. Default: a temporary folder.",
)
@click.option(
    "--port", type=click.IntRange(0, MAX_PORT), default=0, help="Port of the page. Default: any free one."
)
@click.option("--no-browser", is_flag=True, help="Do not open the page in a browser.")
def play(*, folder: Path | None, port: int, no_browser: bool) -> None:
    """Try the bot in a browser, without a Slack workspace.

    Starts a Slack on this machine and the bot in it, which reads the invented articles that come with
    Newsbrief. Press Ctrl-C to stop.
    """
    if not local_slack_process.is_installed():
        context.stderr_console().print(terminal_messages.PLAY_MISSING, markup=False)
        sys.exit(1)
    from bot.cli.play import session  # noqa: PLC0415 - Slack's libraries load slowly; help needs none

    sys.exit(
        session.run_session(
            folder,
            context.stdout_console(),
            context.stderr_console(),
            port=port,
            opens_browser=not no_browser,
        )
    )
