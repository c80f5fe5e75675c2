"""Replies about one story, in its articles' own sentences: more, a summary, who said what, what came before.

story (and articles around it) --what is wanted--> sentences --each told once--> answer
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from news.answer import Answer, Intent, Quote, Verdict
from summarize.answers import answer_types, attribution, indexed_article, quoting
from summarize.cleaning import clean
from summarize.clustering import cluster, discrepancies, novelty
from summarize.extraction import key_sentences
from summarize.text import language as tongue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from news.article import Article, Sentence
    from news.story import Story

# Sentences of one reply: a reader takes in no more at a glance.
QUOTES = 4
# Key sentences that are looked at for what was not told yet.
LOOKED = 12
# Articles of a time line, and of a list of coverage.
DATED, LISTED = 6, 12
# An earlier article tells of what led to a story if it shares so many roots with its headline and lead, one of them of
# a name, and this share of the shorter one's. Days and months count for nothing. Pairs of the 41 seed articles, by the
# share: .10, .13, .16, .20 are right in 78, 86, 95, 94 % and find 71, 60, 53, 43 %; one wrong is worse than one missed.
SHARED, SHARE = 4, 0.16
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_YEAR = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
)
_DAYS = frozenset((*_WEEK, *_YEAR, "december"))
# "Edgar Corvane, said", "said Edgar Corvane": whose words they are stands beside them.
_NAME = r"[A-Z][\w'’.-]+(?: [A-Z][\w'’.-]+){0,3}"
_SAYS = r"(?:said|says|told|wrote|added|asked|called|warned|replied|argued)"
_SPEAKER = re.compile(rf"{_NAME}(?:, [^,“”\"]{{2,60}})?,? {_SAYS}\b|\b{_SAYS} {_NAME}")
_MARK = re.compile(r"[\"“”„«»]")
# A story is meant by words if this share of their roots stands in its headline and key sentences.
MEANT = 0.5


def chosen(told: Sequence[Story], about: str, number: int, last: str) -> Story | None:
    """Give the story of a brief that is meant.

    Args:
        told: the stories of the brief, in its order.
        about: words that name it; "" if none were given.
        number: its number; 0 if none was given.
        last: the id of the story that was talked of last; "" if none was.

    Returns:
        None where the number or the words name none.
    """
    if number:
        return told[number - 1] if number <= len(told) else None
    if about:
        best = max(told, key=lambda story: _meant(about, story), default=None)
        return best if best is not None and _meant(about, best) >= MEANT else None
    return next((story for story in told if story.id == last), told[0] if told else None)


def more(story: Story, known: Iterable[str]) -> Answer:
    """Give what a story's articles say besides what was told."""
    told = list(known)
    keys = key_sentences.key(story.articles, sentences=LOOKED)
    fresh = novelty.fresh(told, [each for each in keys if each.text not in told], language=_language(story))
    return _reply(Intent.MORE, story, _together([_alone(story, each) for each in fresh])[:QUOTES])


def short(articles: Sequence[Article], count: int, story: Story | None) -> Answer:
    """Give so many key sentences of a story, or of several."""
    held = {article.id: article for article in articles}
    keys = key_sentences.key(articles, sentences=count)
    quotes = [Quote(held[each.article_id], (each,)) for each in keys]
    return _reply(Intent.SUMMARY, story, quotes)


def voices(story: Story) -> Answer:
    """Give what people say in a story, with who says it: their own words before what is told of them."""
    found: list[Quote] = []
    for article in reversed(story.articles):
        found += [quote for quote in _spoken(article) if not _said_already(quote, found)]
    own = [quote for quote in found if any(_is_voice(each) for each in quote.sentences)]
    marked = [
        quote
        for quote in found
        if quote not in own and any(_MARK.search(each.text) for each in quote.sentences)
    ]
    return _reply(Intent.QUOTES, story, [*_spread(own), *_spread(marked)][:QUOTES])


def coverage(story: Story) -> Answer:
    """List the articles of a story, newest first, with their links."""
    listed = story.articles[:LISTED]
    return replace(_reply(Intent.COVERAGE, story, []), verdict=Verdict.ANSWERED, linked_articles=listed)


def disagreements(story: Story) -> Answer:
    """Give the numbers of a story that its outlets tell otherwise, side by side."""
    found = story.discrepancies or discrepancies.between(
        key_sentences.key(story.articles, sentences=LOOKED), story.articles
    )
    quotes = [
        Quote(story.get_article(said.article_id), (said,))
        for each in found
        for said in each.quantity_mentions
    ]
    return _reply(Intent.DIFFERENCES, story, quotes[: 2 * QUOTES])


def before(story: Story, earlier: Sequence[Article], told: Sequence[Article] = ()) -> Answer:
    """Give what led to a story: a sentence of each article that says more than those before it, oldest first.

    Args:
        story: of the brief.
        earlier: articles that may tell of what came before; those that do not are left out.
        told: articles of the same story from days before.
    """
    own = {article.id: article for article in (*told, *story.articles)}
    lead = story.lead_article
    related = [each for each in earlier if each.id not in own and _is_related(each, lead)]
    dated = sorted((*related, *own.values()), key=lambda each: each.appeared_at)
    quotes: list[Quote] = []
    for article in dated:
        first = next((each for each in article.sentences[:QUOTES] if _is_quotable(article, each)), None)
        if first is not None and not _said_already(Quote(article, (first,)), quotes):
            quotes.append(Quote(article, (first,)))
    return _reply(Intent.BACKGROUND, story, quotes[:DATED])


