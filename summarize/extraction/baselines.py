"""The ways to summarise that can be chosen by name: ours, the lead, and sumy's own through our tokenizer.

sumy's are guarded: it rates by sentence text, so that a sentence told twice is picked twice; its LexRank divides by
zero where no two sentences are alike; its KL and Reduction take minutes for long texts. LexRank is sumy's formula in
sparse matrices.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array
from sumy.models.dom import ObjectDocumentModel, Paragraph
from sumy.models.dom import Sentence as Spoken
from sumy.summarizers._summarizer import AbstractSummarizer

from summarize.text import language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from summarize.extraction.source_document import SourceDocument

# name -> (module of sumy.summarizers, class)
SUMY_SUMMARIZERS = {
    "edmundson": ("edmundson", "EdmundsonSummarizer"),
    "kl": ("kl", "KLSummarizer"),
    "lsa": ("lsa", "LsaSummarizer"),
    "luhn": ("luhn", "LuhnSummarizer"),
    "reduction": ("reduction", "ReductionSummarizer"),
    "sumbasic": ("sum_basic", "SumBasicSummarizer"),
    "textrank": ("text_rank", "TextRankSummarizer"),
}
METHOD_NAMES = ("news", "lead", "lexrank", *SUMY_SUMMARIZERS)
# Sentences that the stock methods are shown, the first of each report in turn: LSA and TextRank grow with the square,
# KL with more (19 s for 70 sentences).
MAX_SENTENCES_BY_METHOD = {"kl": 40, "lsa": 300, "reduction": 300, "textrank": 300}
DEFAULT_MAX_SENTENCES = 2000
# sumy's LexRank: pairs less alike than this are not linked; the iteration ends below this change.
MIN_LINK_SIMILARITY = 0.1
CONVERGENCE_EPSILON = 0.1
# Digits of a rate that count.
SCORE_DIGITS = 9
# sumy gives its Edmundson these words from its plain-text parser; they are the words that mark weight in prose.
BONUS_WORDS = frozenset(
    ["important", "significant", "key", "main", "major", "announced", "confirmed", "result"]
)
STIGMA_WORDS = frozenset(["hardly", "impossible", "perhaps", "maybe"])


class FastLexRank(AbstractSummarizer):  # type: ignore[misc]  # sumy publishes no types
    """LexRank (Erkan and Radev, JAIR 2004) as sumy computes it, without a Python loop over pairs of sentences."""

    stop_words: frozenset[str] = frozenset()

    def __call__(self, document: ObjectDocumentModel, sentences_count: Any) -> tuple[Spoken, ...]:  # noqa: ANN401  # sumy takes numbers, "10%" and callables
        """Give the best sentences in the order in which they stand; the first ones where all are unlike."""
        # Rounded, so that of two rated alike the first is taken, whatever order a machine adds numbers in.
        scores = iter(self.score_sentences(document).round(SCORE_DIGITS).tolist())
        # A rate for each place, not for each text: sumy's dictionary of ratings takes equal sentences for one.
        best_sentences = self._get_best_sentences(document.sentences, sentences_count, lambda _: next(scores))
        return tuple(best_sentences)

    def score_sentences(self, document: ObjectDocumentModel) -> NDArray[np.float64]:
        """(S,) the rate of each sentence; all the same where no two are alike."""
        stem_rows = [
            [
                self.stem_word(word)
                for word in sentence.words
                if self.normalize_word(word) not in self.stop_words
            ]
            for sentence in document.sentences
        ]
        return _power_iteration(_similarity_graph(_tf_idf_matrix(stem_rows)))


def select_by_baseline(
    method: str, documents: Sequence[SourceDocument], *, max_sentences: int | None, max_words: int | None
) -> tuple[tuple[int, int], ...]:
    """Choose sentences by a stock method or by place alone.

    Args:
        method: one of NAMES but "news".
        documents: one or several reports; only what may be quoted is shown to the method.
        max_sentences: at most so many.
        max_words: as many sentences as reach so many words.

    Returns:
        (report, sentence) of each, in the order of reading; for "lead" first sentences first.
    """
    candidates = _candidate_sentences(documents, MAX_SENTENCES_BY_METHOD.get(method, DEFAULT_MAX_SENTENCES))
    if method != "lead":
        candidates = _run_summarizer(
            method,
            documents,
            candidates,
            _estimate_sentence_count(documents, candidates, max_sentences, max_words),
        )
    selected_pairs: list[tuple[int, int]] = []
    total_words = 0
    for document_index, sentence_index in candidates:
        if (max_sentences is not None and len(selected_pairs) >= max_sentences) or (
            max_words is not None and total_words >= max_words
        ):
            break
        selected_pairs.append((document_index, sentence_index))
        total_words += len(documents[document_index].sentences[sentence_index].split())
    return tuple(selected_pairs)


# ---- private


def _candidate_sentences(documents: Sequence[SourceDocument], limit: int) -> list[tuple[int, int]]:
    """Give the quotable sentences, the first of each report, then the second; each text once."""
    locations = sorted(
        (
            (sentence_index, document_index)
            for document_index, document in enumerate(documents)
            for sentence_index in range(len(document.sentences))
        ),
    )
    if any(any(document.is_quotable) for document in documents):
        locations = [
            (sentence_index, document_index)
            for sentence_index, document_index in locations
            if documents[document_index].is_quotable[sentence_index]
        ]
    location_by_text = {
        documents[document_index].sentences[sentence_index]: (document_index, sentence_index)
        for sentence_index, document_index in reversed(locations)
    }
    first_occurrences = set(location_by_text.values())
    return [
        (document_index, sentence_index)
        for sentence_index, document_index in locations
        if (document_index, sentence_index) in first_occurrences
    ][:limit]


def _estimate_sentence_count(
    documents: Sequence[SourceDocument],
    candidates: Sequence[tuple[int, int]],
    max_sentences: int | None,
    max_words: int | None,
) -> int:
    if max_words is None or not candidates:
        return max_sentences or 0
    total_words = sum(
        len(documents[document_index].sentences[sentence_index].split())
        for document_index, sentence_index in candidates
    )
    sentence_count = int(np.ceil(max_words * len(candidates) / max(1, total_words))) + 1
    return min(sentence_count, max_sentences) if max_sentences is not None else sentence_count


def _run_summarizer(
    method: str,
    documents: Sequence[SourceDocument],
    candidates: Sequence[tuple[int, int]],
    sentence_count: int,
) -> list[tuple[int, int]]:
    """Let the method choose; back to places by identity, since sumy takes equal sentences for one."""
    ordered_candidates = sorted(candidates)
    tokenizers = {source.language: language.Tokenizer(source.language) for source in documents}
    sumy_sentences = [
        Spoken(
            documents[document_index].sentences[sentence_index],
            tokenizers[documents[document_index].language],
        )
        for document_index, sentence_index in ordered_candidates
    ]
    location_by_sentence_id = {
        id(sentence): sentence_index
        for sentence, sentence_index in zip(sumy_sentences, ordered_candidates, strict=True)
    }
    if not sumy_sentences or not sentence_count:
        return []
    document = ObjectDocumentModel([Paragraph(sumy_sentences)])
    best_sentences = _build_summarizer(method, documents[0].language)(document, sentence_count)
    return [location_by_sentence_id[id(sentence)] for sentence in best_sentences]


def _build_summarizer(method: str, language_code: str) -> Any:  # noqa: ANN401  # sumy publishes no types
    def stem(word: str) -> str:
        return language.stem(word, language_code)

    stop_words = language.stop_words(language_code)
    if method == "lexrank":
        lexrank = FastLexRank(stem)
        lexrank.stop_words = stop_words
        return lexrank
    module, class_name = SUMY_SUMMARIZERS[method]
    summarizer = getattr(import_module(f"sumy.summarizers.{module}"), class_name)(stem)
    if method == "edmundson":
        summarizer.bonus_words, summarizer.stigma_words = BONUS_WORDS, STIGMA_WORDS
        summarizer.null_words = stop_words or frozenset({""})
    elif method != "reduction":
        summarizer.stop_words = stop_words
    return summarizer


def _tf_idf_matrix(stem_rows: Sequence[Sequence[str]]) -> csr_array:
    """(S, T) sumy's TF (over the commonest word of the sentence) times its IDF, log(S / (1 + sentences with it))."""
    term_ids: dict[str, int] = {}
    row_indices: list[int] = []
    column_indices: list[int] = []
    values: list[float] = []
    for row_index, stems in enumerate(stem_rows):
        counts: dict[int, int] = {}
        for stem in stems:
            term_id = term_ids.setdefault(stem, len(term_ids))
            counts[term_id] = counts.get(term_id, 0) + 1
        max_count = max(counts.values(), default=1)
        row_indices += [row_index] * len(counts)
        column_indices += counts
        values += [count / max_count for count in counts.values()]
    shape = (len(stem_rows), max(1, len(term_ids)))
    matrix = csr_array(
        (np.array(values, float), (np.array(row_indices, np.int64), np.array(column_indices, np.int64))),
        shape=shape,
    )
    sentence_frequency = np.bincount(np.array(column_indices, np.int64), minlength=shape[1])
    matrix.data = matrix.data * np.log(max(1, len(stem_rows)) / (1.0 + sentence_frequency))[matrix.indices]
    return matrix


