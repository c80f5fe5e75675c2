"""`newsbrief export-feed` on the local Slack: what is exported, and what never is."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from paths import ROOT

from bot.cli.main import newsbrief
from bot.runtime.data_folder import open_store
from local_slack import LocalSlack
from local_slack.state.faults import Fault
from news.thread import Thread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result

ATOM = "{http://www.w3.org/2005/Atom}"
STORY = """Storm & flood reach <Harl>
The storm reached the harbour of Harl on Monday, and “all gates” were closed at 5 < 6 o'clock.
More than 300 families left their homes near the harbour on Sunday evening.
"""


@pytest.fixture(scope="module")
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(ROOT / "app.yaml") as started:
        yield started


@pytest.fixture(autouse=True)
def home(tmp_path: Path, slack: LocalSlack, monkeypatch: pytest.MonkeyPatch) -> Path:
    slack.reset_faults()
    for name in list(os.environ):
        if name.startswith(("SLACK_", "NEWSBRIEF_")):
            monkeypatch.delenv(name)
    for name, text in {
        "NEWSBRIEF_HOME": str(tmp_path / "home"),
        "SLACK_API_URL": slack.url,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
    }.items():
        monkeypatch.setenv(name, text)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "storm.txt").write_text(STORY)
    return tmp_path / "home"


def _type(*words: str) -> Result:
    return CliRunner().invoke(newsbrief, list(words))


def _post_brief(home: Path, slack: LocalSlack, channel: str) -> None:
    """Make a brief of a channel, and note its message as the delivery worker does."""
    scope = ("--team", slack.team_id, "--channel", channel)
    assert _type("add", "./news", *scope).exit_code == 0
    assert _type("brief", *scope).exit_code == 0
    with open_store(home) as store:
        (brief_id,) = store.briefs.list_ids_for_channel(slack.team_id, channel, 10)
        thread = Thread(slack.team_id, channel, "1700000000.000100")
        store.threads.register(thread, brief_id, datetime(2026, 11, 18, 9, tzinfo=UTC))


def test_a_public_channel_that_is_named_is_exported(
    home: Path, slack: LocalSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = slack.find_channel("news").id
    monkeypatch.setenv("NEWSBRIEF_FEED_CHANNELS", f"C0OTHER, {channel}")
    _post_brief(home, slack, channel)

    done = _type("export-feed", channel, "--team", slack.team_id, "--output", "news.atom")

    assert done.exit_code == 0, done.output
    feed = ET.parse("news.atom").getroot()
    (entry,) = feed.findall(f"{ATOM}entry")
    content = entry.findtext(f"{ATOM}content") or ""
    assert feed.findtext(f"{ATOM}title") == "News briefs of #news"
    assert "<h2>Storm &amp; flood reach &lt;Harl&gt;</h2>" in content
    assert "5 &lt; 6 o'clock" in content


def test_a_channel_that_no_setting_names_is_refused(slack: LocalSlack) -> None:
    done = _type("export-feed", slack.find_channel("news").id, "--team", slack.team_id)

    assert done.exit_code == 1
    assert "NEWSBRIEF_FEED_CHANNELS" in done.output


def test_a_private_channel_is_refused_even_if_a_setting_names_it(
    home: Path, slack: LocalSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = slack.add_channel("secret", members=["ada"], kind="private").id
    monkeypatch.setenv("NEWSBRIEF_FEED_CHANNELS", channel)
    _post_brief(home, slack, channel)

    done = _type("export-feed", channel, "--team", slack.team_id)

    assert done.exit_code == 1
    assert "300 families" not in done.output


def test_a_channel_that_slack_does_not_answer_for_is_refused(
    home: Path, slack: LocalSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = slack.find_channel("news").id
    monkeypatch.setenv("NEWSBRIEF_FEED_CHANNELS", channel)
    slack.add_fault("conversations.info", Fault(status=503))
    _post_brief(home, slack, channel)

    done = _type("export-feed", channel, "--team", slack.team_id)

    assert done.exit_code == 1
    assert "300 families" not in done.output


def test_a_brief_of_the_terminal_was_never_posted(slack: LocalSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    channel = slack.find_channel("news").id
    monkeypatch.setenv("NEWSBRIEF_FEED_CHANNELS", channel)
    scope = ("--team", slack.team_id, "--channel", channel)
    for words in (("add", "./news"), ("brief",)):
        assert _type(*words, *scope).exit_code == 0

    done = _type("export-feed", channel, "--team", slack.team_id)

    assert done.exit_code == 0
    assert "<entry>" not in done.output
