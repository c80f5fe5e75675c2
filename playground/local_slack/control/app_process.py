"""An app that runs as a process of its own, in any language."""

from __future__ import annotations

import os
import subprocess
import tempfile
from contextlib import contextmanager
from time import monotonic
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from local_slack.control.local_slack import LocalSlack

CONNECT_TIMEOUT_SECONDS = 60.0
STOP_TIMEOUT_SECONDS = 10.0
_POLL_SECONDS = 0.2
_MAX_OUTPUT_CHARACTERS = 4_000


def build_app_environment(slack: LocalSlack) -> dict[str, str]:
    """Return what an app finds in its environment: the address and its tokens."""
    return {
        "SLACK_API_URL": slack.url,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
    }


@contextmanager
def run_app(
    slack: LocalSlack,
    command: Sequence[str],
    *,
    folder: Path | None = None,
    env: Mapping[str, str] | None = None,
    timeout_seconds: float = CONNECT_TIMEOUT_SECONDS,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run an app until the block ends; the block begins when the app is connected.

    Args:
        slack: the started local Slack.
        command: the command, such as ["node", "app.js"].
        folder: the folder to run it in; None for the current one.
        env: further variables of its environment.
        timeout_seconds: how long to wait for its connection.

    Raises:
        OSError: the command cannot be started.
        RuntimeError: the app ended or did not connect; the message has what it wrote.
    """
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(  # noqa: S603 - the command of whoever tests their app
            list(command),
            cwd=folder,
            env={**os.environ, **build_app_environment(slack), **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for_connection(slack, process, output, timeout_seconds)
            yield process
        finally:
            process.terminate()
            try:
                process.wait(STOP_TIMEOUT_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


# ---------------------------------------------------------------------------- private


def _wait_for_connection(
    slack: LocalSlack, process: subprocess.Popen[bytes], output: IO[bytes], timeout_seconds: float
) -> None:
    end = monotonic() + timeout_seconds
    while True:
        try:
            slack.wait_for_sockets(_POLL_SECONDS)
        except TimeoutError:
            has_ended = process.poll() is not None
            if not has_ended and monotonic() < end:
                continue
            output.seek(0)
            written = output.read().decode(errors="replace")[-_MAX_OUTPUT_CHARACTERS:]
            reason = (
                f"ended with status {process.returncode}"
                if has_ended
                else f"did not connect within {timeout_seconds:g} s; does it read SLACK_API_URL?"
            )
            raise RuntimeError(f"the app {reason}\n{written}") from None
        return
