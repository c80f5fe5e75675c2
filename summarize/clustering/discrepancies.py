"""Find numbers on which outlets differ, such as "at least 12" in one outlet and "9" in another.

a key sentence --its figures--> the same thing counted by another outlet, otherwise --> shown side by side

Two figures count the same thing if the first word after them and one more word agree. Rounded numbers ("about
400", "412") and bounds that hold ("at least 12", "14") do not differ, and what is expected differs from nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from news.article import Sentence
from news.story import Discrepancy
from summarize.text import quantities

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news.article import Article
    from summarize.text.quantities import Quantity

# The number of words after both numbers that must be the same: "people missing".
# With one such word and sentences that are about the same, 1 of 5 differences found in 304 events of three outlets was
# one; the others counted something else.
MIN_SHARED_COUNTED_WORDS = 2
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
_CURRENCY_SIGNS = "$€£¥"
_FORECAST_PATTERN = re.compile(
    r"\b(?:expect|forecast|predict|estimat|survey|analysts|economists|would|could|needs?|either|threshold|if)",
    re.IGNORECASE,
)


class _SentenceQuantities(NamedTuple):
    article: Article
    sentence: Sentence
    quantities: tuple[Quantity, ...]


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


def _comparable_quantities(article: Article, sentence: Sentence) -> _SentenceQuantities:
    text = sentence.text
    if _FORECAST_PATTERN.search(text):
        return _SentenceQuantities(article, sentence, ())
    all_quantities = quantities.extract_quantities(text, article.language)
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
    return _SentenceQuantities(article, sentence, comparable)


def _differing_mentions(
    own_quantities: _SentenceQuantities, quantity: Quantity, candidates: Sequence[_SentenceQuantities]
) -> list[Sentence]:
    """Return figures of other outlets that differ from a number, at most the newest figure per outlet."""
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
                if _counts_same_thing(quantity, other_quantity)
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


def _counts_same_thing(quantity: Quantity, other_quantity: Quantity) -> bool:
    if (
        quantity.counted_stems[0] != other_quantity.counted_stems[0]
        or quantity.text[:1] in _CURRENCY_SIGNS
        or other_quantity.text[:1] in _CURRENCY_SIGNS
    ):
        return False
    return len({*quantity.counted_stems} & {*other_quantity.counted_stems}) >= MIN_SHARED_COUNTED_WORDS


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
