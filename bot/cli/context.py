"""Open the store and build the services for the terminal commands.

The data folder is set in the environment or in .env.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from bot.runtime import clock, settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime

    from bot.services.services import Services
    from storage.contract import Store

# The workspace and channel that commands on the terminal use by default.
LOCAL_TEAM, LOCAL_CHANNEL = "local", ""
team_option = click.option(
    "--team",
    default=LOCAL_TEAM,
    help="Slack workspace ID, such as T024BE7LD. Default: this terminal only.",
)
channel_option = click.option(
    "--channel", default=LOCAL_CHANNEL, help="Slack channel ID. Default: the whole workspace."
)


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
