import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from paths import ROOT

from bot.cli.main import main, newsbrief
from local_slack import LocalSlack

STORY = """Harl bridge closed after cracks are found
The Harl bridge at Denmouth was closed on Tuesday after inspectors found cracks in two of its pillars.
About 400 families on the island were moved to schools in the town overnight.
The bridge was built in 1931 and last repaired in 2009 at a cost of 3.2 million crowns."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in list(os.environ):
        if name.startswith(("SLACK_", "NEWSBRIEF_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("NEWSBRIEF_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _type(*words: str) -> Result:
    return CliRunner().invoke(newsbrief, list(words))


def _articles(folder: Path) -> Path:
    (folder / "Courier").mkdir(parents=True)
    (folder / "Courier" / "bridge.txt").write_text(STORY)
    return folder


def test_a_folder_is_added_briefed_asked_listed_and_removed(home: Path) -> None:
    folder = str(_articles(home / "news"))

    added, again = _type("add", folder), _type("add", folder)
    briefed, asked = _type("brief"), _type("ask", "how many families were moved?")
    listed, removed = _type("sources"), _type("remove", folder)

    assert [each.exit_code for each in (added, again, briefed, asked, listed, removed)] == [0] * 6
    assert "Harl bridge closed after cracks are found" in added.output
    assert "0 new articles" in again.output
    assert "The Harl bridge at Denmouth was closed on Tuesday" in " ".join(briefed.output.split())
    assert "About 400 families" in asked.output
    assert "news" in listed.output
    assert "doesn't follow any news sources yet" in _type("brief").output


def test_a_removed_source_is_listed_only_among_all(home: Path) -> None:
    kept, removed = _articles(home / "harbour"), _articles(home / "gazette")
    for folder in (kept, removed):
        _type("add", str(folder))
    _type("remove", str(removed))

    followed, everything = _type("sources"), _type("sources", "--all")

    assert (followed.exit_code, everything.exit_code) == (0, 0)
    assert "harbour" in followed.output
    assert "gazette" not in followed.output
    assert "harbour" in everything.output
    assert "gazette" in everything.output


def test_a_source_added_for_one_channel_is_that_channels_alone(home: Path) -> None:
    _type("add", str(_articles(home / "news")), "--team", "T1", "--channel", "C1")

    assert "Harl bridge" in _type("brief", "--team", "T1", "--channel", "C1").output
    assert "Harl bridge" not in _type("brief", "--team", "T1", "--channel", "C2").output
    assert "Harl bridge" not in _type("brief").output


@pytest.mark.parametrize(
    ("place", "said"),
    [("/nowhere/at/all", "no such file"), ("http://127.0.0.1:9/feed", "not on the public web")],
)
def test_a_source_that_cannot_be_read_is_not_added_and_says_why(place: str, said: str) -> None:
    done = _type("add", place)

    assert done.exit_code == 1
    assert said in " ".join(done.output.split())
    assert "No sources yet" in _type("sources").output


def test_removing_what_is_not_followed_says_so() -> None:
    assert _type("remove", "https://example.org/feed").exit_code == 1


def test_help_lists_every_command() -> None:
    shown = _type("--help").output

    for name, command in newsbrief.commands.items():
        assert (f"\n  {name} " in shown) is not command.hidden, name


def test_wrong_use_ends_with_status_2() -> None:
    assert _type("pipe", "nonsense").exit_code == 2
    assert _type("nonsense").exit_code == 2


@pytest.mark.parametrize("words", [["run"], ["brief", "storm", "24x"]])
def test_what_is_wrong_is_told_without_a_traceback(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["newsbrief", *words])

    with pytest.raises(SystemExit) as ended:
        main()

    said = capsys.readouterr().err
    # 78: settings that a restart does not mend
    assert ended.value.code == (78 if words == ["run"] else 1)
    assert "Traceback" not in said
    if words == ["run"]:
        assert "SLACK_BOT_TOKEN is missing" in said
        assert "SLACK_APP_TOKEN is missing" in said
    else:
        assert "“24x”" in said


def test_a_home_that_cannot_be_made_is_named(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "file").write_text("")
    monkeypatch.setenv("NEWSBRIEF_HOME", str(home / "file" / "in"))
    monkeypatch.setattr(sys, "argv", ["newsbrief", "sources"])

    with pytest.raises(SystemExit):
        main()

    assert "NEWSBRIEF_HOME" in capsys.readouterr().err


def test_run_answers_slack_until_it_is_stopped(home: Path) -> None:
    with LocalSlack(ROOT / "app.yaml") as slack:
        settings = {
            "SLACK_API_URL": slack.url,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
        }
        CliRunner().invoke(
            newsbrief, ["add", str(_articles(home / "news")), "--team", slack.find_user("ada").team_id]
        )
        running = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            env={**os.environ, **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            slack.wait_for_sockets(30)
            slack.command("ada", "news", "/brief")
            slack.wait_for(lambda: slack.messages("news"), 20)
        finally:
            stopped = time.monotonic()
            running.send_signal(signal.SIGTERM)
            said, _ = running.communicate(timeout=30)

        assert "The Harl bridge at Denmouth was closed" in slack.messages("news")[0]["text"]
        assert running.returncode == 0
        assert said.splitlines()[-1] == "Stopped."
        assert "Traceback" not in said
        assert slack.bot_token not in said
        assert time.monotonic() - stopped < 20


def test_run_with_a_token_that_slack_refuses_stops_at_once_and_names_it() -> None:
    with LocalSlack(ROOT / "app.yaml") as slack:
        settings = {
            "SLACK_API_URL": slack.url,
            "SLACK_BOT_TOKEN": "xoxb-1234567890-wrong",
            "SLACK_APP_TOKEN": slack.app_token,
        }
        done = subprocess.run(
            [sys.executable, "-m", "bot", "run"],
            env={**os.environ, **settings},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert done.returncode == 78
    assert "Slack rejected SLACK_BOT_TOKEN (invalid_auth)" in done.stderr
    assert "Traceback" not in done.stderr


def test_run_without_a_slack_says_that_it_cannot_be_reached() -> None:
    settings = {
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
        "SLACK_BOT_TOKEN": "xoxb-1234567890",
        "SLACK_APP_TOKEN": "xapp-1-A1-2-abc",
    }
    done = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1
    assert "Can't reach Slack at http://127.0.0.1:9/api/" in done.stderr
