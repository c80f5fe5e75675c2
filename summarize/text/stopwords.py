"""Stop words by language, such as articles, pronouns and prepositions."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=64)
def for_language(language: str) -> frozenset[str]:
    """Return the stop words of a language in lower case.

    Args:
        language: ISO 639-1.

    Returns:
        An empty set for a language that stop_words.txt does not list.
    """
    return _load_stopwords().get(language, frozenset())


# ---- private


@lru_cache(maxsize=1)
def _load_stopwords() -> dict[str, frozenset[str]]:
    """Read the stop words of all languages from stop_words.txt, one language per line."""
    file_text = resources.files("summarize").joinpath("data", "stop_words.txt").read_text(encoding="utf-8")
    lines = (line.partition(":") for line in file_text.splitlines() if not line.startswith("#"))
    return {code: frozenset(words.split()) for code, _, words in lines}
