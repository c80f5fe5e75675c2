"""From nothing to the first brief, as a newcomer goes: at most 3 commands and 2 actions in Slack, timed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest
from paths import ROOT
from websites import Site

from local_slack import LocalSlack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# What the issue of setting up allows, and how long each step may take. The seconds are
# printed, not judged: on a machine that is busy otherwise they say nothing about the bot.
MAX_COMMANDS, MAX_SLACK_ACTIONS, MAX_SECONDS = 3, 2, 480

STORIES = {
    "Harl bridge closed after cracks are found": (
        "The Harl bridge at Denmouth was closed on Tuesday after inspectors found cracks in two of its pillars. "
        "About 400 families on the island were moved to schools in the town overnight."
    ),
    "Opera house of Lom opens again after fire": (
        "The opera house of Lom opened on Monday for the first time since the fire three years ago. "
        "Tickets for the first week were sold within an hour."
    ),
}


@pytest.fixture
def feed() -> Iterator[str]:
    site = Site()
    published = format_datetime(datetime.now(UTC) - timedelta(hours=1))
    items = "".join(
        f"<item><title>{title}</title><link>https://courier.example/{number}</link><pubDate>{published}</pubDate>"
        f"<description>{text}</description></item>"
        for number, (title, text) in enumerate(STORIES.items())
    )
    site.put(
        "/feed.xml",
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Courier</title>{items}</channel></rss>',
        content_type="application/rss+xml",
    )
    yield site.url("/feed.xml")
    site.stop()


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_from_init_to_the_first_brief(tmp_path: Path, feed: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "feeds.opml").write_text(
        f'<opml version="2.0"><body><outline type="rss" text="Courier" xmlUrl="{feed}"/></body></opml>'
    )
    with LocalSlack(ROOT / "app.yaml") as slack:
        kept = {
            name: text for name, text in os.environ.items() if not name.startswith(("SLACK_", "NEWSBRIEF_"))
        }
        given = {
            **kept,
            "NEWSBRIEF_HOME": str(tmp_path / "home"),
            "NEWSBRIEF_ALLOWED_NETWORKS": "127.0.0.0/8",
            "SLACK_API_URL": slack.url,
            "PYTHONPATH": str(ROOT),
        }
        slack.add_channel("morning", members=["ada"], with_bot=False)
        commands, actions, started = 0, 0, time.monotonic()

        commands += 1
        done = subprocess.run(
            [sys.executable, "-m", "bot", "init"],
            input=f"{slack.bot_token}\n{slack.app_token}\n{tmp_path / 'feeds.opml'}\n",
            env=given,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=MAX_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert slack.bot_token not in done.stdout + done.stderr

        commands += 1
        (tmp_path / "elsewhere").mkdir()
        # Without the address of the local Slack in the environment: `init` has saved what `run` needs.
        given.pop("SLACK_API_URL")
        running = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            env=given,
            cwd=tmp_path / "elsewhere",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            slack.wait_for_sockets(MAX_SECONDS)
            actions += 1
            slack.invite("morning", "ada")
            actions += 1
            slack.command("ada", "morning", "/brief")
            slack.wait_for(
                lambda: [each for each in slack.messages("morning") if "Harl bridge" in str(each)],
                MAX_SECONDS,
            )
            seconds = time.monotonic() - started
        finally:
            running.send_signal(signal.SIGTERM)
            said, _ = running.communicate(timeout=60)

    with capsys.disabled():
        sys.stdout.write(f"\nfirst brief: {commands} commands, {actions} actions in Slack, {seconds:.1f} s\n")
    assert commands <= MAX_COMMANDS
    assert actions <= MAX_SLACK_ACTIONS
    assert "Traceback" not in said
