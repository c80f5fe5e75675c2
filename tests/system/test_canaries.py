"""Canary words are planted in every input, and all that the bot ever wrote is searched for them.

A secret (a token, a password, a key) may stand nowhere; what people typed, only where it belongs: in the tables of
questions and answers, and in messages to those who may read it.
"""

from __future__ import annotations

import contextlib
import email.utils
import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import waiting
from paths import ROOT
from websites import Site

from local_slack import LocalSlack
from storage.sqlite.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSWORD, HEADER, WATCHER, QUERY = "kanariepass1", "kanariehead2", "kanariebeat3", "kanariekey4a7f9c2b1d"
SECRET, TOPIC, QUESTION, FILE = "5ca1ab1e" * 4, "kanarietopic", "kanariequestion", "kanariefile"
PORT = 28_431
# Four processes are started, one after the other.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
FEED = """<rss version='2.0'><channel><title>Ferries</title><item><title>Ferry leaves Orrel late</title>
<guid>1</guid><pubDate>{published}</pubDate><description>The ferry left Orrel an hour late on Monday, its captain said. Four hundred people waited
on the quay.</description></item></channel></rss>"""
# Where what people type belongs: docs/admin.md says for how long.
TABLES_OF_WORDS = {"questions", "answers", "briefs", "outbox"}
TABLES_OF_PLACES = {"sources", "source_subscriptions"}


