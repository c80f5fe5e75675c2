"""Open the store and build the services for the terminal commands.

The data folder is set in the environment or in .env.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from bot.render.wording import terminal_messages
from bot.runtime import clock, settings, workspaces
from bot.runtime.workspaces import LOCAL_TEAM

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime

    from bot.services.services import Services
    from storage.contract import Store

# The channel that commands on the terminal use by default: all of the workspace.
LOCAL_CHANNEL = ""


def default_team() -> str:
    """Return the workspace that commands apply to: the bot's only one, or this terminal if there is none yet.

    Raises:
        click.UsageError: the bot has connected to several workspaces.
    """
    home = settings.data_folder(settings.load_environment(Path.cwd()))
    known = workspaces.read_workspaces(home)
    if len(known) > 1:
        text = terminal_messages.SEVERAL_WORKSPACES.format(
            teams=", ".join(known), example=known[-1], file=home / workspaces.WORKSPACES_FILE
        )
        raise click.UsageError(text)
    return known[0] if known else LOCAL_TEAM


def _choose_team(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str:
    return value or default_team()


team_option = click.option(
    "--team",
    callback=_choose_team,
    help="Slack workspace ID, such as T024BE7LD. Default: the bot's workspace.",
)
channel_option = click.option(
    "--channel", default=LOCAL_CHANNEL, help="Slack channel ID. Default: the whole workspace."
)


def is_verbose() -> bool:
    """Whether the running command was called with --verbose."""
    current = click.get_current_context(silent=True)
    return bool(current and current.find_root().params.get("verbose"))


def current_time() -> datetime:
    """Return the current time, from the clock that the bot uses."""
    return clock.make_clock(settings.load_environment(Path.cwd()))()


def stdout_console() -> Console:
    """Return a console that prints to standard output."""
    return Console(highlight=False)


def silent_console() -> Console:
    """Return a console that prints nothing."""
    return Console(quiet=True)


def stderr_console() -> Console:
    """Return a console that prints to standard error."""
    return Console(stderr=True, highlight=False)


def open_store() -> AbstractContextManager[Store]:
    """Open the store in the data folder that the environment sets.

    Raises:
        StoreError: the store cannot be opened.
    """
    from bot.runtime.data_folder import open_store  # noqa: PLC0415 - SQLite loads slowly; help and wrong use need none

    return open_store(settings.data_folder(settings.load_environment(Path.cwd())))


@contextmanager
def open_services(*, polls_sources: bool = False) -> Iterator[Services]:
    """Open the store and build the services that use the store; see `build_services`."""
    with open_store() as store:
        yield build_services(store, polls_sources=polls_sources)


@contextmanager
def open_services_read_only() -> Iterator[Services]:
    """Open the store for reading alone, and build services that cannot write.

    Raises:
        StoreError: the store is missing, of an older release, or cannot be read.
    """
    from bot.runtime.data_folder import open_store_read_only  # noqa: PLC0415 - see open_store

    folder = settings.data_folder(settings.load_environment(Path.cwd()))
    with open_store_read_only(folder) as store:
        yield build_services(store)


def build_services(store: Store, *, polls_sources: bool = False) -> Services:
    """Build the services that use a store.

    Args:
        store: the store that the services use.
        polls_sources: whether the command fetches sources and therefore needs the settings for fetching.

    Raises:
        SettingsError: a setting for fetching sources is malformed.
    """
    from bot.render import payloads  # noqa: PLC0415 - see open_store
    from bot.services import services  # noqa: PLC0415 - see open_store

    if not polls_sources:
        return services.build_services(store, payloads)
    policy_and_interval = settings.load_fetch_policy(settings.load_environment(Path.cwd()))
    return services.build_services(store, payloads, services.ServiceSettings(*policy_and_interval))
