"""Find the sentences that are new to a channel that has already seen a story.

quoted texts --words, figures, turns--> known information
a sentence   --words, figures, turns--> new, if enough of its words or a figure are unknown, or if it reports a turn

A sentence that only rewords a quoted sentence is not new. A changed figure is news, however similar the words around
it are, and so is a turn: accepted becomes rejected, an opening on Thursday moves to Monday or is cancelled, a departure
at six moves to seven, 2-1 becomes 3-1, the third becomes the fourth.

If a sentence nearly repeats a quoted sentence, the change between them decides (`sentence_changes`).

A headline is news only if something changed in it, because every outlet words its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from summarize.clustering import sentence_changes
from summarize.text import language as lang
from summarize.text import lexicon, quantities
from summarize.text.times_and_scores import extract_times_and_scores

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from news.article import Sentence
    from summarize.clustering.sentence_changes import Wording
    from summarize.text.times_and_scores import TimesAndScores

# A sentence is new if this share of its words, names counted twice, is missing from every quoted sentence on the same
# subject, and this share from all quoted sentences together.
# Swept on half of tests/data/novelty.tsv; docs/quality.md has the errors on the rest.
MIN_NOVEL_SHARE, MIN_UNSEEN_SHARE = 0.36, 0.15
# A sentence with a lower share of known words is about another subject, so it is not a turn.
MAX_SAME_MATTER_NOVELTY = 0.5
# A known sentence that lacks a lower share of the words may already contain the apparent change.
MAX_KNOWN_NOVELTY = 0.75
# The minimum number of words of a sentence that is compared; shorter sentences have no content.
MIN_CONTENT_WORDS = 3
# With this number of words, a sentence may still repeat a known sentence with a change: "The talks will fail."
MIN_COMPARED_WORDS = 2
NAME_WEIGHT = 2.0
# Units of durations.
_DURATION_WORDS = ("second", "minute", "hour", "day", "week", "month", "year", "decade")
# A day next to these words says when somebody spoke, not when anything happened: "engineers said on Thursday".
_SPEECH_DAY_PATTERN = re.compile(
    r"\b(?:said|says|told|announced|reported|confirmed|according to|sagte|sagten|teilte|a (?:dit|déclaré|annoncé)"
    r"|dijo|informó|ha detto|disse|zei)\b(?:\W+\w+){0,4}\W*$",
    re.IGNORECASE,
)
# The same for a date or time of day, which must be nearer to the word: "the ferry, it said, leaves at 7 a.m." is news.
_SPEECH_TIME_PATTERN = re.compile(
    r"\b(?:said|told|announced|reported|confirmed|sagte|sagten|teilte|dijo|informó|disse|zei)\b(?:\W+\w+){0,2}\W*$",
    re.IGNORECASE,
)


def novel_sentences(
    quoted_texts: Iterable[str], sentences: Sequence[Sentence], *, language: str = "en"
) -> tuple[Sentence, ...]:
    """Return the sentences that contain new information, in the given order.

    Args:
        quoted_texts: the texts of the sentences that the channel has already seen, in any order.
        sentences: the current sentences of the story, best first: of two with the same meaning, the first is kept.
        language: ISO 639-1 of both.

    Returns:
        The sentences that repeat neither `quoted_texts` nor an earlier sentence; empty if nothing is new. If nothing
        was quoted before, all sentences that differ from each other.
    """
    known_contents = [_extract_content(text, language) for text in quoted_texts]
    novel: list[Sentence] = []
    for sentence in sentences:
        content = _extract_content(sentence.text, language)
        if _is_novel(content, known_contents, language):
            novel.append(sentence)
            known_contents.append(content)
    return tuple(novel)


def is_contradicting_headline(quoted_texts: Iterable[str], headline: str, *, language: str = "en") -> bool:
    """Whether a headline contradicts a headline or a sentence that the channel has seen.

    A sentence counts only if it is about as long as the headline.

    Args:
        quoted_texts: headlines and sentences that the channel was shown, in any order.
        headline: the headline to show now.
        language: ISO 639-1 of all.
    """
    content = _extract_content(headline, language)
    if not content.is_informative:
        return False
    known_contents = [
        known_content
        for known_content in (_extract_content(text, language) for text in quoted_texts)
        if known_content.root_weights
    ]
    if _has_changed_wording(content, known_contents, language, is_headline=True):
        return True
    similar_contents = [
        known_content
        for known_content in known_contents
        if max(
            content.novelty_share(known_content.root_weights),
            known_content.novelty_share(content.root_weights),
        )
        < MIN_NOVEL_SHARE
    ]
    if not similar_contents:
        return False
    return bool(content.quantities - _known_quantities(known_contents)) or _contradicts_nearest(
        content, similar_contents
    )


# ---- private


@dataclass(frozen=True, slots=True)
class _SentenceContent:
    """The content of a sentence, in a form that can be compared.

    Attributes:
        root_weights: root -> weight; names weigh more.
        source_roots: roots of the clause that only names the source; they may be known, and are never new.
        quantities: its numbers; durations and ages are compared only if a known sentence also has some.
        durations: the numbers that are durations or ages.
        ordinals, days: its ordinals and days, without the days on which somebody spoke.
        is_negated: whether it contains a negation.
        opposite_sides: (line, side) of the opposites in it.
        times_and_scores: its times, dates and scores, without the times and dates at which somebody spoke.
    """

    root_weights: dict[str, float]
    source_roots: frozenset[str]
    quantities: frozenset[float]
    durations: frozenset[float]
    ordinals: frozenset[str]
    weekdays: frozenset[str]
    is_negated: bool
    opposite_sides: frozenset[tuple[int, int]]
    times_and_scores: TimesAndScores
    wording: Wording

    @property
    def is_informative(self) -> bool:
        """Whether the sentence has enough content for a comparison."""
        return bool(self.root_weights) and (
            len(self.root_weights) >= MIN_CONTENT_WORDS
            or bool(self.quantities)
            or bool(self.times_and_scores.scores)
        )

    def novelty_share(self, known_roots: Iterable[str]) -> float:
        """Return the weighted share of the sentence's words that are not among the known roots."""
        weights = {
            root: weight for root, weight in self.root_weights.items() if root not in self.source_roots
        }
        return sum(weight for root, weight in weights.items() if root not in known_roots) / sum(
            weights.values() or (1.0,)
        )

    def contradicts(self, known_content: _SentenceContent) -> bool:
        """Whether the sentence contradicts a known sentence on the same subject."""
        is_opposite = any(
            (line, 1 - side) in known_content.opposite_sides
            and (line, side) not in known_content.opposite_sides
            for line, side in self.opposite_sides
        )
        # "will not open" means "stays closed".
        return (
            is_opposite != (self.is_negated != known_content.is_negated)
            or bool(self.ordinals - known_content.ordinals)
            or bool(known_content.weekdays and self.weekdays and not self.weekdays & known_content.weekdays)
        )


