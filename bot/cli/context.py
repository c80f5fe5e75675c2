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

    from bot.services.briefs import Desk
    from storage.sqlite.store import Store

# The workspace and channel of whoever sits at the terminal.
TEAM, CHANNEL = "local", ""


def now() -> datetime:
    """Tell the time, as the bot would."""
    return clock.clock(settings.environment(Path.cwd()))()


def store() -> AbstractContextManager[Store]:
    """Open the store.

    Raises:
        StoreError: it cannot be opened, or another process holds it.
    """
    from bot.runtime.data_folder import open_store  # noqa: PLC0415 - SQLite loads slowly; help and wrong use need none

    return open_store(settings.home(settings.environment(Path.cwd())))


@contextmanager
def desk() -> Iterator[Desk]:
    """Open the desk over the store, for what visits nobody."""
    from bot.services.briefs import Desk  # noqa: PLC0415 - see store

    with store() as kept:
        yield Desk(kept)
