"""Select the sentences of a summary from one or several reports, and arrange them in reading order.

reports --count--> terms --estimate--> expected counts --optimize--> sentences --arrange--> reading order
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from summarize.extraction import expected_counts, optimizer, term_matrix, word_model
from summarize.extraction.optimizer import Budget
from summarize.extraction.selection_state import SelectionState
from summarize.text import dangling_references, language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from summarize.extraction.term_matrix import SourceDocument, TermMatrix
    from summarize.extraction.word_model import WordModel

# The expected length of a summary. Swept: 10 to 13 words a sentence (CNN/DM, cross-validated: flat, 11 best), 15 to
# 24 for a story (304 AllSides stories, whose editors write 23: flat, 21 best). The share of a budget of words is that
# of the formula's first sweep; 0.65 to 0.8 are within the noise.
WORDS_PER_SENTENCE = 11.0
WORDS_PER_STORY_SENTENCE = 21.0
WORD_BUDGET_SHARE = 0.72
# News puts the most important thing first: what position 0 adds to the value, divided by 1 + position. Swept 0.02 to
# 0.1: lower wins R-1 on CNN/DM, higher R-2 on the summaries of freelance writers.
LEAD_PRIOR = 0.04
# The cost of a second sentence that refers to the first ("It was ...") in the summary of a single report, even after
# the first: it seldom stands alone. Swept 0 to 0.1 (CNN, 500, cross-validated): dangling sentences whose predecessor
# in the raw text is not quoted fall from 4.2 to 0.4 %, for 0.1 to 0.2 R-1.
DANGLING_SECOND_SENTENCE_COST = 0.06
# The cost of a dangling sentence in a story of several reports: the sentence it refers to must then come from the
# same outlet.
DANGLING_STORY_SENTENCE_COST = 0.01
# A sentence of a few words ("By dawn it was running.") is cheap in F1 and says little to a reader.
MIN_SENTENCE_WORDS = 8
SHORT_SENTENCE_COST = 0.02
# "Royal theme: A baby outfit ..." is a caption more often than news (200 Daily Mail articles).
CAPTION_LABEL_COST = 0.05


def select_sentences(
    documents: Sequence[SourceDocument],
    *,
    max_sentences: int | None = None,
    max_words: int | None = None,
    model: WordModel | None = None,
) -> tuple[tuple[int, int], ...]:
    """Select the key sentences of one or several reports.

    Args:
        documents: one or several reports of one story.
        max_sentences: the maximum number of sentences; None for no limit.
        max_words: sentences are selected until they have this many words; the last may exceed it. None for no limit.
        model: replaces the shipped model.

    Returns:
        (report, sentence) of each selected sentence, in reading order; empty without sentences or with a budget of 0.
    """
    budget = Budget(max_sentences, max_words)
    if not any(document.sentences for document in documents) or 0 in {max_sentences, max_words}:
        return ()
    sentence_locations = [
        (document_index, sentence_index)
        for document_index, document in enumerate(documents)
        for sentence_index in range(len(document.sentences))
    ]
    state = _build_selection_state(documents, budget, model or word_model.load_model())
    if any(language.stop_words(document.language) for document in documents):
        optimizer.optimize_selection(state, budget)
    return tuple(
        sentence_locations[sentence]
        for sentence in (_arrange_sentences(state) if state.selected else _select_lead(state, budget))
    )


# ---- private


def _build_selection_state(
    documents: Sequence[SourceDocument], budget: Budget, model: WordModel | None
) -> SelectionState:
    matrix = term_matrix.build_term_matrix(documents)
    is_selectable = _selectable_sentences(documents, matrix)
    if not all(document.language in word_model.SUPPORTED_LANGUAGES for document in documents):
        model = None
    sentence_texts = [(item, document.language) for document in documents for item in document.sentences]
    outlet_indices: dict[str, int] = {}
    document_outlets = [
        outlet_indices.setdefault(item.outlet or str(document_index), document_index)
        for document_index, item in enumerate(documents)
    ]
    required_sentences = _required_sentences(
        matrix,
        [dangling_references.is_dangling(text, language_code) for text, language_code in sentence_texts],
    )
    return SelectionState(
        matrix=matrix,
        expected=expected_counts.estimate_expected_counts(
            documents, matrix, _expected_summary_length(budget, len(documents)), model
        ),
        is_selectable=is_selectable,
        required_sentences=required_sentences,
        prior_scores=LEAD_PRIOR / (1.0 + matrix.sentence_positions)
        - _dangling_costs(matrix, required_sentences)
        - _form_costs(matrix, sentence_texts),
        outlet_indices=np.array(document_outlets)[matrix.sentence_documents],
        word_counts=np.array([len(text.split()) for text, _ in sentence_texts])
        if budget.max_words is not None
        else matrix.sentence_lengths,
    )


def _selectable_sentences(documents: Sequence[SourceDocument], matrix: TermMatrix) -> NDArray[np.bool_]:
    """Return which sentences may be selected, (S,): quotable sentences in supported languages.

    Without such sentences, return the quotable sentences in all languages; without these, all sentences.
    """
    is_selectable = np.array(
        [is_quotable for document in documents for is_quotable in document.is_quotable], bool
    ) & (matrix.sentence_lengths > 0)
    has_stopwords = np.array([bool(language.stop_words(document.language)) for document in documents])[
        matrix.sentence_documents
    ]
    is_preferred: NDArray[np.bool_] = is_selectable & has_stopwords
    if is_preferred.any():
        return is_preferred
    return is_selectable if is_selectable.any() else np.ones_like(is_selectable)


def _expected_summary_length(budget: Budget, document_count: int) -> float:
    if budget.max_words is not None:
        return WORD_BUDGET_SHARE * budget.max_words
    return (WORDS_PER_SENTENCE if document_count == 1 else WORDS_PER_STORY_SENTENCE) * (
        budget.max_sentences or 1
    )


def _required_sentences(matrix: TermMatrix, is_dangling: list[bool]) -> NDArray[np.int64]:
    """Return, for each sentence, the index of the sentence it depends on, or -1; shape (S,)."""
    sentence_indices = np.arange(len(is_dangling))
    return np.where(np.array(is_dangling, bool) & (matrix.sentence_positions > 0), sentence_indices - 1, -1)


def _dangling_costs(matrix: TermMatrix, required_sentences: NDArray[np.int64]) -> NDArray[np.floating[Any]]:
    """Return a cost for each sentence that refers to another sentence, (S,)."""
    is_dangling = required_sentences >= 0
    return (
        DANGLING_STORY_SENTENCE_COST * is_dangling
        if matrix.document_count > 1
        else DANGLING_SECOND_SENTENCE_COST * (is_dangling & (matrix.sentence_positions == 1))
    )


def _form_costs(matrix: TermMatrix, sentence_texts: list[tuple[str, str]]) -> NDArray[np.floating[Any]]:
    """Return a cost for each sentence that has few words or opens like a caption, (S,)."""
    has_label = np.array([dangling_references.has_caption_label(text) for text, _ in sentence_texts], bool)
    return (
        SHORT_SENTENCE_COST * (matrix.sentence_lengths < MIN_SENTENCE_WORDS) + CAPTION_LABEL_COST * has_label
    )


def _arrange_sentences(state: SelectionState) -> list[int]:
    """Order sentences by their position in the reports.

    A dangling sentence follows the sentence that it refers to.
    """
    positions = state.matrix.sentence_positions
    followers: dict[int, list[int]] = {}
    first_sentences = []
    for sentence in sorted(state.selected):
        required_sentence = int(state.required_sentences[sentence])
        if required_sentence in state.selected:
            followers.setdefault(required_sentence, []).append(sentence)
        else:
            first_sentences.append(sentence)
    first_sentences.sort(
        key=lambda sentence: (int(positions[sentence]), int(state.matrix.sentence_documents[sentence]))
    )
    ordered_sentences = []
    for first_sentence in first_sentences:
        pending_sentences = [first_sentence]
        while pending_sentences:
            ordered_sentences.append(pending_sentences[0])
            pending_sentences = followers.get(pending_sentences.pop(0), []) + pending_sentences
    return ordered_sentences


def _select_lead(state: SelectionState, budget: Budget) -> list[int]:
    """Return the first sentence of every report, then the second, and so on.

    This selection is used for languages without stop words.
    """
    order = np.lexsort((state.matrix.sentence_documents, state.matrix.sentence_positions))
    lead_sentences = order[state.is_selectable[order]][: budget.max_sentences]
    if budget.max_words is None:
        return [int(sentence) for sentence in lead_sentences]
    preceding_words = np.cumsum(state.word_counts[lead_sentences]) - state.word_counts[lead_sentences]
    return [int(sentence) for sentence in lead_sentences[preceding_words < budget.max_words]]
