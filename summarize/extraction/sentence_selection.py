"""Which sentences of one or several reports make the summary, and in what order they are read.

reports --count--> terms --expect--> expected counts --choose--> sentences --arrange--> order of reading
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from summarize.extraction import expected_counts, optimizer, term_matrix, word_model
from summarize.extraction.optimizer import Budget, Field
from summarize.text import dangling_references, language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from summarize.extraction.source_document import Telling
    from summarize.extraction.term_matrix import Terms
    from summarize.extraction.word_model import Model

# How long a summary is expected to be. Swept: 10 to 13 words a sentence (CNN/DM, cross-validated: flat,
# 11 best), 15 to 24 for a story (304 AllSides stories, whose editors write 23: flat, 21 best). The share
# of a budget of words is that of the formula's first sweep; 0.65 to 0.8 are within the noise.
WORDS_A_SENTENCE = 11.0
WORDS_A_STORY_SENTENCE = 21.0
SHARE_OF_BUDGET = 0.72
# The news tells the most important thing first: what a first place adds to the value, over 1 + place.
# Swept 0.02 to 0.1: lower wins R-1 on CNN/DM, higher R-2 on what freelance writers wrote.
LEAD_PRIOR = 0.04
# What a second sentence that leans on the first ("It was ...") costs in the summary of a single report,
# even beside it: it seldom stands alone. Swept 0 to 0.1 (CNN, 500, cross-validated): leaning sentences
# whose predecessor is not quoted as the raw text has it fall from 4.2 to 0.4 %, for 0.1 to 0.2 R-1.
SECOND_COST = 0.06
# In a story of several, what a leaning sentence costs: the one it leans on must then come from the same
# outlet.
STORY_COST = 0.01
# A sentence of a few words ("By dawn it was running.") is cheap in F1 and tells a reader little.
SHORT = 8
SHORT_COST = 0.02
# "Royal theme: A baby outfit ..." is a caption more often than news (200 Daily Mail articles).
LABEL_COST = 0.05


def choose(
    tellings: Sequence[Telling],
    *,
    sentences: int | None = None,
    words: int | None = None,
    weights: Model | None = None,
) -> tuple[tuple[int, int], ...]:
    """Choose the key sentences.

    Args:
        tellings: one or several reports of one story.
        sentences: at most so many; None for no limit.
        words: as many sentences as reach so many words; the last may run over. None for no limit.
        weights: a model in place of the shipped one.

    Returns:
        (report, sentence) of each, in order of reading; empty if there are no sentences or the budget is 0.
    """
    budget = Budget(sentences, words)
    if not any(telling.sentences for telling in tellings) or 0 in {sentences, words}:
        return ()
    places = [
        (report, place) for report, telling in enumerate(tellings) for place in range(len(telling.sentences))
    ]
    ground = _field(tellings, budget, weights or word_model.shipped())
    if any(language.stop_words(telling.language) for telling in tellings):
        optimizer.choose(ground, budget)
    return tuple(
        places[sentence] for sentence in (_arranged(ground) if ground.chosen else _lead(ground, budget))
    )


# ---- private


def _field(tellings: Sequence[Telling], budget: Budget, weights: Model | None) -> Field:
    counted = term_matrix.count(tellings)
    allowed = _allowed(tellings, counted)
    if not all(telling.language in word_model.LANGUAGES for telling in tellings):
        weights = None
    texts = [(each, telling.language) for telling in tellings for each in telling.sentences]
    outlets: dict[str, int] = {}
    outlet = [outlets.setdefault(each.outlet or str(number), number) for number, each in enumerate(tellings)]
    needs = _needs(counted, [dangling_references.leans(text, spoken) for text, spoken in texts])
    return Field(
        terms=counted,
        expected=expected_counts.expect(tellings, counted, _length(budget, len(tellings)), weights),
        allowed=allowed,
        needs=needs,
        prior=LEAD_PRIOR / (1.0 + counted.place) - _leaning(counted, needs) - _looks(counted, texts),
        outlet=np.array(outlet)[counted.report],
        cost=np.array([len(text.split()) for text, _ in texts])
        if budget.words is not None
        else counted.lengths,
    )


def _allowed(tellings: Sequence[Telling], counted: Terms) -> NDArray[np.bool_]:
    """(S,) what may be quoted: where some languages are known, nothing of the others; if nothing may be, everything."""
    allowed = np.array([flag for telling in tellings for flag in telling.quotable], bool) & (
        counted.lengths > 0
    )
    known = np.array([bool(language.stop_words(telling.language)) for telling in tellings])[counted.report]
    best: NDArray[np.bool_] = allowed & known
    if best.any():
        return best
    return allowed if allowed.any() else np.ones_like(allowed)


def _length(budget: Budget, reports: int) -> float:
    if budget.words is not None:
        return SHARE_OF_BUDGET * budget.words
    return (WORDS_A_SENTENCE if reports == 1 else WORDS_A_STORY_SENTENCE) * (budget.sentences or 1)


def _needs(counted: Terms, leaning: list[bool]) -> NDArray[np.int64]:
    """Give each leaning sentence the one before it; the first of a report has none before it."""
    numbers = np.arange(len(leaning))
    return np.where(np.array(leaning, bool) & (counted.place > 0), numbers - 1, -1)


def _leaning(counted: Terms, needs: NDArray[np.int64]) -> NDArray[np.floating[Any]]:
    """(S,) what sentences cost for leaning on others."""
    leans = needs >= 0
    return STORY_COST * leans if counted.reports > 1 else SECOND_COST * (leans & (counted.place == 1))


def _looks(counted: Terms, texts: list[tuple[str, str]]) -> NDArray[np.floating[Any]]:
    """(S,) what sentences cost for being of a few words, or opening like a caption."""
    labelled = np.array([dangling_references.labelled(text) for text, _ in texts], bool)
    return SHORT_COST * (counted.lengths < SHORT) + LABEL_COST * labelled


def _arranged(ground: Field) -> list[int]:
    """Order by place in the report; what leans stands right after what it leans on."""
    place = ground.terms.place
    after: dict[int, list[int]] = {}
    heads = []
    for sentence in sorted(ground.chosen):
        needed = int(ground.needs[sentence])
        if needed in ground.chosen:
            after.setdefault(needed, []).append(sentence)
        else:
            heads.append(sentence)
    heads.sort(key=lambda sentence: (int(place[sentence]), int(ground.terms.report[sentence])))
    order = []
    for head in heads:
        waiting = [head]
        while waiting:
            order.append(waiting[0])
            waiting = after.get(waiting.pop(0), []) + waiting
    return order


def _lead(ground: Field, budget: Budget) -> list[int]:
    """Take the first sentence of each report, then the second: for a language of which nothing is known."""
    order = np.lexsort((ground.terms.report, ground.terms.place))
    taken = order[ground.allowed[order]][: budget.sentences]
    if budget.words is None:
        return [int(sentence) for sentence in taken]
    before = np.cumsum(ground.cost[taken]) - ground.cost[taken]
    return [int(sentence) for sentence in taken[before < budget.words]]
