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
# "over 400 employees signed a letter": a number, who, the verb and its object.
_COUNT_PATTERN = re.compile(
    r"\b(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|dozens of|hundreds of|thousands of) "
    r"(?P<who>(?:[a-z]+ )?[a-z]{3,}s) (?P<did>(?!of\b)[a-z]{3,}ed) (?P<what>(?:an?|the|their|its) [a-z]{4,})\b"
)
# A speaker, as in "Ada Brenn said" or "said Ada Brenn".
_NAME_REGEX = r"[A-Z][\w'’-]{2,}(?: (?:[A-Z][\w'’-]+)){0,2}"
_SPEECH_PATTERN = re.compile(
    rf"(?P<before>{_NAME_REGEX}) (?:said|told|wrote|added)\b|\b(?:said|wrote|added) (?P<after>{_NAME_REGEX})"
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
            if match := _COUNT_PATTERN.search(sentence.text):
                object_text = re.sub(r"^an? ", "the ", match["what"])
                yield f"How many {match['who']} {match['did']} {object_text}?"


def _speech_questions(articles: Sequence[Article]) -> Iterator[str]:
    for article in articles:
        for sentence in article.sentences:
            match = _SPEECH_PATTERN.search(sentence.text)
            speaker = (match["before"] or match["after"]) if match else ""
            if speaker and speaker.split()[0].lower() not in language.stop_words(article.language):
                yield f"What did {speaker} say?"
