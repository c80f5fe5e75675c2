"""The commands for backups: `backup`, `verify-backup` and `restore`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli import context
from bot.render.wording import formats, terminal_messages
from bot.runtime import settings

if TYPE_CHECKING:
    from bot.runtime.backups import Backup


@click.command()
@click.argument("target", metavar="FILE|FOLDER", type=click.Path(path_type=Path))
@click.option(
    "--keep", type=click.IntRange(1), help="Remove all but this many backups from FOLDER.", metavar="COUNT"
)
def backup(target: Path, keep: int | None) -> None:
    """Write a backup, and check it. The bot may be running.

    In a FOLDER, the backup is named after the time, such as newsbrief-20270131-030000.db.
    """
    from bot.runtime import backups  # noqa: PLC0415 - SQLite loads slowly; help and wrong use need none

    if keep and not target.is_dir():
        raise click.UsageError(f"--keep needs a folder, and {target} isn't one.")
    home = _data_folder()
    console = context.stderr_console()
    console.print(terminal_messages.BACKING_UP.format(path=home / settings.DATABASE_FILE), markup=False)
    written = backups.back_up(home, target, context.current_time())
    click.echo(_describe(terminal_messages.BACKUP_WRITTEN, written))
    for path in backups.remove_old_backups(target, keep) if keep else ():
        click.echo(terminal_messages.BACKUP_REMOVED.format(path=path))


@click.command("verify-backup")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
def verify_backup(path: Path) -> None:
    """Check a backup by opening and searching a copy of it."""
    from bot.runtime import backups  # noqa: PLC0415 - see backup

    context.stderr_console().print(terminal_messages.CHECKING_BACKUP.format(path=path), markup=False)
    click.echo(_describe(terminal_messages.BACKUP_GOOD, backups.check(path)))


@click.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
def restore(path: Path) -> None:
    """Put a backup in place of the database. Stop the bot first.

    The backup is checked first. The database that it replaces is kept under another name.
    """
    from bot.runtime import backups  # noqa: PLC0415 - see backup

    context.stderr_console().print(terminal_messages.CHECKING_BACKUP.format(path=path), markup=False)
    restored, replaced_path = backups.restore(_data_folder(), path, context.current_time())
    click.echo(_describe(terminal_messages.BACKUP_RESTORED, restored))
    if replaced_path:
        click.echo(terminal_messages.REPLACED_STORE_KEPT.format(path=replaced_path))


COMMANDS = (backup, verify_backup, restore)


# ---- private


def _data_folder() -> Path:
    return settings.data_folder(settings.load_environment(Path.cwd()))


def _describe(template: str, shown: Backup) -> str:
    contents = terminal_messages.BACKUP_CONTENTS_WITHOUT_ARTICLES
    newest = ""
    if shown.newest_at:
        contents = terminal_messages.BACKUP_CONTENTS
        newest = formats.format_utc_time(shown.newest_at)
    return template.format(
        path=shown.path,
        size=formats.format_byte_count(shown.byte_count),
        contents=contents.format(
            sources=formats.format_count(shown.source_count, "source"),
            digests=formats.format_count(shown.digest_count, "digest"),
            briefs=formats.format_count(shown.brief_count, "brief"),
            newest=newest,
        ),
    )
