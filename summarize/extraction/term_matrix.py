"""The words of reports as arrays, so that sentences are selected without a Python loop.

A term is a stem, a bigram is two adjacent terms of a sentence. Sentences are numbered across all reports.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from itertools import count as counter
from typing import TYPE_CHECKING, Any

import numpy as np

from summarize.text import language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]
    Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A report: a headline and numbered sentences, some of them quotable.

    Attributes:
        title: the headline; "" if there is none.
        sentences: all sentences in order, including unquotable sentences, which provide words and antecedents.
        is_quotable: for each sentence, whether a summary may select it.
        language: ISO 639-1, or "und".
        outlet: the name of the outlet.
    """

    title: str
    sentences: tuple[str, ...]
    is_quotable: tuple[bool, ...]
    language: str = "en"
    outlet: str = ""


@dataclass(frozen=True)
class TermMatrix:
    """The words of D reports, as arrays over S sentences, N tokens and T terms.

    Attributes:
        document_count: D.
        sentence_documents: (S,) the report of each sentence.
        sentence_positions: (S,) the position of each sentence in its report.
        sentence_lengths: (S,) the number of tokens of each sentence.
        token_terms: (N,) the term of each token.
        token_sentences: (N,) the sentence of each token, ascending.
        stems: T stems as text.
        is_stopword: (T,) whether the term is a stop word.
        in_title: (D, T) whether the report's headline contains the term.
    """

    document_count: int
    sentence_documents: Ints
    sentence_positions: Ints
    sentence_lengths: Ints
    token_terms: Ints
    token_sentences: Ints
    stems: tuple[str, ...]
    is_stopword: Flags
    in_title: Flags

    @cached_property
    def vocabulary_size(self) -> int:
        """The number of distinct terms, T."""
        return len(self.stems)

    @cached_property
    def term_frequency(self) -> Ints:
        """The number of occurrences of each term, (T,)."""
        return np.bincount(self.token_terms, minlength=self.vocabulary_size)

    @cached_property
    def document_frequency(self) -> Floats:
        """The share of reports that contain each term, (T,)."""
        return _document_frequency(
            self.sentence_documents[self.token_sentences],
            self.token_terms,
            self.document_count,
            self.vocabulary_size,
        )

    @cached_property
    def first_positions(self) -> Ints:
        """The first sentence position of each term in any report, (T,)."""
        return _min_per_item(
            self.sentence_positions[self.token_sentences], self.token_terms, self.vocabulary_size
        )

    @cached_property
    def bigrams(self) -> Bigrams:
        """The pairs of adjacent words within sentences."""
        left_tokens = np.flatnonzero(self.token_sentences[1:] == self.token_sentences[:-1])
        bigram_keys = (
            self.token_terms[left_tokens] * max(1, self.vocabulary_size) + self.token_terms[left_tokens + 1]
        )
        distinct_keys, token_bigrams = np.unique(bigram_keys, return_inverse=True)
        bigram_sentences = self.token_sentences[left_tokens]
        return Bigrams(
            left_terms=distinct_keys // max(1, self.vocabulary_size),
            right_terms=distinct_keys % max(1, self.vocabulary_size),
            occurrence_bigrams=token_bigrams,
            occurrence_sentences=bigram_sentences,
            document_frequency=_document_frequency(
                self.sentence_documents[bigram_sentences],
                token_bigrams,
                self.document_count,
                len(distinct_keys),
            ),
        )


@dataclass(frozen=True)
class Bigrams:
    """The P distinct bigrams of a term matrix, and their M occurrences.

    Attributes:
        left_terms: (P,) the first term.
        right_terms: (P,) the second.
        occurrence_bigrams: (M,) the bigram of each occurrence.
        occurrence_sentences: (M,) the sentence of each occurrence, ascending.
        document_frequency: (P,) the share of reports that contain the bigram.
    """

    left_terms: Ints
    right_terms: Ints
    occurrence_bigrams: Ints
    occurrence_sentences: Ints
    document_frequency: Floats

    @cached_property
    def bigram_frequency(self) -> Ints:
        """The number of occurrences of each bigram, (P,)."""
        return np.bincount(self.occurrence_bigrams, minlength=len(self.left_terms))


