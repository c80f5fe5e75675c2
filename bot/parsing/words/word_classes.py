"""The words and phrases of `bot/parsing/data/word_classes.txt`, found in a text with their places."""

from __future__ import annotations

import re
from functools import cache

from bot.parsing.phrase_file import load_sections

_TOKEN_PATTERN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*|[^\w\s]", re.UNICODE)


def split_words(text: str) -> list[str]:
    """Return the words and signs of a text in lower case: "I'd like it!" -> i'd, like, it, !."""
    return _TOKEN_PATTERN.findall(text.lower().replace("’", "'"))


def find_classes(words: list[str]) -> list[tuple[int, str]]:
    """Return the place and class of each word or phrase that says something to the bot, by place.

    A phrase hides the shorter phrases of its own class inside it.
    """
    exact_phrases, prefixes, max_words = _load_classes()
    found: list[tuple[int, str]] = []
    covered: dict[str, int] = {}
    for start in range(len(words)):
        for count in range(min(max_words, len(words) - start), 0, -1):
            phrase = " ".join(words[start : start + count])
            names = exact_phrases.get(phrase, ())
            if count == 1:
                names = (*names, *(name for prefix, name in prefixes if phrase.startswith(prefix)))
            for name in names:
                if name != "filler" and covered.get(name, 0) <= start:
                    covered[name] = start + count
                    found.append((start, name))
    return found


def find_phrases(words: list[str], names: frozenset[str]) -> list[tuple[int, int]]:
    """Return the place and number of words of each phrase of some classes, the longest at each place."""
    exact_phrases, prefixes, max_words = _load_classes()
    found: list[tuple[int, int]] = []
    for start in range(len(words)):
        for count in range(min(max_words, len(words) - start), 0, -1):
            phrase = " ".join(words[start : start + count])
            if not names.isdisjoint(exact_phrases.get(phrase, ())) or (
                count == 1 and any(name in names and phrase.startswith(prefix) for prefix, name in prefixes)
            ):
                found.append((start, count))
                break
    return found


@cache
def load_words(name: str) -> frozenset[str]:
    """Return the single words of a class."""
    return frozenset(phrase for phrase in load_phrases_of(name) if " " not in phrase)


@cache
def load_phrases_of(name: str) -> frozenset[str]:
    """Return the words and phrases of a class."""
    exact_phrases, _, _ = _load_classes()
    return frozenset(phrase for phrase, names in exact_phrases.items() if name in names)


# ---- private


@cache
def _load_classes() -> tuple[dict[str, tuple[str, ...]], tuple[tuple[str, str], ...], int]:
    """Return the classes of each phrase, the prefixes with their classes, and the words of the longest phrase."""
    phrases: dict[str, tuple[str, ...]] = {}
    prefixes: set[tuple[str, str]] = set()
    for name, lines in load_sections("word_classes.txt"):
        for entry in (entry.strip() for line in lines for entry in line.split(",")):
            if entry.endswith("*") and " " not in entry:
                prefixes.add((entry[:-1], name))
            elif entry:
                phrase = " ".join(split_words(entry.rstrip("*")))
                phrases[phrase] = tuple(dict.fromkeys((*phrases.get(phrase, ()), name)))
    return phrases, tuple(sorted(prefixes)), max(len(phrase.split()) for phrase in phrases)
