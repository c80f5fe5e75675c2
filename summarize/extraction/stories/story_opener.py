"""Choose the opener of a story: the first sentence that a brief quotes.

The lead of a report, its first sentence, opens its story unless there is a reason: it asks, leans, begins with a
quotation, does not tell what the headline announces, or is long and the next sentence tells the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarize.extraction.stories import opener_score, standalone_sentences, story_candidates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarize.extraction.stories.story_candidates import Candidate, StoryCandidates

# The number of quotable sentences, from the beginning of a report, searched for the opener.
MAX_OPENER_POSITION = 5
# An opener after the first sentence of its report contains at least this share of the headline's words.
MIN_TITLE_SHARE = 0.25
# The maximum number of words of an opener that is taken for want of others.
MAX_UNFIT_OPENER_WORDS = 60
# A first sentence that begins with a conjunction opens a story, in place of the headline alone, with this share of it.
MIN_JOINING_TITLE_SHARE = 0.4
# A later sentence replaces a lead with this share of the headline's words or less if it has at least this share ...
MAX_WEAK_LEAD_SHARE, MIN_REPLACING_SHARE, MAX_REPLACING_POSITION = 0.15, 0.4, 2
# ... and a long lead, of more than 40 words, if it is the next sentence and has this share of the headline's words; of
# 32 such next sentences (1,500 reports of other weeks) a reader preferred 10 of 14 at or above .3 and 2 of 15 below.
MIN_SHARE_OVER_LONG_LEAD = 0.3
# With more words than this, a lead is too long to read at once, and less is asked of the next sentence.
VERY_LONG_WORDS, MIN_SHARE_OVER_VERY_LONG_LEAD = 45, 0.25
_CONJUNCTION_PATTERN = re.compile(r"(?:But|And|Yet|Yes|Still|Even|So|Also|Now|Meanwhile),? (?=\w)")


def choose_opener(story: StoryCandidates) -> Candidate | None:
    """Return the best opener: a sentence that is clear on its own and reports what its headline announces.

    None if no sentence of the story can stand alone.
    """
    standing = [candidate for candidate in story.candidates if _stands_alone(story, candidate)]
    telling = _select_telling(story, standing)
    # A quotation tells who said something, but seldom what happened; what goes on from a sentence before it, neither.
    plain = [
        candidate
        for candidate in telling
        if not story_candidates.begins_with_quotation(candidate) and not opener_score.goes_on(candidate)
    ]
    fitting = (
        [
            candidate
            for candidate in plain
            if opener_score.is_lead(candidate)
            or opener_score.is_fit_length(candidate, standalone_sentences.MAX_OPENER_WORDS)
        ]
        or [candidate for candidate in standing if _stands_near_beginning(candidate)]
        or [candidate for candidate in plain if opener_score.is_fit_length(candidate, MAX_UNFIT_OPENER_WORDS)]
        or [
            candidate
            for candidate in telling
            if opener_score.is_fit_length(candidate, opener_score.MAX_LONG_LEAD_WORDS)
        ]
    )
    # Otherwise a longer sentence, or a quotation with a named speaker at the very beginning.
    others = [
        candidate
        for candidate in standing
        if candidate.words <= MAX_UNFIT_OPENER_WORDS
        and (candidate.sentence.index <= 1 or candidate in telling)
    ]
    # Or what stands further down, before the headline alone.
    remaining = [
        candidate
        for candidate in standing
        if not story_candidates.has_unknown_name(candidate, candidate.article.title)
        and opener_score.is_fit_length(candidate, standalone_sentences.MAX_OPENER_WORDS)
    ]
    # A first sentence that tells the headline and only begins with "But" or "Yes" goes before what stands further down.
    joining = [candidate for candidate in story.candidates if _only_joins(story, candidate)]
    if joining and all(candidate.position > MAX_REPLACING_POSITION for candidate in fitting or others):
        fitting = joining
    # Of equal candidates the first is from the newest report.
    return max(
        fitting or others or remaining,
        key=lambda candidate: opener_score.score_opener(story, candidate),
        default=None,
    )


# ---- private


def _only_joins(story: StoryCandidates, candidate: Candidate) -> bool:
    """Whether a first sentence tells its headline, and would stand alone without the conjunction before it."""
    text = candidate.sentence.text
    joining = _CONJUNCTION_PATTERN.match(text)
    return (
        joining is not None
        and candidate.article.language == "en"
        and opener_score.is_first_sentence(candidate)
        and opener_score.is_fit_length(candidate, opener_score.MAX_LONG_LEAD_WORDS)
        and opener_score.title_share(story, candidate) >= MIN_JOINING_TITLE_SHARE
        and standalone_sentences.can_open(
            f"{text[joining.end()].upper()}{text[joining.end() + 1 :]}",
            introduced=story.title_stems[candidate.article.id],
        )
    )


def _stands_alone(story: StoryCandidates, candidate: Candidate) -> bool:
    return candidate.position < MAX_OPENER_POSITION and standalone_sentences.can_open(
        candidate.sentence.text,
        candidate.article.language,
        introduced=story.title_stems[candidate.article.id],
    )


def _stands_near_beginning(candidate: Candidate) -> bool:
    """Whether a sentence is short, is near the beginning of its report, and does not continue another sentence."""
    return (
        candidate.position <= MAX_REPLACING_POSITION
        and not story_candidates.begins_with_quotation(candidate)
        and not opener_score.goes_on(candidate)
        and not story_candidates.has_unknown_name(candidate, candidate.article.title)
        and opener_score.is_fit_length(candidate, standalone_sentences.MAX_OPENER_WORDS)
    )


def _select_telling(story: StoryCandidates, standing: Sequence[Candidate]) -> list[Candidate]:
    """Return the sentences that report what their headline announces: each report's lead or its replacement."""
    leads = {candidate.article.id: candidate for candidate in standing if opener_score.is_lead(candidate)}
    telling = [
        candidate
        for candidate in standing
        if _tells_headline(story, candidate)
        and _may_replace(story, candidate, leads.get(candidate.article.id))
    ]
    # A long lead that a shorter sentence may replace is replaced.
    short_ids = {
        candidate.article.id
        for candidate in telling
        if candidate.words <= standalone_sentences.MAX_OPENER_WORDS
    }
    replaced = [
        lead
        for article_id, lead in leads.items()
        if article_id in short_ids and lead.words > standalone_sentences.MAX_OPENER_WORDS
    ]
    return [candidate for candidate in telling if candidate not in replaced]


