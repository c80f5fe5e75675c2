"""A session of `newsbrief play`: the local Slack as a child process, and the bot over Socket Mode to it."""

from __future__ import annotations

import logging
import os
import signal
import sys
import tempfile
import webbrowser
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from bot.cli import context
from bot.cli.demo import SEED_FOLDER
from bot.cli.play import dated_seeds, local_slack_process
from bot.cli.server.app_manifest import read_manifest
from bot.cli.sources import add_source
from bot.render.wording import terminal_messages
from bot.runtime import clock, log_privacy, settings
from bot.runtime.process.stop_signal import StopSignal, exit_at_once
from bot.services.subscriptions import SubscriptionScope
from bot.slack import app

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.cli.play.local_slack_process import LocalSlackProcess

SEEDS_COPY, CLOCK_FILE, MANIFEST_FILE = "invented", "clock", "app.yaml"


def run_session(
    folder: Path | None, console: Console, errors: Console, *, port: int, opens_browser: bool
) -> int:
    """Run the local Slack and the bot until Ctrl-C or SIGTERM.

    Args:
        folder: the folder for all data; None for a temporary one.
        console: the console for results.
        errors: the console for errors.
        port: the port of the page; 0 for any free one.
        opens_browser: whether to open the page, where there is a browser.

    Returns:
        The exit status.

    Raises:
        AlreadyRunning: another bot uses the folder.
        StoreError: the folder cannot be used.
    """
    console.print(terminal_messages.PLAY_PREPARING, markup=False)
    with ExitStack() as stack:
        home = folder or Path(
            stack.enter_context(
                tempfile.TemporaryDirectory(prefix="newsbrief-play-", ignore_cleanup_errors=True)
            )
        )
        home.mkdir(parents=True, exist_ok=True)
        local_slack = stack.enter_context(local_slack_process.start_local_slack(_build_arguments(home, port)))
        if local_slack is None:
            errors.print(terminal_messages.PLAY_FAILED, markup=False)
            return 1
        os.environ.update(_build_environment(home, local_slack))
        _follow_seeds(home, local_slack.settings["TEAM_ID"], errors)

        def exit_process() -> None:
            console.print(terminal_messages.STOPPED_EARLY, markup=False)
            stack.close()
            sys.stdout.flush()
            exit_at_once()

        _run_bot(home, local_slack, console, exit_process, opens_browser=opens_browser)
    console.print(terminal_messages.STOPPED, markup=False)
    return 0


# ---- private


def _build_arguments(home: Path, port: int) -> list[str]:
    manifest = home / MANIFEST_FILE
    manifest.write_text(read_manifest(), encoding="utf-8")
    quick_actions = [f"--quick-action={action}" for action in terminal_messages.PLAY_QUICK_ACTIONS]
    return [
        str(manifest),
        f"--port={port}",
        f"--clock-file={home / CLOCK_FILE}",
        f"--notice={terminal_messages.PLAY_NOTICE}",
        *quick_actions,
    ]


def _build_environment(home: Path, local_slack: LocalSlackProcess) -> dict[str, str]:
    """Return the settings of the bot, which are those of any other workspace but for the clock."""
    names = ("SLACK_API_URL", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")
    return {
        **{name: local_slack.settings[name] for name in names},
        "NEWSBRIEF_HOME": str(home),
        "NEWSBRIEF_TEST": "1",
        "NEWSBRIEF_CLOCK_FILE": str(home / CLOCK_FILE),
    }


def _follow_seeds(home: Path, team_id: str, errors: Console) -> None:
    """Follow the invented articles for the whole workspace, as `newsbrief add FOLDER --team ID` does."""
    with context.open_services(polls_sources=True) as services, Path(os.devnull).open("w") as nothing:
        scope = SubscriptionScope(team_id, "")
        if services.source_subscriptions.list_sources(scope):
            return
        for folder in dated_seeds.copy_seeds(SEED_FOLDER, home / SEEDS_COPY, context.current_time()):
            add_source(services, str(folder), scope, Console(file=nothing), errors)


def _run_bot(
    home: Path,
    local_slack: LocalSlackProcess,
    console: Console,
    exit_process: Callable[[], None],
    *,
    opens_browser: bool,
) -> None:
    env = settings.load_environment(home)
    log_privacy.configure_logging(logging.WARNING)
    stop = StopSignal()

    def end() -> None:
        console.print(terminal_messages.PLAY_GONE, markup=False)
        os.kill(os.getpid(), signal.SIGTERM)

    def wait_for_stop() -> None:
        url = local_slack.settings["PAGE_URL"]
        prompt = f"{Path(sys.executable).name} -m {local_slack_process.MODULE} prompt {url}"
        console.print(
            terminal_messages.PLAY_READY.format(url=url, command=prompt), markup=False, soft_wrap=True
        )
        sys.stdout.flush()
        if opens_browser and _has_browser():
            webbrowser.open(url)
        local_slack.watch(end)
        stop.wait()

    app.run_bot(
        settings.load_settings(env),
        home,
        wait_for_stop,
        clock=clock.make_clock(env),
        exit_process=exit_process,
    )


def _has_browser() -> bool:
    """Whether there is a screen to open a browser on; on a text terminal it would take the terminal."""
    has_screen = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return has_screen or sys.platform in {"win32", "darwin"}
