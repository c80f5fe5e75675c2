"""`newsbrief play`: from one command to the first brief on the page, and to a clean end."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import waiting
from paths import ROOT

from local_slack.terminal.connection import PageConnection, PageError

# A few seconds on an idle machine; the rest is for a busy one.
START_TIMEOUT_SECONDS = 240


@pytest.mark.slow
@pytest.mark.timeout(480)
def test_one_command_brings_a_brief_to_the_page_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    env = os.environ | {
        "PYTHONPATH": f"{ROOT}:{ROOT / 'playground'}",
        "TMPDIR": str(temporary),
        "PYTHONUNBUFFERED": "1",
    }
    log = tmp_path / "log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "play", "--no-browser"],
            cwd=tmp_path,
            env=env,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        waiting.until(
            lambda: "Open http" in log.read_text(), START_TIMEOUT_SECONDS, log.read_text(), every=0.2
        )
        url = log.read_text().partition("Open ")[2].split()[0]
        page = PageConnection(url)
        news = next(each["id"] for each in page.state["channels"] if each["name"] == "news")
        assert page.state["app"]["is_connected"]
        assert "Invented" in page.state["notice"]

        assert page.post("say", channel=news, text="/brief")["ok"]
        waiting.until(lambda: _briefs(page, news), START_TIMEOUT_SECONDS, every=0.2)
        (brief,) = _briefs(page, news)
        process.send_signal(signal.SIGINT)

        assert process.wait(120) == 0
    finally:
        process.kill()
    assert "stories from" in brief
    assert "Stopped" in log.read_text()
    with pytest.raises(PageError):
        PageConnection(url)
    assert [each.name for each in temporary.iterdir() if each.name.startswith("newsbrief-play")] == []


def test_without_the_extra_it_says_how_to_install_it(tmp_path: Path) -> None:
    hidden = "import sys; sys.modules['local_slack'] = None\nfrom bot.__main__ import main\nmain()"
    completed = subprocess.run(
        [sys.executable, "-c", hidden, "play"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": tempfile.gettempdir()},
        capture_output=True,
        text=True,
        check=False,
    )

    assert completed.returncode == 1
    assert "newsbrief[play]" in completed.stderr
    assert "Traceback" not in completed.stderr


def _briefs(page: PageConnection, channel: str) -> list[str]:
    messages = page.get("messages", channel=channel)["messages"]
    return [each["text"] for each in messages if each.get("bot_id") and not each.get("is_ephemeral")]
