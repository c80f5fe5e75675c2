"""Detect relevant changes between two sentences that have nearly the same meaning.

known    "Olaf Brandt was charged with fraud, police said."
later    "According to police, Olaf Brandt was acquitted of fraud."
wording  without the source: {olaf, brandt, charged, fraud} and {olaf, brandt, acquitted, fraud}
change   charged -> acquitted: news, though most words are the same

The kind of change decides, not its size: an outcome, a stage, a name or word that replaces another, may -> will -> was,
for -> against, a year, a season, a ratio, or an added clause. Other spellings, synonyms, another word order and another
source are not changes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING

from summarize.text import language as lang
from summarize.text import lexicon, quantities, word_families
from summarize.text.times_and_scores import MAX_SENTENCE_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LEXICON = "changes.txt"
# Two sentences are nearly equal if the shorter shares this share of its words with the other.
MIN_EQUAL_SHARE = 0.6
# Up to this many replaced words, with the rest in the same order, are a change; more are another wording.
MAX_SUBSTITUTED_TOKENS = 6
# The same for headlines, which are short and worded differently by every outlet.
MAX_SUBSTITUTED_HEADLINE_TOKENS = 2
# This many words added in a row, or at the end, are a separate clause if at most this share of the known words is
# missing.
MIN_ADDED_WORDS, MIN_ADDED_LAST_WORDS, MAX_LOST_SHARE = 3, 2, 0.2
# If a greater share of the known words is missing, the clause with "may" or "will" may have been left out.
MAX_LEFT_OUT_SHARE = 0.34
# Words after "said" that only describe the source: "said on Friday in a letter".
_SOURCE_DETAIL_REGEX = "in|on|at|to|late|early|earlier|later|from|through|via|during|last|yesterday|today"
# The minimum number of words left of a sentence without its source.
MIN_CORE_WORDS = 4
_MODALITIES = ("possible", "future", "obliged", "advised")
# The maximum length of a clause that only names the source, on either side of the verb.
_MAX_SOURCE_CHARACTERS = 70
_YEAR_PATTERN = re.compile(r"(?<![\w.,:/-])(?:1[5-9]|20)\d\d(?![\w:/-]|[.,]\d)")
_RATIO_PATTERN = re.compile(
    r"\b(one|two|three|four|five|six|seven|eight|nine|[1-9]) (?:in|out of)(?: every)? "
    r"(two|three|four|five|six|seven|eight|nine|ten|\d{1,3})\b(?! (?:hours?|days?|weeks?|months?|years?))",
    re.IGNORECASE,
)
# Labels that outlets add around a headline or sentence.
_FRAME_PATTERN = re.compile(
    r"^(?:as (?:previously |earlier )?reported(?: earlier| before)?|breaking|update|live|latest|watch)\s*[,:|–-]+\s*"
    r"|\s*[|–:-]+\s*(?:what we know(?: so far)?|live(?: updates?)?|as it happened|latest|video|pictures)[.]?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a sentence that are compared to detect a change.

    Attributes:
        words: the content words in order, replaced by their groups of synonyms; without numbers and source.
        tokens: all words in order, with content words replaced by their groups.
        inflected_forms: (group, form) of these words.
        outcomes, stages: the groups of outcomes and stages in the sentence.
        modalities: "possible", "future", "obliged", "advised".
        is_done: whether the sentence has an auxiliary in the past or present tense.
        sides: "for", "against".
        years, times, ratios: such as 2027; "next year", "spring"; "one in three".
    """

    words: tuple[str, ...]
    tokens: tuple[str, ...]
    inflected_forms: frozenset[tuple[str, str]]
    outcomes: frozenset[int]
    stages: frozenset[int]
    modalities: frozenset[str]
    is_done: bool
    sides: frozenset[str]
    years: frozenset[str]
    times: frozenset[str]
    ratios: frozenset[str]


def normalize_phrases(text: str, language: str = "en") -> str:
    """Replace synonymous phrases in a text with one form: "no one" -> "nobody", "a dozen" -> "12"."""
    text = _FRAME_PATTERN.sub("", text[:MAX_SENTENCE_CHARACTERS])
    if language == "en":
        any_phrase, phrases = _phrases()

        def read_alike(match: re.Match[str]) -> str:
            pattern, replacement = phrases[match.lastgroup or ""]
            phrase_match = pattern.match(text, match.start())
            return phrase_match.expand(replacement) if phrase_match else match[0]

        return any_phrase.sub(read_alike, text)
    return text


