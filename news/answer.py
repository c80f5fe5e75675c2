"""An answer: what was wanted, and the sentences that say it, or that the articles do not say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from news.article import Article, Sentence
    from news.story import RankingSignal


class Intent(StrEnum):
    """What somebody wants to know under a brief."""

    QUESTION = "question"  # who, what, when, where, how many, why; who is X; what did X say
    MORE = "more"  # further sentences of a story
    SUMMARY = "summary"  # a story in so many sentences
    QUOTES = "voices"  # who said what
    COVERAGE = "coverage"  # who else tells it, with links
    DIFFERENCES = "differences"  # where outlets disagree
    BACKGROUND = "before"  # what led to it, oldest first
    UPDATES = "newer"  # what came in since
    RANKING = "reasons"  # why it stands in the brief


class Verdict(StrEnum):
    """How far the articles answer."""

    ANSWERED = "said"  # "The articles say:"
    PARTIAL = "closest"  # "Not answered directly; closest:"
    NO_ANSWER = "silent"  # "These articles do not say."


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
        corroborating_articles: articles of other outlets that say the same.
    """

    article: Article
    sentences: tuple[Sentence, ...]
    corroborating_articles: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the articles say to a question.

    Attributes:
        question: as it was asked.
        resolved_question: with what was carried over from earlier turns, where anything was; else "".
        verdict: how far the articles answer.
        quotes: best first; with SILENT, at most the nearest passage, offered as such.
        scope: where they stand.
        score: how sure it is that the articles answer; comparable between answers, no probability.
        intent: what was wanted.
        story_id: the id of the story that it is about; "" if it is about none alone.
        story_title: that story's headline.
        linked_articles: articles that are named with their links, not quoted.
        ranking_signals: why the story stands where it does, where that was asked.
        id: names it in the store and in `newsbrief verify`; "" until it is kept.
    """

    question: str
    verdict: Verdict
    quotes: tuple[Quote, ...] = ()
    scope: Scope = Scope.STORY
    score: float = 0.0
    resolved_question: str = ""
    intent: Intent = Intent.QUESTION
    story_id: str = ""
    story_title: str = ""
    linked_articles: tuple[Article, ...] = ()
    ranking_signals: tuple[RankingSignal, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class VerificationResult:
    """What holding a brief or an answer against the articles came to.

    Attributes:
        subject_id: its id.
        sentence_count: how many it quotes.
        failed_sentences: those that do not stand in their article as quoted, or whose article is not kept.
    """

    subject_id: str
    sentence_count: int
    failed_sentences: tuple[Sentence, ...] = ()
