"""Recognize what a person requests in the thread of a brief, such as a summary or the background.

strip     politeness, "@newsbrief", punctuation
match     the first pattern that fits the whole rest; anything else is a question
story     a number ("2", "the second one"), or words ("more on the strike"); neither means the last story discussed
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from news.answer import Intent
from summarize.text import lexicon

# A longer text is an essay; only its beginning is read.
MAX_TEXT_LENGTH = 300
# The default and the maximum length of a summary.
DEFAULT_SUMMARY_SENTENCES, MAX_SUMMARY_SENTENCES = 3, 10

_POLITE_PREFIX_PATTERN = re.compile(
    r"^(?:(?:hey|hi|hello|ok|okay|so|and|please|pls|thanks|thx|great|nice|cool|newsbrief|now|then|also|but"
    r"|well|hm+)\b[,:! ]*"
    r"|(?:can|could|would|will) (?:you|i|we) (?:please |pls )?(?:(?:give|tell|show) (?:me|us)|get|have|see"
    r"|hear)?\b ?"
    r"|(?:please )?(?:give|tell|show|send|get) (?:me|us)\b ?"
    r"|(?:i|we)(?:'d| would)? (?:want|like|need)(?: to (?:know|see|hear|have))?\b ?"
    r"|do (?:you|we) (?:have|know)\b ?|(?:is|are) there\b ?|i wonder\b ?|let'?s (?:see|have)\b ?)+"
)
_POLITE_SUFFIX_PATTERN = re.compile(
    r"(?:[ ,]+(?:please|pls|thanks|thank you|thx|newsbrief|now|then|exactly|again|so far))+$"
)
# Requests that nobody makes to a colleague: they need no question mark and no number.
UNMARKED_REQUESTS = frozenset(Intent) - {
    Intent.QUESTION,
    Intent.MORE,
    Intent.COVERAGE,
    Intent.DIFFERENCES,
    Intent.BACKGROUND,
    Intent.UPDATES,
}
_PRAISE_PATTERN = re.compile(r"\W*(?:great|nice|cool|good|lovely|love|thanks|thx|thank|ok|okay)\b")
_ORDINAL_NUMBERS = {
    "first": 1,
    "top": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
}
_COUNT_WORDS = {"one": 1, "a": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "a few": 3, "few": 3} | {
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "a couple of": 2,
}  # fmt: skip
_STORY_NUMBER_PATTERN = re.compile(
    r"(?:(?:the )?(?:story|number|no\.?|item|point|one)? ?#?(?P<digits>\d{1,2})(?:st|nd|rd|th)?(?: one| story| item)?"
    r"|(?:the )?(?P<word>first|top|second|third|fourth|fifth|sixth|seventh)(?: one| story| item)?)"
)
_CURRENT_STORY_PATTERN = re.compile(
    r"(?:(?:all )?(?:this|that|it|these|those|them"
    r"|(?:the (?:same )?|this |that )(?:story|topic|thread|brief|news|event|article|one))|us|me)?"
)
# Words that are not a topic: "any update yet".
_FILLER_PATTERN = re.compile(
    r"(?:yet|today|now|so far|that|this|it|there|here|then|the brief|this story|the story|us|me|you|everyone|please)?"
)


@dataclass(frozen=True, slots=True)
class ParsedIntent:
    """The intent of a message and the story to which the message refers.

    Attributes:
        intent: the intent; QUESTION if nothing else fits.
        story_number: the number of a story in the brief; 0 if none is given.
        story_text: words that name a story; "" if none are given.
        sentence_count: the length of a summary.
    """

    intent: Intent
    story_number: int = 0
    story_text: str = ""
    sentence_count: int = DEFAULT_SUMMARY_SENTENCES


def parse_intent(text: str) -> ParsedIntent:
    """Parse a message from a brief's thread, in any case and with any punctuation."""
    normalized_text = " ".join(text[:MAX_TEXT_LENGTH].lower().replace("’", "'").split()).strip(
        " .!?…,;:\"'“”*_~¿¡"
    )
    core_text = normalized_text
    for _ in range(2):
        core_text = _POLITE_SUFFIX_PATTERN.sub("", _POLITE_PREFIX_PATTERN.sub("", core_text)).strip(" .!?,")
    for candidate_text in dict.fromkeys((core_text, normalized_text)):
        for intent, pattern in _load_patterns():
            if match := pattern.fullmatch(candidate_text):
                return _build_parsed_intent(intent, match.groupdict())
    return ParsedIntent(Intent.QUESTION)


def is_request(text: str) -> bool:
    """Whether a message is clearly a request to the bot, such as "links for 2" or "in 3 bullets"."""
    parsed_intent = parse_intent(text)
    if parsed_intent.intent is Intent.QUESTION:
        return False
    return (
        text.rstrip().endswith("?")
        or bool(parsed_intent.story_number)
        or (
            parsed_intent.intent in UNMARKED_REQUESTS
            and not parsed_intent.story_text
            and (parsed_intent.intent is Intent.STOP or not _PRAISE_PATTERN.match(text.lower()))
        )
    )


# ---- private


@cache
def _load_patterns() -> tuple[tuple[Intent, re.Pattern[str]], ...]:
    """Return the patterns of intents.txt in file order.

    The order keeps "what is new" from matching a definition question.
    """
    sections = lexicon.load_sections("intents.txt")
    fragments = dict(line.split(" ", 1) for line in sections["pieces"])
    rows = (line.split(" ", 1) for line in sections["patterns"])
    return tuple(
        (
            Intent(name),
            re.compile(re.sub(r"\{(of|here|tells|tongue)\}", lambda match: fragments[match[1]], pattern)),
        )
        for name, pattern in rows
    )


def _build_parsed_intent(intent: Intent, groups: dict[str, str | None]) -> ParsedIntent:
    story_text = (groups.get("about") or groups.get("about2") or "").strip(" ,.?!")
    story_text = _POLITE_SUFFIX_PATTERN.sub("", story_text)
    number_match = _STORY_NUMBER_PATTERN.fullmatch(story_text)
    if number_match:
        return ParsedIntent(
            intent,
            int(number_match["digits"] or _ORDINAL_NUMBERS[number_match["word"]]),
            "",
            _parse_sentence_count(groups.get("count")),
        )
    if _CURRENT_STORY_PATTERN.fullmatch(story_text) or _FILLER_PATTERN.fullmatch(story_text):
        story_text = ""
    return ParsedIntent(intent, 0, story_text, _parse_sentence_count(groups.get("count")))


def _parse_sentence_count(count_text: str | None) -> int:
    if not count_text:
        return DEFAULT_SUMMARY_SENTENCES
    return max(
        1,
        min(
            MAX_SUMMARY_SENTENCES,
            int(count_text)
            if count_text.isdigit()
            else _COUNT_WORDS.get(count_text, DEFAULT_SUMMARY_SENTENCES),
        ),
    )
