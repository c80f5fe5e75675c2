"""Parse a question into its type, names and words, with words from earlier questions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from summarize.answers import question_types
from summarize.answers.question_types import QuestionType
from summarize.text import language as lang
from summarize.text import lexicon, units, word_families
from summarize.text.vocabulary import acronyms

if TYPE_CHECKING:
    from collections.abc import Sequence

_POLITE_PREFIX_PATTERN = re.compile(
    r"^(?:(?:hey|hi|hello|ok|okay|please|thanks|so|and)[,! ]+)*(?:(?:can|could|would|do|does) (?:you"
    r"|anyone|anybody|someone) (?:please |also )*(?:tell (?:me|us)|know|say|explain|find out|check)"
    r"|(?:please )?tell (?:me|us)|(?:i |we )?(?:wonder|want to know|would like to know)|any idea|is it "
    r"known|do we know)\b[, ]*(?:if |whether )?",
    re.IGNORECASE,
)
_PRONOUN_PATTERN = re.compile(r"\b(?:he|she|it|him|her|(?P<possessive>his|its))\b(?!['’]s\b)", re.IGNORECASE)
# A name inside a question, with what it names: "Ahmed Mohamed", "the Ostra dam".
_ANTECEDENT_PATTERN = re.compile(
    r"(?<=\w )the (?:[A-Z][\w-]+ )+[a-z][\w-]+|(?<=\w )(?:the )?[A-Z][\w-]+(?: (?:(?:of|de|van|von|al) )?[A-Z][\w-]+)*"
)
# "Its" in "why did Google end its contract" is Google's, and "it" in "is it true that" is nobody.
_RESOLVED_PATTERN = re.compile(
    r"^\W*(?:\w+ ){0,2}(?:is|was|are|were) "
    r"(?:it (?:true|known|confirmed|clear|possible|likely|certain|correct)(?: that)?|there)\b"
    r"|(?P<before>\w+(?: \w+)*) (?:its|his|her|their|itself|himself|herself|themselves)\b",
    re.IGNORECASE,
)
_NAME_PATTERN = re.compile(r"(?<=[\w,'’] )[A-Z][\w'’-]*\w")
# .3, .5, 1 on thread questions (91), SelQA dev (400), SQuAD 2 articles (150): 81 84 74, 81 84 73, 79 83.5 74 % first.
WEAK_WORD_WEIGHT = 0.5
# A question with at most this many content words is a follow-up to the turn before.
MAX_FOLLOW_UP_CONTENT_WORDS = 1
# The maximum number of earlier turns that words are carried over from, while those are follow-ups themselves.
MAX_CONTEXT_TURNS = 3
# The number of words read of one question: nobody types more, and each costs a look-up.
MAX_CONTENT_WORDS = 60


@dataclass(frozen=True, slots=True)
class ParsedQuestion:
    """A question with its type, names and weighted words.

    Attributes:
        text: as asked, with white space collapsed.
        language: the language of the articles, ISO 639-1.
        question_type: what an answer must contain.
        measure: the measure that a number must have; "" for any.
        root_weights: root -> weight; 1 for a content word, less for vague words such as "people".
        context_roots: roots carried over from earlier turns.
        content_roots: the roots of the content words in order.
        content_words: the content words in lower case.
        name_roots: the roots of the names: capitalized words inside the question.
        resolved_question: the question with the carried-over words; "" if no words are carried over.
        subject_root: the root of the first content word after the verb: "ferry" in "when was the ferry built".
        verb_root: the root of the verb after "who": "design" in "who designed the bridge"; "" for "who is".
        focus_roots: the roots of the noun after the question word: "goals" in "how many goals".
        root_by_word: the content words with their roots.
    """

    text: str
    language: str
    question_type: QuestionType
    measure: str
    root_weights: dict[str, float]
    context_roots: tuple[str, ...]
    content_roots: tuple[str, ...]
    content_words: frozenset[str]
    name_roots: tuple[str, ...]
    resolved_question: str
    focus_roots: tuple[str, ...] = ()
    subject_root: str = ""
    verb_root: str = ""
    root_by_word: dict[str, str] = field(default_factory=dict)


def parse_question(question: str, history: Sequence[str], language: str = "en") -> ParsedQuestion:
    """Parse a question in the context of its thread.

    Args:
        question: as asked.
        history: earlier questions of the thread, oldest first.
        language: of the articles.
    """
    text = " ".join(question.split())
    text = question_types.correct_question_word(text) if language == "en" else text
    core_text = _POLITE_PREFIX_PATTERN.sub("", text) or text
    content_words = _extract_content_words(core_text, language)
    is_follow_up = bool(history) and _is_follow_up(core_text, content_words, language)
    context_words = _collect_context_words(history, language) if is_follow_up else []
    typed_turn, question_type = _classify_in_context(core_text, history if is_follow_up else (), language)
    root_weights = {word_families.word_root(word, language): _word_weight(word) for word in content_words}
    context_roots = tuple(
        dict.fromkeys(
            root
            for word in context_words
            if (root := word_families.word_root(word, language)) not in root_weights
        )
    )
    return ParsedQuestion(
        text=text,
        language=language,
        question_type=question_type,
        measure=units.expected_unit(typed_turn) if question_type is QuestionType.NUMBER else "",
        root_weights=root_weights,
        context_roots=context_roots,
        content_roots=tuple(word_families.word_root(word, language) for word in content_words),
        content_words=frozenset(content_words) | frozenset(context_words),
        name_roots=tuple(
            root
            for word in _extract_name_words(core_text, language)
            if (root := word_families.word_root(word, language)) in root_weights
        ),
        resolved_question=_resolve_question(text, history) if context_words and language == "en" else "",
        root_by_word={word: word_families.word_root(word, language) for word in content_words},
        subject_root=_find_subject(core_text, root_weights, language),
        verb_root=_find_verb(core_text, root_weights, language),
        focus_roots=_find_focus(core_text, root_weights, language),
    )


# ---- private


def _classify_in_context(core_text: str, history: Sequence[str], language: str) -> tuple[str, QuestionType]:
    """Return the text that determines the type of a question, and the type.

    A follow-up question such as "and Discovery?" has the type of the previous question.
    """
    for turn in (core_text, *reversed(history[-MAX_CONTEXT_TURNS:])):
        question_type = question_types.classify_question(turn, language)
        if question_type is not None:
            return turn, question_type
    return core_text, QuestionType.ENTITY


def _extract_content_words(text: str, language: str) -> list[str]:
    ignored_words = (
        _load_words("stop") if language == "en" else lang.stop_words(language) | _load_words("stop")
    )
    return [
        word
        for word in lang.tokenize(acronyms.fold(text[: question_types.MAX_QUESTION_LENGTH]), language)
        if word not in ignored_words and (len(word) > 1 or word.isdigit() or not word.isascii())
    ][:MAX_CONTENT_WORDS]


def _extract_name_words(text: str, language: str) -> list[str]:
    """Return the capitalized words of a text except the first word.

    Empty for German, which capitalizes all nouns.
    """
    if language == "de":
        return []
    return [
        word
        for name_text in _NAME_PATTERN.findall(text[: question_types.MAX_QUESTION_LENGTH])
        for word in lang.tokenize(name_text, language)
    ]


_FOCUS_PATTERN = re.compile(
    r"\b(?:how (?:many|much)|what(?:'s| is| are| was| were)?|which|whose|who(?:'s| is| was| are| were)?)(?: of)?"
    r"(?: (?:the|a|an|his|her|its|their|other|kind of|sort of|type of))* ((?:[\w'’-]+ ?){1,3})",
    re.IGNORECASE,
)
# The noun ends before these: "how many teams took part", "what is the capital of".
_AFTER_NOUN = frozenset(
    {
        "is", "are", "was", "were", "be", "been", "being", "do", "does", "did", "has", "have", "had", "can",
        "could", "will", "would", "should", "may", "might", "must", "of", "in", "on", "at", "by", "for", "to",
        "from", "with", "and", "or",
    }
)  # fmt: skip


_WHO_PATTERN = re.compile(r"^(?:\W*(?:and|but|so) )?who (\w+)", re.IGNORECASE)
_SUBJECT_PATTERN = re.compile(
    r"^(?:\W*(?:and|but|so) )?(?:when|where|why|how|who|whom|what|in which|in what|at what|until when|which)?\b"
    r"[^?]{0,40}?\b(?:is|are|was|were|did|does|do|has|have|had|will|would|can|could|should|may|might)(?:n't)? (.+)",
    re.IGNORECASE,
)


def _find_subject(text: str, root_weights: dict[str, float], language: str) -> str:
    """Return the root of the first content word after the verb: "ferry" in "when was the ferry built"."""
    match = _SUBJECT_PATTERN.match(text)
    for word in lang.tokenize(acronyms.fold(match[1]), language) if match else ():
        root = word_families.word_root(word, language)
        if root_weights.get(root, 0.0) == 1.0:
            return root
    return ""


def _find_verb(text: str, root_weights: dict[str, float], language: str) -> str:
    """Return the root of the verb after "who": "design" in "who designed the bridge"; "" for "who is"."""
    match = _WHO_PATTERN.match(text)
    root = word_families.word_root(match[1].lower(), language) if match else ""
    return root if root in root_weights else ""


def _find_focus(text: str, root_weights: dict[str, float], language: str) -> tuple[str, ...]:
    """Return the roots of the noun after the question word: "how many goals", "what bail"."""
    match = _FOCUS_PATTERN.search(text)
    if not match:
        return ()
    roots = []
    for word in lang.tokenize(match[1], language):
        if word in _AFTER_NOUN:
            break
        root = word_families.word_root(word, language)
        if root in root_weights:
            roots.append(root)
    return tuple(roots)


def _word_weight(word: str) -> float:
    return WEAK_WORD_WEIGHT if word in _load_words("weak") else 1.0


def _is_follow_up(text: str, content_words: list[str], language: str) -> bool:
    strong_words = [word for word in content_words if word not in _load_words("weak")]
    if len(strong_words) <= MAX_FOLLOW_UP_CONTENT_WORDS:
        return True
    if language == "en":
        match = _RESOLVED_PATTERN.search(text)
        if match and (match["before"] is None or _extract_content_words(match["before"], language)):
            text = f"{match['before'] or ''} {text[match.end() :]}"
    return bool(_compile_anaphora_pattern(language).search(text))


@lru_cache(maxsize=8)
def _load_words(section: str) -> frozenset[str]:
    return frozenset(" ".join(lexicon.load_sections("question.txt")[section]).split())


@lru_cache(maxsize=32)
def _compile_anaphora_pattern(language: str) -> re.Pattern[str]:
    """Return a pattern for follow-up questions, which begin with "and" or contain "it"."""
    sections = lexicon.load_sections("question.txt")
    section_language = language if f"points {language}" in sections else "en"
    conjunctions, anaphora = (sections[f"{name} {section_language}"][0] for name in ("joined", "points"))
    return re.compile(rf"^(?:{conjunctions})\b|\b(?:{anaphora})\b", re.IGNORECASE)


def _collect_context_words(history: Sequence[str], language: str) -> list[str]:
    """Return the content words of the previous question.

    If the previous question is a follow-up, the words of the questions before it are included.
    """
    context_words: list[str] = []
    for turn in reversed(history[-MAX_CONTEXT_TURNS:]):
        content_words = _extract_content_words(turn, language)
        context_words += [word for word in content_words if word not in context_words]
        if not _is_follow_up(turn, content_words, language):
            break
    return context_words[:MAX_CONTENT_WORDS]


def _resolve_question(text: str, history: Sequence[str]) -> str:
    """Return a question with its pronoun replaced by a name of an earlier turn; "" if no name is found. English.

    "How old is he?" after "Why was Ahmed Mohamed arrested?" asks "How old is Ahmed Mohamed?".
    """
    match = _PRONOUN_PATTERN.search(text)
    if not match:
        return ""
    names = (
        name_match[0]
        for turn in reversed(history[-MAX_CONTEXT_TURNS:])
        for name_match in _ANTECEDENT_PATTERN.finditer(turn)
    )
    name = next(names, "")
    if not name:
        return ""
    is_possessive = bool(match["possessive"]) or (
        match[0].lower() == "her" and bool(re.match(r" [a-z]", text[match.end() :]))
    )
    return f"{text[: match.start()]}{name}{chr(39) + 's' if is_possessive else ''}{text[match.end() :]}"