@lru_cache(maxsize=4096)
def _extract_content(text: str, language: str) -> _SentenceContent:
    text = sentence_changes.normalize_phrases(text, language)
    stopwords = lang.stop_words(language)
    capitalized_words = {
        token.lower().removesuffix("'s").removesuffix("’s")
        for token in text.split()[1:]
        if token[:1].isupper()
    }
    tokens = [token.removesuffix("'s") for token in lang.tokenize(text, language)]
    root_weights: dict[str, float] = {}
    for token in tokens:
        if token not in stopwords and not token.isdigit():
            root_weights[sentence_changes.word_group(token, language)] = (
                NAME_WEIGHT if token in capitalized_words else 1.0
            )
    lowered, sentence_quantities = text.lower(), quantities.extract_quantities(text, language)
    durations = frozenset(
        quantity.value
        for quantity in sentence_quantities
        if not _duration_stems().isdisjoint(quantity.counted_stems[:1])
    )
    wording = sentence_changes.extract_wording(text, language)
    return _SentenceContent(
        root_weights,
        frozenset(root_weights).difference(wording.words),
        frozenset(quantity.value for quantity in sentence_quantities) - durations,
        durations,
        frozenset(tokens) & _word_list("ordinals", language),
        frozenset(
            match[0]
            for match in re.finditer(r"[\w-]+", lowered)
            if match[0] in _word_list("days", language)
            and not _SPEECH_DAY_PATTERN.search(lowered[: match.start()])
        ),
        not _word_list("denials", language).isdisjoint(tokens) or "n't" in lowered or "n’t" in lowered,
        frozenset(side for root in root_weights for side in _opposites(language).get(root, ())),
        extract_times_and_scores(text, language, _SPEECH_TIME_PATTERN),
        wording,
    )


