"""What somebody wants under a brief, told by the words: more, a summary, who else tells it, what came before ...

strip     politeness, "@newsbrief", marks
match     the whole of what is left, the first pattern that fits; anything else is a question
about     a number ("2", "the second one"), or words ("more on the strike"); neither means what was talked of last
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from news.answer import Intent
from summarize.text import lexicon

# More than this is an essay; only its beginning is read.
READ = 300
# Sentences of a summary if nothing is said of its length, and at most.
SENTENCES, MOST = 3, 10

_POLITE = re.compile(
    r"^(?:(?:hey|hi|hello|ok|okay|so|and|please|pls|thanks|thx|great|nice|cool|newsbrief|now|then|also|but"
    r"|well|hm+)\b[,:! ]*"
    r"|(?:can|could|would|will) (?:you|i|we) (?:please |pls )?(?:(?:give|tell|show) (?:me|us)|get|have|see"
    r"|hear)?\b ?"
    r"|(?:please )?(?:give|tell|show|send|get) (?:me|us)\b ?"
    r"|(?:i|we)(?:'d| would)? (?:want|like|need)(?: to (?:know|see|hear|have))?\b ?"
    r"|do (?:you|we) (?:have|know)\b ?|(?:is|are) there\b ?|i wonder\b ?|let'?s (?:see|have)\b ?)+"
)
_TAIL = re.compile(r"(?:[ ,]+(?:please|pls|thanks|thank you|thx|newsbrief|now|then|exactly|again|so far))+$")
_ORDINALS = {"first": 1, "top": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7}
_COUNTS = {"one": 1, "a": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "a few": 3, "few": 3} | {
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "a couple of": 2,
}  # fmt: skip
_NUMBER = re.compile(
    r"(?:(?:the )?(?:story|number|no\.?|item|point|one)? ?#?(?P<digits>\d{1,2})(?:st|nd|rd|th)?(?: one| story| item)?"
    r"|(?:the )?(?P<word>first|top|second|third|fourth|fifth|sixth|seventh)(?: one| story| item)?)"
)
_THIS = re.compile(
    r"(?:(?:all )?(?:this|that|it|these|those|them"
    r"|(?:the (?:same )?|this |that )(?:story|topic|thread|brief|news|event|article|one))|us|me)?"
)
# Words that are no topic: "any update yet".
_EMPTY = re.compile(
    r"(?:yet|today|now|so far|that|this|it|there|here|then|the brief|this story|the story|us|me|you|everyone|please)?"
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants.

    Attributes:
        intent: QUESTION where nothing else fits.
        number: of a story in the brief; 0 if none was given.
        about: words that name one; "" if none were given.
        count: sentences of a summary.
    """

    intent: Intent
    number: int = 0
    about: str = ""
    count: int = SENTENCES


def read(text: str) -> Wish:
    """Read what somebody typed under a brief, in any case and with any marks."""
    said = " ".join(text[:READ].lower().replace("’", "'").split()).strip(" .!?…,;:\"'“”*_~¿¡")
    bare = said
    for _ in range(2):
        bare = _TAIL.sub("", _POLITE.sub("", bare)).strip(" .!?,")
    for form in dict.fromkeys((bare, said)):
        for intent, pattern in _patterns():
            if found := pattern.fullmatch(form):
                return _wish(intent, found.groupdict())
    return Wish(Intent.QUESTION)


def asked(text: str) -> bool:
    """Tell whether a message surely asks for something other than an answer: "any contradictions?", "links for 2"."""
    wish = read(text)
    return wish.intent is not Intent.QUESTION and (text.rstrip().endswith("?") or bool(wish.number))


# ---- private


@cache
def _patterns() -> tuple[tuple[Intent, re.Pattern[str]], ...]:
    """Give the patterns of intents.txt, in their order: "what is new" is no question about what something is."""
    held = lexicon.read("intents.txt")
    pieces = dict(line.split(" ", 1) for line in held["pieces"])
    rows = (line.split(" ", 1) for line in held["patterns"])
    return tuple(
        (Intent(name), re.compile(re.sub(r"\{(of|here|tells)\}", lambda found: pieces[found[1]], pattern)))
        for name, pattern in rows
    )


def _wish(intent: Intent, held: dict[str, str | None]) -> Wish:
    about = (held.get("about") or held.get("about2") or "").strip(" ,.?!")
    about = _TAIL.sub("", about)
    number = _NUMBER.fullmatch(about)
    if number:
        return Wish(intent, int(number["digits"] or _ORDINALS[number["word"]]), "", _count(held.get("count")))
    if _THIS.fullmatch(about) or _EMPTY.fullmatch(about):
        about = ""
    return Wish(intent, 0, about, _count(held.get("count")))


def _count(said: str | None) -> int:
    if not said:
        return SENTENCES
    return max(1, min(MOST, int(said) if said.isdigit() else _COUNTS.get(said, SENTENCES)))
