"""Questions for the demo to ask, derived from the sentences of articles.

A rule forms each question from one sentence. A question is suggested only if these articles answer it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from news.answer import Verdict
from summarize.answers import answer
from summarize.text import language

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from news.article import Article

MAX_ANSWERED_QUESTIONS = 2
# The maximum number of candidates of a kind that are tried.
MAX_CANDIDATES = 8
# Questions that show what happens without an answer: the demo asks the first one that the articles do not answer.
UNANSWERABLE_QUESTIONS = (
    "How many goals did the Rovers score?",
    "When does the opera season open?",
    "Who won the chess championship?",
    "How heavy was the whale?",
    "Where did the submarine surface?",
)
_NUMBER_REGEX = (
    r"(?:\d[\d,.]*(?: (?:thousand|million))?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a dozen"
    r"|dozens of|hundreds of|thousands of)"
)
# Who or what is counted: a plural, with at most one word before it.
_COUNTED_REGEX = r"(?P<who>(?:[a-z]+ )?(?:[a-z]{3,}[^s\W]s|people|men|women|children))"
# "over 400 employees signed a letter", "300 families left their homes": a number, who, the past tense and its object.
_COUNT_PATTERN = re.compile(
    rf"\b{_NUMBER_REGEX} {_COUNTED_REGEX} "
    r"(?P<did>[a-z]{3,}ed|left|fled|lost|won|took|made|built|sold|bought|sent|met|saw|held|spent) "
    r"(?P<what>(?:an?|the|their|its|his|her) [a-z]{4,})\b"
)
# "12 people were injured": what was done to them is the question.
_PASSIVE_COUNT_PATTERN = re.compile(
    rf"\b{_NUMBER_REGEX} {_COUNTED_REGEX} (?:were|was|have been|had been) "
    r"(?P<done>(?:not )?(?:[a-z]{3,}ed|hurt|killed|taken|found|cut|sold|built|lost|brought|sent|shut))\b"
)
# Words before a counted noun that belong to the number or the sentence, not to the noun.
_NO_ADJECTIVES = frozenset(
    {"of", "the", "other", "more", "such", "these", "those", "all", "and", "or", "to", "in"}
)
# A speaker, as in "Ada Brenn said" or "said Mayor Ada Brenn". One name alone may be a place, a firm or half a name.
_NAME_REGEX = r"[A-Z][\w'’-]+(?: (?:(?:de|da|van|von|der|bin|al|el) )?[A-Z][\w'’-]+){1,3}"
_SPEECH_PATTERN = re.compile(
    rf"(?P<before>{_NAME_REGEX}) (?:said|told|wrote|added|warned|argued)\b"
    rf"|\b(?:said|wrote|added|warned|says) (?P<after>{_NAME_REGEX})"
)
# First words of a sentence that are no part of a name.
_NO_NAMES = frozenset(
    {
        "The",
        "This",
        "That",
        "These",
        "Those",
        "And",
        "But",
        "When",
        "While",
        "After",
        "Before",
        "In",
        "On",
        "At",
    }
)


def suggest_questions(articles: Sequence[Article]) -> tuple[str, ...]:
    """Return up to two questions that the articles answer, and one that they do not answer."""
    answered: list[str] = []
    for question in _candidate_questions(articles):
        if len(answered) == MAX_ANSWERED_QUESTIONS:
            break
        if (
            question not in answered
            and answer.answer_question(question, (), articles).verdict is Verdict.ANSWERED
        ):
            answered.append(question)
    unanswered = (
        candidate
        for candidate in UNANSWERABLE_QUESTIONS
        if answer.answer_question(candidate, (), articles).verdict is Verdict.NO_ANSWER
    )
    return (*answered, *(candidate for candidate, _ in zip(unanswered, range(1), strict=False)))


# ---- private


def _candidate_questions(articles: Sequence[Article]) -> Iterator[str]:
    """Yield possible questions: about numbers and about what a person said.

    If possible, the first two questions are of different kinds.
    """
    count_questions, speech_questions = list(_count_questions(articles)), list(_speech_questions(articles))
    yield from count_questions[:1]
    yield from speech_questions[:MAX_CANDIDATES]
    yield from count_questions[1:MAX_CANDIDATES]


def _count_questions(articles: Sequence[Article]) -> Iterator[str]:
    for article in articles:
        for sentence in article.sentences:
            if match := _PASSIVE_COUNT_PATTERN.search(sentence.text):
                yield f"How many {_without_number_words(match['who'])} were {match['done']}?"
            elif match := _COUNT_PATTERN.search(sentence.text):
                object_text = re.sub(r"^an? ", "the ", match["what"])
                yield f"How many {_without_number_words(match['who'])} {match['did']} {object_text}?"


def _speech_questions(articles: Sequence[Article]) -> Iterator[str]:
    for article in articles:
        for sentence in article.sentences:
            match = _SPEECH_PATTERN.search(sentence.text)
            words = (match["before"] or match["after"]).split() if match else []
            while words and (
                words[0] in _NO_NAMES or words[0].lower() in language.stop_words(article.language)
            ):
                words = words[1:]
            if len(words) > 1:
                yield f"What did {' '.join(words)} say?"


def _without_number_words(counted: str) -> str:
    first, _, rest = counted.partition(" ")
    return rest if rest and first in _NO_ADJECTIVES else counted
