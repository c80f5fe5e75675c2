"""Find numbers on which outlets differ, such as "at least 12" in one outlet and "9" in another.

a key sentence --its figures--> the same thing counted by another outlet, otherwise --> shown side by side

Two figures count the same thing if the first two words after them agree ("people missing"), and the word before them
if there is one ("killed 12 people in"). Sums of money, figures of other years, and figures of another magnitude are
never compared. Rounded numbers ("about 400", "412") and bounds that hold ("at least 12", "14") do not differ, and what
is expected differs from nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from news.article import Sentence
from news.story import Discrepancy
from summarize.text import language as lang
from summarize.text import quantities

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news.article import Article
    from summarize.text.quantities import Quantity

# The number of words after both numbers that must be the same, in the same order: "people missing".
# With one such word and sentences that are about the same, 1 of 5 differences found in 304 events of three outlets was
# one; the others counted something else. With two of four words in any order, all sentences of the stories of four
# sets and of seeds/ gave 11 differences, of which 2 were real ("59 people remained hospitalized" is none beside "seven
# people had amputations and two remain in critical condition"); with the other rules here, those 2 are left.
MIN_SHARED_COUNTED_WORDS = 2
# ... after a measure, which counts nothing by itself: "60 miles south of Boston".
MIN_SHARED_WORDS_AFTER_MEASURE = 3
# Outlets that count the same thing are seldom further apart: 140 crowns and 300 million crowns a month are two things.
MAX_RATIO = 5.0
# A rounded number agrees with an exact number within this distance.
ROUNDING_TOLERANCE = 0.1
MAX_DISCREPANCIES = 2
_LOWER_BOUND_PHRASES = (
    "at least",
    "more than",
    "over",
    "no fewer than",
    "no less than",
    "mindestens",
    "mehr als",
    "au moins",
)
# Words after a number that is part of another number ("three of the nine", "four more", "35-year-old").
_PARTIAL_COUNT_PATTERN = re.compile(
    r"-|\s(?:of|more|others?|another|weitere|von|de|di|van|per ?cent|percent)\b|\s?%", re.IGNORECASE
)
# Sums of money are reported before and after, gross and net: compared pairs were never the same sum.
_CURRENCY_SIGNS = "$€£¥₹₩₽"
_CURRENCY_WORDS = (
    "dollar euro pound yen yuan renminbi rupee cent pence penny franc peso real crown krona krone koruna ruble rouble"
    " won lira zloty forint rand shekel dirham riyal dinar baht ringgit rupiah naira shilling usd eur gbp"
)
_MEASURE_WORDS = (
    "mile kilometre kilometer metre meter foot feet yard inch acre hectare ton tonne pound kilogram gram litre liter"
    " gallon barrel degree hour minute second day week month year percent point km kg mph kph"
)
_YEAR_PATTERN = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
# The word directly before a number, in the same clause.
_PRECEDING_WORD_PATTERN = re.compile(r"([^\W\d_][\w’'-]*) $")
# What was counted at another time: "the 16 Republicans who joined last week".
_EARLIER_PATTERN = re.compile(
    r"\b(?:last (?:week|month|year|time|season|spring|summer|fall|autumn|winter)|earlier|previous(?:ly)?|ago)\b",
    re.IGNORECASE,
)
_FORECAST_PATTERN = re.compile(
    r"\b(?:expect|forecast|predict|estimat|survey|analysts|economists|would|could|needs?|either|threshold|if)",
    re.IGNORECASE,
)
# Sentences whose figures are kept: a thousand digests that are due at nine compare the same articles.
MAX_CACHED_SENTENCES = 16_384


class _SentenceQuantities(NamedTuple):
    """The comparable numbers of a sentence, and the years that it names."""

    article: Article
    sentence: Sentence
    quantities: tuple[Quantity, ...]
    years: frozenset[str] = frozenset()

    def preceding_stem(self, quantity: Quantity) -> str:
        """Return the stem of the word directly before a number; "" if there is no word or it is a stop word."""
        match = _PRECEDING_WORD_PATTERN.search(self.sentence.text[: quantity.start])
        language = self.article.language
        word = match[1].lower() if match else ""
        return "" if not word or word in lang.stop_words(language) else lang.stem(word, language)


def find_discrepancies(
    key_sentences: Sequence[Sentence], articles: Sequence[Article]
) -> tuple[Discrepancy, ...]:
    """Find numbers in key sentences for which other outlets give different numbers.

    Args:
        key_sentences: key sentences of these articles.
        articles: newest first; for each outlet, the newest article that counts the same thing is compared.

    Returns:
        At most two, in the order of `key_sentences`; each names the key sentence's figure first.
    """
    if len({article.outlet for article in articles}) < 2:  # noqa: PLR2004 - no other outlet to differ from
        return ()
    by_id = {article.id: article for article in articles}
    all_sentences = [
        _comparable_quantities(article, sentence) for article in articles for sentence in article.sentences
    ]
    sentences_with_quantities = [item for item in all_sentences if item.quantities]
    discrepancies: dict[frozenset[str], Discrepancy] = {}
    for sentence in key_sentences:
        own_quantities = _comparable_quantities(by_id[sentence.article_id], sentence)
        for quantity in own_quantities.quantities:
            other_mentions = _differing_mentions(own_quantities, quantity, sentences_with_quantities)
            if other_mentions and len(discrepancies) < MAX_DISCREPANCIES:
                mentions = (_quantity_mention(own_quantities, quantity), *other_mentions)
                discrepancies.setdefault(
                    frozenset(mention.text for mention in mentions), Discrepancy(mentions)
                )
    return tuple(discrepancies.values())


# ---- private


@cache
def _stems(words: str) -> frozenset[str]:
    return frozenset(lang.stem(word, "en") for word in words.split())


def _comparable_quantities(article: Article, sentence: Sentence) -> _SentenceQuantities:
    return _SentenceQuantities(article, sentence, *_find_comparable(sentence.text, article.language))


@lru_cache(maxsize=MAX_CACHED_SENTENCES)
def _find_comparable(text: str, language: str) -> tuple[tuple[Quantity, ...], frozenset[str]]:
    if _FORECAST_PATTERN.search(text) or _EARLIER_PATTERN.search(text):
        return (), frozenset()
    all_quantities = quantities.extract_quantities(text, language)
    whole_quantities = [
        quantity
        for quantity in all_quantities
        if not _PARTIAL_COUNT_PATTERN.match(text, quantity.start + len(quantity.text))
        and not quantity.text.endswith("%")
        and text[max(0, quantity.start - 1) : quantity.start] != "-"
    ]
    # With two numbers of the same kind in a sentence, it is unclear which number to compare.
    counts_by_kind = Counter(quantity.counted_stems[:1] for quantity in all_quantities)
    comparable = tuple(
        quantity
        for quantity in whole_quantities
        if quantity.counted_stems and counts_by_kind[quantity.counted_stems[:1]] == 1
    )
    return comparable, frozenset(_YEAR_PATTERN.findall(text))


def _differing_mentions(
    own_quantities: _SentenceQuantities, quantity: Quantity, candidates: Sequence[_SentenceQuantities]
) -> list[Sentence]:
    """Return other outlets' figures that differ from a number: at most one per outlet, the newest."""
    mention_by_outlet: dict[str, Sentence | None] = {own_quantities.article.outlet: None}
    for candidate in candidates:
        if (
            candidate.article.outlet in mention_by_outlet
            or candidate.article.language != own_quantities.article.language
        ):
            continue
        matching_quantity = next(
            (
                other_quantity
                for other_quantity in candidate.quantities
                if _counts_same_thing(own_quantities, quantity, candidate, other_quantity)
            ),
            None,
        )
        if matching_quantity is not None and not _mentions_same_value(
            candidate.article, quantity, candidates
        ):
            mention_by_outlet[candidate.article.outlet] = (
                _quantity_mention(candidate, matching_quantity)
                if _differs(quantity, matching_quantity)
                else None
            )
    return [mention for mention in mention_by_outlet.values() if mention is not None]


