"""Limits of this process that protect its secrets and bound its memory."""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import MutableMapping

_M_ARENA_MAX = -8
# The interpreter runs one thread at a time; a second pool is for libraries that release its lock.
MAX_MEMORY_ARENAS = 2
# The settings with tokens, passwords and keys.
_SECRET_PREFIXES = (
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "NEWSBRIEF_LOGIN_",
    "NEWSBRIEF_HEADER_",
    "NEWSBRIEF_HEARTBEAT_URL",
)


def disable_core_dumps() -> None:
    """Forbid core dumps of this process and its children: they would contain the tokens. Not on Windows."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_memory_arenas() -> None:
    """Let the threads of this process share two pools of memory (glibc alone).

    By default glibc gives up to eight pools for each core to the threads, and each keeps what was once needed.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, MAX_MEMORY_ARENAS)


def return_free_memory() -> None:
    """Return memory to the system that was needed for a moment, such as for a large brief (glibc alone)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def forget_secrets(environment: MutableMapping[str, str] = os.environ) -> None:
    """Remove tokens and passwords from the environment, so that no child process inherits them."""
    for name in [name for name in environment if name.startswith(_SECRET_PREFIXES)]:
        del environment[name]
