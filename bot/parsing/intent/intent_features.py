"""The features that identify an intent: words, slots, word classes, and the command phrase that matches.

The features are names such as "w:cancel", "b:my_digest", "c:stop", "cc:digest+stop", "s:time", "p:digest delete".
"""

from __future__ import annotations

import re
from itertools import pairwise

from bot.parsing import spelling
from bot.parsing.schedule import plain_words
from bot.parsing.words import slot_marks, word_classes

_PIECE_SIZES = (4, 5)
_LENGTH_BOUNDS = (1, 2, 3, 5, 8, 12, 20)


def find_features(text: str, *, is_command: bool, phrase: str = "") -> list[str]:
    """Return the names of the features that a text has, each once.

    Args:
        text: what a person typed, without the mention of the bot.
        is_command: whether it was typed after `/brief`.
        phrase: the section of `commands.txt` or `small_talk.txt` with a pattern that fits the whole text; "" if none.
    """
    marked_text, slots = slot_marks.mark_slots(plain_words.to_plain_words(text))
    words = _split_marked(spelling.correct_spelling(marked_text))
    classes = word_classes.find_classes(words)
    names = list(dict.fromkeys(name for _, name in classes))
    features = [
        "bias",
        f"at:{'slash' if is_command else 'talk'}",
        f"n:{_bucket(len(words))}",
        *(f"w:{word}" for word in words),
        *(f"b:{first}_{second}" for first, second in pairwise(("^", *words, "$"))),
        *(f"s:{kind}" for kind, _ in slots),
        *(f"c:{name}" for name in names),
        *(
            f"cc:{'+'.join(sorted((first, second)))}"
            for index, first in enumerate(names)
            for second in names[:index]
        ),
        *(f"sc:{kind}+{name}" for kind in dict(slots) for name in names),
        *_find_pieces(words),
        *_find_forms(text, words, classes, is_command=is_command),
    ]
    if phrase:
        features += [f"p:{phrase}", f"p:{phrase}+{'slash' if is_command else 'talk'}"]
    return list(dict.fromkeys(features))


# ---- private


def _split_marked(text: str) -> list[str]:
    words: list[str] = []
    for index, part in enumerate(slot_marks.MARK_PATTERN.split(text)):
        words += [part.upper()] if index % 2 else word_classes.split_words(part)
    return words


def _find_pieces(words: list[str]) -> list[str]:
    """Return the pieces of the words, by which words with the same stem or a misspelt word are known."""
    pieces: list[str] = []
    for word in words:
        if word[0].isalpha() and not word.isupper():
            padded = f"<{word}>"
            pieces += [
                f"g:{padded[at : at + size]}" for size in _PIECE_SIZES for at in range(len(padded) - size + 1)
            ]
    return pieces


def _bucket(count: int) -> int:
    return sum(count > bound for bound in _LENGTH_BOUNDS)


def _find_forms(
    text: str, words: list[str], classes: list[tuple[int, str]], *, is_command: bool
) -> list[str]:
    """Return the features of the form: where the classes stand, capitals, signs, and how much is covered by classes."""
    where = "slash" if is_command else "talk"
    letters = [word for word in words if word[0].isalpha() and not word.isupper()]
    covered = {place for place, _ in classes}
    unknown = sum(not spelling.is_known_word(word) for word in letters)
    capitals = len(re.findall(r"(?<=\w )[A-ZÄÖÜ][\w]+", text))
    features = [
        *(f"first:{name}" for place, name in classes if place == 0),
        *(f"first:{name}+{where}" for place, name in classes if place == 0),
        *(f"only:{name}" for _, name in classes if len(words) == 1),
        *(f"last:{name}" for place, name in classes if place == len(words) - 1),
        f"bare:{min(4, len(words) - len(covered))}+{where}",
        f"cap:{min(capitals, 3)}",
        f"unknown:{min(unknown, 3)}",
        f"n:{_bucket(len(words))}+{where}",
    ]
    if not classes:
        features.append(f"noclass+{where}")
    if text.rstrip().endswith("?"):
        features += ["ends?", f"ends?+{words[0]}" if words else "ends?"]
    if letters and not re.search(r"[aeiouyäöüáéíóúàèâê]", "".join(letters), re.IGNORECASE):
        features.append("no vowels")
    if not letters:
        features.append("no letters")
    if re.search(r"(.)\1\1\1", text):
        features.append("repeated sign")
    return features