def _similarity_graph(weights: csr_array) -> csr_array:
    """(S, S) who is like whom, each row summing to 1; a row without links stays empty."""
    norms = np.sqrt(np.asarray((weights * weights).sum(axis=1)).ravel())
    scale = np.divide(1.0, norms, out=np.zeros_like(norms), where=norms > 0)
    normalized = csr_array(
        (weights.data * np.repeat(scale, np.diff(weights.indptr)), weights.indices, weights.indptr),
        shape=weights.shape,
    )
    graph = csr_array(normalized @ normalized.T)
    graph.data = (graph.data > MIN_LINK_SIMILARITY).astype(float)
    graph.eliminate_zeros()
    degree = np.asarray(graph.sum(axis=1)).ravel()
    graph.data = graph.data / np.repeat(np.maximum(degree, 1), np.diff(graph.indptr))
    return graph


def _power_iteration(graph: csr_array) -> NDArray[np.float64]:
    """Walk the links until the rates, of length 1, change by less than EPSILON, as sumy does."""
    size = graph.shape[0]
    scores = np.full(size, 1.0 / max(1, size))
    change = 1.0
    while size and change > CONVERGENCE_EPSILON:
        next_scores = graph.T @ scores
        next_scores = next_scores / (float(np.linalg.norm(next_scores)) or 1.0)
        change = float(np.linalg.norm(next_scores - scores))
        scores = next_scores
    return scores
