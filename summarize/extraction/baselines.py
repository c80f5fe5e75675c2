"""Summarization methods by name: our own method, the first sentences, and the methods of sumy.

sumy's methods need guards: sumy scores a sentence by its text, so that a repeated sentence is selected twice; its
LexRank divides by zero where no two sentences are similar (`lexrank` is the same formula in numpy); its KL and
Reduction take minutes for long texts.

Importing this module loads neither sumy nor numpy: only a run of a stock method does.
"""

from __future__ import annotations

import math
from importlib import import_module
from typing import TYPE_CHECKING, Any

from summarize.text import language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarize.extraction.term_matrix import SourceDocument

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
# The most sentences passed to a stock method, the first of each report in turn: LSA and TextRank are quadratic, KL is
# worse (19 s for 70 sentences).
MAX_SENTENCES_BY_METHOD = {"kl": 40, "lsa": 300, "reduction": 300, "textrank": 300}
DEFAULT_MAX_SENTENCES = 2000
# sumy's plain-text parser gives its Edmundson these words; they are the words that mark importance in prose.
BONUS_WORDS = frozenset(
    ["important", "significant", "key", "main", "major", "announced", "confirmed", "result"]
)
STIGMA_WORDS = frozenset(["hardly", "impossible", "perhaps", "maybe"])


def select_by_baseline(
    method: str, documents: Sequence[SourceDocument], *, max_sentences: int | None, max_words: int | None
) -> tuple[tuple[int, int], ...]:
    """Select sentences with a method from sumy, or the first sentences of the reports ("lead").

    Args:
        method: one of `METHOD_NAMES` except "news".
        documents: one or several reports; the method sees only quotable sentences.
        max_sentences: the maximum number of sentences.
        max_words: sentences are selected until they have this many words.

    Returns:
        (report, sentence) of each selected sentence, in reading order; for "lead", first sentences first.
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
    """Return the quotable sentences without duplicates: the first of every report, then the second, and so on."""
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
    sentence_count = math.ceil(max_words * len(candidates) / max(1, total_words)) + 1
    return min(sentence_count, max_sentences) if max_sentences is not None else sentence_count


def _run_summarizer(
    method: str,
    documents: Sequence[SourceDocument],
    candidates: Sequence[tuple[int, int]],
    sentence_count: int,
) -> list[tuple[int, int]]:
    """Run a method from sumy and return the indices of the selected sentences.

    Sentences are found by identity, because sumy merges equal sentences.
    """
    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence  # noqa: PLC0415 - see the module

    ordered_candidates = sorted(candidates)
    tokenizers = {source.language: language.Tokenizer(source.language) for source in documents}
    sumy_sentences = [
        Sentence(
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
        from summarize.extraction.lexrank import FastLexRank  # noqa: PLC0415 - see the module

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
