"""An answer: the sentences that say it, or that the articles do not say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from news.article import Article, Sentence


class Verdict(StrEnum):
    """How far the articles answer."""

    SAID = "said"  # "The articles say:"
    CLOSEST = "closest"  # "Not answered directly; closest:"
    SILENT = "silent"  # "These articles do not say."


class Scope(StrEnum):
    """Where was looked, the nearest first."""

    STORY = "story"
    BRIEF = "brief"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Quote:
    """Sentences that stand one after another in one article.

    Attributes:
        article: whose words these are.
        sentences: at least one, in the order of the article.
    """

    article: Article
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the articles say to a question.

    Attributes:
        question: as it was asked.
        understood: with what was carried over from earlier turns, where anything was; else "".
        verdict: how far the articles answer.
        quotes: best first; with SILENT, at most the nearest passage, offered as such.
        scope: where they stand.
        score: how sure it is that the articles answer; comparable between answers, no probability.
    """

    question: str
    verdict: Verdict
    quotes: tuple[Quote, ...] = ()
    scope: Scope = Scope.STORY
    score: float = 0.0
    understood: str = ""