def newer(story: Story, since: datetime, arrived: Sequence[Article]) -> Answer:
    """Give what came in about a story since a time.

    Args:
        story: of the brief.
        since: when the brief was made.
        arrived: articles that came in since, about anything.
    """
    own = {article.id for article in story.articles}
    groups = cluster.group({each.id: each for each in (*story.articles, *arrived)}.values())
    met = [each for _, members in groups if own & {one.id for one in members} for each in members]
    late = sorted(
        (each for each in met if each.id not in own and each.first_seen_at > since),
        key=lambda each: each.appeared_at,
    )
    told = [sentence.text for sentence in story.key_sentences]
    quotes: list[Quote] = []
    for article in late:
        keys = key_sentences.key((article,), sentences=2)
        fresh = novelty.fresh(told, keys, language=indexed_article.spoken(article))
        quotes += [Quote(article, (each,)) for each in fresh]
        told += [each.text for each in fresh]
    return replace(_reply(Intent.UPDATES, story, quotes[:QUOTES]), linked_articles=tuple(late[:LISTED]))


def reasons(story: Story) -> Answer:
    """Say why a story stands where it does in its brief."""
    return replace(
        _reply(Intent.RANKING, story, []), verdict=Verdict.ANSWERED, ranking_signals=story.ranking_signals
    )


# ---- private


def _reply(intent: Intent, story: Story | None, quotes: Sequence[Quote]) -> Answer:
    return Answer(
        question="",
        verdict=Verdict.ANSWERED if quotes else Verdict.NO_ANSWER,
        quotes=tuple(quotes),
        intent=intent,
        story_id=story.id if story else "",
        story_title=story.title if story else "",
    )


def _alone(story: Story, sentence: Sentence) -> Quote:
    return quoting.around(story.get_article(sentence.article_id), sentence.index)


def _language(story: Story) -> str:
    return indexed_article.spoken(story.lead_article)


def _meant(about: str, story: Story) -> float:
    language = _language(story)
    wanted = _content(about, language)
    if not wanted:
        return 0.0
    held = _content(
        " ".join([*(each.title for each in story.articles), *(s.text for s in story.key_sentences)]), language
    )
    return len(wanted & held) / len(wanted)


def _content(text: str, language: str) -> frozenset[str]:
    stop = tongue.stop_words(language) | {"story", "news", "one", "article", "thing"}
    return frozenset(
        root
        for word, root in zip(
            tongue.words(text, language), indexed_article.roots(text, language), strict=True
        )
        if word not in stop and word not in _DAYS
    )


def _is_quotable(article: Article, sentence: Sentence) -> bool:
    return sentence.text.strip() != article.title.strip() and clean.quotable(sentence.text)


def _is_related(article: Article, lead: Article) -> bool:
    language = indexed_article.spoken(lead)
    if indexed_article.spoken(article) != language:
        return False
    wanted = _content(f"{lead.title} {cluster.lead(lead)}", language)
    held = _content(f"{article.title} {cluster.lead(article)}", language)
    shared = wanted & held
    named = {
        root for name in indexed_article.names(lead) - _DAYS for root in indexed_article.roots(name, language)
    }
    enough = len(shared) >= SHARED and len(shared) >= SHARE * min(len(wanted), len(held))
    return enough and bool(shared & named)


def _is_voice(sentence: Sentence) -> bool:
    return bool(_MARK.search(sentence.text) and _SPEAKER.search(sentence.text))


def _together(quotes: Sequence[Quote]) -> list[Quote]:
    """Quote each sentence once: of quotes that overlap, the longest stands in the place of the first."""
    kept: list[Quote] = []
    for quote in quotes:
        met = [place for place, each in enumerate(kept) if set(quote.sentences) & set(each.sentences)]
        if met:
            kept[met[0]] = max(quote, kept[met[0]], key=lambda each: len(each.sentences))
        else:
            kept.append(quote)
    return kept


def _spoken(article: Article) -> list[Quote]:
    """Give the sentences in which somebody is quoted who is named there."""
    language = indexed_article.spoken(article)
    names = indexed_article.names(article)
    speeches = attribution.read(article)
    found: list[Quote] = []
    for place, sentence in enumerate(article.sentences):
        says = answer_types.speaks(sentence.text, language) and not names.isdisjoint(
            indexed_article.capitals(sentence.text)
        )
        if says and speeches[place].head == place and _is_quotable(article, sentence):
            found.append(quoting.around(article, place))
    return found


def _spread(found: Sequence[Quote]) -> list[Quote]:
    """Give one quote of each article in turn, so that no outlet has them all."""
    by_article: dict[str, list[Quote]] = {}
    for quote in found:
        by_article.setdefault(quote.article.id, []).append(quote)
    turns = max(map(len, by_article.values()), default=0)
    return [held[turn] for turn in range(turns) for held in by_article.values() if turn < len(held)]


def _said_already(quote: Quote, quotes: Sequence[Quote]) -> bool:
    language = indexed_article.spoken(quote.article)
    told = [sentence.text for each in quotes for sentence in each.sentences]
    return not novelty.fresh(told, quote.sentences, language=language)
