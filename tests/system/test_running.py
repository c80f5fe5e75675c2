"""`newsbrief run` as a process: the folder that it holds, its signs of life, its table of digests, and its death."""

import contextlib
import io
import json
import os
import resource
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
import waiting
from paths import ROOT

from bot.cli.main import main
from bot.runtime.data_folder import create_store
from bot.runtime.heartbeat import MAX_SECONDS_BETWEEN_TICKS, Heartbeat
from bot.runtime.monitoring.health_server import serve_health
from local_slack import LocalSlack
from local_slack.state.faults import HTML_ERROR_PAGE, Fault, build_rate_limit_fault
from news.errors import SettingsError
from storage.sqlite.store import Store

TABLE = """team,channel,times,days,zone,topics,stories
T024BE7LD,C024BE91L,09:00;17:30,mon-fri,Europe/Berlin,climate;energy,5
T024BE7LD,C024BE91L,08:00,mon;thu,UTC,,7
T024BE7LD,U024BE7LH,08:00,daily,America/New_York,,5
"""


def environment(home: Path, slack: LocalSlack | None = None, **more: str) -> dict[str, str]:
    given = {
        name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "NEWSBRIEF_"))
    }
    tokens = (
        {"SLACK_API_URL": slack.url, "SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token}
        if slack
        else {}
    )
    return {**given, **tokens, "NEWSBRIEF_HOME": str(home), **more}


@dataclass
class Done:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


def does(*words: str, given: dict[str, str], at: Path) -> Done:
    """Run a command in this process, which is started already."""
    out, err = io.StringIO(), io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        patch.setattr(os, "environ", given)
        patch.setattr(sys, "argv", ["newsbrief", *words])
        patch.chdir(at)
        with pytest.raises(SystemExit) as ended:
            main()
    return Done(int(ended.value.code or 0), out.getvalue(), err.getvalue())


@contextmanager
def bot(given: dict[str, str], at: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        env={**given, "PYTHONPATH": str(ROOT)},
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


def until(holds: Callable[[], bool], timeout: float = 60) -> None:
    waiting.until(holds, timeout, every=0.05)


def test_a_second_process_on_one_folder_is_told_and_ends_with_3(tmp_path: Path) -> None:
    with LocalSlack(ROOT / "app.yaml") as slack:
        given = environment(tmp_path / "home", slack)
        with bot(given, tmp_path) as first:
            slack.wait_for_sockets(60)
            second = does("run", given=given, at=tmp_path)
            assert second.returncode == 3
            assert "Another copy of Newsbrief is already using" in second.stderr

            first.kill()
            first.wait()
        with bot(given, tmp_path) as third:
            assert third.stdout is not None
            assert any("Connected." in line for line in third.stdout)
            third.send_signal(signal.SIGTERM)
            assert third.wait(60) == 0


def test_a_start_waits_while_slack_ails(tmp_path: Path) -> None:
    with LocalSlack(ROOT / "app.yaml") as slack:
        for method in ("auth.test", "apps.connections.open"):
            for fault in (
                Fault(status=503),
                Fault(drop="after"),
                build_rate_limit_fault("1", body=""),
                Fault(body=HTML_ERROR_PAGE),
            ):
                slack.add_fault(method, fault, max_times=1)
        with bot(environment(tmp_path / "home", slack), tmp_path) as process:
            assert process.stdout is not None
            assert any("Connected." in line for line in process.stdout)


def test_a_digest_is_posted_by_an_injected_clock_and_the_process_shows_that_it_lives(tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    clock.write_text("0")
    with LocalSlack(ROOT / "app.yaml") as slack:
        given = environment(
            tmp_path / "home",
            slack,
            NEWSBRIEF_TEST="1",
            NEWSBRIEF_CLOCK_FILE=str(clock),
            NEWSBRIEF_DELIVERY_RECHECK_S="0.5",
            NEWSBRIEF_HEALTH_PORT="28417",
            NEWSBRIEF_MISSED_DIGEST_MAX_AGE_HOURS="24",
        )
        channel = slack.find_channel("news").id
        (tmp_path / "table.csv").write_text(
            f"team,channel,times,days,zone\n{slack.team_id},{channel},12:00,daily,UTC\n"
        )
        assert does("digests", "import", "table.csv", given=given, at=tmp_path).returncode == 0
        with bot(given, tmp_path):
            slack.wait_for_sockets(60)
            with urllib.request.urlopen("http://127.0.0.1:28417/healthz", timeout=5) as answer:
                assert json.load(answer)["ok"] is True
            for day in (1, 2, 3):
                clock.write_text(str(day * 86_400))
                until(partial(_has_posted, slack, day))

        slots = [entry.metadata["event_payload"]["slot"] for entry in slack.journal_entries if entry.metadata]
        assert len(set(slots)) == len(slots) == 3
    beat = datetime.fromisoformat((tmp_path / "home" / "heartbeat").read_text().strip())
    assert abs((datetime.now(UTC) - beat).total_seconds()) < 60


def test_the_clock_file_is_not_looked_at_without_the_word_for_tests(tmp_path: Path) -> None:
    (tmp_path / "clock").write_text("864000")
    given = environment(tmp_path / "home", NEWSBRIEF_CLOCK_FILE=str(tmp_path / "clock"))
    (tmp_path / "table.csv").write_text(TABLE)
    does("digests", "import", "table.csv", given=given, at=tmp_path)

    shown = does("digests", "list", given=given, at=tmp_path).stdout

    assert f"{datetime.now(UTC):%b}" in shown or "Dec" in shown
    assert does("digests", "list", given={**given, "NEWSBRIEF_TEST": "1"}, at=tmp_path).stdout != shown


def test_what_is_exported_is_what_was_imported_however_often(tmp_path: Path) -> None:
    given = environment(tmp_path / "home")
    (tmp_path / "table.csv").write_text(TABLE)
    for _ in range(2):
        assert does("digests", "import", "table.csv", given=given, at=tmp_path).returncode == 0

    exported = does("digests", "export", given=given, at=tmp_path).stdout

    assert sorted(exported.splitlines()) == sorted(TABLE.splitlines())


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("T1X,C1X,25:00,daily,UTC,,5", "line 3: “25:00” isn't a time of day"),
        ("T1X,C1X,9:00,someday,UTC,,5", "line 3: “someday” isn't a day."),
        ("T1X,C1X,9:00,daily,Europe/Berlim,,5", "Did you mean Europe/Berlin"),
        (
            "T1X,#news,9:00,daily,UTC,,5",
            "line 3: “#news” isn't a channel or user ID. A channel ID looks like C024BE91L",
        ),
        ("Acme,C1X,9:00,daily,UTC,,5", "line 3: “Acme” isn't a workspace ID"),
        ("T1X,C1X,,daily,UTC,,5", "line 3: The time is missing. For example: 09:00;17:30"),
        ("T1X,C1X,9:00,daily,UTC,,many", "line 3: A digest can have 1 to 20 stories; you asked for many."),
        ("T1X", "line 3"),
    ],
)
def test_a_table_with_a_wrong_line_orders_nothing_and_says_which(
    tmp_path: Path, line: str, words: str
) -> None:
    given = environment(tmp_path / "home")
    good = TABLE.splitlines()[:2]
    (tmp_path / "table.csv").write_text("\n".join([*good, line, ""]))

    done = does("digests", "import", "table.csv", given=given, at=tmp_path)

    assert done.returncode == 1
    assert words in done.stderr
    assert len(does("digests", "export", given=given, at=tmp_path).stdout.splitlines()) == 1


def test_a_table_without_its_columns_or_that_is_none_is_told(tmp_path: Path) -> None:
    given = environment(tmp_path / "home")
    (tmp_path / "table.csv").write_text("when,where\n")
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00")

    assert "has no column “team”" in does("digests", "import", "table.csv", given=given, at=tmp_path).stderr
    assert (
        "Can't read binary.csv as a CSV table in UTF-8."
        in does("digests", "import", "binary.csv", given=given, at=tmp_path).stderr
    )
    assert does("digests", "import", "nowhere.csv", given=given, at=tmp_path).returncode == 1


def test_healthz_tells_a_dead_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heart = Heartbeat(tmp_path / "heartbeat")
    heart.beat(datetime.now(UTC))
    with serve_health(heart, 28419) as port:
        address = f"http://127.0.0.1:{port}/healthz"
        assert urllib.request.urlopen(address, timeout=5).status == 200
        real = time.monotonic
        monkeypatch.setattr(
            "bot.runtime.heartbeat.time.monotonic", lambda: real() + MAX_SECONDS_BETWEEN_TICKS + 1
        )
        with pytest.raises(urllib.error.HTTPError) as dead:
            urllib.request.urlopen(address, timeout=5)
        assert dead.value.code == 503
        with (
            pytest.raises(SettingsError, match="NEWSBRIEF_HEALTH_PORT: port_unavailable"),
            serve_health(heart, 28419),
        ):
            pass


def test_a_disk_that_is_full_and_freed_again_costs_no_digest(tmp_path: Path) -> None:
    (tmp_path / "clock").write_text("0")
    with LocalSlack(ROOT / "app.yaml") as slack:
        given = environment(
            tmp_path / "home",
            slack,
            NEWSBRIEF_TEST="1",
            NEWSBRIEF_CLOCK_FILE=str(tmp_path / "clock"),
            NEWSBRIEF_MISSED_DIGEST_MAX_AGE_HOURS="24",
        )
        (tmp_path / "table.csv").write_text(
            f"team,channel,times,days,zone\n{slack.team_id},{slack.find_channel('news').id},12:00,daily,UTC\n"
        )
        assert does("digests", "import", "table.csv", given=given, at=tmp_path).returncode == 0
        with bot(given, tmp_path) as process:
            assert process.stdout is not None
            assert any("Connected." in line for line in process.stdout)
            # No file may grow: what a full disk does, and with an end.
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
            (tmp_path / "clock").write_text("86400")
            assert process.stderr is not None
            assert any("not done job=send_due_digests" in line for line in process.stderr)
            assert not slack.journal_entries
            resource.prlimit(
                process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
            )
            until(partial(_has_posted, slack, 1), 60)
    with Store(tmp_path / "home" / "newsbrief.db") as store:
        assert store.find_problems() == ()


@pytest.mark.parametrize("is_empty", [True, False])
@pytest.mark.parametrize("sign", ["running.lock", "heartbeat"])
def test_a_database_that_is_gone_is_not_replaced_unasked(
    tmp_path: Path, sign: str, *, is_empty: bool
) -> None:
    home = tmp_path / "home"
    given = environment(home)
    (tmp_path / "table.csv").write_text(TABLE)
    assert does("digests", "import", "table.csv", given=given, at=tmp_path).returncode == 0
    (home / sign).touch()
    assert does("digests", "list", given=given, at=tmp_path).returncode == 0
    database = home / "newsbrief.db"
    for file in home.glob("newsbrief.db*"):
        file.rename(tmp_path / file.name)
    if is_empty:
        database.touch()

    for command in (["digests", "list"], ["run"]):
        tokens = {"SLACK_BOT_TOKEN": "xoxb-12345678", "SLACK_APP_TOKEN": "xapp-12345678"}
        done = does(*command, given=given | tokens, at=tmp_path)
        assert (done.returncode, "newsbrief run --new" in done.stderr) == (1, True)
    assert database.exists() is is_empty
    create_store(home, is_new=True)
    assert "no digest" in does("digests", "list", given=given, at=tmp_path).stdout.lower()


def test_every_command_reads_the_clock_of_tests(tmp_path: Path) -> None:
    given = environment(tmp_path / "home")
    (tmp_path / "articles").mkdir()
    article = (
        "Harl bridge closed\n\nThe Harl bridge at Denmouth was closed on Monday. Nobody was hurt, it said.\n"
    )
    (tmp_path / "articles" / "one.txt").write_text(article)
    assert does("add", "./articles", given=given, at=tmp_path).returncode == 0
    assert "Harl bridge" in does("brief", "24h", given=given, at=tmp_path).stdout
    (tmp_path / "clock").write_text(str(10 * 86_400))
    given |= {"NEWSBRIEF_TEST": "1", "NEWSBRIEF_CLOCK_FILE": str(tmp_path / "clock")}

    assert "closed on Monday" not in does("brief", "24h", given=given, at=tmp_path).stdout
    assert "closed on Monday" in does("brief", "2w", given=given, at=tmp_path).stdout
    assert "Harl bridge" not in does("search", "bridge", "24h", given=given, at=tmp_path).stdout


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_short_soak_loses_and_doubles_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.soak", "--slots", "60", "--kills", "5", "--seed", "7"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=280,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    slots_due = int(done.stdout.splitlines()[2].split("|")[1].split(",")[0])
    assert slots_due >= 60


def test_digests_are_ordered_and_changed_from_the_command_line(tmp_path: Path) -> None:
    given = environment(tmp_path / "home")

    def says(*words: str, status: int = 0) -> str:
        done = does("digests", *words, given=given, at=tmp_path)
        assert done.returncode == status, done.stderr
        return done.stdout + done.stderr

    said = says("create", "T1X", "C1X", "weekdays", "9:00", "Europe/Berlin", "climate,", "energy")
    assert "every weekday at 9:00 (Berlin), top 5 about climate or energy: next" in said
    name = said.split()[0]
    assert name[:12] in says("list")
    assert says("pause", name).endswith(": paused\n")
    assert ": next " in says("resume", name[:4])
    assert says("skip", name).startswith("Skipped the ")
    assert "doesn't follow any news sources yet" in says("preview", name)
    assert "will send it" in says("now", name)
    assert says("delete", name).startswith("Deleted: ")
    assert "No digest has an ID that starts with" in says("pause", name, status=1)
    assert says("create", "T1X", "C1X", "daily", "9:00").split()[1:3] == ["T1X", "C1X"]  # the old name
    assert says("order", "T1X", "C1X", "daily", "9:00").split()[1:3] == ["T1X", "C1X"]  # the old name
    assert "At what time?" in says("create", "T1X", "C1X", "climate", status=1)
    assert "isn't a channel" in says("create", "T1X", "Acme", "9:00", status=1)


HANGING_BOT = """
import threading
from bot.cli.main import main
from bot.services.briefs import BriefingService

create_brief = BriefingService.create_brief

def hangs(self, request, **arguments):
    if request.channel == {channel!r}:
        {hang}
    return create_brief(self, request, **arguments)

BriefingService.create_brief = hangs
main()
"""
LONG = f"The code of the Harl bridge is {'x' * 3_150} said the mayor.\nThe bridge at Denmouth was closed on Monday."


@pytest.mark.parametrize("hang", ["threading.Event().wait()", "while True: pass", ""])
def test_a_digest_that_hangs_holds_up_neither_another_nor_the_stop(tmp_path: Path, hang: str) -> None:
    clock = tmp_path / "clock"
    clock.write_text("0")
    (tmp_path / "articles").mkdir()
    with LocalSlack(ROOT / "app.yaml") as slack:
        given = environment(
            tmp_path / "home",
            slack,
            NEWSBRIEF_TEST="1",
            NEWSBRIEF_CLOCK_FILE=str(clock),
            NEWSBRIEF_MISSED_DIGEST_MAX_AGE_HOURS="24",
            PYTHONPATH=str(ROOT),
        )
        news, other = slack.find_channel("news").id, slack.add_channel("other", members=[]).id
        (tmp_path / "table.csv").write_text(
            "team,channel,times,days,zone\n"
            f"{slack.team_id},{news},12:00,daily,UTC\n{slack.team_id},{other},12:00,daily,UTC\n"
        )
        assert does("digests", "import", "table.csv", given=given, at=tmp_path).returncode == 0
        (tmp_path / "articles" / "long.txt").write_text(f"Code of the bridge\n\n{LONG}\n")
        assert does("add", "./articles", "--team", slack.team_id, given=given, at=tmp_path).returncode == 0
        script = HANGING_BOT.format(channel=news, hang=hang or "pass")
        process = subprocess.Popen([sys.executable, "-c", script, "run"], env=given, cwd=tmp_path)
        try:
            slack.wait_for_sockets(60)
            clock.write_text("86400")
            post_count = 1 if hang else 2
            # A thread that computes for ever takes most of the interpreter's time.
            until(lambda: len(slack.journal_entries) == post_count, 60)
            assert other in {entry.channel_id for entry in slack.journal_entries}

            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
        finally:
            process.kill()
            process.wait()


def _has_posted(slack: LocalSlack, count: int) -> bool:
    return len(slack.journal_entries) == count
