"""Which sentences of an article are one person's words, running on: a quotation goes over several sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from summarize.answers import answer_types, indexed_article

if TYPE_CHECKING:
    from news.article import Article

# A quotation that is not closed after so many sentences has lost its mark.
LONGEST = 8
KEPT = 512

_MARK = re.compile(r"[\"“”„«»]")
_BEGINS = re.compile(r"\s*[\"“„«]")
# Letters or digits beside a mark tell whether it opens or closes.
_BESIDE = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Speech:
    """Where a sentence stands in somebody's words.

    Attributes:
        head: the place of the sentence that opens them or names who speaks; its own where there is none before.
        open: whether the words go on in the next sentence.
    """

    head: int
    open: bool


@lru_cache(maxsize=KEPT)
def read(article: Article) -> tuple[Speech, ...]:
    """Tell for each sentence of an article where it stands in somebody's words."""
    found: list[Speech] = []
    for place, sentence in enumerate(article.sentences):
        text = sentence.text
        head = place
        if found and (found[-1].open or _goes_on(article, place)) and place - found[-1].head < LONGEST:
            head = found[-1].head
        inside = bool(found) and found[-1].open and head < place and not text.rstrip().endswith(":")
        found.append(Speech(head, _open(text, inside=inside and not _announced(article, place))))
    return tuple(found)


# ---- private


def _announced(article: Article, place: int) -> bool:
    """Tell whether the sentence before ends with a colon or comma, so that a quotation begins here."""
    return place > 0 and article.sentences[place - 1].text.rstrip().endswith((":", ","))


def _goes_on(article: Article, place: int) -> bool:
    """Tell whether a sentence is a bare quotation after one whose speaker is named."""
    language = indexed_article.spoken(article)
    text, before = article.sentences[place].text, article.sentences[place - 1].text
    return (
        bool(_BEGINS.match(text))
        and not answer_types.speaks(_outside(text), language)
        and bool(_MARK.search(before))
        and answer_types.speaks(_outside(before), language)
    )


def _outside(text: str) -> str:
    """Give what stands outside quotation marks, as far as marks come in pairs."""
    return " ".join(_MARK.split(text)[::2])


def _open(text: str, *, inside: bool) -> bool:
    """Tell whether a quotation is open at the end of a sentence."""
    if text.rstrip().endswith(":"):
        return True
    for found in _MARK.finditer(text):
        mark, at = found.group(), found.start()
        before = at > 0 and bool(_BESIDE.match(text, at - 1))
        after = bool(_BESIDE.match(text, at + 1))
        if mark == "„" or (mark == "“" and not inside):
            inside = True
        elif mark == "”" or (mark == "“" and not after):
            inside = False
        elif mark != "“":
            inside = after if before != after else not inside
    return inside
