"""An article as answers look at it: which roots stand in which of its sentences, and what in it is a name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from summarize.text import language as tongue
from summarize.text import word_families

if TYPE_CHECKING:
    from news.article import Article

# An article's reading costs about 1 ms; a thread asks the same few again and again.
KEPT = 512
# A headline word has a capital by fashion: where this share of a line's words has one, none tells a name.
FASHION = 0.6

_LARGE = r"[^\W\d_a-zß-öø-ÿ]"
# A capital that does not open a sentence or a quotation: before it stands a word or a comma.
_INNER = re.compile(rf"(?<=[\w,;)] ){_LARGE}[\w&'’-]*")
_CAPITAL = re.compile(rf"(?<![\w'’]){_LARGE}[\w&'’-]*")
_SMALL = re.compile(r"(?<!\w)[a-zß-öø-ÿ][\w&'’-]*")


@dataclass(frozen=True, slots=True)
class View:
    """What is read out of an article once.

    Attributes:
        article: itself.
        language: the one its words were read in.
        postings: root -> {sentence: how often}.
        lengths: words of each sentence.
        orders: for each sentence, its roots in order.
        title: the roots of the headline.
        beginnings: its roots by their first four letters.
    """

    article: Article
    language: str
    postings: dict[str, dict[int, int]]
    lengths: tuple[int, ...]
    orders: tuple[tuple[str, ...], ...]
    title: frozenset[str]
    beginnings: dict[str, tuple[str, ...]]
    _near: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)

    def near(self, term: str) -> tuple[str, ...]:
        """Give the roots of this article that mean much the same as a root, without itself."""
        found = self._near.get(term)
        if found is None:
            found = word_families.near(term, self.beginnings, self.language)
            self._near[term] = found
        return found


@lru_cache(maxsize=KEPT)
def view(article: Article) -> View:
    """Read an article for answers; time and room in proportion to its length."""
    language = spoken(article)
    orders = tuple(roots(sentence.text, language) for sentence in article.sentences)
    postings: dict[str, dict[int, int]] = {}
    for place, order in enumerate(orders):
        for root in order:
            held = postings.setdefault(root, {})
            held[place] = held.get(place, 0) + 1
    return View(
        article=article,
        language=language,
        postings=postings,
        lengths=tuple(len(order) for order in orders),
        orders=orders,
        title=frozenset(roots(article.title, language)),
        beginnings=_beginnings(postings),
    )


def spoken(article: Article) -> str:
    """Tell in which language an article's words are read; English where it could not be told."""
    return article.language if article.language != tongue.UNKNOWN else "en"


def roots(text: str, language: str) -> tuple[str, ...]:
    """Give the roots of a text's words in order."""
    return tuple([word_families.root(word, language) for word in tongue.words(text, language)])


def capitals(sentence: str) -> tuple[str, ...]:
    """Give the words of a sentence that begin with a capital, in lower case and order, without "'s"."""
    return tuple(_bare(word) for word in _CAPITAL.findall(sentence))


@lru_cache(maxsize=KEPT)
def names(article: Article) -> frozenset[str]:
    """Give the lower-case words that are names in an article.

    Those with a capital inside a sentence, and those that open one and never stand without a capital.
    """
    inner: set[str] = set()
    first: set[str] = set()
    for sentence in article.sentences:
        found = _INNER.findall(sentence.text)
        if len(found) < FASHION * len(sentence.text.split()):
            inner.update(_bare(word) for word in found)
            first.update(_bare(word) for word in _CAPITAL.findall(sentence.text)[:1])
    small = set(_SMALL.findall(article.text)) | tongue.stop_words(spoken(article))
    return frozenset(inner | (first - small))


# ---- private


def _bare(word: str) -> str:
    return word.lower().replace("’", "'").removesuffix("'s").rstrip("'")


def _beginnings(postings: dict[str, dict[int, int]]) -> dict[str, tuple[str, ...]]:
    grouped: dict[str, list[str]] = {}
    for root in postings:
        grouped.setdefault(root[: word_families.SHORTEST], []).append(root)
    return {start: tuple(members) for start, members in grouped.items()}