def extract_wording(text: str, language: str = "en") -> Wording:
    """Extract the words of a sentence that are compared to detect a change.

    Args:
        text: a sentence normalized by `normalize_phrases`.
        language: ISO 639-1.
    """
    core = _strip_source(text, language)
    tokens = [token.removesuffix("'s") for token in lang.tokenize(core.replace("-guilt", "guilt"), language)]
    stopwords = lang.stop_words(language)
    numerals = {
        token
        for quantity in quantities.extract_quantities(core, language)
        for token in lang.tokenize(quantity.text, language)
    }
    words: dict[str, None] = {}
    forms = set()
    for token in tokens:
        if token in stopwords or token in numerals or token[:1].isdigit():
            continue
        group = word_group(token, language)
        words[group] = None
        forms.add((group, token))
    lowered = core.lower()
    modalities = {
        modality for modality in _MODALITIES if not _word_set(f"{modality} {language}").isdisjoint(tokens)
    }
    if "would" in tokens and language == "en":
        # "The company said it would sell": the future in reported speech.
        modalities.add("future" if core != text else "conditional")
    if language == "en" and (re.search(r"['’]ll\b", lowered)):
        modalities.add("future")
    return Wording(
        tuple(words),
        tuple(
            token if token in stopwords or token in numerals else word_group(token, language)
            for token in tokens
        ),
        frozenset(forms),
        _named_groups("outcomes", tokens) if language == "en" else frozenset(),
        _named_groups("stages", tokens) if language == "en" else frozenset(),
        frozenset(modalities),
        not _word_set(f"done {language}").isdisjoint(tokens),
        frozenset(
            side for side in ("for", "against") if not _word_set(f"{side} {language}").isdisjoint(tokens)
        ),
        frozenset(_YEAR_PATTERN.findall(core)),
        _find_times(lowered, language),
        frozenset(f"{match[1]}/{match[2]}".lower() for match in _RATIO_PATTERN.finditer(core)),
    )


def has_changed(
    nearest: Wording,
    later: Wording,
    known: Sequence[Wording],
    *,
    language: str = "en",
    is_headline: bool = False,
) -> bool:
    """Whether a sentence that nearly repeats another contains a relevant change.

    Args:
        nearest: the most similar known sentence.
        later: the sentence to check.
        known: all known sentences on the same subject; repeating one of them is not a change.
        language: ISO 639-1 of all sentences.
        is_headline: True if the present tense reports past events: "Mayor resigns".
    """
    lost = [word for word in nearest.words if word not in later.words]
    known_words = {word for item in known for word in item.words}
    added = [word for word in later.words if word not in known_words]
    shared_count = sum(word in nearest.words for word in later.words)
    compared_count = (max if is_headline else min)(len(nearest.words), len(later.words))
    if shared_count < MIN_EQUAL_SHARE * compared_count:
        return False
    return (
        _has_new_outcome(nearest, later, known)
        or _has_new_time(nearest, later, known)
        or (
            len(lost) <= MAX_LEFT_OUT_SHARE * len(nearest.words)
            and _has_new_modality(nearest, later, known, is_headline=is_headline)
        )
        or (nearest.sides != later.sides and _is_other_side(nearest, later, known))
        or _is_substitution(
            nearest,
            later,
            _unrelated(added, lost, language),
            lost,
            MAX_SUBSTITUTED_HEADLINE_TOKENS if is_headline else MAX_SUBSTITUTED_TOKENS,
        )
        or (
            _is_added_clause(later, added)
            and len(lost) <= MAX_LOST_SHARE * len(nearest.words)
            and not is_headline
        )
    )


@lru_cache(maxsize=100_000)
def word_group(token: str, language: str = "en") -> str:
    """Return the name of a word's synonym group, such as the group of "firm" and "company"."""
    root = word_families.word_root(token, language)
    if language != "en":
        return root
    return _groups_of_same().get(root) or _groups_of_same().get(token) or _american_spelling(root)


# ---- private


def _has_new_outcome(nearest: Wording, later: Wording, known: Iterable[Wording]) -> bool:
    known_outcomes = {outcome for item in known for outcome in item.outcomes}
    known_stages = {stage for item in known for stage in item.stages}
    return bool(later.outcomes - known_outcomes) or (
        bool(later.stages - known_stages) and bool(nearest.stages - later.stages)
    )


