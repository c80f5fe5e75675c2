"""Nothing that people wrote reaches a log: every listener is driven with canaries, and all that was written is read."""

import io
import logging
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
import waiting
from paths import ROOT
from slack_sdk import WebClient

from bot.render import payloads
from bot.runtime import log_privacy
from bot.services.services import build_services
from bot.slack.listeners.brief import COMMAND_HANDLERS
from local_slack import LocalSlack
from local_slack.state.faults import Fault
from news.errors import InvalidDigestSpec, RequestProblem, StoreError, StoreProblem
from news.source import Entry, FetchResult, Source, build_source_id
from storage.sqlite.store import Store

if TYPE_CHECKING:
    from local_slack.state.envelopes import EnvelopeType

DIGEST = (
    "weekdays 9:00",
    "me 9:00",
    "list",
    "preview",
    "now",
    "pause",
    "resume",
    "skip",
    "again",
    "delete",
    "help",
)
NEWS = """The Harl bridge at Denmouth was closed on Tuesday after inspectors found cracks in two of its pillars.
About 400 families on the island were moved to schools in the town overnight, the port authority said."""
CANARY = "kanarie"


class People:
    """What people do to the bot; every word of theirs is a canary."""

    def __init__(self, slack: LocalSlack) -> None:
        self.slack = slack
        self._numbers = count(1)

    @property
    def word(self) -> str:
        return f"{CANARY}{next(self._numbers)}"

    def type_everything(self) -> None:
        """Type every command, with a word that is understood by none and as one that asks for something."""
        for where in ("news", "general", self.slack.find_direct_channel("ada").id):
            lines = [
                "",
                self.word,
                f"{self.word} 24h",
                f"{self.word} 0h",
                f'"{self.word}" 3x',
                f"help {self.word}",
            ]
            lines += [f"{verb} {self.word}" for verb in COMMAND_HANDLERS]
            lines += [f"digest {words} {self.word}" for words in DIGEST]
            lines += [f"digest 9:00 without /{self.word}(/", f"digest 9:00 Europe/{self.word}"]
            lines += [
                f"add http://127.0.0.1:9/{self.word}",
                f"more from {self.word}",
                f"why https://{self.word}.example/",
            ]
            for line in lines:
                self.slack.command("ada", where, "/brief", line)

    def talk(self) -> None:
        """Mention, ask, reply, edit and delete, in a channel, in threads and in private."""
        slack, direct = self.slack, self.slack.find_direct_channel("ada").id
        slack.command("ada", "news", "/brief", "")
        root = slack.wait_for(lambda: [each for each in slack.messages("news") if each.get("bot_id")], 20)[-1]
        for where, thread in (("news", None), ("news", root["ts"]), (direct, None)):
            for words in (
                f"{self.word}",
                f"Who is {self.word}?",
                f"help {self.word}",
                f"How many {self.word} families?",
            ):
                said = [slack.say("ada", where, words, thread)]
                said += [slack.mention("ada", where, words, thread)] if where == "news" else []
                for each in said:
                    slack.edit("ada", each, f"What of {self.word}?")
                    slack.delete("ada", each)

    def press_everything(self) -> None:
        """Use every button and menu of what the bot has said, and one that nobody listens to any more."""
        slack = self.slack
        old = {
            "type": "button",
            "action_id": "from_an_old_release",
            "value": self.word,
            "text": {"type": "plain_text", "text": "Old"},
        }
        WebClient(slack.bot_token, slack.url).chat_postMessage(
            channel=slack.find_channel("news").id,
            text=self.word,
            blocks=[{"type": "actions", "elements": [old]}],
        )
        for message in [*slack.messages("news"), *slack.ephemerals("ada", "news")]:
            for element in _elements(message):
                options = [each["value"] for each in element.get("options", ())] or [None]
                slack.press("ada", message, element["action_id"], options[0])

    def misuse(self) -> None:
        """Send what no person's hand sends: payloads that a listener cannot read, and kinds that nobody listens to."""
        team, channel, user = (
            self.slack.team_id,
            self.slack.find_channel("news").id,
            self.slack.find_user("ada").id,
        )
        url = f"{self.slack.url.removesuffix('api/')}hook/{self.word}"
        shared: dict[str, Any] = {
            "team": {"id": team},
            "user": {"id": user, "name": self.word},
            "response_url": url,
            "trigger_id": self.word,
            "token": self.word,
        }
        broken = {
            "command": "/brief",
            "text": self.word,
            "response_url": url,
            "user_id": user,
            "team_id": team,
        }
        press = {"type": "block_actions", **shared, "channel": {"id": channel}}
        view = {"callback_id": self.word, "state": {"values": {self.word: {"a": {"value": self.word}}}}}
        payloads = (
            ("slash_commands", broken),
            ("slash_commands", {**broken, "command": f"/{self.word}", "channel_id": channel}),
            ("interactive", {**press, "actions": [_action("suggested_1", f"b 1 {self.word}")]}),
            ("interactive", {**press, "actions": [_action("suggested_1", f"b {self.word} more")]}),
            ("interactive", {**press, "actions": [_action("further", self.word)]}),
            ("interactive", {**press, "actions": []}),
            ("interactive", {"type": "view_submission", **shared, "view": view}),
            ("interactive", {"type": "shortcut", **shared, "callback_id": self.word}),
            (
                "events_api",
                {
                    "type": "event_callback",
                    "team_id": team,
                    "event_id": self.word,
                    "event": {"type": "reaction_added", "reaction": self.word, "user": user},
                },
            ),
        )
        for number, (kind, payload) in enumerate(payloads):
            # What has the same trigger is taken for the same click.
            sent = payload | ({"trigger_id": f"{self.word}{number}"} if "trigger_id" in payload else {})
            with self.slack.state.condition:
                self.slack.state.envelopes.send(cast("EnvelopeType", kind), sent)

    def trouble(self) -> None:
        """Let Slack answer with what cannot be read, and with refusals that repeat what was said."""
        for method in ("chat.postMessage", "chat.postEphemeral", "users.info", "conversations.*"):
            for fault in (
                Fault(error="restricted_action"),
                Fault(body=f"<p>{self.word}</p>"),
                Fault(error=f"no {self.word} here"),
                Fault(half_body=True),
            ):
                self.slack.add_fault(method, fault, max_times=2)
        for _ in range(2):
            self.slack.command("ada", "news", "/brief", f"digest me 9:00 {self.word}")
            self.slack.command("ada", "news", "/brief", "")
            self.slack.mention("ada", "news", f"{self.word}?")
            self.slack.command("ada", "news", "/brief", f"health {self.word}")


