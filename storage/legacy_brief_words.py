"""Convert the English sentences in briefs from release 0.2 to current codes.

A sentence that matches no known form is kept and shown unchanged.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from news.brief import LeftOutReason
from news.story import RankingSignal, SignalCode

if TYPE_CHECKING:
    from collections.abc import Mapping

# Patterns of the stored reasons; the group "value", if any, is the value.
_LEFT_OUT_PATTERNS = {
    LeftOutReason.EXCLUDED_TERM: re.compile(r"with “(?P<value>.*)” in it", re.DOTALL),
    LeftOutReason.OFF_TOPIC: re.compile(r"not about (?P<value>.*)", re.DOTALL),
    LeftOutReason.OUTLET_LIMIT: re.compile(r"told by one outlet that has its share of this brief"),
    LeftOutReason.NOTHING_NEW: re.compile(r"told here before, with nothing new in it"),
    LeftOutReason.NOT_QUOTABLE: re.compile(r"without a sentence that can be quoted"),
    LeftOutReason.DISPLACED: re.compile(r"that gave its place to a story from outside the usual"),
    LeftOutReason.RANKED_LOWER: re.compile(r"below the first (?P<value>\d+) stories"),
}
_VOTES = r"(?P<more>\d+) for more, (?P<less>\d+) for less"
_PREFERENCE = r"this channel wants (?P<weight>(?:much )?(?:more|less))"
_EXPLORATION = (
    r"picked from outside what this channel usually gets: (?P<outlet>.*), "
    r"(?P<quoted>\d+) of the last (?P<total>\d+) articles quoted here"
)
# (stored name, pattern of the sentence, code); the groups are the values.
_SIGNAL_FORMS: tuple[tuple[str, str, SignalCode], ...] = (
    (
        "coverage",
        r"told by (?P<outlets>\d+) outlets?(?:, (?P<independent>\d+) of them in own words)?",
        SignalCode.COVERAGE,
    ),
    ("activity", r"(?P<reports>\d+|no) reports? in the last (?P<hours>\d+) hours", SignalCode.ACTIVITY),
    (
        "recency",
        r"latest (?:(?P<hours>\d+) hours? ago|(?P<days>\d+) days? ago|within the hour)",
        SignalCode.RECENCY,
    ),
    ("topic", r"(?P<percent>\d+)% as much about “(?P<topic>.*)” as the best", SignalCode.TOPIC),
    ("headline", r"“(?P<topic>.*)” stands in the headline", SignalCode.HEADLINE),
    (
        "unusual",
        r"(?P<outlet>.*) wrote (?P<reports>\d+) reports on it, usually (?P<usual>[\d.]+) on a story",
        SignalCode.UNUSUAL_COVERAGE,
    ),
    ("seldom heard", r"(?P<outlet>.*) publishes little", SignalCode.RARE_OUTLET),
    ("rolling", r"a live blog, a round-up or a correction, not an event", SignalCode.ROUNDUP),
    ("question", r"the headline asks instead of telling", SignalCode.QUESTION_HEADLINE),
    ("wish", rf"{_PREFERENCE} of “(?P<topic>.*)”", SignalCode.TOPIC_PREFERENCE),
    ("wish", rf"{_PREFERENCE} from (?P<outlet>.*)", SignalCode.SOURCE_PREFERENCE),
    ("votes", rf"votes on it: {_VOTES}", SignalCode.STORY_VOTES),
    ("votes", rf"votes on what (?P<outlets>.*) told before: {_VOTES}", SignalCode.SOURCE_VOTES),
    ("alike", r"like story (?P<number>\d+) above", SignalCode.SIMILARITY),
    (
        "outside",
        _EXPLORATION,
        SignalCode.EXPLORATION,
    ),
)
_SIGNAL_PATTERNS = tuple(
    (name, re.compile(pattern, re.DOTALL), code) for name, pattern, code in _SIGNAL_FORMS
)
_WEIGHTS = {"much less": -2, "less": -1, "more": 1, "much more": 2}
# Values that are never converted to numbers: the name of a topic or an outlet may look like a number.
_TEXT_VALUES = frozenset({"topic", "outlet"})


def read_left_out_reason(text: str) -> tuple[LeftOutReason, str]:
    """Return the code and value for a stored reason.

    A reason that matches no known form is returned unchanged, with the code LEGACY.
    """
    for reason, pattern in _LEFT_OUT_PATTERNS.items():
        if match := pattern.fullmatch(text):
            return reason, match.groupdict().get("value", "")
    return LeftOutReason.LEGACY, text


def read_ranking_signal(name: str, text: str, points: float) -> RankingSignal:
    """Return the ranking signal for a stored name and sentence.

    A sentence that matches no known form is kept unchanged as `legacy_text`.
    """
    known_code = SignalCode.OTHER
    for known_name, pattern, code in _SIGNAL_PATTERNS:
        if known_name != name:
            continue
        if match := pattern.fullmatch(text):
            return RankingSignal(code, points, _read_values(code, match.groupdict()))
        known_code = code
    return RankingSignal(known_code, points, {"legacy_text": text})


# ---- private


def _read_values(code: SignalCode, groups: Mapping[str, str | None]) -> dict[str, str | int | float]:
    values = {name: _read_value(name, text) for name, text in groups.items() if text is not None}
    if code is SignalCode.COVERAGE:
        values.setdefault("independent", values["outlets"])
    if code is SignalCode.RECENCY:
        days = values.pop("days", None)
        values.setdefault("hours", days * 24 if isinstance(days, int) else 0)
    if code is SignalCode.SOURCE_VOTES:
        values["outlets"] = str(groups["outlets"])
    return values


def _read_value(name: str, text: str) -> str | int | float:
    if name in _TEXT_VALUES:
        return text
    if name == "weight":
        return _WEIGHTS[text]
    if text == "no":
        return 0
    return int(text) if text.isdigit() else float(text) if name == "usual" else text
