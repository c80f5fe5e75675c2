"""A topic: words, "phrases" and -exclusions, matched as whole words by their stems; a comma means "or".

storm coast              both words
"storm tide" -film       the phrase, in no article about a film
climate, energy -oil     about climate or about energy, in no article about oil
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from summarize.text import language as tongue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from news.article import Article

_PART = re.compile(r"""(,)|(-?)(?:["“„«]([^"”“»]+)["”“»]|([^\s,]+(?:,\d+)*))""")


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as it was read.

    Attributes:
        wanted: alternatives, each the words and phrases that must all stand there; none for everything.
        barred: words and phrases of which none may.
    """

    wanted: tuple[tuple[str, ...], ...]
    barred: tuple[str, ...]

    def matches(self, article: Article, *, found: bool = False) -> bool:
        """Tell whether an article is about the topic.

        Every word and phrase of one of the alternatives must stand in the headline or the text, each word in any form
        of it; nothing excluded may.

        Args:
            article: which.
            found: whether a search has found one of the alternatives in it, so that only exclusions are looked for.
        """
        wanted, barred = _stemmed(self, article.language)
        if not barred and (found or not wanted):
            return True
        stems = _stems(f"{article.title}\n{article.text}", article.language)
        return _is_about(() if found else wanted, barred, stems, set(stems))

    def names(self, article: Article) -> bool:
        """Tell whether an article's headline alone matches; the empty topic names none."""
        wanted, _ = _stemmed(self, article.language)
        stems = _stems(article.title, article.language)
        return bool(wanted) and _one_of(wanted, stems, set(stems))


@lru_cache(maxsize=256)
def read(words: str) -> Topic:
    """Read a topic; what has no word in it is about everything."""
    wanted: list[list[str]] = [[]]
    barred: list[str] = []
    for comma, minus, phrase, word in _PART.findall(words):
        if comma:
            wanted.append([])
        elif any(map(str.isalnum, phrase or word)):
            (barred if minus else wanted[-1]).append(phrase or word)
    return Topic(tuple(tuple(each) for each in wanted if each), tuple(barred))


def matching(topics: Iterable[str], article: Article) -> frozenset[str]:
    """Give those of several topics that an article is about; its words are looked at once for all of them."""
    stems = _stems(f"{article.title}\n{article.text}", article.language)
    there = set(stems)
    return frozenset(
        words for words in topics if _is_about(*_stemmed(read(words), article.language), stems, there)
    )


# ---- private

_Stems = tuple[str, ...]


@lru_cache(maxsize=256)
def _stemmed(topic: Topic, language: str) -> tuple[tuple[tuple[_Stems, ...], ...], tuple[_Stems, ...]]:
    """Give the alternatives, each as parts that must all stand there, and what must not."""
    wanted = [tuple(filter(None, (_stems(part, language) for part in each))) for each in topic.wanted]
    return tuple(filter(None, wanted)), tuple(filter(None, (_stems(part, language) for part in topic.barred)))


def _is_about(
    wanted: Sequence[Sequence[_Stems]], barred: Sequence[_Stems], stems: _Stems, there: set[str]
) -> bool:
    return _one_of(wanted, stems, there) and not any(_stands(part, stems, there) for part in barred)


def _one_of(wanted: Sequence[Sequence[_Stems]], stems: _Stems, there: set[str]) -> bool:
    return not wanted or any(all(_stands(part, stems, there) for part in each) for each in wanted)


def _stems(text: str, language: str) -> _Stems:
    return tuple(tongue.stem(word, language) for word in tongue.words(text, language))


def _stands(part: _Stems, stems: _Stems, there: set[str]) -> bool:
    if not all(stem in there for stem in part):
        return False
    if len(part) == 1:
        return True
    return any(
        stems[place : place + len(part)] == part for place, stem in enumerate(stems) if stem == part[0]
    )
