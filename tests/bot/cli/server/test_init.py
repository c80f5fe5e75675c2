"""`newsbrief init` on the local Slack: what it asks, tests, says and writes."""

from __future__ import annotations

import os
import stat
import urllib.parse
from typing import TYPE_CHECKING

import pytest
import yaml
from click.testing import CliRunner
from paths import ROOT

from bot.cli.main import newsbrief
from bot.cli.server import app_manifest
from bot.runtime import settings
from bot.runtime.data_folder import open_store
from local_slack import LocalSlack
from local_slack.state.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result


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
    monkeypatch.setenv("NEWSBRIEF_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SLACK_API_URL", slack.url)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    return tmp_path / "home"


def _init(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(newsbrief, ["init", *words], input=typed)


def test_the_link_holds_the_whole_manifest() -> None:
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(app_manifest.creation_link()).query)

    assert query["new_app"] == ["1"]
    assert yaml.safe_load(query["manifest_yaml"][0]) == yaml.safe_load((ROOT / "app.yaml").read_text())
    assert len(app_manifest.creation_link()) < 4_000


def test_pasted_tokens_are_tested_and_run_finds_them_from_any_folder(home: Path, slack: LocalSlack) -> None:
    done = _init(typed=f"{slack.bot_token}\n{slack.app_token}\nnone\n")

    assert done.exit_code == 0, done.output
    assert "https://api.slack.com/apps?new_app=1&manifest_yaml=" in done.output
    assert stat.S_IMODE((home / ".env").stat().st_mode) == 0o600
    loaded = settings.load_settings(settings.load_environment(home.parent))
    assert (loaded.bot_token, loaded.app_token) == (slack.bot_token, slack.app_token)
    assert loaded.api_url == slack.url
    assert (home / "newsbrief.db").is_file()
    assert slack.team_id in done.output


def test_each_wrong_token_is_named_and_asked_for_again(home: Path, slack: LocalSlack) -> None:
    pasted = [
        "xoxp-1-2-3-abcdef",
        slack.app_token,
        "xoxb-00000000000-wrong",
        f' "SLACK_BOT_TOKEN={slack.bot_token}"',
        f"SLACK_BOT_TOKEN={slack.bot_token} ",
        "xapp-00000000000-wrong",
        f"'{slack.app_token}'",
    ]

    done = _init("--pack", "none", typed="\n".join(pasted) + "\n")

    assert done.exit_code == 0, done.output
    for said in ("user's token", "looks like SLACK_APP_TOKEN", "invalid_auth", "OAuth & Permissions"):
        assert said in done.output
    assert slack.bot_token in (home / ".env").read_text()


@pytest.mark.parametrize(
    ("method", "error", "said"),
    [
        ("auth.test", "account_inactive", "OAuth & Permissions"),
        ("apps.connections.open", "missing_scope", "connections:write"),
        ("apps.connections.open", "access_denied", "Turn on Socket Mode"),
    ],
)
def test_what_slack_refuses_is_told_with_what_to_do_and_nothing_is_written(
    home: Path, slack: LocalSlack, method: str, error: str, said: str
) -> None:
    slack.add_fault(method, Fault(error=error))
    done = _init("--no-input", "--bot-token", slack.bot_token, "--app-token", slack.app_token)

    assert done.exit_code == 78
    assert said in done.output
    assert not (home / ".env").exists()


def test_a_missing_scope_is_named(slack: LocalSlack) -> None:
    manifest = slack.state.manifest
    from dataclasses import replace  # noqa: PLC0415

    slack.state.manifest = replace(manifest, scopes=manifest.scopes - {"users:read"})
    try:
        done = _init("--no-input", "--bot-token", slack.bot_token, "--app-token", slack.app_token)
    finally:
        slack.state.manifest = manifest

    assert done.exit_code == 78
    assert "users:read" in done.output


def test_without_anybody_to_ask_the_missing_token_is_named(slack: LocalSlack) -> None:
    done = _init("--no-input", "--bot-token", slack.bot_token)

    assert done.exit_code == 78
    assert "SLACK_APP_TOKEN_FILE" in done.output


def test_a_script_gives_tokens_by_files_which_are_named_and_not_copied(
    home: Path, slack: LocalSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home.parent / "bot").write_text(slack.bot_token)
    monkeypatch.setenv("SLACK_BOT_TOKEN_FILE", str(home.parent / "bot"))
    monkeypatch.setenv("SLACK_APP_TOKEN", slack.app_token)

    done = _init("--no-input", "--pack", "none")

    assert done.exit_code == 0, done.output
    written = (home / ".env").read_text()
    assert f"SLACK_BOT_TOKEN_FILE={home.parent / 'bot'}" in written
    assert slack.bot_token not in written


def test_a_second_init_asks_for_nothing_and_keeps_other_lines(home: Path, slack: LocalSlack) -> None:
    _init(typed=f"{slack.bot_token}\n{slack.app_token}\nnone\n")
    with (home / ".env").open("a") as file:
        file.write("NEWSBRIEF_CONTACT=ada@example.org\n")
    before = (home / ".env").read_text()

    done = _init("--pack", "none")

    assert done.exit_code == 0, done.output
    assert (home / ".env").read_text() == before


def test_after_init_commands_apply_to_the_workspace_and_take_over_what_the_terminal_followed(
    home: Path, slack: LocalSlack
) -> None:
    for name in ("before", "after"):
        (home.parent / name).mkdir()
        (home.parent / name / "storm.txt").write_text(
            f"Storm {name}\nThe storm reached the coast on Monday.\n"
        )

    def add(name: str) -> Result:
        return CliRunner().invoke(newsbrief, ["add", str(home.parent / name)])

    added = [add("before")]
    done = _init(typed=f"{slack.bot_token}\n{slack.app_token}\nnone\n")
    added.append(add("after"))

    assert [each.exit_code for each in (*added, done)] == [0, 0, 0], done.output
    assert "1 source that this terminal followed" in done.output
    with open_store(home) as store:
        titles = [source.title for source in store.sources.for_channel(slack.team_id, "C1")]
    assert titles == ["before", "after"]


def test_two_workspaces_make_team_necessary_and_it_is_said(home: Path, slack: LocalSlack) -> None:
    _init(typed=f"{slack.bot_token}\n{slack.app_token}\nnone\n")
    (home / "workspaces").write_text(f"{slack.team_id}\nT0OTHER00\n")

    done = CliRunner().invoke(newsbrief, ["preferences"])
    named = CliRunner().invoke(newsbrief, ["preferences", "--team", slack.team_id])

    assert done.exit_code == 2
    assert "--team T0OTHER00" in done.output
    assert named.exit_code == 0
