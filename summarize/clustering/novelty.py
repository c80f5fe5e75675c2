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

from summarize.text import language as tongue
from summarize.text import lexicon, quantities, word_families

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from news.article import Sentence

# A sentence is new if this share of its words, names counted twice, stands in no told sentence that is about the same,
# and this share in none at all. Swept on half of tests/data/novelty.tsv; docs/quality.md has the errors on the rest.
UNTOLD, NOWHERE = 0.36, 0.15
# A sentence of which less than this is known is about another matter: it takes no turn.
SAME = 0.5
# Words of a sentence that are looked at; with fewer it says nothing of its own.
FEWEST = 3
NAME = 2.0
# Stems of what is counted where a number says how long.
_LENGTHS = frozenset(
    tongue.stem(word, "en") for word in ["second", "minute", "hour", "day", "week", "month", "year", "decade"]
)
# A day beside these says when somebody spoke, not when anything happened: "engineers said on Thursday".
_SPOKEN = re.compile(
    r"\b(?:said|says|told|announced|reported|confirmed|according to|sagte|sagten|teilte|a (?:dit|déclaré|annoncé)"
    r"|dijo|informó|ha detto|disse|zei)\b(?:\W+\w+){0,4}\W*$",
    re.IGNORECASE,
)


def fresh(told: Iterable[str], current: Sequence[Sentence], *, language: str = "en") -> tuple[Sentence, ...]:
    """Give the sentences that say something new, in the order given.

    Args:
        told: the sentences that the channel was already told, as texts; in any order.
        current: the story's sentences of now, best first: of two that say the same, the first is given.
        language: ISO 639-1 of both.

    Returns:
        Those of `current` that say what neither `told` nor an earlier one of them says; all that differ from each
        other where nothing was told; empty if nothing is new.
    """
    known = [_said(text, language) for text in told]
    new: list[Sentence] = []
    for sentence in current:
        said = _said(sentence.text, language)
        if _is_new(said, known):
            new.append(sentence)
            known.append(said)
    return tuple(new)


# ---- private


@dataclass(frozen=True, slots=True)
class _Said:
    """What a sentence says.

    Attributes:
        weights: its roots, names counting more.
        figures: its numbers; of times that something lasted or lies back only where a told sentence has some too.
        lengths: these.
        ordinals, days: its words of these kinds; without the days on which somebody spoke.
        denies: whether it denies.
        sides: (line, side) of the opposites that it names.
    """

    weights: dict[str, float]
    figures: frozenset[float]
    lengths: frozenset[float]
    ordinals: frozenset[str]
    days: frozenset[str]
    denies: bool
    sides: frozenset[tuple[int, int]]

    def untold(self, known: Iterable[str]) -> float:
        """Give the share of its words that are not known."""
        whole = sum(self.weights.values())
        return sum(weight for root, weight in self.weights.items() if root not in known) / whole

    def turns(self, known: _Said) -> bool:
        """Tell whether it says otherwise what a sentence about the same said."""
        return (
            self.denies != known.denies
            or bool(self.ordinals - known.ordinals)
            or bool(known.days and self.days and not self.days & known.days)
            or any(
                (line, 1 - side) in known.sides and (line, side) not in known.sides
                for line, side in self.sides
            )
        )


def _said(text: str, language: str) -> _Said:
    stops = tongue.stop_words(language)
    capital = {
        word.lower().removesuffix("'s").removesuffix("’s") for word in text.split()[1:] if word[:1].isupper()
    }
    words = [word.removesuffix("'s") for word in tongue.words(text, language)]
    weights: dict[str, float] = {}
    for word in words:
        if word not in stops and not word.isdigit():
            weights[word_families.root(word, language)] = NAME if word in capital else 1.0
    lowered, told = text.lower(), quantities.told(text, language)
    lengths = frozenset(each.value for each in told if not _LENGTHS.isdisjoint(each.of[:1]))
    return _Said(
        weights,
        frozenset(each.value for each in told) - lengths,
        lengths,
        frozenset(words) & _words("ordinals", language),
        frozenset(
            found[0]
            for found in re.finditer(r"[\w-]+", lowered)
            if found[0] in _words("days", language) and not _SPOKEN.search(lowered[: found.start()])
        ),
        not _words("denials", language).isdisjoint(words) or "n't" in lowered or "n’t" in lowered,
        frozenset(side for root in weights for side in _sides(language).get(root, ())),
    )


def _is_new(said: _Said, known: Sequence[_Said]) -> bool:
    if not said.weights or (len(said.weights) < FEWEST and not said.figures):
        return False
    if not known or said.figures - {value for each in known for value in each.figures | each.lengths}:
        return True
    lengths = {value for each in known for value in each.lengths}
    if lengths and said.lengths - lengths:
        return True
    nearest = min(known, key=lambda each: said.untold(each.weights))
    untold = said.untold(nearest.weights)
    if untold < SAME and said.turns(nearest):
        return True
    return untold >= UNTOLD and said.untold({root for each in known for root in each.weights}) >= NOWHERE


@lru_cache(maxsize=64)
def _words(section: str, language: str) -> frozenset[str]:
    """Give the words of a kind in a language; none where they are not listed."""
    return frozenset(lexicon.read("turns.txt").get(f"{section} {language}", ()))


@lru_cache(maxsize=8)
def _sides(language: str) -> dict[str, tuple[tuple[int, int], ...]]:
    """Give for each root of the opposites where it stands: (line, side)."""
    if language != "en":
        return {}
    sides: dict[str, tuple[tuple[int, int], ...]] = {}
    for line, opposites in enumerate(lexicon.read("turns.txt")["opposites"]):
        for side, words in enumerate(opposites.split("|")):
            for word in words.split():
                root = word_families.root(word, language)
                sides[root] = (*sides.get(root, ()), (line, side))
    return sides
