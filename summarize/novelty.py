"""Which sentences of a story say something new to a channel that was told of it before.

told before --words, figures--> what is known
a sentence  --words, figures--> new, if enough of its words, or one of its figures, is not known

A sentence that only says again in other words what was told is none. A figure that changed is news, however alike the
words around it are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarize import figures, kin
from summarize import language as tongue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from news.article import Sentence

# A sentence is new if this share of its words, names counted twice, stands in no told sentence that is about the same.
# Swept on tests/data/novelty.json: see docs/quality.md.
UNTOLD = 0.50
# Words of a sentence that are looked at; with fewer it says nothing of its own.
FEWEST = 3
NAME = 2.0


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

_Said = tuple[dict[str, float], frozenset[float]]


def _said(text: str, language: str) -> _Said:
    """Give a text's roots with their weights, and its figures."""
    stops = tongue.stop_words(language)
    capital = {
        word.lower().removesuffix("'s").removesuffix("’s") for word in text.split()[1:] if word[:1].isupper()
    }
    weights: dict[str, float] = {}
    for word in tongue.words(text, language):
        bare = word.removesuffix("'s")
        if bare not in stops and not bare.isdigit():
            weights[kin.root(bare, language)] = NAME if bare in capital else 1.0
    return weights, frozenset(figure.value for figure in figures.told(text, language))


def _is_new(said: _Said, known: Sequence[_Said]) -> bool:
    weights, values = said
    whole = sum(weights.values())
    if not weights or (len(weights) < FEWEST and not values):
        return False
    everything = frozenset(value for _, held in known for value in held)
    if values - everything:
        return True
    untold = min(
        (sum(weight for root, weight in weights.items() if root not in held) / whole for held, _ in known),
        default=1.0,
    )
    return untold >= UNTOLD
