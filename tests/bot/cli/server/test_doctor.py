"""`newsbrief doctor` finds each planted fault, and says how to fix it."""

from __future__ import annotations

import json
import os
import shutil
from collections import namedtuple
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
import yaml
from click.testing import CliRunner
from paths import ROOT

from bot.cli.main import newsbrief
from bot.cli.server import doctor
from bot.render.doctor_report import Area, Diagnosis, Severity, describe_finding, describe_report
from bot.runtime.data_folder import data_folder_lock, open_store
from local_slack import LocalSlack
from local_slack.state.faults import Fault
from news.digest import Delivery, Subscription
from news.errors import Unreachable
from news.source import FetchResult, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bot.render.doctor_report import Finding

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(ROOT / "app.yaml") as started:
        yield started


@pytest.fixture
def installation(tmp_path: Path, slack: LocalSlack, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """A folder with settings, a running bot's data folder, one source and one digest: nothing is wrong."""
    slack.reset_faults()
    for name in list(os.environ):
        if name.startswith(("SLACK_", "NEWSBRIEF_")):
            monkeypatch.delenv(name)
    made = Installation(tmp_path, slack)
    made.write_settings()
    made.home.mkdir(mode=0o700)
    with open_store(made.home) as store:
        source = Source("one", "https://one.example/feed", "feed", NOW, title="Courier")
        store.sources.save(source)
        store.sources.follow(slack.team_id, "C1", "one", created_at=NOW)
        made.save_digest()
    monkeypatch.chdir(tmp_path)
    return made


class Installation:
    """Everything that the command looks at."""

    def __init__(self, folder: Path, slack: LocalSlack) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.slack = slack
        self.settings = {
            "SLACK_API_URL": slack.url,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "NEWSBRIEF_HOME": str(self.home),
        }
        self.digest = Subscription("d1", slack.team_id, "C1", (time(9),), "Europe/Berlin", NOW)

    def write_settings(self, **more: str) -> None:
        self.settings |= more
        file = self.folder / ".env"
        file.write_text("".join(f"{name}={value}\n" for name, value in self.settings.items()))
        file.chmod(0o600)

    def save_digest(self, **changes: object) -> None:
        with open_store(self.home) as store:
            store.subscriptions.save(
                replace(self.digest, **changes),  # type: ignore[arg-type]  # each test names a field
                scanned_until=NOW,
                next_due_at=NOW + timedelta(days=1),
            )


def _no_sources(made: Installation) -> None:
    with open_store(made.home) as store:
        store.sources.unfollow(made.slack.team_id, "C1", "one")


def _only_local_sources(made: Installation) -> None:
    with open_store(made.home) as store:
        store.sources.unfollow(made.slack.team_id, "C1", "one")
        store.sources.follow("local", "", "one", created_at=NOW)


def _fail(made: Installation, days: int) -> None:
    """Let the source fail four times a day."""
    failure = Unreachable("https://one.example/feed", "no answer")
    with open_store(made.home) as store:
        other = Source("two", "https://two.example/feed", "feed", NOW)
        store.sources.save(other)
        for hours in range(0, 24 * days, 6):
            moment = NOW + timedelta(hours=hours)
            store.sources.record_fetches(
                [FetchResult("one", moment, failures=(failure,)), FetchResult("two", moment)]
            )


def _lost_delivery(made: Installation) -> None:
    with open_store(made.home) as store:
        delivery = Delivery(made.slack.team_id, "d1|x", "d1", "C1", NOW, "failed", NOW, error="is_archived")
        store.ledger.enqueue([delivery], scan_progress=[])


def _dead_ticker(made: Installation) -> None:
    (made.home / "heartbeat").write_text("2026-11-18T08:00:00+00:00\n")


def _fewer_scopes(made: Installation) -> None:
    manifest = made.slack.state.manifest
    made.slack.state.manifest = replace(manifest, scopes=manifest.scopes - {"users:read"})


def _damage(made: Installation) -> None:
    file = made.home / "newsbrief.db"
    data = bytearray(file.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 4096] = b"\x5a" * 4096
    file.write_bytes(data)


def _replace_database(made: Installation) -> None:
    (made.home / "newsbrief.db").write_text("not a database\n" * 100)


def _lose_database(made: Installation) -> None:
    (made.home / "heartbeat").write_text("2026-11-18T08:00:00+00:00\n")
    (made.home / "newsbrief.db").unlink()


FAULTS: list[tuple[Diagnosis, Callable[[Installation], object], str]] = [
    (Diagnosis.SETTING_INVALID, lambda made: made.write_settings(SLACK_BOT_TOKEN=""), "docs/settings.md"),
    (Diagnosis.SETTING_INVALID, lambda made: made.write_settings(SLACK_APP_TOKEN="xoxb-12345678"), "settings"),
    (Diagnosis.SETTING_INVALID, lambda made: made.write_settings(NEWSBRIEF_MIN_POLL_MINUTES="soon"), "settings"),
    (Diagnosis.ENV_FILE_READABLE, lambda made: (made.folder / ".env").chmod(0o644), "chmod 600"),
    (Diagnosis.FOLDER_MISSING, lambda made: shutil.rmtree(made.home), "NEWSBRIEF_HOME"),
    (Diagnosis.FOLDER_READABLE, lambda made: made.home.chmod(0o755), "chmod 700"),
    (Diagnosis.DATABASE_DAMAGED, _damage, "newsbrief restore"),
    (Diagnosis.DATABASE_UNUSABLE, _replace_database, ""),
    (Diagnosis.DATABASE_UNUSABLE, _lose_database, ""),
    (Diagnosis.SLACK_UNREACHABLE, lambda made: made.write_settings(SLACK_API_URL="http://127.0.0.1:9/"), "network"),
    (Diagnosis.BOT_TOKEN_REFUSED, lambda made: made.write_settings(SLACK_BOT_TOKEN="xoxb-00000000000"), "OAuth"),
    (Diagnosis.APP_TOKEN_REFUSED, lambda made: made.write_settings(SLACK_APP_TOKEN="xapp-00000000000"), "connections"),
    (Diagnosis.BOT_TOKEN_REFUSED, lambda made: made.slack.add_fault("auth.test", Fault(error="token_revoked")), "OAuth"),
    (Diagnosis.SCOPES_MISSING, _fewer_scopes, "newsbrief manifest"),
    (Diagnosis.OTHER_WORKSPACE, lambda made: made.save_digest(team="T0OTHER00"), "newsbrief digests list"),
    (Diagnosis.NO_SOURCES, _no_sources, "/brief add"),
    (Diagnosis.ONLY_LOCAL_SOURCES, _only_local_sources, "--team T"),
    (Diagnosis.SOURCE_FAILING, lambda made: _fail(made, 1), "browser"),
    (Diagnosis.SOURCE_GIVEN_UP, lambda made: _fail(made, 30), "newsbrief add https://one.example/feed"),
    (Diagnosis.DIGEST_ON_HOLD, lambda made: made.save_digest(disabled_reason="is_archived"), "digests resume d1"),
    (Diagnosis.DIGEST_NOT_DELIVERED, _lost_delivery, "digests now d1"),
    (Diagnosis.ZONE_UNKNOWN, lambda made: made.save_digest(timezone="Mars/Olympus"), "tzdata"),
    (Diagnosis.TICKER_DEAD, _dead_ticker, "Restart"),
]  # fmt: skip


def _examine(made: Installation, *, is_running: bool = True) -> list[Finding]:
    if not is_running or not made.home.is_dir():
        return doctor.examine()
    with data_folder_lock(made.home):
        return doctor.examine()


@pytest.mark.parametrize(("diagnosis", "plant", "fix"), FAULTS)
def test_a_planted_fault_is_found(
    installation: Installation, diagnosis: Diagnosis, plant: Callable[[Installation], object], fix: str
) -> None:
    manifest = installation.slack.state.manifest
    try:
        plant(installation)
        findings = _examine(installation, is_running=diagnosis is not Diagnosis.FOLDER_MISSING)
    finally:
        installation.slack.state.manifest = manifest

    found = [finding for finding in findings if finding.diagnosis is diagnosis]
    assert found, describe_report(findings)
    assert fix in describe_finding(found[0])[1]


def test_a_sound_installation_has_no_problems(installation: Installation) -> None:
    findings = _examine(installation)

    assert {finding.severity for finding in findings} == {Severity.OK}, describe_report(findings)
    assert {finding.area for finding in findings} == set(Area)
    assert describe_report(findings).endswith("No problems found.")


def test_a_clock_that_is_off_is_found(installation: Installation) -> None:
    (installation.folder / "clock").write_text("-400")
    installation.write_settings(NEWSBRIEF_TEST="1", NEWSBRIEF_CLOCK_FILE=str(installation.folder / "clock"))

    (found,) = (one for one in _examine(installation) if one.area is Area.CLOCK)

    assert found.diagnosis is Diagnosis.CLOCK_OFF
    assert "behind Slack's" in describe_finding(found)[0]


def test_a_disk_that_is_nearly_full_is_found(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")  # noqa: PYI024 - the form of shutil's own
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**10, 10**10, 3 * 10**6))

    (found,) = (one for one in _examine(installation) if one.area is Area.DISK)

    assert describe_finding(found)[0].startswith("Only 3.0 MB are free")


