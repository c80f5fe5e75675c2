"""The house as a command opens it: over the data folder that the environment, or .env, names."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.runtime import clock, settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime

    from bot.services.briefs import BriefingService
    from storage.contract import Store

# The workspace and channel of whoever sits at the terminal.
LOCAL_TEAM, LOCAL_CHANNEL = "local", ""


def current_time() -> datetime:
    """Tell the time, as the bot would."""
    return clock.make_clock(settings.load_environment(Path.cwd()))()


def open_store() -> AbstractContextManager[Store]:
    """Open the store.

    Raises:
        StoreError: it cannot be opened, or another process holds it.
    """
    from bot.runtime.data_folder import open_store  # noqa: PLC0415 - SQLite loads slowly; help and wrong use need none

    return open_store(settings.data_folder(settings.load_environment(Path.cwd())))


@contextmanager
def open_briefing_service() -> Iterator[BriefingService]:
    """Open the desk over the store, for what visits nobody."""
    from bot.services.briefs import BriefingService  # noqa: PLC0415 - see store

    with open_store() as store:
        yield BriefingService(store)
