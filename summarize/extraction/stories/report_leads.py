"""The lead of a report, its first sentence, and how a sentence relates to it and to the headline."""

from __future__ import annotations

import re
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
