"""A topic: words, "phrases" and -exclusions, matched as whole words by their stems."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarize import language as tongue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news.article import Article

_PART = re.compile(r"""(-?)(?:["“„«]([^"”“»]+)["”“»]|(\S+))""")


def matches(topic: str, article: Article) -> bool:
    """Tell whether an article is about a topic.

    Every word and phrase must stand in the headline or the text, each word in any form of it; nothing excluded may.
    An empty topic matches everything.
    """
    wanted, barred = _parts(topic, article.language)
    if not wanted and not barred:
        return True
    stems = _stems(f"{article.title}\n{article.text}", article.language)
    there = set(stems)
    return all(_stands(part, stems, there) for part in wanted) and not any(
        _stands(part, stems, there) for part in barred
    )


def names(topic: str, article: Article) -> bool:
    """Tell whether an article's headline alone matches a topic."""
    wanted, _ = _parts(topic, article.language)
    stems = _stems(article.title, article.language)
    return bool(wanted) and all(_stands(part, stems, set(stems)) for part in wanted)


# ---- private


def _parts(topic: str, language: str) -> tuple[list[list[str]], list[list[str]]]:
    wanted: list[list[str]] = []
    barred: list[list[str]] = []
    for minus, phrase, word in _PART.findall(topic):
        if stems := _stems(phrase or word.rstrip(","), language):
            (barred if minus else wanted).append(stems)
    return wanted, barred


def _stems(text: str, language: str) -> list[str]:
    return [tongue.stem(word, language) for word in tongue.words(text, language)]


def _stands(part: Sequence[str], stems: Sequence[str], there: set[str]) -> bool:
    if not all(stem in there for stem in part):
        return False
    if len(part) == 1:
        return True
    run = list(part)
    return any(stems[place : place + len(run)] == run for place, stem in enumerate(stems) if stem == run[0])