def _has_new_time(nearest: Wording, later: Wording, known: Iterable[Wording]) -> bool:
    """Whether a sentence has a year, a time or a ratio that differs from those in the known sentences."""
    known = tuple(known)
    return any(
        getattr(nearest, kind)
        and getattr(later, kind) - {value for item in known for value in getattr(item, kind)}
        for kind in ("years", "times", "ratios")
    )


def _has_new_modality(
    nearest: Wording, later: Wording, known: Iterable[Wording], *, is_headline: bool
) -> bool:
    """Whether the modality changed: from "may" to "will", or from "will" to a past event."""
    if is_headline and "to" in nearest.tokens and "to" not in later.tokens and _has_new_form(nearest, later):
        return True
    known = tuple(known)
    if nearest.modalities == later.modalities or any(
        item.modalities == later.modalities and item.is_done >= later.is_done for item in known
    ):
        return False
    if later.modalities - nearest.modalities:
        # From none to one is rarely news: "is allowed to", "can".
        return bool(nearest.modalities) and bool(
            later.modalities - {modality for item in known for modality in item.modalities}
        )
    if not nearest.modalities.isdisjoint(("possible", "conditional")):
        return True
    return "future" in nearest.modalities and (
        is_headline or later.is_done or _has_new_form(nearest, later, is_present_news=False)
    )


def _has_new_form(nearest: Wording, later: Wording, *, is_present_news: bool = True) -> bool:
    """Whether a verb of the known sentence now describes a past event: "to sign" -> "signed".

    In headlines, the present tense ("signs") also describes a past event.
    """
    known_forms = dict(nearest.inflected_forms)
    not_done_endings = ("ing",) if is_present_news else ("s", "ing")
    return any(
        known_forms.get(group, form) != form and not form.endswith(not_done_endings)
        for group, form in later.inflected_forms
    )


def _is_other_side(nearest: Wording, later: Wording, known: Iterable[Wording]) -> bool:
    """Whether a sentence says "against" and the known sentence says "for", or vice versa."""
    known_sides = {side for item in known for side in item.sides}
    return ("against" in later.sides and "against" not in known_sides and "for" in nearest.sides) or (
        "for" in later.sides and nearest.sides == {"against"} and "against" not in later.sides
    )


def _is_substitution(
    nearest: Wording, later: Wording, added: Sequence[str], lost: Sequence[str], max_tokens: int
) -> bool:
    """Whether a few new words replace words of the known sentence and the other words stay in order."""
    if not added:
        return False
    matcher = SequenceMatcher(None, nearest.tokens, later.tokens, autojunk=False)
    changes = [change for change in matcher.get_opcodes() if change[0] != "equal"]
    return (
        sum(known_end - known_start for _, known_start, known_end, _, _ in changes) <= max_tokens
        and sum(end - start for *_, start, end in changes) <= max_tokens
        and any(
            not set(later.tokens[start:end]).isdisjoint(added)
            and not set(nearest.tokens[known_start:known_end]).isdisjoint(lost)
            for _, known_start, known_end, start, end in changes
        )
    )


def _is_added_clause(later: Wording, added: Sequence[str]) -> bool:
    """Whether a sentence has an added clause: three or more consecutive words, or two at the end."""
    run = longest = 0
    for word in later.words:
        run = run + 1 if word in added else 0
        longest = max(longest, run)
    return longest >= MIN_ADDED_WORDS or run >= MIN_ADDED_LAST_WORDS


def _unrelated(added: Sequence[str], lost: Sequence[str], language: str) -> list[str]:
    """Return the added words that are neither synonyms nor other forms of a removed word."""
    roots_by_prefix: dict[str, tuple[str, ...]] = {}
    for word in lost:
        prefix = word[: word_families.MIN_PREFIX_CHARACTERS]
        roots_by_prefix[prefix] = (*roots_by_prefix.get(prefix, ()), word)
    return [word for word in added if not word_families.related_roots(word, roots_by_prefix, language)]


def _find_times(lowered: str, language: str) -> frozenset[str]:
    """Return the seasons and relative times in a text, such as "spring" and "next year".

    For "next year", "year" is not also returned.
    """
    return frozenset(
        time for time in _word_set(f"times {language}") if re.search(rf"\b{re.escape(time)}\b", lowered)
    )


def _strip_source(text: str, language: str) -> str:
    """Remove the clause that names the source of a sentence, unless too few words would be left."""
    patterns = _source_patterns(language)
    for pattern in patterns:
        stripped = pattern.sub("", text, count=1)
        if len(stripped.split()) >= MIN_CORE_WORDS:
            text = stripped
    return text


