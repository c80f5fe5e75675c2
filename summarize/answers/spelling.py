"""Correct misspelt words of a question by the words of the articles. English."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from summarize.text import language as lang
from summarize.text import word_families
from summarize.text.vocabulary import edit_distance, synonyms

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from summarize.answers.indexed_article import IndexedArticle
    from summarize.answers.question import ParsedQuestion

# Shorter words are too often one edit from another word.
MIN_CHARACTERS = 4
# From this length on a word may have two edits.
MIN_CHARACTERS_FOR_TWO_EDITS = 7


def correct_spelling(question: ParsedQuestion, indexed_articles: Sequence[IndexedArticle]) -> ParsedQuestion:
    """Return a question whose unknown words are replaced by similar words of the articles."""
    if question.language != "en":
        return question
    corrections: dict[str, str] = {}
    for word, root in question.root_by_word.items():
        if (
            len(word) < MIN_CHARACTERS
            or not word.isalpha()
            or synonyms.is_known(root)
            or any(root in item.postings or root in item.title_roots for item in indexed_articles)
        ):
            continue
        closest = _find_closest(word, (other for item in indexed_articles for other in _words_of(item)))
        if closest:
            corrections[root] = word_families.word_root(closest)
    if not corrections:
        return question
    return replace(
        question,
        root_weights={corrections.get(root, root): weight for root, weight in question.root_weights.items()},
        content_roots=tuple(corrections.get(root, root) for root in question.content_roots),
        name_roots=tuple(corrections.get(root, root) for root in question.name_roots),
        subject_root=corrections.get(question.subject_root, question.subject_root),
        verb_root=corrections.get(question.verb_root, question.verb_root),
        root_by_word={word: corrections.get(root, root) for word, root in question.root_by_word.items()},
        focus_roots=tuple(corrections.get(root, root) for root in question.focus_roots),
    )


# ---- private


def _find_closest(word: str, candidates: Iterable[str]) -> str:
    most = 2 if len(word) >= MIN_CHARACTERS_FOR_TWO_EDITS else 1
    best, best_distance = "", most + 1
    for candidate in set(candidates):
        if candidate[:1] != word[:1] or len(candidate) < MIN_CHARACTERS:
            continue
        distance = edit_distance.edit_distance(word, candidate, most)
        if distance <= most and (distance, candidate) < (best_distance, best or "~"):
            best, best_distance = candidate, distance
    return best


def _words_of(item: IndexedArticle) -> Iterable[str]:
    return (word for word in lang.tokenize(f"{item.article.title} {item.article.text}") if word.isalpha())