def _known_quantities(known_contents: Iterable[_SentenceContent]) -> set[float]:
    return {
        value
        for known_content in known_contents
        for value in known_content.quantities | known_content.durations
    }


def _contradicts_nearest(content: _SentenceContent, known_contents: Sequence[_SentenceContent]) -> bool:
    """Whether a sentence contradicts the known sentences nearest in meaning.

    It contradicts all of the nearest sentences, or changes a known time, date or score.

    After a time changed, both times are known: repeating either time is not new.
    """
    shares = [content.novelty_share(known_content.root_weights) for known_content in known_contents]
    same_matter = [
        known_content.times_and_scores
        for known_content, share in zip(known_contents, shares, strict=True)
        if share < MAX_SAME_MATTER_NOVELTY
    ]
    nearest_contents = [
        known_content
        for known_content, share in zip(known_contents, shares, strict=True)
        if share == min(shares)
    ]
    return all(content.contradicts(nearest) for nearest in nearest_contents) or any(
        content.times_and_scores.contradicts(nearest.times_and_scores, same_matter)
        for nearest in nearest_contents
    )


def _has_changed_wording(
    content: _SentenceContent,
    known_contents: Sequence[_SentenceContent],
    language: str,
    *,
    is_headline: bool = False,
) -> bool:
    """Whether a sentence nearly repeats known sentences but has a relevant change from each of the nearest."""
    shares = [content.novelty_share(known_content.root_weights) for known_content in known_contents]
    known_wordings = [
        known_content.wording
        for known_content, share in zip(known_contents, shares, strict=True)
        if share < MAX_KNOWN_NOVELTY
    ]
    return bool(known_wordings) and all(
        sentence_changes.has_changed(
            known_content.wording, content.wording, known_wordings, language=language, is_headline=is_headline
        )
        for known_content, share in zip(known_contents, shares, strict=True)
        if share == min(shares)
    )


def _is_novel(content: _SentenceContent, known_contents: Sequence[_SentenceContent], language: str) -> bool:
    if not content.is_informative:
        return (
            len(content.root_weights) >= MIN_COMPARED_WORDS
            and bool(known_contents)
            and _has_changed_wording(content, known_contents, language)
        )
    if not known_contents or content.quantities - _known_quantities(known_contents):
        return True
    known_durations = {value for known_content in known_contents for value in known_content.durations}
    if known_durations and content.durations - known_durations:
        return True
    nearest = min(known_contents, key=lambda known_content: content.novelty_share(known_content.root_weights))
    novelty_share = content.novelty_share(nearest.root_weights)
    if novelty_share < MAX_SAME_MATTER_NOVELTY and (
        _contradicts_nearest(content, known_contents)
        or _has_changed_wording(content, known_contents, language)
    ):
        return True
    return (
        novelty_share >= MIN_NOVEL_SHARE
        and content.novelty_share(
            {root for known_content in known_contents for root in known_content.root_weights}
        )
        >= MIN_UNSEEN_SHARE
    )


@lru_cache(maxsize=1)
def _duration_stems() -> frozenset[str]:
    return frozenset(lang.stem(word, "en") for word in _DURATION_WORDS)


@lru_cache(maxsize=64)
def _word_list(section: str, language: str) -> frozenset[str]:
    """Return the words in a section of contradictions.txt; empty if it has none for the language."""
    return frozenset(lexicon.load_sections("contradictions.txt").get(f"{section} {language}", ()))


@lru_cache(maxsize=8)
def _opposites(language: str) -> dict[str, tuple[tuple[int, int], ...]]:
    """Return the positions (line, side) of each word in the list of opposites, keyed by the word's root."""
    if language != "en":
        return {}
    sides_by_root: dict[str, tuple[tuple[int, int], ...]] = {}
    for line, opposites in enumerate(lexicon.load_sections("contradictions.txt")["opposites"]):
        for side, words in enumerate(opposites.split("|")):
            for word in words.split():
                root = sentence_changes.word_group(word, language)
                sides_by_root[root] = (*sides_by_root.get(root, ()), (line, side))
    return sides_by_root
