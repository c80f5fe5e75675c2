"""What is quoted with a sentence so that it stands alone: who speaks, who "he" is, where the quotation ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news.answer import Quote
from summarize.answers import attribution, indexed_article
from summarize.cleaning import clean
from summarize.text import dangling_references

if TYPE_CHECKING:
    from news.article import Article

# Sentences in one quote: a reader takes in no more at a glance.
LONGEST = 3


def around(article: Article, place: int) -> Quote:
    """Give the quote for a sentence.

    The sentence that opens its quotation or names its speaker comes with it, or the one before a "he" or "this";
    a quotation that it opens is run on to its end, as far as three sentences reach.

    Args:
        article: whose sentence it is.
        place: its number.
    """
    speeches = attribution.read(article)
    first = _first(article, place, speeches[place].head)
    last = place
    while last + 1 < len(article.sentences) and last - first + 1 < LONGEST and speeches[last].open:
        last += 1
    return Quote(article, article.sentences[first : last + 1])


# ---- private


def _first(article: Article, place: int, head: int) -> int:
    if head < place:
        return head if place - head < LONGEST else place
    if not dangling_references.leans(article.sentences[place].text, indexed_article.spoken(article)):
        return place
    back = [each for each in range(place - 1, max(-1, place - LONGEST), -1) if _stands(article, each)]
    named = [each for each in back if _names(article, each)]
    return next(iter(named or back), place)


def _stands(article: Article, place: int) -> bool:
    """Tell whether a sentence is the article's telling; one whose quotation runs on looks like a fragment."""
    text = article.sentences[place].text
    return text.strip() != article.title.strip() and (
        clean.quotable(text) or attribution.read(article)[place].open
    )


def _names(article: Article, place: int) -> bool:
    return not indexed_article.names(article).isdisjoint(
        indexed_article.capitals(article.sentences[place].text)
    )
