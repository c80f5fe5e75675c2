"""SIGTERM: status 0 within ten seconds, whatever is under way, and no error in the log."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import waiting
from paths import ROOT
from websites import Site

from local_slack import LocalSlack
from local_slack.state.faults import Fault

# The promise; a supervisor such as Docker kills after ten seconds.
STOP_WITHIN_SECONDS = 10.0
FEED = """<rss version="2.0"><channel><title>Courier</title>
<item><title>Harl bridge closed</title><guid>1</guid><description>{text}</description></item></channel></rss>"""


def environment(home: Path, slack: LocalSlack) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "NEWSBRIEF_"))
    }
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "NEWSBRIEF_HOME": str(home),
        "NEWSBRIEF_ALLOWED_NETWORKS": "127.0.0.0/8",
        "SLACK_API_URL": slack.url,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
    }


@contextmanager
def running(given: dict[str, str], at: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        env=given,
        cwd=at,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def stop(process: subprocess.Popen[str]) -> None:
    """Send SIGTERM, and check the promise."""
    asked_at = time.monotonic()
    process.send_signal(signal.SIGTERM)
    _, log = process.communicate(timeout=STOP_WITHIN_SECONDS + 20)

    assert time.monotonic() - asked_at < STOP_WITHIN_SECONDS
    assert process.returncode == 0
    assert " ERROR " not in log
    assert " CRITICAL " not in log


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(ROOT / "app.yaml") as local_slack:
        yield local_slack


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()
    yield served
    served.stop()


@pytest.mark.parametrize("seconds", [0.4, 0.8, 1.2, 1.6])
def test_a_stop_during_the_start_ends_with_status_0(
    tmp_path: Path, slack: LocalSlack, seconds: float
) -> None:
    with running(environment(tmp_path / "home", slack), tmp_path) as process:
        time.sleep(seconds)  # an instant, not a wait for something
        stop(process)


@pytest.mark.slow
def test_a_stop_while_slack_does_not_let_the_bot_start(tmp_path: Path, slack: LocalSlack) -> None:
    slack.add_fault("auth.test", Fault(status=503))
    with running(environment(tmp_path / "home", slack), tmp_path) as process:
        waiting.until(lambda: slack.calls, 30)
        stop(process)


def test_a_stop_of_an_idle_bot_is_quiet(tmp_path: Path, slack: LocalSlack) -> None:
    with running(environment(tmp_path / "home", slack), tmp_path) as process:
        slack.wait_for_sockets(30)
        stop(process)


@pytest.mark.slow
def test_a_stop_while_feeds_stall(tmp_path: Path, slack: LocalSlack, site: Site) -> None:
    for number in range(12):
        site.stall(f"/feed{number}")
    with running(environment(tmp_path / "home", slack), tmp_path) as process:
        slack.wait_for_sockets(30)
        for number in range(12):
            slack.command("ada", "news", "/brief", f"add {site.url(f'/feed{number}')}")
        waiting.until(lambda: len(site.asked) >= 4, 20)
        stop(process)


@pytest.mark.slow
def test_a_stop_while_the_ticker_fetches_stalled_feeds(tmp_path: Path, slack: LocalSlack, site: Site) -> None:
    given = environment(tmp_path / "home", slack)
    for number in range(8):
        site.put(f"/feed{number}", FEED.format(text="The bridge at Denmouth was closed."))
    added = subprocess.run(
        [sys.executable, "-m", "bot", "add", *(site.url(f"/feed{number}") for number in range(8))],
        env=given,
        cwd=tmp_path,
        check=False,
        capture_output=True,
        timeout=60,
    )
    assert added.returncode == 0
    for number in range(8):
        site.stall(f"/feed{number}")
    asked_before = len(site.asked)
    # The first poll of a start takes all sources that are due: with a clock of another day, all of them.
    (tmp_path / "clock").write_text("86400")
    given |= {"NEWSBRIEF_TEST": "1", "NEWSBRIEF_CLOCK_FILE": str(tmp_path / "clock")}
    with running(given, tmp_path) as process:
        slack.wait_for_sockets(30)
        waiting.until(lambda: len(site.asked) > asked_before, 20)
        stop(process)


@pytest.mark.slow
def test_a_stop_with_large_briefs_queued(tmp_path: Path, slack: LocalSlack) -> None:
    given = environment(tmp_path / "home", slack)
    articles = tmp_path / "articles"
    articles.mkdir()
    for number in range(900):
        body = " ".join(
            f"The council of town {number} approved item {line} of its plan for the harbour on Monday."
            for line in range(60)
        )
        (articles / f"{number}.txt").write_text(f"Town {number} approves its plan {number}\n\n{body}\n")
    added = subprocess.run(
        [sys.executable, "-m", "bot", "add", str(articles), "--team", slack.team_id],
        env=given,
        cwd=tmp_path,
        check=False,
        capture_output=True,
        timeout=110,
    )
    assert added.returncode == 0
    with running(given, tmp_path) as process:
        slack.wait_for_sockets(30)
        for _ in range(6):
            slack.command("ada", "news", "/brief", "plan 3d")
        stop(process)
