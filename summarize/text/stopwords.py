"""The words that hold sentences together (articles, pronouns, prepositions), by language."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=64)
def of(code: str) -> frozenset[str]:
    """Give the function words of a language in lower case.

    Args:
        code: ISO 639-1.

    Returns:
        An empty set for a language that stop_words.txt does not list.
    """
    return _listed().get(code, frozenset())


# ---- private


@lru_cache(maxsize=1)
def _listed() -> dict[str, frozenset[str]]:
    """Read stop_words.txt: a language a line."""
    held = resources.files("summarize").joinpath("data", "stop_words.txt").read_text(encoding="utf-8")
    lines = (line.partition(":") for line in held.splitlines() if not line.startswith("#"))
    return {code: frozenset(words.split()) for code, _, words in lines}