def _mentions_same_value(
    article: Article, quantity: Quantity, candidates: Sequence[_SentenceQuantities]
) -> bool:
    """Whether any sentence of an article gives the same number as `quantity` for the same thing."""
    return any(
        other_quantity.value == quantity.value
        and other_quantity.counted_stems[:1] == quantity.counted_stems[:1]
        for candidate in candidates
        if candidate.article.id == article.id
        for other_quantity in candidate.quantities
    )


def _counts_same_thing(
    sentence: _SentenceQuantities, quantity: Quantity, other_sentence: _SentenceQuantities, other: Quantity
) -> bool:
    counted_stem = quantity.counted_stems[0]
    if (
        quantity.text[:1] in _CURRENCY_SIGNS
        or other.text[:1] in _CURRENCY_SIGNS
        or counted_stem in _stems(_CURRENCY_WORDS)
        or sentence.years != other_sentence.years
        or max(quantity.value, other.value) > MAX_RATIO * min(quantity.value, other.value)
    ):
        return False
    shared_count = (
        MIN_SHARED_WORDS_AFTER_MEASURE if counted_stem in _stems(_MEASURE_WORDS) else MIN_SHARED_COUNTED_WORDS
    )
    counted_stems = quantity.counted_stems[:shared_count]
    return (
        len(counted_stems) == shared_count
        and counted_stems == other.counted_stems[:shared_count]
        and sentence.preceding_stem(quantity) == other_sentence.preceding_stem(other)
    )


def _differs(one: Quantity, other: Quantity) -> bool:
    if one.value == other.value:
        return False
    low, high = sorted((one, other), key=lambda quantity: quantity.value)
    if low.is_qualified and low.text.lower().startswith(_LOWER_BOUND_PHRASES):
        return False  # "at least 12" holds when it is 14
    is_close = high.value - low.value <= ROUNDING_TOLERANCE * high.value
    return not ((one.is_qualified or other.is_qualified) and is_close)


def _quantity_mention(sentence_quantities: _SentenceQuantities, quantity: Quantity) -> Sentence:
    """Return a figure and the word after the figure, as printed in the sentence."""
    text = sentence_quantities.sentence.text
    end = quantity.start + len(quantity.text)
    following_text = text[end:]
    word_end = len(following_text) - len(following_text.lstrip(" "))
    while word_end < len(following_text) and (
        following_text[word_end].isalnum() or following_text[word_end] in "-’'"
    ):
        word_end += 1
    end += word_end if following_text[:1] == " " else 0
    start = sentence_quantities.sentence.start + quantity.start
    return Sentence(
        text[quantity.start : end],
        sentence_quantities.article.id,
        sentence_quantities.sentence.index,
        start,
        start + end - quantity.start,
        sentence_quantities.article.version,
    )
