"""Score the sentences that may follow the opener of a story: what they add, and how near to the quotes they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarize.extraction.stories import standalone_sentences, story_candidates
from summarize.text import quantities

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarize.extraction.stories.story_candidates import Candidate, StoryCandidates

# A sentence with more words than this is long to read.
EASY_WORDS = 30
# Sentences of a report after this position are far from its beginning, and usually background.
NEAR_END_POSITION = 4
_REASON_PATTERN = re.compile(
    r"\b(?:because|after|amid|due to|following|in response to|over|blamed|caused|in order to|so that)\b"
)
_NEXT_PATTERN = re.compile(
    r"\b(?:will|expected|scheduled|plans? to|could|first (?:time|such)|as a result|means that)\b"
)
_REPLY_PATTERN = re.compile(
    r"\b(?:said|told|called|criticized|criticised|denied|condemned|praised|rejected|warned|urged|responded|accused)\b"
)
# "“We did not make those remarks,” said Berg", "“It is a scandal,” ...": what is meant was named before.
_POINTING_QUOTATION_PATTERN = re.compile(
    r"[\"“](?:[\w’']+ ){0,5}?(?:[Tt]h(?:at|is|ose|ese|ey|em)|[Ii]t|[Hh]e|[Ss]he)\b"
)
# "has fallen since then", "Progressives counter that": goes on from a sentence before it.
_GOING_ON_PATTERN = re.compile(
    r"\b(?:[Ss]ince|[Bb]y|[Uu]ntil) then\b|^[^,“\"]{3,60}\b(?:counter(?:s|ed)?|disagree[sd]?|retort(?:s|ed)?) "
)
# "Economists surveyed had been expecting ...": what was expected before the event.
_FORECAST_PATTERN = re.compile(
    r"\b[Hh]ad (?:been )?(?:expect|predict|forecast|anticipat|project)(?:ed|ing)?\b"
    r"|\b[Aa]nalysts? (?:polled|surveyed)\b"
)
_VOTE_PATTERN = re.compile(r"\b\d{1,3}(?:-| to |–)\d{1,3}\b(?!-)")


@dataclass(frozen=True, slots=True)
class AddedWeights:
    """Weights for the properties of a sentence added after the opener.

    Attributes:
        position: for the first sentence; divided by n for the n-th sentence.
        next: for the sentence that follows the quoted one before it in the same article.
        further_down: for each sentence between it and `NEAR_END_POSITION`, if it stands further down.
        new: for containing only new words.
        core: for containing all of the story's weightiest words.
        number: for a new number; day, reason, coming (a future event), reply (a statement): likewise.
        same_article: for the report of the opener; another_outlet: for another outlet.
        another_lead: for the first sentence of another report, which usually repeats the opener.
        background: for naming an earlier year or time, as background does.
        adjacent: for referring to the quoted sentence directly before it.
        forecast: for what was expected before the event.
        pointing_quotation: for a quotation that points at something, unless it follows the quoted sentence.
        unknown_name, continuing, quotation, evaluation, nobody, long_word: as in `OpenerWeights`.
    """

    position: float = 1.3
    next: float = 0.4
    further_down: float = -0.1
    new: float = 0.4
    core: float = 0.8
    number: float = 0.35
    day: float = 0.15
    reason: float = 0.2
    coming: float = 0.2
    reply: float = 0.2
    same_article: float = 0.45
    another_outlet: float = 0.1
    another_lead: float = -1.0
    background: float = -0.5
    adjacent: float = 0.0
    forecast: float = -0.5
    pointing_quotation: float = -0.6
    unknown_name: float = -1.4
    continuing: float = -0.45
    quotation: float = -0.2
    evaluation: float = -0.5
    nobody: float = -0.5
    long_word: float = -0.05


ADDED_WEIGHTS = AddedWeights()


def score_added(
    story: StoryCandidates,
    candidate: Candidate,
    chosen: Sequence[Candidate],
    known_stems: frozenset[str],
    known_text: str,
    weights: AddedWeights = ADDED_WEIGHTS,
) -> float:
    """Return how much a sentence adds to the chosen sentences and the headline."""
    text, article = candidate.sentence.text, candidate.article
    new_stems = candidate.stems - known_stems
    is_adjacent = follows(candidate, chosen[-1]) and standalone_sentences.leans(text, article.language)
    score = (
        weights.position / (1 + candidate.position)
        + weights.next * is_next(candidate, chosen[-1])
        + weights.further_down * max(0, candidate.position - NEAR_END_POSITION)
        + weights.new * len(new_stems) / max(1, len(candidate.stems))
        + weights.core * story.core_share(candidate.stems)
        + weights.number * _has_new_number(candidate, known_text)
        + weights.same_article * (article is chosen[0].article)
        + weights.another_outlet * all(article.outlet != item.article.outlet for item in chosen)
        + weights.another_lead * (article is not chosen[0].article and candidate.position == 0)
        + weights.background * bool(story_candidates.BACKGROUND_PATTERN.search(text))
        + weights.adjacent * is_adjacent
        + weights.quotation * (text[0] in story_candidates.OPENING_MARKS)
        + weights.long_word * max(0, candidate.words - EASY_WORDS)
    )
    if article.language != "en":
        return score
    bare = standalone_sentences.without_quotations(text)
    has_day = bool(story_candidates.DAY_PATTERN.search(bare))
    return (
        score
        + weights.day * has_day
        + weights.reason * bool(_REASON_PATTERN.search(bare))
        + weights.coming * bool(_NEXT_PATTERN.search(bare))
        + weights.reply * (bool(_REPLY_PATTERN.search(bare)) and story_candidates.has_full_name(bare))
        + weights.continuing
        * (
            (standalone_sentences.is_continuing(text) or bool(_GOING_ON_PATTERN.search(bare)))
            and not follows(candidate, chosen[-1])
        )
        + weights.forecast * bool(_FORECAST_PATTERN.search(bare))
        + weights.pointing_quotation
        * (bool(_POINTING_QUOTATION_PATTERN.match(text)) and not follows(candidate, chosen[-1]))
        + weights.evaluation * bool(story_candidates.EVALUATION_PATTERN.search(bare))
        + weights.nobody * story_candidates.names_nothing(bare, has_day=has_day)
        + weights.unknown_name * story_candidates.has_unknown_name(candidate, known_text)
    )


def is_next(candidate: Candidate, previous: Candidate) -> bool:
    """Whether a sentence is the next one of the same article, in its paragraph or the one after."""
    return candidate.article is previous.article and candidate.sentence.index == previous.sentence.index + 1


def follows(candidate: Candidate, previous: Candidate) -> bool:
    """Whether a sentence directly follows another sentence in the same article."""
    return (
        candidate.article is previous.article
        and candidate.sentence.index == previous.sentence.index + 1
        and not candidate.article.text[previous.sentence.end : candidate.sentence.start].strip()
    )


# ---- private


def _has_new_number(candidate: Candidate, known_text: str) -> bool:
    """Whether a sentence has a quantity or the result of a vote that is not in the known text."""
    text = candidate.sentence.text
    return any(result not in known_text for result in _VOTE_PATTERN.findall(text)) or any(
        quantity.text not in known_text
        for quantity in quantities.extract_quantities(candidate.sentence.text, candidate.article.language)
    )
