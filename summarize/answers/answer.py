"""Answers to questions: the sentences of the articles that say it, or that they do not say.

question, history --read--> what is asked --score--> sentences --judge--> said, closest, silent --quote--> answer
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from news.answer import Answer, Verdict
from summarize.answers import indexed_article, matching, quoting, retrieval
from summarize.answers import question as questions
from summarize.answers.in_memory_index import Archive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news.answer import Quote
    from news.article import Article, Sentence
    from summarize.answers.indexed_article import View
    from summarize.answers.retrieval import Scored

__all__ = ["Archive", "Ranking", "answer", "rank"]

# How sure it is that the articles answer: what the best sentence holds of the question's own words and of all of
# them, the evidence of its kind, and the share of the words found anywhere. Area under the curve on thread
# questions (91 answerable, 13 not), and with all articles to search: coverage of all words and the share alone .85
# and .81, these .90 and .89; EVIDENCE 0, .2, .4, .6: .90 .88, .90 .89, .90 .895, .895 .89. On SQuAD 2, whose
# unanswerable questions are adversarial, any is near chance (.53 to .57).
EVIDENCE = 0.3
FOUND = 0.3
# Thread questions by sureness: from 1.2 up, 61 of 80 first sentences answer, 71 within three, and 78 are answerable;
# from .6 to 1.2, 11 of 17 first sentences answer; below, 2 of 7.
SAID = 1.2
CLOSEST = 0.6
# With less of the question's words in the best sentence than this, or a name that stands nowhere, nothing is close:
# of 91 and 13, cover 0, .2, .3, .35 leave 2, 3, 7, 12 answerable and 5, 6, 6, 8 unanswerable ones unanswered; names
# leave no further answerable one and one more of the others.
COVER = 0.3
# From here on a sentence is offered all the same, as the nearest passage.
NEAREST = 0.1
# At most so many quotes, none worse than the best by more than this: .1, .2, .3, .4 show 1.4, 1.6, 1.8, 2.1 quotes,
# and the answer is among them for 76, 77, 79, 79 of 91.
QUOTES = 3
WITHIN = 0.3
# Two sentences that hold each other's words to this share say the same.
SAME = 0.8
# Sentences in a ranking.
COUNT = 10


@dataclass(frozen=True, slots=True)
class Ranking:
    """Sentences of the articles, the best answer first.

    Attributes:
        sentences: at most as many as asked for; none if no article has a sentence.
        scores: one for each sentence, comparable within this ranking only.
        answerable: whether the articles say it, as far as can be told.
        score: how sure that is; comparable between rankings, no probability.
        cover: the share of the question's words that the best sentence holds, 0 to 1.
        named: whether each name in the question stands somewhere in the articles.
        understood: see `news.answer.Answer`.
    """

    sentences: tuple[Sentence, ...] = ()
    scores: tuple[float, ...] = ()
    answerable: bool = False
    score: float = 0.0
    cover: float = 0.0
    named: bool = True
    understood: str = ""


def answer(question: str, history: Sequence[str], articles: Sequence[Article]) -> Answer:
    """Answer a question in the words of articles.

    Args:
        question: as asked.
        history: earlier questions of its thread, oldest first.
        articles: of one story, one brief, or found in the archive.

    Returns:
        SAID with at most three quotes; CLOSEST with the nearest one; SILENT with that or, if nothing is near, none.
    """
    ranking = rank(question, history, articles)
    verdict = _verdict(ranking)
    return Answer(
        question=question,
        verdict=verdict,
        quotes=_quotes(ranking, articles, QUOTES if verdict is Verdict.ANSWERED else 1),
        score=ranking.score,
        resolved_question=ranking.understood,
    )


def rank(
    question: str, history: Sequence[str], articles: Sequence[Article], *, count: int = COUNT
) -> Ranking:
    """Rank the sentences of articles by how well they answer, and tell whether they do.

    Args:
        question: as asked.
        history: earlier questions of its thread, oldest first.
        articles: in any languages; each is asked in its own.
        count: how many sentences at most.
    """
    found: list[Scored] = []
    share, named, understood = 0.0, False, ""
    for language, views in _by_language(articles).items():
        asked = questions.read(question, history, language)
        matcher = matching.Matcher(asked, views)
        found += retrieval.scored(matcher, views, count)
        share = max(share, matcher.found(views))
        named = named or matcher.meets_names(views)
        understood = understood or asked.understood
    if not found:
        return Ranking(understood=understood)
    best = sorted(found, key=lambda each: -each.score)[:count]
    sure = best[0].own + best[0].cover + EVIDENCE * best[0].evidence + FOUND * share if best[0].cover else 0.0
    return Ranking(
        tuple(each.sentence for each in best),
        tuple(each.score for each in best),
        sure >= SAID and named,
        sure,
        best[0].cover,
        named,
        understood,
    )


# ---- private


def _by_language(articles: Sequence[Article]) -> dict[str, list[View]]:
    spoken: dict[str, list[View]] = {}
    for view in map(indexed_article.view, articles):
        if view.lengths:
            spoken.setdefault(view.language, []).append(view)
    return spoken


def _verdict(ranking: Ranking) -> Verdict:
    if ranking.score < CLOSEST or ranking.cover < COVER or not ranking.named:
        return Verdict.NO_ANSWER
    return Verdict.ANSWERED if ranking.answerable else Verdict.PARTIAL


def _quotes(ranking: Ranking, articles: Sequence[Article], most: int) -> tuple[Quote, ...]:
    """Quote the best sentences, each thing once; none if the best has nothing to do with the question."""
    if ranking.cover < NEAREST:
        return ()
    held = {article.id: article for article in articles}
    quotes: list[Quote] = []
    for sentence, score in zip(ranking.sentences, ranking.scores, strict=True):
        if score < ranking.scores[0] - WITHIN:
            break
        told = next((place for place, quote in enumerate(quotes) if _told(sentence, quote)), None)
        if told is not None:
            quotes[told] = _with(quotes[told], held[sentence.article_id])
            continue
        quote = quoting.around(held[sentence.article_id], sentence.index)
        met = [place for place, other in enumerate(quotes) if set(quote.sentences) & set(other.sentences)]
        if met:
            quotes[met[0]] = max(quote, quotes[met[0]], key=lambda each: len(each.sentences))
        elif len(quotes) < most:
            quotes.append(quote)
    return tuple(quotes)


def _with(quote: Quote, article: Article) -> Quote:
    """Cite another outlet that says the same."""
    cited = {quote.article.outlet, *(each.outlet for each in quote.corroborating_articles)}
    return (
        quote
        if article.outlet in cited
        else replace(quote, corroborating_articles=(*quote.corroborating_articles, article))
    )


def _told(sentence: Sentence, quote: Quote) -> bool:
    """Tell whether a quote holds a sentence already, or one that says the same."""
    if sentence in quote.sentences:
        return True
    said = _roots(sentence, quote.article)
    return any(matching.alike(said, _roots(each, quote.article), SAME) for each in quote.sentences)


def _roots(sentence: Sentence, article: Article) -> frozenset[str]:
    return frozenset(indexed_article.roots(sentence.text, indexed_article.spoken(article)))
