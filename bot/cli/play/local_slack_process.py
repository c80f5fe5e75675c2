"""The local Slack as a child process, of which only its command and what it prints are known."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from importlib.util import find_spec
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

MODULE = "local_slack"
STOP_TIMEOUT_SECONDS = 10.0
_LAST_SETTING = "TEAM_ID"


def is_installed() -> bool:
    """Whether the extra newsbrief[play] is installed."""
    try:
        return find_spec(MODULE) is not None
    except ValueError:  # sys.modules says that it cannot be imported
        return False


class LocalSlackProcess:
    """A running local Slack.

    Attributes:
        settings: what it printed: "PAGE_URL", "SLACK_API_URL", the tokens and "TEAM_ID".
    """

    def __init__(self, process: subprocess.Popen[str], settings: dict[str, str]) -> None:
        self._process = process
        self._is_stopping = Event()
        self.settings = settings

    def watch(self, on_end: Callable[[], None]) -> None:
        """Call a function if the process ends by itself."""

        def wait() -> None:
            # It prints when the app connects and goes: a full pipe would stop it.
            for _ in self._process.stdout or ():
                pass
            if not self._is_stopping.is_set():
                on_end()

        Thread(target=wait, name="local-slack-output", daemon=True).start()

    def stop(self) -> None:
        """End the process."""
        self._is_stopping.set()
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(STOP_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextmanager
def start_local_slack(arguments: Sequence[str]) -> Iterator[LocalSlackProcess | None]:
    """Run the local Slack until the block ends; None if it did not start, and has said why.

    It ends with this process, however that ends: its input is a pipe from here. Ctrl-C does not reach it, so that the
    bot can take its leave.
    """
    process = subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", MODULE, *arguments, "--end-with-input"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    settings: dict[str, str] = {}
    for line in process.stdout or ():
        name, _, value = line.strip().partition("=")
        settings[name] = value
        if name == _LAST_SETTING:
            break
    local_slack = LocalSlackProcess(process, settings)
    try:
        yield local_slack if _LAST_SETTING in settings else None
    finally:
        local_slack.stop()
