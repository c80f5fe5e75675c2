"""Attribute sentences to speakers, including quotations that span several sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from summarize.answers import indexed_article
from summarize.text import lexicon

if TYPE_CHECKING:
    from news.article import Article

# The closing mark of a quotation is assumed lost after this many sentences.
MAX_SPEECH_SENTENCES = 8
# Each keeps its article, 13 kB for 20 sentences; see `indexed_article`.
MAX_CACHED_ARTICLES = 128
# The number of characters read from one sentence; nobody quotes a longer sentence.
MAX_SENTENCE_LENGTH = 2000

_QUOTATION_MARK_PATTERN = re.compile(r"[\"“”„«»]")
_OPENING_MARK_PATTERN = re.compile(r"\s*[\"“„«]")
# Letters or digits next to a mark show whether it opens or closes.
_WORD_CHARACTER_PATTERN = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class SentenceAttribution:
    """How a sentence relates to a quotation.

    Attributes:
        head_index: the index of the sentence that opens the quotation or names the speaker; the index of this
            sentence if there is no such sentence.
        is_open: whether the quotation continues in the next sentence.
    """

    head_index: int
    is_open: bool


@lru_cache(maxsize=MAX_CACHED_ARTICLES)
def attribute_sentences(article: Article) -> tuple[SentenceAttribution, ...]:
    """Return the attribution of every sentence in an article."""
    attributions: list[SentenceAttribution] = []
    for index, sentence in enumerate(article.sentences):
        text = sentence.text
        head_index = index
        if (
            attributions
            and (attributions[-1].is_open or _continues_speech(article, index))
            and index - attributions[-1].head_index < MAX_SPEECH_SENTENCES
        ):
            head_index = attributions[-1].head_index
        is_inside_quotation = (
            bool(attributions)
            and attributions[-1].is_open
            and head_index < index
            and not text.rstrip().endswith(":")
        )
        attributions.append(
            SentenceAttribution(
                head_index,
                _ends_inside_quotation(
                    text, is_inside=is_inside_quotation and not _follows_colon_or_comma(article, index)
                ),
            )
        )
    return tuple(attributions)


def has_reporting_verb(sentence: str, language: str) -> bool:
    """Whether a sentence contains a reporting verb such as "said"."""
    return bool(_compile_reporting_verb_pattern(language).search(sentence[:MAX_SENTENCE_LENGTH]))


# ---- private


@lru_cache(maxsize=16)
def _compile_reporting_verb_pattern(language: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{lexicon.build_alternation('evidence.txt', 'say', language)})\b", re.IGNORECASE)


def _follows_colon_or_comma(article: Article, index: int) -> bool:
    """Whether the previous sentence ends with a colon or comma, so that a quotation begins here."""
    return index > 0 and article.sentences[index - 1].text.rstrip().endswith((":", ","))


def _continues_speech(article: Article, index: int) -> bool:
    """Whether a sentence is a bare quotation that follows a sentence naming the speaker."""
    language = indexed_article.language_of(article)
    text, previous_text = article.sentences[index].text, article.sentences[index - 1].text
    return (
        bool(_OPENING_MARK_PATTERN.match(text))
        and not has_reporting_verb(_text_outside_quotation_marks(text), language)
        and bool(_QUOTATION_MARK_PATTERN.search(previous_text))
        and has_reporting_verb(_text_outside_quotation_marks(previous_text), language)
    )


def _text_outside_quotation_marks(text: str) -> str:
    """Return the text outside paired quotation marks."""
    return " ".join(_QUOTATION_MARK_PATTERN.split(text)[::2])


def _ends_inside_quotation(text: str, *, is_inside: bool) -> bool:
    """Whether a quotation is still open at the end of a sentence."""
    if text.rstrip().endswith(":"):
        return True
    for match in _QUOTATION_MARK_PATTERN.finditer(text):
        mark, position = match.group(), match.start()
        is_word_before = position > 0 and bool(_WORD_CHARACTER_PATTERN.match(text, position - 1))
        is_word_after = bool(_WORD_CHARACTER_PATTERN.match(text, position + 1))
        if mark == "„" or (mark == "“" and not is_inside):
            is_inside = True
        elif mark == "”" or (mark == "“" and not is_word_after):
            is_inside = False
        elif mark != "“":
            is_inside = is_word_after if is_word_before != is_word_after else not is_inside
    return is_inside
