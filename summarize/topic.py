"""A topic: words, "phrases" and -exclusions, matched as whole words by their stems; a comma means "or".

storm coast              both words
"storm tide" -film       the phrase, in no article about a film
climate, energy -oil     about climate or about energy, in no article about oil
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarize import language as tongue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news.article import Article

_PART = re.compile(r"""(,)|(-?)(?:["“„«]([^"”“»]+)["”“»]|([^\s,]+(?:,\d+)*))""")


def matches(topic: str, article: Article) -> bool:
    """Tell whether an article is about a topic.

    Every word and phrase of one of the alternatives must stand in the headline or the text, each word in any form of
    it; nothing excluded may. An empty topic matches everything.
    """
    wanted, barred = _parts(topic, article.language)
    if not wanted and not barred:
        return True
    stems = _stems(f"{article.title}\n{article.text}", article.language)
    there = set(stems)
    return _one_of(wanted, stems, there) and not any(_stands(part, stems, there) for part in barred)


def names(topic: str, article: Article) -> bool:
    """Tell whether an article's headline alone matches a topic."""
    wanted, _ = _parts(topic, article.language)
    stems = _stems(article.title, article.language)
    return bool(wanted) and _one_of(wanted, stems, set(stems))


# ---- private


def _parts(topic: str, language: str) -> tuple[list[list[list[str]]], list[list[str]]]:
    """Give the alternatives, each as parts that must all stand there, and what must not."""
    wanted: list[list[list[str]]] = [[]]
    barred: list[list[str]] = []
    for comma, minus, phrase, word in _PART.findall(topic):
        if comma:
            wanted.append([])
        elif stems := _stems(phrase or word, language):
            if minus:
                barred.append(stems)
            else:
                wanted[-1].append(stems)
    return [each for each in wanted if each], barred


def _one_of(wanted: Sequence[Sequence[Sequence[str]]], stems: Sequence[str], there: set[str]) -> bool:
    return not wanted or any(all(_stands(part, stems, there) for part in each) for each in wanted)


def _stems(text: str, language: str) -> list[str]:
    return [tongue.stem(word, language) for word in tongue.words(text, language)]


def _stands(part: Sequence[str], stems: Sequence[str], there: set[str]) -> bool:
    if not all(stem in there for stem in part):
        return False
    if len(part) == 1:
        return True
    run = list(part)
    return any(stems[place : place + len(run)] == run for place, stem in enumerate(stems) if stem == run[0])