@lru_cache(maxsize=32)
def _source_patterns(language: str) -> tuple[re.Pattern[str], ...]:
    words = lexicon.load_sections(_LEXICON).get(f"attribution {language}", ())
    if not words:
        return ()
    verb_regex = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    name_behind = rf"(?:{verb_regex})\b[^;:“”\"]{{0,{_MAX_SOURCE_CHARACTERS}}}"
    name_before = rf"[^,;:“”\"]{{0,{_MAX_SOURCE_CHARACTERS}}}?\b"
    if language != "en":
        return (re.compile(rf",\s{name_before}{name_behind}$", re.IGNORECASE),)
    end = re.compile(
        rf",\s(?:{name_behind}|(?!(?:but|and|while|when|after|because|if)\b){name_before}(?<!\bnot )(?:{verb_regex})\b"
        rf"(?:\s(?:{_SOURCE_DETAIL_REGEX})\b[^;:“”\"]{{0,{_MAX_SOURCE_CHARACTERS}}})?[.]?)$",
        re.IGNORECASE,
    )
    start = re.compile(
        r"^(?:according to [^,]{1,70}, (?=\w)"
        r"|(?:[^,;:“”\"\s]+ ){1,6}?(?:said|says|say|told reporters|believe|believes|reported|announced)"
        r"(?: (?:on|late on|early on) \w+day)?,?(?: that)? (?=(?:the|a|an|its?|she|he|they|there|\w+ \w+) \w))",
        re.IGNORECASE,
    )
    behind = re.compile(r"(?<=\w) according to [^,;:“”\"]{1,70}$", re.IGNORECASE)
    return (end, behind, start)


def _american_spelling(root: str) -> str:
    """Return a root in American spelling, such as "harbor" for "harbour"."""
    if len(root) > len("our") + 1 and root.endswith("our"):
        return f"{root[:-3]}or"
    return re.sub(r"(?<=\w{3})is$", "iz", re.sub(r"(?<=\w{2})our(?=it|abl|ful)", "or", root))


def _named_groups(section: str, tokens: Iterable[str]) -> frozenset[int]:
    by_root, by_form = _groups_of_section(section)
    found: set[int] = set()
    for token in tokens:
        group = by_form.get(token)
        if group is None:
            group = by_root.get(word_families.word_root(token))
        if group is not None:
            found.add(group)
    return frozenset(found)


@lru_cache(maxsize=4)
def _groups_of_section(section: str) -> tuple[dict[str, int], dict[str, int]]:
    """Return two mappings to the synonym groups of a word-list section: from roots, and from single forms.

    The second mapping has the entries that match only one form.
    """
    by_root: dict[str, int] = {}
    by_form: dict[str, int] = {}
    for number, line in enumerate(lexicon.load_sections(_LEXICON)[section]):
        for word in line.replace("-guilt", "guilt").split():
            if word.startswith("="):
                by_form[word[1:]] = number
            else:
                by_root.setdefault(word_families.word_root(word), number)
    return by_root, by_form


@lru_cache(maxsize=1)
def _groups_of_same() -> dict[str, str]:
    group_by_root: dict[str, str] = {}
    for line in lexicon.load_sections(_LEXICON)["same"]:
        words = line.split()
        name = word_families.word_root(words[0])
        for word in words:
            group_by_root.setdefault(word_families.word_root(word), name)
    return group_by_root


@lru_cache(maxsize=64)
def _word_set(section: str) -> frozenset[str]:
    return frozenset(lexicon.load_sections(_LEXICON).get(section, ()))


@lru_cache(maxsize=1)
def _phrases() -> tuple[re.Pattern[str], dict[str, tuple[re.Pattern[str], str]]]:
    """Return one pattern that finds all phrases, and the (phrase pattern, replacement) for each group name."""
    phrases = {
        f"phrase{number}": line.split(" => ") if " => " in line else (line.removesuffix(" =>"), "")
        for number, line in enumerate(lexicon.load_sections(_LEXICON)["phrases"])
    }
    return (
        re.compile("|".join(f"(?P<{name}>{regex})" for name, (regex, _) in phrases.items()), re.IGNORECASE),
        {
            name: (re.compile(regex, re.IGNORECASE), replacement)
            for name, (regex, replacement) in phrases.items()
        },
    )
