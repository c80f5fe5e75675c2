"""A question as it is understood: its kind, what it names, and what it carries over from earlier turns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from summarize.answers import question_types
from summarize.answers.question_types import Kind
from summarize.text import language as tongue
from summarize.text import lexicon, units, word_families

if TYPE_CHECKING:
    from collections.abc import Sequence

_POLITE = re.compile(
    r"^(?:(?:hey|hi|hello|ok|okay|please|thanks|so|and)[,! ]+)*(?:(?:can|could|would|do|does) (?:you"
    r"|anyone|anybody|someone) (?:please |also )*(?:tell (?:me|us)|know|say|explain|find out|check)"
    r"|(?:please )?tell (?:me|us)|(?:i |we )?(?:wonder|want to know|would like to know)|any idea|is it "
    r"known|do we know)\b[, ]*(?:if |whether )?",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[\w,'’] )[A-Z][\w'’-]*\w")
# .3, .5, 1 on thread questions (91), SelQA dev (400), SQuAD 2 articles (150): 81 84 74, 81 84 73, 79 83.5 74 % first.
WEAK = 0.5
# A question with at most so many words of content leans on the turn before it.
BARE = 1
# Turns that are looked back at, while they lean on earlier ones themselves.
BACK = 3
# Words shown of those that were carried.
SHOWN = 5
# Words read of one question: nobody types more, and each costs a look-up.
MOST = 60


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood.

    Attributes:
        text: as asked, white space folded.
        language: what it is asked of: ISO 639-1.
        kind: what an answer must contain.
        measure: which measure a number must have; "" for any.
        weights: root -> how much it matters; 1 for a word of content, less for words such as "people".
        carried: roots of earlier turns that it leans on.
        order: its roots of content in order.
        known: lower-case words that it names.
        names: roots of its words with a capital inside it: whom and what it is about.
        understood: with the words it was completed by; "" if it stands by itself.
    """

    text: str
    language: str
    kind: Kind
    measure: str
    weights: dict[str, float]
    carried: tuple[str, ...]
    order: tuple[str, ...]
    known: frozenset[str]
    names: tuple[str, ...]
    understood: str


def read(question: str, history: Sequence[str], language: str = "en") -> Question:
    """Understand a question in its thread.

    Args:
        question: as asked.
        history: earlier questions of the thread, oldest first.
        language: what the articles are written in.
    """
    text = " ".join(question.split())
    asked = _POLITE.sub("", text) or text
    content = _content(asked, language)
    leans = bool(history) and _leans(asked, content, language)
    earlier = _earlier(history, language) if leans else []
    about, kind = _kind(asked, history if leans else (), language)
    own = {word_families.root(word, language): _weight(word) for word in content}
    carried = tuple(
        dict.fromkeys(root for word in earlier if (root := word_families.root(word, language)) not in own)
    )
    return Question(
        text=text,
        language=language,
        kind=kind,
        measure=units.asked(about) if kind is Kind.NUMBER else "",
        weights=own,
        carried=carried,
        order=tuple(word_families.root(word, language) for word in content),
        known=frozenset(content) | frozenset(earlier),
        names=tuple(
            root for word in _names(asked, language) if (root := word_families.root(word, language)) in own
        ),
        understood=_understood(text, earlier, own, language),
    )


# ---- private


def _kind(asked: str, history: Sequence[str], language: str) -> tuple[str, Kind]:
    """Tell the kind, and by which turn: "and Discovery?" asks what the turn before asked."""
    for turn in (asked, *reversed(history[-BACK:])):
        kind = question_types.kind(turn, language)
        if kind is not None:
            return turn, kind
    return asked, Kind.THING


def _content(text: str, language: str) -> list[str]:
    stop = _listed("stop") if language == "en" else tongue.stop_words(language) | _listed("stop")
    return [
        word
        for word in tongue.words(text[: question_types.READ], language)
        if word not in stop and (len(word) > 1 or word.isdigit() or not word.isascii())
    ][:MOST]


def _names(text: str, language: str) -> list[str]:
    """Give the words that a capital makes names, but for the first word; German gives all nouns one, so none there."""
    if language == "de":
        return []
    return [
        word for found in _NAME.findall(text[: question_types.READ]) for word in tongue.words(found, language)
    ]


def _weight(word: str) -> float:
    return WEAK if word in _listed("weak") else 1.0


def _leans(text: str, content: list[str], language: str) -> bool:
    strong = [word for word in content if word not in _listed("weak")]
    return len(strong) <= BARE or bool(_pointing(language).search(text))


@lru_cache(maxsize=8)
def _listed(section: str) -> frozenset[str]:
    return frozenset(" ".join(lexicon.read("question.txt")[section]).split())


@lru_cache(maxsize=32)
def _pointing(language: str) -> re.Pattern[str]:
    """What opens with "and" or speaks of "it" leans on the turn before it."""
    held = lexicon.read("question.txt")
    spoken = language if f"points {language}" in held else "en"
    joined, points = (held[f"{name} {spoken}"][0] for name in ("joined", "points"))
    return re.compile(rf"^(?:{joined})\b|\b(?:{points})\b", re.IGNORECASE)


def _earlier(history: Sequence[str], language: str) -> list[str]:
    """Give the words of content of the turn before, and of those that it leaned on in turn."""
    found: list[str] = []
    for turn in reversed(history[-BACK:]):
        content = _content(turn, language)
        found += [word for word in content if word not in found]
        if not _leans(turn, content, language):
            break
    return found[:MOST]


def _understood(text: str, earlier: list[str], own: dict[str, float], language: str) -> str:
    new = [
        word
        for word in earlier
        if word_families.root(word, language) not in own and word not in _listed("weak")
    ]
    return f"{text} ({', '.join(new[:SHOWN])})" if new else ""