def build_term_matrix(documents: Sequence[SourceDocument]) -> TermMatrix:
    """Build the term matrix from reports.

    Args:
        documents: at least one; each may be without words.
    """
    token_stems: list[str] = []
    stopword_flags: list[bool] = []
    row_lengths: list[int] = []
    for document in documents:
        tokenized_rows = [
            language.tokenize(text, document.language) for text in (*document.sentences, document.title)
        ]
        tokens = list(chain.from_iterable(tokenized_rows))
        token_stems.extend(map(language.load_stems(document.language).__getitem__, tokens))
        stopword_flags.extend(map(language.stop_words(document.language).__contains__, tokens))
        row_lengths.extend(map(len, tokenized_rows))
    term_ids: defaultdict[str, int] = defaultdict(counter().__next__)
    token_terms = np.fromiter(map(term_ids.__getitem__, token_stems), np.int64, len(token_stems))
    # numpy keeps the last value that is written to an index: in reverse, that of a term's first token.
    is_stopword = np.zeros(len(term_ids), bool)
    is_stopword[token_terms[::-1]] = stopword_flags[::-1]
    return _split_titles(
        documents, token_terms, np.array(row_lengths, np.int64), tuple(term_ids), is_stopword
    )


# ---- private


def _split_titles(
    documents: Sequence[SourceDocument],
    row_terms: Ints,
    row_lengths: Ints,
    stems: tuple[str, ...],
    is_stopword: Flags,
) -> TermMatrix:
    """Build a term matrix in which headlines are separate from sentences.

    In the given rows, the last row of each report is its headline.
    """
    sentence_counts = np.array([len(document.sentences) for document in documents], np.int64)
    document_indices = np.arange(len(sentence_counts))
    sentence_documents = np.repeat(document_indices, sentence_counts)
    sentence_ends = np.cumsum(sentence_counts)
    title_rows = sentence_ends + document_indices
    is_sentence_row = np.ones(len(row_lengths), bool)
    is_sentence_row[title_rows] = False
    in_title = np.zeros((len(sentence_counts), len(stems)), bool)
    is_sentence_token = np.repeat(is_sentence_row, row_lengths)
    in_title[np.repeat(document_indices, row_lengths[title_rows]), row_terms[~is_sentence_token]] = True
    row_lengths = row_lengths[is_sentence_row]
    return TermMatrix(
        document_count=len(sentence_counts),
        sentence_documents=sentence_documents,
        sentence_positions=np.arange(len(sentence_documents))
        - (sentence_ends - sentence_counts)[sentence_documents],
        sentence_lengths=row_lengths,
        token_terms=row_terms[is_sentence_token],
        token_sentences=np.repeat(np.arange(len(row_lengths)), row_lengths),
        stems=stems,
        is_stopword=is_stopword,
        in_title=in_title,
    )


def _document_frequency(
    document_indices: Ints, item_indices: Ints, document_count: int, item_count: int
) -> Floats:
    """Return the share of reports that contain each item, a term or bigram."""
    if document_count == 1:
        return np.minimum(np.bincount(item_indices, minlength=item_count), 1).astype(float)
    contains_item = np.zeros((document_count, item_count), bool)
    contains_item[document_indices, item_indices] = True
    frequency: Floats = contains_item.mean(axis=0)
    return frequency


def _min_per_item(values: Ints, item_indices: Ints, item_count: int) -> Ints:
    """Return the smallest of each item's values, or 0 for an item without values."""
    minimums = np.zeros(item_count, np.int64)
    descending_order = np.argsort(-values)  # numpy keeps the last value that is written to an index
    minimums[item_indices[descending_order]] = values[descending_order]
    return minimums
