"""The command `newsbrief service`, which prints systemd units for the bot and its daily backup."""

from __future__ import annotations

import sys
from pathlib import Path

import click

UNITS = ("newsbrief.service", "newsbrief-backup.service", "newsbrief-backup.timer")


@click.command()
@click.argument("name", type=click.Choice(UNITS), default=UNITS[0])
@click.option("--user", default="newsbrief", show_default=True, help="The account that the bot runs as.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=Path("/var/lib/newsbrief"),
    show_default=True,
    help="The folder with .env, the database and the backups; below /var/lib.",
)
def service(name: str, user: str, folder: Path) -> None:
    """Print a systemd unit for the bot or its backup.

    \b
    Example:
      newsbrief service | sudo tee /etc/systemd/system/newsbrief.service
    """  # noqa: D301 - click needs the character
    if folder.parent != Path("/var/lib"):
        problem = f"{folder} isn't directly below /var/lib, where systemd creates it."
        raise click.BadParameter(problem, param_hint="--folder")
    click.echo(render_unit(name, user, folder), nl=False)


def render_unit(name: str, user: str, folder: Path) -> str:
    """Return a unit for this installation.

    Args:
        name: one of `UNITS`.
        user: the account that the bot runs as.
        folder: its folder.
    """
    import shutil  # noqa: PLC0415 - every command loads this module
    from importlib.resources import files  # noqa: PLC0415 - see shutil
    from string import Template  # noqa: PLC0415 - see shutil

    template = (files("bot.cli.server") / "units" / name).read_text(encoding="utf-8")
    command = shutil.which("newsbrief", path=str(Path(sys.executable).parent)) or shutil.which("newsbrief")
    # Not `resolve`: in a virtual environment python is a link to the one outside, which has no newsbrief.
    command = command or f"{sys.executable} -m bot"
    return Template(template).substitute(command=command, user=user, folder=folder, state=folder.name)
