"""The answer to a question, made up of quotes and a verdict.

The verdict states how well the articles answer the question.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from news.article import Article, Sentence
    from news.story import RankingSignal


class Intent(StrEnum):
    """The kind of question that a person asks in a brief's thread. The database stores the values."""

    QUESTION = "question"  # who, what, when, where, how many, why; who is X; what did X say
    MORE = "more"  # further sentences of a story
    SUMMARY = "summary"  # a story in a given number of sentences
    QUOTES = "voices"  # who said what
    COVERAGE = "coverage"  # which other outlets report the story, with links
    DIFFERENCES = "differences"  # where outlets disagree
    BACKGROUND = "before"  # earlier events that led to the story, oldest first
    UPDATES = "newer"  # what arrived since the brief
    RANKING = "reasons"  # why the story is in the brief
    HELP = "help"  # what can be asked
    REPEAT = "again"  # the last question once more
    TRANSLATE = "translate"  # from here on, what the bot cannot do
    SIMPLIFY = "simplify"
    STOP = "stop"
    SAVE = "save"
    VERIFY = "verify"  # done by a command
    LEFT_OUT = "left_out"


class Verdict(StrEnum):
    """How well the articles answer a question. The database stores the values."""

    ANSWERED = "said"  # "The articles say:"
    PARTIAL = "closest"  # "Not answered directly; closest:"
    NO_ANSWER = "silent"  # "These articles do not say."


class Scope(StrEnum):
    """The set of articles that was searched for an answer, narrowest first. The database stores the values."""

    STORY = "story"
    BRIEF = "brief"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage of consecutive sentences from one article.

    Attributes:
        article: the article that is quoted.
        sentences: at least one, in the order of the article.
        corroborating_articles: articles by other outlets that say the same.
    """

    article: Article
    sentences: tuple[Sentence, ...]
    corroborating_articles: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question, made up of quotes from articles.

    Attributes:
        question: the question as typed.
        resolved_question: the question with the context of earlier turns added; "" if nothing was added.
        verdict: how well the articles answer the question.
        quotes: the quotes, best first; with `NO_ANSWER`, at most the closest passage, labelled as such.
        scope: where the quotes were found.
        score: the confidence that the articles answer the question; comparable between answers, not a probability.
        intent: what the question asks for.
        story_id: the id of the story that the answer is about; "" if it is not about a single story.
        story_title: that story's headline.
        linked_articles: articles that are listed with their links, not quoted.
        ranking_signals: why the story ranks where it does; filled for `Intent.RANKING` only.
        id: identifies the answer in the store and in `newsbrief verify`; "" until it is stored.
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
    """The result of checking the quotes of a brief or an answer against the stored articles.

    Attributes:
        subject_id: the id of the brief or answer.
        sentence_count: the number of quoted sentences.
        failed_sentences: sentences that do not match their article word for word, or whose article is no longer stored.
    """

    subject_id: str
    sentence_count: int
    failed_sentences: tuple[Sentence, ...] = ()
