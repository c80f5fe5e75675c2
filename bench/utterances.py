"""Measure how many utterances are understood: `python -m bench.utterances [FILE.tsv ...] [--show]`.

The utterances in `tests/data/utterances` were labelled without knowledge of the parser: `development.tsv` is for
choosing, `unseen.tsv` for measuring. A line: id, intent, text, where it was typed (slash, mention, dm), meaning.

right   the reading means the same, or asks back where the meaning is unclear or the bot cannot do it
asked   the bot asks back although the meaning is clear
wrong   another reading, without asking

"Right or offered" counts what is asked back with a button for the right reading as understood.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bench.paths import ROOT
from bot.parsing import brief_request, digest_spec
from bot.parsing.command_phrases import Unclear
from bot.parsing.reading import Action
from bot.parsing.schedule import weekdays
from bot.parsing.utterances import parse_suggestion, parse_utterance
from news.errors import NewsError

if TYPE_CHECKING:
    from bot.parsing.intent.intent_model import IntentModel
    from bot.parsing.reading import Utterance

NOW = datetime(2026, 11, 18, 15, tzinfo=UTC)
DATA = ROOT / "tests" / "data" / "utterances"
# The readings that each intent may have: an action and the beginning of its words, or a kind of talk or question.
READINGS = {
    "add_source": ("command add", "ask source_name"),
    "brief_now": ("brief", "ask future", "ask spelling"),
    "chat": ("small_talk", "ask meaning"),
    "cancel": ("ask which_digest", "command digest delete", "command digest list"),
    "cannot": ("small_talk other_wish", "small_talk translation", "small_talk abilities"),
    "change": ("ask digest_change", "ask length", "command digest list"),
    "feedback": ("small_talk thanks", "small_talk complaint", "ask length"),
    "garbage": ("small_talk",),
    "greeting": ("small_talk greeting",),
    "help": ("command help", "command digest help", "small_talk abilities"),
    "list_digests": ("command digest list",),
    "list_sources": ("command sources", "command health"),
    "mute": ("ask mute", "ask subject", "command less"),
    "order": ("order",),
    "pause": ("ask pause_until", "ask which_digest", "command digest pause"),
    "prefer": ("command more", "command less", "ask subject", "ask length", "ask mute", "ask spelling"),
    "private": ("private_brief", "ask personal_copy", "command catchup"),
    "question": ("question", "ask claim", "command search"),
    "remove_source": ("command remove", "ask source_name"),
    "resume": ("command digest resume", "ask which_digest"),
    "search": ("command search", "ask search", "question"),
    "skip": ("command digest skip", "ask which_digest", "ask pause_until"),
    "subscribe": ("ask digest_order", "ask personal_copy", "order"),
    "thanks": ("small_talk thanks",),
    "timezone": ("ask timezone",),
    "topic": ("brief",),
    "translate": ("small_talk translation",),
    "undo": ("ask undo", "ask spelling"),
    "unmute": ("command reset", "command preferences"),
    "verify": ("command verify", "ask claim", "command search"),
    "version": ("command health",),
    "what_can_you_do": ("small_talk abilities", "command help"),
    "why": ("command why",),
}


def main() -> None:
    """Print how many utterances of each file are understood, answered with a question, or misunderstood."""
    paths = [Path(argument) for argument in sys.argv[1:] if not argument.startswith("--")]
    for path in paths or sorted(DATA.glob("*.tsv")):
        counts: Counter[str] = Counter()
        by_intent: defaultdict[str, Counter[str]] = defaultdict(Counter)
        with path.open(encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                utterance = parse_utterance(row["text"], is_command=row["where"] == "slash")
                verdict, reading = judge_reading(row, utterance)
                counts[verdict] += 1
                counts["offered"] += verdict == "asked" and is_offered(row, utterance)
                by_intent[row["intent"]][verdict] += 1
                if "--show" in sys.argv and verdict != "right":
                    print(
                        f"{verdict}\t{row['intent']}\t{row['text']}\t{row['where']}\t{row['meaning']}\t{reading}"
                    )
        total = sum(counts[name] for name in ("right", "asked", "wrong"))
        shares = ", ".join(f"{name} {counts[name] / total:.1%}" for name in ("right", "asked", "wrong"))
        understood = (counts["right"] + counts["offered"]) / total
        print(
            f"{path.name}: {total} utterances, {len(by_intent)} intents: {shares}; right or offered {understood:.1%}"
        )


def judge(row: dict[str, str], model: IntentModel | None = None) -> tuple[str, str]:
    """Return the verdict on the reading of a labelled utterance, and the reading."""
    return judge_reading(
        row, parse_utterance(row["text"], is_command=row["where"] == "slash", model=model), model
    )


def judge_reading(
    row: dict[str, str], utterance: Utterance, model: IntentModel | None = None
) -> tuple[str, str]:
    """Return the verdict on one reading of a labelled utterance, and the name of the reading."""
    meaning = dict(part.split("=", 1) for part in row["meaning"].split(";") if "=" in part)
    if utterance.topic is Unclear.SPELLING:  # "Did you mean *today*?" is right if it offers what was meant
        verdict, reading = judge(row | {"text": utterance.suggestions[0]}, model)
        return verdict, f"asked: {reading}"
    reading = _name_reading(utterance)
    if reading == "order" and row["intent"] in {"order", "subscribe"}:
        return _judge_order(utterance.words.removeprefix("digest "), meaning)
    if not any(reading.startswith(allowed) for allowed in READINGS[row["intent"]]):
        return ("asked" if utterance.action is Action.ASK else "wrong"), reading
    if row["intent"] == "brief_now" and utterance.action is Action.BRIEF:
        return _judge_brief(utterance.words, meaning)
    return "right", reading


def is_offered(row: dict[str, str], utterance: Utterance) -> bool:
    """Whether one of the buttons below a question back means what a labelled utterance means."""
    return any(judge_reading(row, parse_suggestion(words))[0] == "right" for words in utterance.suggestions)


# ---- private

_DAYS = {"daily": "daily", "weekdays": "mon-fri", "weekends": "sat,sun"}


def _name_reading(utterance: Utterance) -> str:
    if utterance.action is Action.SMALL_TALK and utterance.small_talk:
        return f"small_talk {utterance.small_talk}"
    if utterance.action is Action.ASK and utterance.topic:
        return f"ask {utterance.topic}"
    verb = utterance.words.split()[1:2]
    if utterance.action is Action.COMMAND and utterance.words.startswith("digest ") and verb[0] not in {
        "list", "help", "delete", "remove", "pause", "resume", "skip", "preview", "now", "send", "resend", "again",
    }:  # fmt: skip
        return "order"
    return f"{utterance.action} {utterance.words}"


def _judge_order(words: str, meaning: dict[str, str]) -> tuple[str, str]:
    """Judge a digest order by its times, days, zone, topics and story count; unsupported orders must be asked back."""
    try:
        spec = digest_spec.parse_digest_spec(words)
    except NewsError as problem:
        unsupported = {"every", "date", "once", "ask", "lang", "place"} & meaning.keys()
        days = meaning.get("days", "")
        is_right = bool(unsupported) or any(part in days for part in ("first", "last", "1st"))
        return ("right" if is_right else "asked"), f"asked: {problem}"
    if {"every", "date", "once"} & meaning.keys() or meaning.get("place", "").startswith("#"):
        return "wrong", f"order {spec}"
    named_days = _DAYS.get(meaning.get("days", "daily"), meaning.get("days", "daily"))
    if re.search(r"first|last|\d", named_days):
        return "wrong", f"order {spec}"
    expected = (
        sorted(meaning.get("at", "").split("|")),
        weekdays.parse_days(named_days),
        int(meaning.get("top", spec.stories)),
    )
    found = ([f"{wall_time:%H:%M}" for wall_time in spec.times], spec.days, spec.stories)
    has_zone = "zone" not in meaning or spec.zone == meaning["zone"]
    has_topics = _count_topics(meaning) == (len(spec.topics) > 0)
    has_exclusions = ("not" in meaning) == bool(spec.excluded_terms)
    is_right = expected == found and has_zone and has_topics and has_exclusions
    return ("right" if is_right else "wrong"), f"order {spec}"


def _count_topics(meaning: dict[str, str]) -> bool:
    return bool(meaning.get("topics") or meaning.get("topics+"))


def _judge_brief(words: str, meaning: dict[str, str]) -> tuple[str, str]:
    """Judge a brief by whether it has a topic, a time range and a story count if the meaning has them."""
    try:
        request = brief_request.parse_brief_request(words, team="T1", channel="C1", now=NOW)
    except NewsError as problem:
        return ("right" if {"ask", "days", "hours"} & meaning.keys() else "asked"), f"asked: {problem}"
    hours = round((request.window.until - request.window.since).total_seconds() / 3600)
    has_window = bool({"since", "until", "hours", "days"} & meaning.keys()) or "format" in meaning
    is_right = (
        bool(request.topic) == _count_topics(meaning)
        and (has_window or hours == 24)
        and (request.max_stories == int(meaning.get("top", request.max_stories)))
        and (not meaning.get("days", "").isdigit() or hours == 24 * int(meaning["days"]))
        and (meaning.get("since") != "monday" or request.window.since.weekday() == 0)
    )
    return ("right" if is_right else "wrong"), f"brief {request.topic!r} {request.window.description}"


if __name__ == "__main__":
    main()
