"""Which sentences of a story say something new to a channel that was told of it before.

told before --words, figures, turns--> what is known
a sentence  --words, figures, turns--> new, if enough of its words are not known, or a figure, or it takes a turn

A sentence that only says again in other words what was told is none. A figure that changed is news, however alike the
words around it are, and so is a turn: what was accepted is rejected, what will open on Thursday opens on Monday or does
not, the third becomes the fourth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from summarize.text import language as lang
from summarize.text import lexicon, quantities, word_families

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from news.article import Sentence

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
    """

    root_weights: dict[str, float]
    quantities: frozenset[float]
    durations: frozenset[float]
    ordinals: frozenset[str]
    weekdays: frozenset[str]
    is_negated: bool
    opposite_sides: frozenset[tuple[int, int]]

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
    )


def _is_novel(content: _SentenceContent, known_contents: Sequence[_SentenceContent]) -> bool:
    if not content.root_weights or (len(content.root_weights) < MIN_CONTENT_WORDS and not content.quantities):
        return False
    if not known_contents or content.quantities - {
        value
        for known_content in known_contents
        for value in known_content.quantities | known_content.durations
    }:
        return True
    known_durations = {value for known_content in known_contents for value in known_content.durations}
    if known_durations and content.durations - known_durations:
        return True
    nearest = min(known_contents, key=lambda known_content: content.novelty_share(known_content.root_weights))
    novelty_share = content.novelty_share(nearest.root_weights)
    if novelty_share < MAX_SAME_MATTER_NOVELTY and content.contradicts(nearest):
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
    return frozenset(lexicon.load_sections("turns.txt").get(f"{section} {language}", ()))


@lru_cache(maxsize=8)
def _opposites(language: str) -> dict[str, tuple[tuple[int, int], ...]]:
    """Give for each root of the opposites where it stands: (line, side)."""
    if language != "en":
        return {}
    sides_by_root: dict[str, tuple[tuple[int, int], ...]] = {}
    for line, opposites in enumerate(lexicon.load_sections("turns.txt")["opposites"]):
        for side, words in enumerate(opposites.split("|")):
            for word in words.split():
                root = word_families.word_root(word, language)
                sides_by_root[root] = (*sides_by_root.get(root, ()), (line, side))
    return sides_by_root