class Written:
    """All that a bot wrote, by place."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def find(self, word: str) -> set[str]:
        """Return the places in which a word stands."""
        return {place for place, text in self.texts.items() if word.lower() in text.lower()}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Written, LocalSlack]]:
    """Run a bot through everything, and collect what it wrote."""
    folder = tmp_path_factory.mktemp("canaries")
    home, site, written = folder / "home", Site(), Written()
    published = email.utils.format_datetime(datetime.now(UTC) - timedelta(hours=1))
    site.put("/feed", FEED.format(published=published), Content_Type="application/rss+xml")
    site.put(f"/{WATCHER}", "OK")
    (folder / FILE).mkdir()
    (folder / FILE / f"{FILE}.txt").write_text("Bridge closed\nThe bridge was closed on Sunday. It is old.\n")
    with LocalSlack(ROOT / "app.yaml") as slack:
        given = _environment(slack, site, home)
        _run(given, folder, "add", str(folder / FILE), "--team", slack.team_id)
        with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as err:
            process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"], env=given, cwd=folder, stdout=out, stderr=err
            )
            try:
                slack.wait_for_sockets(200)
                _use(slack, site)
                written.texts |= _read_pages()
                written.texts |= _read_processes(process.pid)
                doctor = _run(given, folder, "doctor", "--json")
                backup = _run(given, folder, "backup", str(folder))
                waiting.until(lambda: f"/{WATCHER}" in {request.path for request in site.asked}, 200)
                process.send_signal(signal.SIGTERM)
                assert process.wait(60) == 0
            finally:
                process.kill()
                process.wait()
        written.texts |= {"doctor": doctor, "backup": backup}
        written.texts |= {name: (folder / name).read_text() for name in ("stdout", "stderr")}
        written.texts["names of files"] = " ".join(
            str(file.relative_to(folder)) for file in folder.rglob("*") if FILE not in str(file)
        )
        written.texts |= _read_tables(home / "newsbrief.db")
        for person in ("grace", "ada"):
            written.texts[f"messages to {person}"] = json.dumps(_messages(slack, person))
        yield written, slack
    site.stop()


def test_a_secret_stands_nowhere(written: tuple[Written, LocalSlack]) -> None:
    texts, slack = written

    for secret in (slack.bot_token, slack.app_token, SECRET, PASSWORD, HEADER, WATCHER):
        assert texts.find(secret) == set()


def test_the_key_in_an_address_stands_with_its_source_alone(written: tuple[Written, LocalSlack]) -> None:
    places = written[0].find(QUERY)

    assert "table sources" in places
    assert places <= {f"table {name}" for name in TABLES_OF_PLACES}


def test_what_people_type_stands_where_it_belongs(written: tuple[Written, LocalSlack]) -> None:
    allowed = {f"table {name}" for name in TABLES_OF_WORDS} | {"messages to ada"}

    assert "table questions" in written[0].find(QUESTION)
    assert written[0].find(QUESTION) <= allowed | {"messages to grace"}
    assert written[0].find(TOPIC) <= allowed | {"messages to grace"}


def test_names_of_files_and_people_are_in_no_log_or_metric(written: tuple[Written, LocalSlack]) -> None:
    texts, slack = written
    outside = {"stdout", "stderr", "/metrics", "/healthz", "/readyz", "titles of processes"}
    outside |= {"environment of children"}
    names = [user.name for user in slack.workspace.users.values() if not user.bot_id and len(user.name) > 3]

    for name in (FILE, *names):
        assert texts.find(name) & outside == set()


def test_the_pages_and_the_log_had_something_to_say(written: tuple[Written, LocalSlack]) -> None:
    texts, _ = written
    events = [json.loads(line) for line in texts.texts["stderr"].splitlines()]

    assert {"briefed", "answered", "socket open", "polled"} <= {event["event"] for event in events}
    assert json.loads(texts.texts["/readyz"])["ready"]
    assert 'newsbrief_briefs_total{result="stories"}' in texts.texts["/metrics"]
    assert "newsbrief_answers_total{" in texts.texts["/metrics"]
    assert re.search(r'newsbrief_deliveries_total\{kind="post",state="sent"\} [1-9]', texts.texts["/metrics"])
    assert "newsbrief_queued_jobs" in texts.texts["/metrics"]


# ---- private


def _environment(slack: LocalSlack, site: Site, home: Path) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "NEWSBRIEF_"))
    }
    return kept | {
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "playground")]),
        "SLACK_API_URL": slack.url,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_SIGNING_SECRET": SECRET,
        "NEWSBRIEF_HOME": str(home),
        "NEWSBRIEF_LOG_FORMAT": "json",
        "NEWSBRIEF_HEALTH_PORT": str(PORT),
        "NEWSBRIEF_ALLOWED_NETWORKS": "127.0.0.0/8",
        "NEWSBRIEF_LOGIN_PAPER": f"{site.url('/')} reader:{PASSWORD}",
        "NEWSBRIEF_HEADER_PAPER": f"{site.url('/feed')} X-Key: {HEADER}",
        "NEWSBRIEF_HEARTBEAT_URL": site.url(f"/{WATCHER}"),
    }


def _run(given: dict[str, str], folder: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "bot", *words],
        check=False,
        capture_output=True,
        text=True,
        cwd=folder,
        env=given,
        timeout=300,
    )
    return done.stdout + done.stderr


def _use(slack: LocalSlack, site: Site) -> None:
    """Add a source, order briefs and ask."""
    slack.command("ada", "news", "/brief", f"add {site.url('/feed')}?api_key={QUERY}")
    waiting.until(lambda: any(request.path == "/feed" for request in site.asked), 200)
    waiting.until(lambda: "Ferries" in json.dumps(_messages(slack, "ada")), 200)
    slack.command("ada", "news", "/brief", "7d")
    waiting.until(lambda: _posts(slack), 200)
    slack.command("ada", "news", "/brief", f"{TOPIC} 24h")
    root = _posts(slack)[-1]
    slack.say("ada", "news", f"Where is the {QUESTION}?", root["ts"])
    waiting.until(
        lambda: any(reply.get("bot_id") for reply in slack.replies(root["channel"], root["ts"])[1:]), 200
    )


def _posts(slack: LocalSlack) -> list[dict[str, Any]]:
    return [
        message
        for message in slack.messages("news")
        if message.get("bot_id") and "Orrel" in json.dumps(message)
    ]


def _messages(slack: LocalSlack, person: str) -> list[dict[str, Any]]:
    """Return what the bot showed to a person."""
    public = [*slack.messages("news")]
    for message in list(public):
        public += slack.replies(message["channel"], message["ts"])[1:]
    own = [*public, *slack.ephemerals(person, "news"), *slack.messages(slack.find_direct_channel(person).id)]
    return [
        message for message in own if message.get("bot_id") or ("text" in message and not message.get("user"))
    ]


def _read_pages() -> dict[str, str]:
    texts = {}
    for page in ("/healthz", "/readyz", "/metrics"):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{page}", timeout=60) as response:
                texts[page] = response.read().decode()
        except urllib.error.HTTPError as problem:
            texts[page] = problem.read().decode()
    return texts


def _read_processes(process_id: int) -> dict[str, str]:
    """Return the titles of a process, its threads and children, and the environment of the children."""
    titles, environment = [], []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            is_child = int(fields[1]) == process_id
            if is_child or int(folder.name) == process_id:
                titles += [(folder / "cmdline").read_text(), *_thread_names(folder)]
            if is_child:
                environment.append((folder / "environ").read_text(errors="replace"))
    return {"titles of processes": " ".join(titles), "environment of children": " ".join(environment)}


def _thread_names(folder: Path) -> list[str]:
    return [(task / "comm").read_text() for task in (folder / "task").iterdir()]


def _read_tables(path: Path) -> dict[str, str]:
    with Store(path) as store, store._database.read_transaction() as db:
        names = [
            row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        ]
        return {
            f"table {name}": "\n".join(
                str(value.decode(errors="replace") if isinstance(value, bytes) else value)
                for row in db.execute(f"SELECT * FROM [{name}]").fetchall()
                for value in row
            )
            for name in names
            # The words of an index are those of its table, in pieces.
            if "_fts" not in name
        }
