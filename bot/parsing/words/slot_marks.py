"""Replacement of what fills a slot by a mark: "top 3 on #desk at 9:00 since monday" -> "TOP on CHANNEL TIME RANGE"."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.parsing.schedule import schedule_words, time_range, times_of_day

LINK, CHANNEL, EMOJI, QUOTED, TOP = "link", "channel", "emoji", "quoted", "top"
TIME, HOUR, DAYS, RANGE, NUMBER = "time", "hour", "days", "range", "number"
# A mark is a word that nobody types.
_MARK = "\ue000{}\ue001"
MARK_PATTERN = re.compile("\ue000([a-z]+)\ue001")

_LINK_PATTERN = re.compile(
    r"(?:https?|feed|ftp)[:/]+\S+|\bwww\.\S+|(?<![\w@])(?:[a-z0-9-]+\.)+"
    r"(?:com|org|net|de|fr|es|it|uk|us|io|co|eu|ch|at|nl|be|br|pt|in|info|news|xml|rss|gov|edu|ai|dev|blog|example|tv|me|local)"
    r"(?::\d+)?(?:/\S*)?(?![\w.])|\blocalhost\S*|\b\d+\.\d+\.\d+\.\d+\S*",
    re.IGNORECASE,
)
_CHANNEL_PATTERN = re.compile(r"<#[^>]*>|(?<![\w&])#[a-z][\w-]*", re.IGNORECASE)
_EMOJI_PATTERN = re.compile(
    r"(?<![\w:]):[a-z+-][a-z0-9_+'-]{1,40}:(?!\w)|[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d]+"
)
_QUOTED_PATTERN = re.compile(r'["“„«][^"“”„«»]{2,}["”“»]')
_TOP_PATTERN = re.compile(
    r"\btop[- ]?(?:\d{1,4}|three|four|five|six|seven|eight|ten|drei|fünf|zehn)\b|\b(?:\d{1,2}|two|three|four|five|ten)"
    r" (?:(?!days?|hours?|weeks?|tage|stunden|wochen)\w+ )?(?:stories|headlines|items|articles|bullets?|bullet points"
    r"|schlagzeilen|meldungen|noticias"
    r"|titulares)\b",
    re.IGNORECASE,
)
_HOUR_PATTERN = re.compile(
    rf"{times_of_day.BARE_HOUR_PATTERN.pattern}|\b(?:halb|viertel (?:vor|nach)) (?:\d{{1,2}}|[a-zü]+)\b"
    r"|\bhalf (?:\d{1,2}|six|seven|eight|nine|ten|eleven|twelve)\b",
    re.IGNORECASE,
)
_GERMAN_RANGE_PATTERN = re.compile(
    r"\b(?:heute(?: morgen| nacht| früh)?|gestern(?: abend)?|seit \w+|(?:diese|letzte|vergangene)r? (?:woche|nacht)"
    r"|(?:am |dieses )?wochenende|(?:der )?letzten? \d+ (?:stunden|tage|wochen)|aujourd'hui|hier|cette semaine"
    r"|depuis \w+"
    r"|hoy|ayer|esta semana|desde (?:el )?\w+|ontem|hoje|oggi|ieri)(?![\w-])",
    re.IGNORECASE,
)
_NUMBER_PATTERN = re.compile(r"(?<![\w.])#?\d+(?:[.,]\d+)*(?![\w])")


@lru_cache(maxsize=64)  # the readings of one text ask several times
def mark_slots(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Replace each slot in a text with a mark. Return the text, and each slot as its kind and its words."""
    slots: list[tuple[str, str]] = []

    def take(pattern: re.Pattern[str], kind: str, text: str) -> str:
        def replace(match: re.Match[str]) -> str:
            slots.append((kind, match[0].strip()))
            return f" {_MARK.format(kind)} "

        return pattern.sub(replace, text)

    text = take(_QUOTED_PATTERN, QUOTED, text)
    text = take(_LINK_PATTERN, LINK, text)
    text = take(_CHANNEL_PATTERN, CHANNEL, text)
    slots += [(EMOJI, match[0]) for match in _EMOJI_PATTERN.finditer(text)]
    text = take(_TOP_PATTERN, TOP, text)
    text = _take_ranges(text, slots)
    text = take(_GERMAN_RANGE_PATTERN, RANGE, text)
    text = take(times_of_day.TIME_PATTERN, TIME, text)
    text = take(schedule_words.DAYS_PATTERN, DAYS, text)
    text = take(_HOUR_PATTERN, HOUR, text)
    marked_text = take(_NUMBER_PATTERN, NUMBER, text)
    return marked_text, tuple(slots)


# ---- private


def _take_ranges(text: str, slots: list[tuple[str, str]]) -> str:
    """Replace the longest time ranges, wherever they stand; a bare weekday is a day of a schedule as often."""
    words = text.split()
    marked: list[str] = []
    start = 0
    while start < len(words):
        for count in range(min(time_range.MAX_WORDS, len(words) - start), 0, -1):
            phrase = " ".join(words[start : start + count]).strip(",.;:!?()").replace("’", "'")
            if phrase and _is_range(phrase):
                slots.append((RANGE, phrase))
                marked.append(_MARK.format(RANGE))
                start += count
                break
        else:
            marked.append(words[start])
            start += 1
    return " ".join(marked)


def _is_range(phrase: str) -> bool:
    lower = phrase.lower()
    if not time_range.is_time_range(lower) or schedule_words.DAYS_PATTERN.fullmatch(phrase):
        return False
    return not re.fullmatch(r"(?:the )?(?:day|week|month|year|hour)s?|\d+\s?m|a \w+", lower)