def _action(name: str, value: str) -> dict[str, str]:
    return {"type": "button", "action_id": name, "block_id": "b", "value": value, "action_ts": "1.000001"}


def _elements(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for block in message.get("blocks", ()):
        elements = [*block.get("elements", ()), block.get("accessory") or {}]
        yield from (each for each in elements if "action_id" in each and not each.get("url"))


@contextmanager
def _running(home: Path, slack: LocalSlack, *options: str) -> Iterator[Path]:
    """Run the bot; when the context ends all that it was asked is done, and all that it wrote stands in the file."""
    now = datetime.now(UTC)
    with Store(home / "newsbrief.db") as store:
        source = Source(
            id=build_source_id("test"), url=str(home / "none"), kind="files", created_at=now, title="Courier"
        )
        store.sources.save(source)
        store.sources.follow(slack.team_id, "", source.id, created_at=now)
        entry = Entry(
            title="Harl bridge closed",
            text=NEWS,
            url="https://courier.example/1",
            published_at=now - timedelta(hours=1),
            outlet="Courier",
        )
        build_services(store, payloads).ingest.ingest(
            source, FetchResult(source_id=source.id, fetched_at=now, entries=(entry,))
        )
    given = {
        name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "NEWSBRIEF_"))
    }
    given |= {
        "SLACK_API_URL": slack.url,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
    }
    written = home / "written"
    with written.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", *options, "run"],
            env={**given, "NEWSBRIEF_HOME": str(home), "PYTHONPATH": str(ROOT)},
            cwd=home,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            slack.wait_for_sockets(30)
            yield written
            waiting.until(lambda: not any(each.state == "waiting" for each in slack.envelopes), 30)
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0
        finally:
            process.kill()
            process.wait()


