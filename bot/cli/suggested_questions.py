"""Questions that an article's own sentences bring up: offered ready made, and asked by the demo.

Each is made by a rule from one sentence and offered only if the answerer, asked it, quotes from these articles.
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

ASKED = 2
# Asked to show what happens when the articles do not say: the first that they indeed do not answer.
ELSEWHERE = (
    "How many goals did the Rovers score?",
    "When does the opera season open?",
    "Who won the chess championship?",
)
# "over 400 employees signed a letter": how many of whom did what to what.
_COUNTED = re.compile(
    r"\b(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|dozens of|hundreds of|thousands of) "
    r"(?P<who>(?:[a-z]+ )?[a-z]{3,}s) (?P<did>(?!of\b)[a-z]{3,}ed) (?P<what>(?:an?|the|their|its) [a-z]{4,})\b"
)
# "Ada Brenn said", "said Ada Brenn".
_NAME = r"[A-Z][\w'’-]{2,}(?: (?:[A-Z][\w'’-]+)){0,2}"
_SPOKE = re.compile(
    rf"(?P<before>{_NAME}) (?:said|told|wrote|added)\b|\b(?:said|wrote|added) (?P<after>{_NAME})"
)


def questions(articles: Sequence[Article]) -> tuple[str, ...]:
    """Give up to two questions that these articles answer, and one that they do not."""
    asked: list[str] = []
    for question in _candidates(articles):
        if len(asked) == ASKED:
            break
        if question not in asked and answer.answer(question, (), articles).verdict is Verdict.ANSWERED:
            asked.append(question)
    silent = (each for each in ELSEWHERE if answer.answer(each, (), articles).verdict is Verdict.NO_ANSWER)
    return (*asked, *(each for each, _ in zip(silent, range(1), strict=False)))


# ---- private


def _candidates(articles: Sequence[Article]) -> Iterator[str]:
    """Give questions of one kind before the other, so that the two asked differ where they can."""
    counted, spoke = list(_counted(articles)), list(_spoke(articles))
    yield from counted[:1]
    yield from spoke[:3]
    yield from counted[1:4]


def _counted(articles: Sequence[Article]) -> Iterator[str]:
    for article in articles:
        for sentence in article.sentences:
            if found := _COUNTED.search(sentence.text):
                what = re.sub(r"^an? ", "the ", found["what"])
                yield f"How many {found['who']} {found['did']} {what}?"


def _spoke(articles: Sequence[Article]) -> Iterator[str]:
    for article in articles:
        for sentence in article.sentences:
            found = _SPOKE.search(sentence.text)
            name = (found["before"] or found["after"]) if found else ""
            if name and name.split()[0].lower() not in language.stop_words(article.language):
                yield f"What did {name} say?"
