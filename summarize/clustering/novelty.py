"""Which sentences of a story say something new to a channel that was told of it before.

told before --words, figures, turns--> what is known
a sentence  --words, figures, turns--> new, if enough of its words are not known, or a figure, or it takes a turn

A sentence that only says again in other words what was told is none. A figure that changed is news, however alike the
words around it are, and so is a turn: what was accepted is rejected, what will open on Thursday opens on Monday or does
not, what left at six leaves at seven, 2-1 is 3-1, the third becomes the fourth.

A headline is news only by what changed in it: every outlet words its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from summarize.text import language as lang
from summarize.text import lexicon, quantities, word_families
from summarize.text.times_and_scores import extract_times_and_scores

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from news.article import Sentence
    from summarize.text.times_and_scores import TimesAndScores

# A sentence is new if this share of its words, names counted twice, stands in no told sentence that is about the same,
# and this share in none at all. Swept on half of tests/data/novelty.tsv; docs/quality.md has the errors on the rest.
MIN_NOVEL_SHARE, MIN_UNSEEN_SHARE = 0.36, 0.15
# A sentence of which less than this is known is about another matter: it takes no turn.
MAX_SAME_MATTER_NOVELTY = 0.5
# Words of a sentence that are looked at; with fewer it says nothing of its own.
MIN_CONTENT_WORDS = 3
NAME_WEIGHT = 2.0
# What is counted where a number says how long.
_DURATION_WORDS = ("second", "minute", "hour", "day", "week", "month", "year", "decade")
# A day beside these says when somebody spoke, not when anything happened: "engineers said on Thursday".
_SPEECH_DAY_PATTERN = re.compile(
    r"\b(?:said|says|told|announced|reported|confirmed|according to|sagte|sagten|teilte|a (?:dit|déclaré|annoncé)"
    r"|dijo|informó|ha detto|disse|zei)\b(?:\W+\w+){0,4}\W*$",
    re.IGNORECASE,
)
# The same of a date and a time of day, which stand nearer to the word: "the ferry, it said, leaves at 7 a.m." is news.
_SPEECH_TIME_PATTERN = re.compile(
    r"\b(?:said|told|announced|reported|confirmed|sagte|sagten|teilte|dijo|informó|disse|zei)\b(?:\W+\w+){0,2}\W*$",
    re.IGNORECASE,
)


def novel_sentences(
    quoted_texts: Iterable[str], sentences: Sequence[Sentence], *, language: str = "en"
) -> tuple[Sentence, ...]:
    """Give the sentences that say something new, in the order given.

    Args:
        quoted_texts: the sentences that the channel was already told, as texts; in any order.
        sentences: the story's sentences of now, best first: of two that say the same, the first is given.
        language: ISO 639-1 of both.

    Returns:
        Those of `sentences` that say what neither `quoted_texts` nor an earlier one of them says; all that differ
        from each
        other where nothing was told; empty if nothing is new.
    """
    known_contents = [_extract_content(text, language) for text in quoted_texts]
    novel: list[Sentence] = []
    for sentence in sentences:
        content = _extract_content(sentence.text, language)
        if _is_novel(content, known_contents):
            novel.append(sentence)
            known_contents.append(content)
    return tuple(novel)


def is_contradicting_headline(quoted_texts: Iterable[str], headline: str, *, language: str = "en") -> bool:
    """Whether a headline contradicts one that the channel was shown, or a sentence as short.

    Args:
        quoted_texts: headlines and sentences that the channel was shown, in any order.
        headline: the one to show now.
        language: ISO 639-1 of all.
    """
    content = _extract_content(headline, language)
    if not content.is_informative:
        return False
    known_contents = [
        known_content
        for known_content in (_extract_content(text, language) for text in quoted_texts)
        if known_content.root_weights
    ]
    similar_contents = [
        known_content
        for known_content in known_contents
        if max(
            content.novelty_share(known_content.root_weights),
            known_content.novelty_share(content.root_weights),
        )
        < MIN_NOVEL_SHARE
    ]
    if not similar_contents:
        return False
    return bool(content.quantities - _known_quantities(known_contents)) or _contradicts_nearest(
        content, similar_contents
    )


# ---- private


@dataclass(frozen=True, slots=True)
class _SentenceContent:
    """What a sentence says.

    Attributes:
        root_weights: its roots, names counting more.
        quantities: its numbers; of times that something lasted or lies back only where a told sentence has some too.
        durations: these.
        ordinals, days: its words of these kinds; without the days on which somebody spoke.
        is_negated: whether it denies.
        opposite_sides: (line, side) of the opposites that it names.
        times_and_scores: without the times and dates at which somebody spoke.
    """

    root_weights: dict[str, float]
    quantities: frozenset[float]
    durations: frozenset[float]
    ordinals: frozenset[str]
    weekdays: frozenset[str]
    is_negated: bool
    opposite_sides: frozenset[tuple[int, int]]
    times_and_scores: TimesAndScores

    @property
    def is_informative(self) -> bool:
        """Whether it says enough to be compared with another."""
        return bool(self.root_weights) and (
            len(self.root_weights) >= MIN_CONTENT_WORDS
            or bool(self.quantities)
            or bool(self.times_and_scores.scores)
        )

    def novelty_share(self, known_roots: Iterable[str]) -> float:
        """Give the share of its words that are not known."""
        total_weight = sum(self.root_weights.values())
        return (
            sum(weight for root, weight in self.root_weights.items() if root not in known_roots)
            / total_weight
        )

    def contradicts(self, known_content: _SentenceContent) -> bool:
        """Tell whether it says otherwise what a sentence about the same said."""
        return (
            self.is_negated != known_content.is_negated
            or bool(self.ordinals - known_content.ordinals)
            or bool(known_content.weekdays and self.weekdays and not self.weekdays & known_content.weekdays)
            or any(
                (line, 1 - side) in known_content.opposite_sides
                and (line, side) not in known_content.opposite_sides
                for line, side in self.opposite_sides
            )
        )


def _extract_content(text: str, language: str) -> _SentenceContent:
    stopwords = lang.stop_words(language)
    capitalized_words = {
        token.lower().removesuffix("'s").removesuffix("’s")
        for token in text.split()[1:]
        if token[:1].isupper()
    }
    tokens = [token.removesuffix("'s") for token in lang.tokenize(text, language)]
    root_weights: dict[str, float] = {}
    for token in tokens:
        if token not in stopwords and not token.isdigit():
            root_weights[word_families.word_root(token, language)] = (
                NAME_WEIGHT if token in capitalized_words else 1.0
            )
    lowered, sentence_quantities = text.lower(), quantities.extract_quantities(text, language)
    durations = frozenset(
        quantity.value
        for quantity in sentence_quantities
        if not _duration_stems().isdisjoint(quantity.counted_stems[:1])
    )
    return _SentenceContent(
        root_weights,
        frozenset(quantity.value for quantity in sentence_quantities) - durations,
        durations,
        frozenset(tokens) & _word_list("ordinals", language),
        frozenset(
            match[0]
            for match in re.finditer(r"[\w-]+", lowered)
            if match[0] in _word_list("days", language)
            and not _SPEECH_DAY_PATTERN.search(lowered[: match.start()])
        ),
        not _word_list("denials", language).isdisjoint(tokens) or "n't" in lowered or "n’t" in lowered,
        frozenset(side for root in root_weights for side in _opposites(language).get(root, ())),
        extract_times_and_scores(text, language, _SPEECH_TIME_PATTERN),
    )


def _known_quantities(known_contents: Iterable[_SentenceContent]) -> set[float]:
    return {
        value
        for known_content in known_contents
        for value in known_content.quantities | known_content.durations
    }


def _contradicts_nearest(content: _SentenceContent, known_contents: Sequence[_SentenceContent]) -> bool:
    """Whether it contradicts all of the nearest known sentences, or gives a time, date or score otherwise than known.

    Where a time changed, both times are known: given again, neither is new.
    """
    shares = [content.novelty_share(known_content.root_weights) for known_content in known_contents]
    same_matter = [
        known_content.times_and_scores
        for known_content, share in zip(known_contents, shares, strict=True)
        if share < MAX_SAME_MATTER_NOVELTY
    ]
    nearest_contents = [
        known_content
        for known_content, share in zip(known_contents, shares, strict=True)
        if share == min(shares)
    ]
    return all(content.contradicts(nearest) for nearest in nearest_contents) or any(
        content.times_and_scores.contradicts(nearest.times_and_scores, same_matter)
        for nearest in nearest_contents
    )


def _is_novel(content: _SentenceContent, known_contents: Sequence[_SentenceContent]) -> bool:
    if not content.is_informative:
        return False
    if not known_contents or content.quantities - _known_quantities(known_contents):
        return True
    known_durations = {value for known_content in known_contents for value in known_content.durations}
    if known_durations and content.durations - known_durations:
        return True
    nearest = min(known_contents, key=lambda known_content: content.novelty_share(known_content.root_weights))
    novelty_share = content.novelty_share(nearest.root_weights)
    if novelty_share < MAX_SAME_MATTER_NOVELTY and _contradicts_nearest(content, known_contents):
        return True
    return (
        novelty_share >= MIN_NOVEL_SHARE
        and content.novelty_share(
            {root for known_content in known_contents for root in known_content.root_weights}
        )
        >= MIN_UNSEEN_SHARE
    )


@lru_cache(maxsize=1)
def _duration_stems() -> frozenset[str]:
    return frozenset(lang.stem(word, "en") for word in _DURATION_WORDS)


@lru_cache(maxsize=64)
def _word_list(section: str, language: str) -> frozenset[str]:
    """Give the words of a kind in a language; none where they are not listed."""
    return frozenset(lexicon.load_sections("contradictions.txt").get(f"{section} {language}", ()))


@lru_cache(maxsize=8)
def _opposites(language: str) -> dict[str, tuple[tuple[int, int], ...]]:
    """Give for each root of the opposites where it stands: (line, side)."""
    if language != "en":
        return {}
    sides_by_root: dict[str, tuple[tuple[int, int], ...]] = {}
    for line, opposites in enumerate(lexicon.load_sections("contradictions.txt")["opposites"]):
        for side, words in enumerate(opposites.split("|")):
            for word in words.split():
                root = word_families.word_root(word, language)
                sides_by_root[root] = (*sides_by_root.get(root, ()), (line, side))
    return sides_by_root
