"""What an utterance is about: the words that remain when slots, command words and filler are taken out of it.

"could you mute anything about the royal family please" -> "royal family"
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from bot.parsing.phrase_file import load_sections
from bot.parsing.words import slot_marks, word_classes

_TOKEN_PATTERN = re.compile(r"\ue000[a-z]+\ue001|[^\W_]+(?:['’.&/+-]+[^\W_]+)*\+*|[^\w\s]", re.UNICODE)
_CLAUSE_SIGNS = frozenset(",.!?;:()–—")
_REASON_RATING, _NO_CONNECTOR = 2, 2


def find_subjects(
    text: str, command_classes: frozenset[str], *, skip_reasons: bool = False
) -> list[tuple[str, ...]]:
    """Return the subjects of an utterance as typed, the most probable first; [] if nothing remains.

    A subject is a list: "football and cricket" -> ("football", "cricket").

    Args:
        text: what a person typed.
        command_classes: the word classes whose words belong to the command.
        skip_reasons: whether what is only in a clause that gives a reason is left out: "i was on vacation".
    """
    marked_text, slots = slot_marks.mark_slots(text)
    tokens = [match[0] for match in _TOKEN_PATTERN.finditer(marked_text)]
    words = [token.lower().replace("’", "'") for token in tokens]
    is_subject = _find_subject_words(tokens, words, command_classes)
    subjects: list[tuple[tuple[int, int, int], tuple[str, ...]]] = []
    start = 0
    while start < len(tokens):
        if not is_subject[start]:
            start += 1
            continue
        items, end = _read_list(tokens, words, is_subject, start)
        subjects.append((_rate(words, start, end), items))
        start = end
    if quoted := [slot_words for kind, slot_words in slots if kind == slot_marks.QUOTED]:
        return [tuple(quoted)]
    return [
        items
        for rating, items in sorted(subjects, key=lambda subject: subject[0])
        if not (
            skip_reasons
            and (rating[0] >= _REASON_RATING + _NO_CONNECTOR or _tells_circumstance(words, rating[2]))
        )
    ]


# ---- private


@cache
def _load_words(section: str) -> frozenset[str]:
    lines = dict(load_sections("subject_words.txt"))[section]
    return frozenset(" ".join(lines).split())


def _find_subject_words(tokens: list[str], words: list[str], command_classes: frozenset[str]) -> list[bool]:
    """Return for each word whether it may be a subject: it is no filler, no sign and no command."""
    fillers = word_classes.load_words("filler")
    is_all_capitals = " ".join(tokens).isupper()
    is_subject = []
    for token, word in zip(tokens, words, strict=True):
        is_abbreviation = token.isupper() and len(token) > 1 and not is_all_capitals
        is_subject.append(token[0].isalnum() and (word not in fillers or is_abbreviation))
    for start, count in word_classes.find_phrases(words, command_classes):
        if not (count == 1 and tokens[start].isupper() and len(tokens[start]) > 1 and not is_all_capitals):
            is_subject[start : start + count] = [False] * count
    return is_subject


def _read_list(
    tokens: list[str], words: list[str], is_subject: list[bool], start: int
) -> tuple[tuple[str, ...], int]:
    """Return the items of a list that begins at a word, and its end."""
    items: list[str] = []
    while True:
        end = _find_end(words, is_subject, start)
        items.append(re.sub(r"\s+([-'/])\s+", r"\1", " ".join(tokens[start:end])))
        following = end
        while following < len(words) and words[following] in _load_words("list") and following - end < 2:  # noqa: PLR2004
            following += 1
        if not (end < following < len(words) and is_subject[following]):
            return tuple(items), end
        start = following


def _find_end(words: list[str], is_subject: list[bool], start: int) -> int:
    """Return the end of the run that begins at a word: small words inside it belong to it."""
    end = start + 1
    while end < len(words):
        if is_subject[end]:
            end += 1
            continue
        inside = end
        while inside < len(words) and words[inside] in _load_words("inside") and inside - end < 2:  # noqa: PLR2004
            inside += 1
        if not (end < inside < len(words) and is_subject[inside]):
            break
        end = inside + 1
    return end


def _rate(words: list[str], start: int, end: int) -> tuple[int, int, int]:
    """Rate a run of words, less is better: after "about", not in a clause that gives a reason, and long."""
    before = start - 1
    while before >= 0 and words[before] in _load_words("determiner"):
        before -= 1
    previous = words[before] if before >= 0 else ""
    connector = (
        0
        if previous in _load_words("about")
        else 1
        if previous in _load_words("loosely about")
        else _NO_CONNECTOR
    )
    clause = next((index for index in range(start - 1, -1, -1) if words[index] in _CLAUSE_SIGNS), -1)
    clause_words = words[clause + 1 : start]
    in_reason = any(word in _load_words("clause") for word in clause_words[:2]) and not any(
        word in _load_words("request") for word in clause_words
    )
    return (_REASON_RATING * in_reason + connector, -(end - start), start)


def _tells_circumstance(words: list[str], start: int) -> bool:
    """Whether a word stands in a clause that tells what the person did, while another clause asks for something."""
    ends = [-1, *(place for place, word in enumerate(words) if word in _CLAUSE_SIGNS), len(words)]
    clauses = [words[first + 1 : last] for first, last in pairwise(ends)]
    index = sum(end < start for end in ends) - 1
    begins_so = any(word in _load_words("circumstance") for word in clauses[index][:3])
    others = [
        word for place, clause in enumerate(clauses) if place != index for word in clause if word[0].isalpha()
    ]
    tells_event = any(
        word in _load_words(section) for word in clauses[index] for section in ("request", "event")
    )
    return begins_so and not tells_event and bool(others)