@pytest.mark.timeout(240)
@pytest.mark.parametrize("options", [("-v",), ()])
def test_nothing_that_people_wrote_reaches_a_log_at_any_level(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    with LocalSlack(ROOT / "app.yaml") as slack:
        with _running(tmp_path, slack, *options) as file:
            people = People(slack)
            people.type_everything()
            people.talk()
            people.press_everything()
            people.misuse()
            people.trouble()
        secrets = {
            CANARY,
            "/hook/",
            "response_url",
            "ticket-",
            "trigger-",
            slack.bot_token,
            slack.app_token,
            "xoxb-",
            "xapp-",
        }
        secrets |= {each.name for each in slack.workspace.users.values() if not each.bot_id}
    logged = [file, *tmp_path.rglob("*.log")]
    # Ids of faults, briefs and answers are random hexadecimal digits, which may spell a name ("ada").
    lines = [
        re.sub(r"=[0-9a-f]{6,}\b", "=", line)
        for each in logged
        for line in each.read_text(errors="replace").splitlines()
    ]

    assert [line for line in lines if any(secret in line for secret in secrets)] == []
    # The log was not silent where it mattered: of each kind there was a line.
    told = "\n".join(lines)
    for expected in (
        "fault reference=",
        "ValueError",
        "WARNING slack_bolt.",
        "ERROR slack_bolt.",
        "withheld, from",
    ):
        assert expected in told
    for line in ("briefed brief=", "answered ", "socket open", "refused method="):
        assert line in told


@pytest.mark.parametrize("verbose", [True, False])
def test_a_line_shows_of_an_error_its_kind_and_frames_and_no_text(*, verbose: bool) -> None:
    ours, theirs = logging.getLogger("bot.test"), logging.getLogger("some.library")
    out = io.StringIO()
    with _set_up(out, verbose=verbose):
        try:
            _fail()
        except ValueError as problem:
            ours.exception("fault slot=%s", "s1")
            ours.error("cause=%s", problem)
            theirs.exception("Failed: %s", problem)
            theirs.info(CANARY)
        ours.error("cause=%s", InvalidDigestSpec(RequestProblem.INVALID_TIME, text=CANARY))
        ours.error("cause=%s", StoreError(StoreProblem.DISK_FULL))
        ours.error("cause=%s", FileNotFoundError(2, CANARY, CANARY))
        ours.debug("step")

    torn = logging.LogRecord("bot.test", logging.ERROR, __file__, 1, "%d", (CANARY,), None)
    assert CANARY not in out.getvalue() + log_privacy.RedactingFormatter(log_privacy.LOG_FORMAT).format(torn)
    for expected in (
        "fault slot=s1",
        "test_log_privacy.py",
        "KeyError\n",
        "ValueError\n",
        "InvalidDigestSpec",
        "disk_full",
        "some.library: withheld, from test_log_privacy.py",
        "No such file or directory",
    ):
        assert expected in out.getvalue()
    assert ("step" in out.getvalue()) is verbose


def _fail() -> None:
    try:
        dict[str, str]()[CANARY]
    except KeyError as problem:
        raise ValueError(CANARY) from problem


@contextmanager
def _set_up(out: io.StringIO, *, verbose: bool) -> Iterator[None]:
    root = logging.getLogger()
    levels = {name: logging.getLogger(name).level for name in ("", *log_privacy.OWN_PACKAGES)}
    before = list(root.handlers)
    try:
        with redirect_stderr(out):
            log_privacy.configure_logging(logging.DEBUG if verbose else logging.WARNING)
        yield
    finally:
        root.handlers[:] = before
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


ENDS = """
import logging, sys, threading, warnings
from bot.runtime import log_privacy
log_privacy.configure_logging(10)
log_privacy.capture_process_output()
class Torn:
    def __str__(self): raise ValueError("kanarie")
    def __del__(self): raise ValueError("kanarie")
def fail(): raise ValueError("kanarie")
thread = threading.Thread(target=fail)
thread.start()
thread.join()
warnings.warn("kanarie")
logging.getLogger("bot.test").error("torn %s", Torn())
fail()
"""


def test_what_nobody_catches_is_told_without_its_text() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ENDS], check=False, capture_output=True, text=True, cwd=ROOT, timeout=60
    )

    assert done.returncode == 1
    assert CANARY not in done.stdout + done.stderr
    assert done.stderr.count("fault, caught by nobody") >= 3
    assert "py.warnings: withheld" in done.stderr
