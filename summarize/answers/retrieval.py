"""How well each sentence answers a question: the words that it shares with it, and what such an answer contains.

score = BM25 + COVER of the question's words + TYPE of evidence + ARTICLE + what the kind of question adds - FRAGMENT
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from summarize.answers import answer_types, attribution, indexed_article
from summarize.answers.question_types import Kind
from summarize.cleaning import clean
from summarize.text import embeddings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news.article import Article, Sentence
    from summarize.answers.indexed_article import View
    from summarize.answers.matching import Match, Matcher
    from summarize.answers.question import Question
    from summarize.text.embeddings import Model

# Few, set by hand, and swept one at a time: hits at the first place, percent, on thread questions (91), SelQA dev
# (400), SQuAD 2 articles (150), and on the thread questions with all articles to search. As they stand: 81 84 73,
# 73; the sweeps were around RUN .8, FRAGMENT .4 and one list of evidence for all languages: 77 84 73, 71. One
# question is 1.1, .25, .7 and 1.1 points, so that most neighbours are within the noise; the zeros are not.
# BM25 .3, .9: 79 83 74, 73; 75 84 73, 67. Coverage .3, .9: 76 83 73, 68; 78 83 74, 68.
BM25 = 0.6
COVER = 0.6
# Evidence of the kind that is asked for: 0, .2, .5: 70 82 73, 62; 74 84 75, 67; 76 84 74, 71.
TYPE = 0.35
# Question words found in the whole article, which tells articles of an archive apart; 0 to .8 within two questions.
ARTICLE = 0.3
# "How many teams": a number before that very word; 0, .3 the same but for one question.
COUNTED = 0.15
# Somebody speaks, and shares words with the question: "what did the minister say". 0 costs the sureness of answers
# .015 of its area under the curve.
SPEAKER = 0.4
# A sentence within a quotation has this share of the score of the one that names the speaker: 0, .6, .8, .9 find
# 91.2, 92.3, 92.3, 92.3 % of thread questions within three, and 77, 77, 77, 79 first.
RUN = 0.9
# Headlines, captions, bylines, fragments: 0, .2, .4, .6: 74 85 73, 66; 76 84 74, 70; 77 84 73, 71; 79 84 73, 73.
FRAGMENT = 0.5
# With the extra alone: how much nearness of meaning counts, and of up to how many sentences all are looked at.
NEARNESS = 0.8
SMALL = 120
# Sentences whose evidence is looked at, those with the most words of the question: 10 to 40 find the same.
LOOKED = 24


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence and how well it answers.

    Attributes:
        sentence: itself.
        score: comparable for one question only.
        cover: see `matching.Match`.
        own: see `matching.Match`.
        evidence: how far it holds what the kind of question asks for, 0 to 1.
    """

    sentence: Sentence
    score: float
    cover: float
    own: float
    evidence: float


def scored(matcher: Matcher, views: Sequence[View], count: int) -> list[Scored]:
    """Score the sentences of articles for a question, the best first.

    Args:
        matcher: the question's words.
        views: articles in its language.
        count: how many sentences at most.
    """
    met: list[tuple[float, View, Match]] = []
    for view in views:
        share = ARTICLE * matcher.found([view])
        met += [(share + BM25 * m.strength + COVER * m.cover, view, m) for m in matcher.matches(view)]
    model = embeddings.shipped() if matcher.question.language == embeddings.LANGUAGE else None
    most = LOOKED if model is None or len(met) > SMALL else SMALL
    looked = heapq.nlargest(max(most, count), met, key=lambda each: each[0])
    found = [_judged(matcher, *each) for each in looked]
    if model is not None:
        found = _nearer(model, matcher.question, found)
    if matcher.question.kind is Kind.QUOTE:
        found = _run_on(found, {view.article.id: view.article for view in views})
    best = heapq.nlargest(2 * count, found, key=lambda each: each.score)
    titles = {view.article.id: view.article.title.strip() for view in views}
    whole = [_without_fragments(each, titles[each.sentence.article_id]) for each in best]
    return sorted(whole, key=lambda each: -each.score)[:count]


# ---- private


def _judged(matcher: Matcher, lexical: float, view: View, match: Match) -> Scored:
    question = matcher.question
    sentence = view.article.sentences[match.place]
    names = indexed_article.names(view.article) if question.kind in answer_types.NAMING else frozenset()
    held = answer_types.holds(question, sentence.text, names)
    score = lexical + TYPE * held
    if question.kind is Kind.NUMBER and not question.measure:
        score += COUNTED * answer_types.counts(question, view.orders[match.place])
    if question.kind is Kind.QUOTE and answer_types.speaks(sentence.text, question.language):
        score += SPEAKER * min(1.0, 2 * match.cover)
    return Scored(sentence, score, match.cover, match.own, held)


def _nearer(model: Model, question: Question, found: list[Scored]) -> list[Scored]:
    """Add how near each sentence is to the question in meaning."""
    near = model.near(question.understood or question.text, [each.sentence.text for each in found])
    return [replace(each, score=each.score + NEARNESS * far) for each, far in zip(found, near, strict=True)]


def _run_on(found: list[Scored], articles: dict[str, Article]) -> list[Scored]:
    """Give sentences within a quotation their part in the score of the one that names the speaker."""
    best = {(each.sentence.article_id, each.sentence.index): each for each in found}
    for head in found:
        article = articles[head.sentence.article_id]
        speeches = attribution.read(article)
        part = replace(head, score=RUN * head.score)
        for place in range(
            head.sentence.index + 1, min(head.sentence.index + attribution.LONGEST, len(speeches))
        ):
            if speeches[place].head != head.sentence.index:
                break
            spot = (article.id, place)
            if spot not in best or best[spot].score < part.score:
                best[spot] = replace(part, sentence=article.sentences[place])
    return list(best.values())


def _without_fragments(each: Scored, title: str) -> Scored:
    text = each.sentence.text.strip()
    if text != title and clean.quotable(text):
        return each
    return replace(each, score=each.score - FRAGMENT)