def _may_replace(story: StoryCandidates, candidate: Candidate, lead: Candidate | None) -> bool:
    """Whether a sentence may open a story in place of the lead of its report.

    It may if the lead says nothing of what the headline announces, or is long and the next sentence tells the same.
    """
    if lead is None or candidate is lead:
        return True
    title_share, lead_share = (
        opener_score.title_share(story, candidate),
        opener_score.title_share(story, lead),
    )
    if lead_share <= MAX_WEAK_LEAD_SHARE and title_share >= MIN_REPLACING_SHARE:
        return candidate.position <= MAX_REPLACING_POSITION and not opener_score.goes_on(candidate)
    if (
        not candidate.words <= standalone_sentences.MAX_OPENER_WORDS < lead.words
        or candidate.sentence.index != lead.sentence.index + 1
        or story_candidates.begins_with_quotation(candidate)
        or opener_score.goes_on(candidate)
        or story_candidates.has_unknown_name(candidate, lead.article.title)
    ):
        return False
    min_share = MIN_SHARE_OVER_LONG_LEAD if lead.words <= VERY_LONG_WORDS else MIN_SHARE_OVER_VERY_LONG_LEAD
    return title_share >= min_share or _introduces_itself(story, candidate, lead)


def _introduces_itself(story: StoryCandidates, candidate: Candidate, lead: Candidate) -> bool:
    """Whether a sentence introduces its people and things like a lead, and tells what somebody did or said."""
    text = candidate.sentence.text
    about = lead.stems | story.title_stems[lead.article.id]
    bare = standalone_sentences.without_quotations(text)
    return (
        not candidate.stems.isdisjoint(about)
        and not story_candidates.has_unknown_name(candidate, "")
        and story_candidates.has_full_name(bare[: opener_score.SUBJECT_CHARACTERS])
        and bool(story_candidates.DAY_PATTERN.search(bare))
        and bool(opener_score.PAST_PATTERN.search(bare))
    )


def _tells_headline(story: StoryCandidates, candidate: Candidate) -> bool:
    title_stems = story.title_stems[candidate.article.id]
    is_at_beginning = (
        candidate.sentence.index <= 1 or opener_score.is_lead(candidate)
    ) and not story_candidates.begins_with_quotation(candidate)
    return is_at_beginning or (
        len(title_stems & candidate.stems) >= MIN_TITLE_SHARE * max(1, len(title_stems))
    )
