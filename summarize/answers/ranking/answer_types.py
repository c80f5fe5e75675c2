"""Score whether a sentence contains the number, date, name, cause or quotation that a question asks for.

The cue words are in evidence.txt, by language; languages missing there use the English words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from summarize.answers import attribution, indexed_article
from summarize.answers.question_types import QuestionType
from summarize.text import language as lang
from summarize.text import lexicon, units

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from summarize.answers.question import ParsedQuestion

# Question types that need the names of the article.
NAME_QUESTION_TYPES = frozenset({QuestionType.PERSON, QuestionType.PLACE})
# A new name that is not marked as a place, if the question asks for a place: 0, .3, .7, .9 within one question of 91
# and of 150.
UNPLACED_NAME_SCORE = 0.6
# The score of question types without cues: what, which, whether.
NEUTRAL_SCORE = 0.5
# "after", "amid", "by raising": possibly a cause.
POSSIBLE_CAUSE_SCORE = 0.4
# The number of characters read from one sentence; nobody quotes a longer sentence.
MAX_SENTENCE_LENGTH = 2000
# The maximum number of words between a number and what it counts: "over 400 of the firm's employees".
MAX_WORDS_BEFORE_COUNTED_NOUN = 4
MAX_WORDS_TO_SPEAKER = 5

_YEAR_OR_TIME_REGEX = r"\b(?:1\d\d\d|20\d\d)s?\b|\b\d\d?:\d\d\b"
_QUOTATION_MARK_PATTERN = re.compile(r"[\"“”„«»]|(?<!\w)['‘](?=\w)")
_APPOSITION_REGEX = r", (?:an?|the|who|which|ein\w*|une?|un|el|la|een|en|ett) "


def score_evidence(question: ParsedQuestion, sentence: str, article_names: AbstractSet[str]) -> float:
    """Score how likely a sentence contains the kind of information that a question asks for.

    Args:
        question: parsed in the sentence's language.
        sentence: verbatim.
        article_names: lower-case words that are names in the sentence's article; used for NAME_QUESTION_TYPES only.

    Returns:
        0 to 1.
    """
    text = sentence[:MAX_SENTENCE_LENGTH]
    if question.question_type is QuestionType.NUMBER:
        return units.unit_match_score(text, question.measure, question.language)
    if question.question_type is QuestionType.PLACE:
        return max(
            _has_place_name(text, question),
            UNPLACED_NAME_SCORE * _has_new_name(text, question, article_names),
        )
    if question.question_type is QuestionType.PERSON:
        return float(_has_new_name(text, question, article_names))
    return _score_cue_words(question.question_type, text, question.language)


def has_counted_noun(question: ParsedQuestion, sentence_roots: Sequence[str]) -> bool:
    """Whether a number appears at most four words before the noun that a question asks to count.

    Args:
        question: a "how many" question.
        sentence_roots: the roots of a sentence, in order.
    """
    counted_nouns = question.content_roots[:1]
    noun_indices = [index for index, root in enumerate(sentence_roots) if root in counted_nouns]
    return any(
        units.is_number(root, question.language)
        for index in noun_indices
        for root in sentence_roots[max(0, index - MAX_WORDS_BEFORE_COUNTED_NOUN) : index]
    )


def is_date_word(word: str, language: str) -> bool:
    """Whether a word in lower case is a month, a weekday, a year, or a word such as "yesterday"."""
    return bool(_compile_date_pattern(language).fullmatch(word)) or (
        _compile_calendar_word_pattern(language).fullmatch(word) is not None
    )


def find_evidence(
    question: ParsedQuestion, words: Sequence[str], article_names: AbstractSet[str]
) -> list[int]:
    """Return the positions of the numbers, dates or names that a question may ask for.

    Args:
        question: a question for a number, a time, a person or a place.
        words: the words of a sentence in lower case.
        article_names: see `score_evidence`.
    """
    if question.question_type is QuestionType.NUMBER:
        return [place for place, word in enumerate(words) if units.is_number(word, question.language)]
    if question.question_type is QuestionType.TIME:
        return [place for place, word in enumerate(words) if is_date_word(word, question.language)]
    return [
        place
        for place, word in enumerate(words)
        if word.removesuffix("'s") in article_names and word not in question.content_words
    ]


def speaker_score(question: ParsedQuestion, sentence: str) -> float:
    """Score whether the person asked about is the speaker: 1 next to a reporting verb, .5 outside the quotation."""
    names = question.name_roots or question.content_roots[:1]
    if not names:
        return 0.0
    outside = " ".join(_QUOTATION_MARK_PATTERN.split(sentence[:MAX_SENTENCE_LENGTH])[::2])
    roots = indexed_article.extract_roots(outside, question.language)
    spots = [i for i, root in enumerate(roots) if root in names]
    if not spots:
        return 0.0
    verbs = [
        i
        for i, root in enumerate(lang.tokenize(outside, question.language))
        if attribution.has_reporting_verb(root, question.language)
    ]
    return 1.0 if any(abs(a - b) <= MAX_WORDS_TO_SPEAKER for a in spots for b in verbs) else 0.5


# ---- private


def _score_cue_words(question_type: QuestionType, sentence: str, language: str) -> float:
    """Score a sentence for the question types that depend on cue words only."""
    if question_type is QuestionType.CAUSE:
        has_sure_cause = bool(_compile_word_pattern("cause", language).search(sentence))
        return (
            1.0
            if has_sure_cause
            else POSSIBLE_CAUSE_SCORE * bool(_compile_word_pattern("maybe", language).search(sentence))
        )
    if question_type is QuestionType.QUOTE:
        return 0.5 * bool(_QUOTATION_MARK_PATTERN.search(sentence)) + 0.5 * attribution.has_reporting_verb(
            sentence, language
        )
    if question_type is QuestionType.MANNER:
        return NEUTRAL_SCORE + 0.5 * bool(_compile_word_pattern("manner", language).search(sentence))
    if question_type is QuestionType.TIME:
        return float(bool(_compile_date_pattern(language).search(sentence)))
    if question_type is QuestionType.DEFINITION:
        return float(bool(_compile_definition_pattern(language).search(sentence)))
    return NEUTRAL_SCORE


def _has_place_name(sentence: str, question: ParsedQuestion) -> bool:
    """Whether a sentence names a place that is not in the question.

    A place is a name, not a date, after a word such as "in".
    """
    place_words = (match[1].lower() for match in _compile_place_pattern(question.language).finditer(sentence))
    return any(
        word not in question.content_words
        and not _compile_calendar_word_pattern(question.language).fullmatch(word)
        for word in place_words
    )


def _has_new_name(sentence: str, question: ParsedQuestion, article_names: AbstractSet[str]) -> bool:
    return any(
        word in article_names
        and word not in question.content_words
        and not _compile_calendar_word_pattern(question.language).fullmatch(word)
        for word in indexed_article.capitalized_words(sentence)
    )


@lru_cache(maxsize=64)
def _compile_word_pattern(section: str, language: str) -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{lexicon.build_alternation('evidence.txt', section, language)})\b", re.IGNORECASE
    )


@lru_cache(maxsize=16)
def _compile_date_pattern(language: str) -> re.Pattern[str]:
    words = "|".join(
        lexicon.build_alternation("evidence.txt", section, language)
        for section in ("months", "days", "dates")
    )
    return re.compile(rf"{_YEAR_OR_TIME_REGEX}|\b(?:{words})\b", re.IGNORECASE)


@lru_cache(maxsize=16)
def _compile_calendar_word_pattern(language: str) -> re.Pattern[str]:
    """Return a pattern for months and weekdays, which are capitalized although they are not names.

    Abbreviated months match without a day; English words match in every language.
    """
    words = [
        lexicon.build_alternation("evidence.txt", section, section_language)
        for section_language in dict.fromkeys((language, "en"))
        for section in ("months", "days")
    ]
    month_abbreviations = "jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec"
    return re.compile("|".join([*words, month_abbreviations]), re.IGNORECASE)


@lru_cache(maxsize=16)
def _compile_definition_pattern(language: str) -> re.Pattern[str]:
    return re.compile(
        rf"{_compile_word_pattern('defines', language).pattern}|{_APPOSITION_REGEX}", re.IGNORECASE
    )


@lru_cache(maxsize=16)
def _compile_place_pattern(language: str) -> re.Pattern[str]:
    place_prepositions, place_modifiers = (
        lexicon.build_alternation("evidence.txt", section, language) for section in ("places", "between")
    )
    return re.compile(rf"\b(?:{place_prepositions})(?: (?:{place_modifiers}))* ([^\W\d_a-zß-öø-ÿ][\w-]+)")
