"""All words for people in one file: `wording_snapshot.txt`, rendered from sample values.

A change of wording shows there, and nowhere else in the tests. To accept it:

    NEWSBRIEF_UPDATE_SNAPSHOTS=1 python -m pytest tests/bot/render/test_wording_snapshot.py
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest

import bot.render
from bot.cli.main import newsbrief
from bot.render import explanations
from bot.render.wording import (
    delivery_wording,
    digest_notices,
    digest_wording,
    error_wording,
    kind_wording,
    preference_wording,
    ranking_wording,
    source_wording,
    terminal_wording,
)
from news.article_kind import ArticleKind, KindReason
from news.brief import LeftOutReason
from news.digest import Delivery, DeliveryError, Slot, Subscription
from news.errors import (
    InvalidDuration,
    InvalidPattern,
    NoSuchStory,
    RequestProblem,
    RequestTooLong,
    SettingProblem,
    StoreProblem,
    UnknownMethod,
    UnknownTimezone,
    Unreachable,
)
from news.preferences import PreferenceChange, Preferences
from news.source import DisabledReason, PollState, Source, SourceHealth
from news.story import RankingSignal, SignalCode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from news.errors import NewsError

SNAPSHOT = Path(__file__).with_name("wording_snapshot.txt")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DIGEST = Subscription(
    "d1", "T1", "C024BE91L", (time(9), time(17, 30)), "Europe/Berlin", NOW, topics=("climate",),
    created_by="U024BE7LH",
)  # fmt: skip
PERSONAL = replace(DIGEST, channel="U024BE7LH", source_channel="C024BE91L")
SLOT = Slot("d1", date(2026, 11, 24), time(9), NOW + timedelta(days=1))
SENT = Delivery("T1", "k", "d1", "C1", NOW, "sent", NOW)
SOURCE = Source("s1", "https://example.org/feed", "feed", NOW, "Courier", created_by="U024BE7LH")
SIGNALS: dict[SignalCode, dict[str, Any]] = {
    SignalCode.COVERAGE: {"outlets": 3, "independent": 2},
    SignalCode.ACTIVITY: {"reports": 1, "hours": 8},
    SignalCode.RECENCY: {"hours": 4.2},
    SignalCode.TOPIC: {"topic": "storm", "about": 2, "reports": 3},
    SignalCode.HEADLINE: {"topic": "storm"},
    SignalCode.UNUSUAL_COVERAGE: {"outlet": "Post", "reports": 4, "usual": 1.2},
    SignalCode.RARE_OUTLET: {"outlet": "Post"},
    SignalCode.TOPIC_PREFERENCE: {"topic": "storm", "weight": 2},
    SignalCode.SOURCE_PREFERENCE: {"outlet": "Post", "weight": -1},
    SignalCode.STORY_VOTES: {"more": 2, "less": 1},
    SignalCode.SOURCE_VOTES: {"outlets": "Post, Courier", "more": 2, "less": 1},
    SignalCode.SIMILARITY: {"number": 1},
    SignalCode.OVERTAKEN: {"number": 1},
    SignalCode.EXPLORATION: {"outlet": "Post", "quoted": 1, "total": 31},
}
OTHER_TOPIC_VALUES: tuple[dict[str, Any], ...] = (
    {"topic": "storm", "about": 1, "reports": 1},
    # As earlier releases stored it.
    {"topic": "storm", "percent": 60},
)
ERRORS: tuple[NewsError, ...] = (
    InvalidDuration("24x"),
    RequestTooLong(1200, 200),
    InvalidPattern("/(/", "missing )"),
    UnknownTimezone("Europe/Berlim"),
    UnknownTimezone("Europe/Berlim", ["Europe/Berlin"]),
    NoSuchStory(7, 5),
    NoSuchStory(1, 0),
    UnknownMethod("magic", ["news", "lead"]),
    Unreachable("https://example.org", "no connection within 5 s"),
)


def _module_texts() -> Iterator[str]:
    """Yield every constant with words in the modules of bot/render, templates as they are."""
    for info in pkgutil.walk_packages(bot.render.__path__, "bot.render."):
        module = importlib.import_module(info.name)
        yield f"# {info.name.removeprefix('bot.render.')}"
        for name, value in vars(module).items():
            if not name.isupper() or name.startswith("_"):
                continue
            if isinstance(value, str) and not isinstance(value, Enum):
                yield f"{name}: {value}"
            elif isinstance(value, dict):
                for key, text in value.items():
                    if isinstance(text, str):
                        yield f"{name}[{key}]: {text}"


def _sentences() -> Iterator[str]:
    """Yield what the functions make of sample values, where they choose between sentences."""
    health = SourceHealth(NOW, NOW, 3, "no connection within 5 s")
    failing = replace(SOURCE, health=health)
    never_read = replace(SOURCE, health=SourceHealth(None, NOW, 1, "no connection within 5 s"))
    gone = replace(failing, poll_state=PollState(disabled_reason=DisabledReason.GONE))
    given_up = replace(failing, poll_state=PollState(disabled_reason=DisabledReason.FAILING))
    parked = replace(DIGEST, disabled_reason="is_archived")
    yield "# rendered"
    yield from map(error_wording.describe_error, ERRORS)
    yield from (
        ranking_wording.describe_signal(RankingSignal(code, 1.0, SIGNALS.get(code, {})))
        for code in SignalCode
    )
    yield from (
        ranking_wording.describe_signal(RankingSignal(SignalCode.TOPIC, 1.0, values))
        for values in OTHER_TOPIC_VALUES
    )
    yield digest_wording.describe_new_digest(DIGEST, SLOT, zone_named=False, has_sources=False)
    yield digest_wording.describe_new_digest(PERSONAL, SLOT, zone_named=True, has_sources=True)
    yield digest_wording.describe_digest(1, DIGEST, SLOT, [SENT])
    yield digest_wording.describe_digest(2, PERSONAL, None, [])
    yield digest_wording.describe_digest(
        3, parked, SLOT, [replace(SENT, state="failed", error=DeliveryError.UNKNOWN)]
    )
    yield digest_wording.describe_paused_digest(DIGEST)
    yield digest_wording.describe_resumed_digest(DIGEST, SLOT)
    yield digest_wording.describe_skipped_slot(DIGEST, SLOT)
    yield digest_wording.describe_skipped_slot(DIGEST, None)
    yield digest_notices.describe_parked_digest(DIGEST, "is_archived")
    yield digest_notices.describe_failed_digest(DIGEST, SENT, DeliveryError.TOO_LONG, SLOT)
    yield digest_notices.describe_ended_digests([PERSONAL], DeliveryError.LEFT_CHANNEL)
    yield digest_notices.describe_ended_digests([PERSONAL, PERSONAL], "is_archived")
    yield digest_notices.describe_membership_refusal(PERSONAL, DeliveryError.LEFT_CHANNEL)
    yield digest_notices.describe_membership_refusal(PERSONAL, DeliveryError.TOO_MANY_MEMBERS)
    yield from map(source_wording.describe_source_health, (SOURCE, failing, never_read, gone, given_up))
    yield source_wording.describe_outage(failing, NOW)
    yield source_wording.describe_disabled_source(gone)
    yield source_wording.describe_disabled_source(given_up)
    yield explanations.render_sources(
        [SOURCE, failing, never_read, gone, given_up], frozenset({"s1"}), "UTC"
    ).text
    yield explanations.render_health([SOURCE, failing], [(DIGEST, SLOT, [SENT])], "UTC", NOW).text
    yield from (
        preference_wording.describe_preference_change(PreferenceChange(kind, "climate", weight))
        for kind, weight in (
            ("topic", 2),
            ("topic", 0),
            ("source", -1),
            ("source", 0),
            ("story", 1),
            ("story", 0),
        )
    )
    yield preference_wording.describe_preferences(Preferences(topic_weights={"climate": 2}), {})
    yield preference_wording.describe_preferences(Preferences(), {})


def _help_texts() -> Iterator[str]:
    """Yield the help of each command, as an 80-column terminal shows it."""
    yield "# help"
    pending: list[tuple[str, click.Command]] = [("newsbrief", newsbrief)]
    while pending:
        name, command = pending.pop(0)
        yield command.get_help(
            click.Context(command, info_name=name, terminal_width=78, help_option_names=["-h", "--help"])
        )
        if isinstance(command, click.Group):
            pending += [
                (f"{name} {child}", each) for child, each in command.commands.items() if not each.hidden
            ]


def test_the_words_are_those_of_the_snapshot() -> None:
    words = "\n".join([*_module_texts(), "", *_sentences(), "", *_help_texts()]) + "\n"
    if os.environ.get("NEWSBRIEF_UPDATE_SNAPSHOTS"):
        SNAPSHOT.write_text(words, encoding="utf-8")

    assert words == SNAPSHOT.read_text(encoding="utf-8")


def test_help_fits_80_columns_and_cuts_no_summary() -> None:
    for line in "\n".join(_help_texts()).splitlines():
        assert len(line) <= 80
        assert not re.match(r"  \S+ .*\.\.\.$", line), line


def test_a_terminal_never_shows_a_command_of_slack() -> None:
    for text in [*_module_texts(), *_sentences()]:
        if text.startswith(("CONNECTED", "NEXT_STEPS", "PLAY_", "DIGEST_HELP", "BRIEF_HELP")):
            continue
        assert "/brief" not in terminal_wording.strip_marks(text)


def test_each_code_has_words() -> None:
    assert set(error_wording.REQUEST_PROBLEM_TEXTS) == set(RequestProblem)
    assert set(error_wording.STORE_PROBLEM_TEXTS) == set(StoreProblem)
    assert set(error_wording.SETTING_PROBLEM_TEXTS) == set(SettingProblem)
    assert set(ranking_wording.SIGNAL_TEXTS) == set(SignalCode)
    assert set(ranking_wording.LEFT_OUT_TEXTS) == set(LeftOutReason)
    assert set(ranking_wording.SHORT_LEFT_OUT_TEXTS) == set(LeftOutReason)
    assert set(kind_wording.KIND_NAMES) == set(ArticleKind)
    assert set(kind_wording.KIND_REASON_TEXTS) == set(KindReason)
    assert set(DeliveryError) <= set(delivery_wording.DELIVERY_ERROR_TEXTS)


@pytest.mark.parametrize(
    ("slack", "terminal"),
    [
        ("`/brief`", "newsbrief brief"),
        ("`/brief storm 3d`", "newsbrief brief storm 3d"),
        ("`/brief help`", "newsbrief --help"),
        ("`/brief health`", "newsbrief sources"),
        ("`/brief add world`", "newsbrief import world"),
        ("`/brief add https://example.org`", "newsbrief add https://example.org"),
        ("`/brief digest pause 1`", "newsbrief digests pause ID"),
        ("`/brief digest help`", "newsbrief digests --help"),
        ("`/brief digest weekdays 9:00`", "newsbrief digests create CHANNEL weekdays 9:00"),
        ("`/brief preview filter boxing`", "newsbrief preview filter boxing"),
        ("*on hold*: see `docs`", "on hold: see docs"),
    ],
)
def test_commands_are_named_as_a_terminal_takes_them(slack: str, terminal: str) -> None:
    assert terminal_wording.strip_marks(slack) == terminal