def test_a_bot_that_is_not_running_is_no_fault(installation: Installation) -> None:
    found = [one for one in _examine(installation, is_running=False) if one.area is Area.BOT]

    assert [(one.diagnosis, one.severity) for one in found] == [(Diagnosis.NOT_RUNNING, Severity.NOTE)]


def test_looking_leaves_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock or an empty database would make later commands believe that a bot has run here."""
    home = tmp_path / "home"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEWSBRIEF_HOME", str(home))

    doctor.examine(offline=True)
    home.mkdir(mode=0o700)
    doctor.examine(offline=True)

    assert list(home.iterdir()) == []


def test_scripts_get_a_status_and_json(installation: Installation) -> None:
    good = CliRunner().invoke(newsbrief, ["doctor", "--json"])
    installation.home.chmod(0o755)
    bad = CliRunner().invoke(newsbrief, ["doctor", "--json", "--offline"])

    assert (good.exit_code, bad.exit_code) == (0, 1)
    rows = [json.loads(line) for line in bad.stdout.splitlines()]
    assert [row["fix"] for row in rows if row["diagnosis"] == "folder_readable"] == [
        f"chmod 700 {installation.home}"
    ]
    assert not [row for row in rows if row["area"] == "slack"]


def test_no_token_is_shown(installation: Installation) -> None:
    installation.write_settings(SLACK_BOT_TOKEN="xoxb-1111-secret-canary", SLACK_APP_TOKEN="xoxb-2222-canary")

    shown = CliRunner().invoke(newsbrief, ["doctor"]).output

    assert "canary" not in shown


def test_the_scopes_are_those_of_the_manifest() -> None:
    from bot.cli.server import app_manifest  # noqa: PLC0415 - the only test that needs it

    manifest = yaml.safe_load((ROOT / "app.yaml").read_text())

    assert app_manifest.read_scopes() == set(manifest["oauth_config"]["scopes"]["bot"])
