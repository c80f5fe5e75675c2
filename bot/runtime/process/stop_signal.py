"""Stop the process on SIGINT or SIGTERM: in order while it waits, and at once before."""

from __future__ import annotations

import os
import signal
import sys
from typing import NoReturn


class StopSignal:
    """Handles SIGINT and SIGTERM. Until `wait` is called, either signal ends the process at once.

    The interpreter writes to a pipe the moment a signal arrives. A handler in Python runs later, in the main thread:
    one that sets a `threading.Event` may wait for a lock that `wait` holds, and never runs while the thread is blocked.
    """

    def __init__(self) -> None:
        self._is_awaited = False
        for signal_number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(signal_number, self._handle)

    def wait(self) -> None:
        """Return when one of the signals has arrived."""
        read_end, write_end = os.pipe()
        os.set_blocking(write_end, False)
        signal.set_wakeup_fd(write_end, warn_on_full_buffer=False)
        self._is_awaited = True
        os.read(read_end, 1)
        signal.set_wakeup_fd(-1)
        os.close(read_end)
        os.close(write_end)

    def _handle(self, *_: object) -> None:
        if not self._is_awaited:
            exit_at_once()


def exit_at_once() -> NoReturn:
    """End the process and its parsers with status 0, without waiting for threads."""
    # A process that has imported no multiprocessing has no children.
    if "multiprocessing" in sys.modules:
        for child in sys.modules["multiprocessing"].active_children():
            child.kill()
    # Not `flush`: a signal may have interrupted a write.
    os._exit(0)
