"""Choose the sentences of a story that follow its opener: each adds a fact of the same event.

The next sentence of the opener's report follows it unless there is a reason: it leans, repeats, or is too long.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from summarize.extraction.stories import added_score, quote_limits, standalone_sentences, story_candidates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarize.extraction.stories.story_candidates import Candidate, StoryCandidates

# The minimum share of an added sentence's words that occur neither in the headline nor in earlier quotes.
MIN_NEW_SHARE = 0.5
# The maximum overlap with any quoted sentence, as a share of the words of the shorter sentence.
MAX_SHARED_WITH_QUOTED = 0.5
MAX_SHARED_BY_ANOTHER_REPORT = 0.34
# A report published this much earlier than the opener's report describes an earlier development.
MAX_AGE_BEHIND_OPENER = timedelta(hours=12)
# An added sentence from another report shares at least this many words with the headline and the opener ...
MIN_SHARED_STEMS = 2
# ... and the beginnings of the two reports overlap by this share; otherwise the event may be a different one.
MIN_LEAD_OVERLAP = 0.12
# A shorter sentence, in place of one that is too long, fits this share of the words of its place.
SUBSTITUTE_SHARE = 0.9
# The number of words in an added sentence.
MIN_ADDED_WORDS, MAX_ADDED_WORDS = 6, 50
# An added sentence from further down shares a word with the headline or what is quoted.
NEAR_POSITION = 2
# "called it ...", "the Wisconsin Republican": what is meant was named in a sentence that may not be quoted.
_REFERENCE_PATTERN = re.compile(
    r"\b(?:called|described|dubbed|branded|about|against|of|with|for|to) (?:it|this|that|them)\b(?! [a-z]+ed\b)"
    r"|\b[Tt]he (?:[A-Z]\w+ )?(?:Republican|Democrat|senator|governor|congressman|lawmaker)\b(?! [A-Z])"
)


def choose_added(
    story: StoryCandidates, chosen: Sequence[Candidate], headline: str, max_words: int | None
) -> Candidate | None:
    """Return the sentence that adds most to the chosen sentences; None if no sentence adds enough or fits."""
    opener = chosen[0]
    quoted_counts = Counter(candidate.article.id for candidate in chosen)
    known_stems = story_candidates.content_stems(headline, opener.article.language).union(
        *(item.stems for item in chosen)
    )
    eligible = [
        candidate
        for candidate in story.candidates
        if quoted_counts[candidate.article.id] < quote_limits.max_sentences_of(candidate.article)
        and _is_of_event(story, candidate, opener, known_stems)
        and _stands_after(story, candidate, chosen)
        and _is_new(candidate, chosen, known_stems)
    ]
    known_text = " ".join((headline, *(item.sentence.text for item in chosen)))
    by_score = sorted(
        eligible,
        key=lambda candidate: added_score.score_added(story, candidate, chosen, known_stems, known_text),
        reverse=True,
    )
    if not by_score or _fits(by_score[0], chosen, max_words):
        return by_score[0] if by_score else None
    if len(chosen) > 1 or max_words is None:
        return None
    return _substitute(by_score, chosen, known_text, max_words)


# ---- private


def _substitute(
    by_score: Sequence[Candidate], chosen: Sequence[Candidate], known_text: str, max_words: int
) -> Candidate | None:
    """Return the second sentence of a story in which the best one makes its place too long.

    It is a shorter one, of those near the beginning of a report if there is one. Background is no substitute.
    """
    shorter = [
        candidate
        for candidate in by_score
        if _fits(candidate, chosen, int(SUBSTITUTE_SHARE * max_words))
        and not story_candidates.BACKGROUND_PATTERN.search(candidate.sentence.text)
        and not story_candidates.has_unknown_name(candidate, known_text)
    ]
    near = [candidate for candidate in shorter if candidate.position <= NEAR_POSITION]
    return next(iter((*near, *shorter)), None)


def _fits(candidate: Candidate, chosen: Sequence[Candidate], max_words: int | None) -> bool:
    """Whether a sentence can be added to the chosen sentences within a number of words."""
    return (
        max_words is None
        or sum(len(item.sentence.text.split()) for item in (*chosen, candidate)) <= max_words
    )


def _is_of_event(
    story: StoryCandidates, candidate: Candidate, opener: Candidate, known_stems: frozenset[str]
) -> bool:
    if candidate.article is opener.article:
        return candidate.position <= NEAR_POSITION or not candidate.stems.isdisjoint(known_stems)
    return (
        candidate.article.language == opener.article.language
        and opener.article.appeared_at - candidate.article.appeared_at <= MAX_AGE_BEHIND_OPENER
        and len(candidate.stems.intersection(known_stems)) >= MIN_SHARED_STEMS
        and story.lead_overlap(candidate.article, opener.article) >= MIN_LEAD_OVERLAP
    )


def _is_new(candidate: Candidate, chosen: Sequence[Candidate], known_stems: frozenset[str]) -> bool:
    """Whether most words of a sentence are new and no quoted sentence says nearly the same thing.

    Another report usually tells the opener in other words.
    """
    if len(candidate.stems - known_stems) < MIN_NEW_SHARE * max(1, len(candidate.stems)):
        return False
    is_another_report = candidate.article is not chosen[0].article
    max_shared = MAX_SHARED_BY_ANOTHER_REPORT if is_another_report else MAX_SHARED_WITH_QUOTED
    return all(
        len(candidate.stems & item.stems) <= max_shared * max(1, min(len(candidate.stems), len(item.stems)))
        for item in chosen
    )


def _stands_after(story: StoryCandidates, candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
    """Whether a sentence can be understood after the chosen sentences.

    It stands alone, or refers to the sentence before it.
    """
    text, article = candidate.sentence.text, candidate.article
    if (
        not MIN_ADDED_WORDS <= candidate.words <= MAX_ADDED_WORDS
        or standalone_sentences.is_question(text)
        or standalone_sentences.is_unattributed_quotation(text)
        or standalone_sentences.is_unattributed_demand(text, article.language)
        or standalone_sentences.has_first_person(text, article.language)
        or text[0] in "([…"
        or story_candidates.is_unfinished(text)
    ):
        return False
    # Sentences of one article keep their order.
    if any(item.article is article and item.sentence.index >= candidate.sentence.index for item in chosen):
        return False
    if added_score.follows(candidate, chosen[-1]):
        return True
    introduced = story.title_stems[article.id].union(*(item.stems for item in chosen))
    return not (
        article.language == "en" and _REFERENCE_PATTERN.search(text)
    ) and not standalone_sentences.leans(text, article.language, introduced=frozenset(introduced))
