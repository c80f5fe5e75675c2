"""Score the sentences that may open a story, by form: position, names, day, tense, length.

The lead of a report is its first sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from summarize.extraction.stories import standalone_sentences, story_candidates

if TYPE_CHECKING:
    from summarize.extraction.stories.story_candidates import Candidate, StoryCandidates

# The maximum number of words of a lead. If all leads of up to 50 words were kept, 87 % of openers had at most 40 words
# (76 places of 16 evenings); with the rules below 91 %.
MAX_LONG_LEAD_WORDS = 50
# A report's first quotable sentence is its lead if at most this number of sentences precede it.
MAX_LEAD_INDEX = 1
# ... or at most this number of lines without a full stop, the highlights that some outlets print before a report.
MAX_HIGHLIGHTS = 6
# "The letter said", "Though the department announced": the sentence goes on from one before it. "The union
# representing agents" and "The head of the union" are complete.
_FOLLOWING_START_PATTERN = re.compile(
    r"The (?!(?:[\w’'-]+ ){1,3}?(?:of|for|in|at|on|who|that|whose|representing|leading|suspected|accused|charged)\b)"
    r"(?![A-Z])"
    r"|[A-Z][^,.]{2,40}, the (?!(?:[\w’'-]+ ){1,3}?(?:of|for|in|at|on|who|that|whose)\b)"
    r"(?![A-Z]|president\b|government\b)"
    r"|(?:Though|Although|While|As|After|Before|When|In (?:recent|the past|previous|his|her|their|its)|Since|But)\b"
)
_HIGHLIGHTS_PATTERN = re.compile(
    r"\W*(?:(?:story )?highlights|key (?:points|facts)|at a glance)\b", re.IGNORECASE
)
# A sentence with more words than this is long to read; with fewer than this, it says little.
EASY_WORDS, THIN_WORDS = 30, 10
# The number of characters at the beginning of a sentence in which the actor is named.
SUBJECT_CHARACTERS = 90
PAST_PATTERN = re.compile(
    r"\b(?:said|told|announced|voted|was|were|had|did|won|lost|killed|died|struck|hit|fell|rose|cut|met"
    r"|took|gave|came|went|made"
    r"|began|left|led|held|found|shot|sued|ruled|signed|swept|drew|broke|struck|seized|[a-z]{3,}ed)\b"
)
_COMING_PATTERN = re.compile(
    r"\b(?:will|(?:is|are|was|were) (?:expected|set|due|scheduled|poised|likely|about) to|plans? to|could|may|might)\b"
)
_CONTRASTING_START_PATTERN = re.compile(
    r"\W*(?:Despite|While|Though|Although|Even as|Even though|With|For all)\b"
)


@dataclass(frozen=True, slots=True)
class OpenerWeights:
    """Weights for the properties of an opener, the first sentence of a story.

    Attributes:
        position: for the first sentence; divided by n for the n-th sentence.
        lead: for the lead of its report.
        core: for containing all of the story's weightiest words.
        title: for containing all words of its own headline.
        day: for naming the day.
        name: for naming a person, by full name or role, near the beginning.
        past: for reporting a past event.
        coming: for reporting only future events.
        continuing: for "also", "however" and similar words near the beginning.
        quotation: for beginning with a quotation.
        unknown_name: for a surname of a person who was not introduced.
        evaluation: for the writer's own judgement.
        nobody: for having no name, no day and no number.
        background: for naming an earlier year or time, as background does.
        following: for going on from a sentence before it: "The letter said", "Though the department announced".
        contrasting: for beginning with "Despite" or "While", as analyses do.
        unfinished: for having no full stop, as lines between a headline and a report do.
        long_word: for each word above `EASY_WORDS`; thin_word: for each below `THIN_WORDS`.
        over_long: for more words than `MAX_OPENER_WORDS`.
        day_older: for each day between its report and the newest report of the story.
    """

    position: float = 1.2
    lead: float = 0.6
    core: float = 2.2
    title: float = 0.8
    day: float = 0.35
    name: float = 0.3
    past: float = 0.25
    coming: float = -0.5
    continuing: float = -0.6
    quotation: float = -1.0
    unknown_name: float = -0.4
    evaluation: float = -0.6
    nobody: float = -0.6
    background: float = -0.6
    following: float = -0.6
    contrasting: float = -0.4
    unfinished: float = -2.0
    long_word: float = -0.05
    over_long: float = -1.2
    thin_word: float = -0.1
    day_older: float = -0.6


OPENER_WEIGHTS = OpenerWeights()


def score_opener(
    story: StoryCandidates, candidate: Candidate, weights: OpenerWeights = OPENER_WEIGHTS
) -> float:
    """Return how well a sentence opens a story, by its form."""
    text, article = candidate.sentence.text, candidate.article
    title_stems = story.title_stems[article.id]
    score = (
        weights.position / (1 + candidate.position)
        + weights.lead * is_lead(candidate)
        + weights.core * story.core_share(candidate.stems)
        + weights.title * len(title_stems & candidate.stems) / max(1, len(title_stems))
        + weights.long_word * max(0, candidate.words - EASY_WORDS)
        + weights.over_long * (candidate.words > standalone_sentences.MAX_OPENER_WORDS)
        + weights.thin_word * max(0, THIN_WORDS - candidate.words)
        + weights.day_older * ((story.newest_at - article.appeared_at) / timedelta(days=1))
        + weights.quotation * (text[0] in story_candidates.OPENING_MARKS)
        + weights.unfinished * story_candidates.is_unfinished(text)
    )
    if article.language != "en":
        return score
    bare = standalone_sentences.without_quotations(text)
    has_day, has_name = (
        bool(story_candidates.DAY_PATTERN.search(bare)),
        story_candidates.has_full_name(bare[:SUBJECT_CHARACTERS]),
    )
    is_past = bool(PAST_PATTERN.search(bare))
    return (
        score
        + weights.day * has_day
        + weights.name * has_name
        + weights.past * is_past
        + weights.coming * bool(_COMING_PATTERN.search(bare))
        + weights.continuing * standalone_sentences.is_continuing(text)
        + weights.evaluation * bool(story_candidates.EVALUATION_PATTERN.search(bare))
        + weights.nobody * story_candidates.names_nothing(bare, has_day=has_day)
        + weights.background * bool(story_candidates.BACKGROUND_PATTERN.search(bare))
        + weights.contrasting * bool(_CONTRASTING_START_PATTERN.match(text))
        + weights.following * goes_on(candidate)
        + weights.unknown_name * story_candidates.has_unknown_name(candidate, article.title)
    )


def is_lead(candidate: Candidate) -> bool:
    """Whether a sentence is the lead of its report: the first quotable sentence, if its length is suitable."""
    return (
        candidate.position == 0
        and is_first_sentence(candidate)
        and not story_candidates.begins_with_quotation(candidate)
        and not story_candidates.is_unfinished(candidate.sentence.text)
        and is_fit_length(candidate, MAX_LONG_LEAD_WORDS)
    )


def is_first_sentence(candidate: Candidate) -> bool:
    """Whether a sentence is the first of its report, or only its highlights precede it, lines without a full stop."""
    index = candidate.sentence.index
    return index <= MAX_LEAD_INDEX or (
        index <= MAX_HIGHLIGHTS
        and _HIGHLIGHTS_PATTERN.match(candidate.article.text) is not None
        and all(
            story_candidates.is_unfinished(sentence.text.rstrip("\"”’'"))
            for sentence in candidate.article.sentences[:index]
        )
    )


def goes_on(candidate: Candidate) -> bool:
    """Whether a sentence continues an earlier sentence, or describes what happened before the event."""
    text = candidate.sentence.text
    return candidate.position > 0 and bool(
        _FOLLOWING_START_PATTERN.match(text) or story_candidates.BACKGROUND_PATTERN.match(text)
    )


def title_share(story: StoryCandidates, candidate: Candidate) -> float:
    """Return the share of a headline's content words that a sentence contains."""
    title_stems = story.title_stems[candidate.article.id]
    return len(title_stems & candidate.stems) / max(1, len(title_stems))


def is_fit_length(candidate: Candidate, max_words: int) -> bool:
    """Whether a sentence has enough words for an opener, and at most a given number."""
    return standalone_sentences.MIN_OPENER_WORDS <= candidate.words <= max_words
