"""Choose the opener of a story: the first sentence that a brief quotes.

The lead of a report, its first sentence, opens its story unless there is a reason: it asks, leans, begins with a
quotation, does not tell what the headline announces, or is long and the next sentence tells the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from summarize.extraction.stories import standalone_sentences, story_candidates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarize.extraction.stories.story_candidates import Candidate, StoryCandidates

# The number of quotable sentences, from the beginning of a report, searched for the opener.
MAX_OPENER_POSITION = 5
# An opener after the first sentence of its report contains at least this share of the headline's words.
MIN_TITLE_SHARE = 0.25
# The maximum number of words of an opener that is taken for want of others.
MAX_UNFIT_OPENER_WORDS = 60
# The maximum number of words of a lead. If all leads of up to 50 words were kept, 87 % of openers had at most 40 words
# (76 places of 16 evenings); with the rules below 91 %.
MAX_LONG_LEAD_WORDS = 50
# A report's first quotable sentence is its lead if at most this number of sentences precede it.
MAX_LEAD_INDEX = 1
# ... or at most this number of lines without a full stop, the highlights that some outlets print before a report.
MAX_HIGHLIGHTS = 6
# A first sentence that begins with a conjunction opens a story, in place of the headline alone, with this share of it.
MIN_JOINING_TITLE_SHARE = 0.4
# A later sentence replaces a lead with this share of the headline's words or less if it has at least this share ...
MAX_WEAK_LEAD_SHARE, MIN_REPLACING_SHARE, MAX_REPLACING_POSITION = 0.15, 0.4, 2
# ... and a long lead, of more than 40 words, if it is the next sentence and has this share of the headline's words; of
# 32 such next sentences (1,500 reports of other weeks) a reader preferred 10 of 14 at or above .3 and 2 of 15 below.
MIN_SHARE_OVER_LONG_LEAD = 0.3
# With more words than this, a lead is too long to read at once, and less is asked of the next sentence.
VERY_LONG_WORDS, MIN_SHARE_OVER_VERY_LONG_LEAD = 45, 0.25
# A sentence with more words than this is long to read; with fewer than this, it says little.
EASY_WORDS, THIN_WORDS = 30, 10
# The number of characters at the beginning of a sentence in which the actor is named.
SUBJECT_CHARACTERS = 90
_PAST_PATTERN = re.compile(
    r"\b(?:said|told|announced|voted|was|were|had|did|won|lost|killed|died|struck|hit|fell|rose|cut|met"
    r"|took|gave|came|went|made"
    r"|began|left|led|held|found|shot|sued|ruled|signed|swept|drew|broke|struck|seized|[a-z]{3,}ed)\b"
)
_COMING_PATTERN = re.compile(
    r"\b(?:will|(?:is|are|was|were) (?:expected|set|due|scheduled|poised|likely|about) to|plans? to|could|may|might)\b"
)
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
_CONJUNCTION_PATTERN = re.compile(r"(?:But|And|Yet|Still|Even|So|Also|Now|Meanwhile),? (?=\w)")
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
        if not story_candidates.begins_with_quotation(candidate) and not _goes_on(candidate)
    ]
    fitting = (
        [
            candidate
            for candidate in plain
            if _is_lead(candidate) or _is_fit_length(candidate, standalone_sentences.MAX_OPENER_WORDS)
        ]
        or [candidate for candidate in standing if _stands_near_beginning(candidate)]
        or [candidate for candidate in plain if _is_fit_length(candidate, MAX_UNFIT_OPENER_WORDS)]
        or [candidate for candidate in telling if _is_fit_length(candidate, MAX_LONG_LEAD_WORDS)]
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
        and _is_fit_length(candidate, standalone_sentences.MAX_OPENER_WORDS)
    ]
    # Of equal candidates the first is from the newest report.
    # Or a first sentence that tells the headline and only begins with "But" or "Even".
    return max(
        fitting or others or remaining or [item for item in story.candidates if _only_joins(story, item)],
        key=lambda candidate: _score_opener(story, candidate),
        default=None,
    )


# ---- private


def _goes_on(candidate: Candidate) -> bool:
    """Whether a sentence continues an earlier sentence, or describes what happened before the event."""
    text = candidate.sentence.text
    return candidate.position > 0 and bool(
        _FOLLOWING_START_PATTERN.match(text) or story_candidates.BACKGROUND_PATTERN.match(text)
    )


def _only_joins(story: StoryCandidates, candidate: Candidate) -> bool:
    """Whether a first sentence tells its headline, and would stand alone without the conjunction before it."""
    text = candidate.sentence.text
    joining = _CONJUNCTION_PATTERN.match(text)
    return (
        joining is not None
        and candidate.article.language == "en"
        and _is_first_sentence(candidate)
        and _is_fit_length(candidate, MAX_LONG_LEAD_WORDS)
        and _title_share(story, candidate) >= MIN_JOINING_TITLE_SHARE
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
        and not _goes_on(candidate)
        and not story_candidates.has_unknown_name(candidate, candidate.article.title)
        and _is_fit_length(candidate, standalone_sentences.MAX_OPENER_WORDS)
    )


def _select_telling(story: StoryCandidates, standing: Sequence[Candidate]) -> list[Candidate]:
    """Return the sentences that report what their headline announces: each report's lead or its replacement."""
    leads = {candidate.article.id: candidate for candidate in standing if _is_lead(candidate)}
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


def _is_lead(candidate: Candidate) -> bool:
    """Whether a sentence is the lead of its report: the first quotable sentence, if its length is suitable."""
    return (
        candidate.position == 0
        and _is_first_sentence(candidate)
        and not story_candidates.begins_with_quotation(candidate)
        and not story_candidates.is_unfinished(candidate.sentence.text)
        and _is_fit_length(candidate, MAX_LONG_LEAD_WORDS)
    )


def _is_first_sentence(candidate: Candidate) -> bool:
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


def _may_replace(story: StoryCandidates, candidate: Candidate, lead: Candidate | None) -> bool:
    """Whether a sentence may open a story in place of the lead of its report.

    It may if the lead says nothing of what the headline announces, or is long and the next sentence tells the same.
    """
    if lead is None or candidate is lead:
        return True
    title_share, lead_share = _title_share(story, candidate), _title_share(story, lead)
    if lead_share <= MAX_WEAK_LEAD_SHARE and title_share >= MIN_REPLACING_SHARE:
        return candidate.position <= MAX_REPLACING_POSITION and not _goes_on(candidate)
    if (
        not candidate.words <= standalone_sentences.MAX_OPENER_WORDS < lead.words
        or candidate.sentence.index != lead.sentence.index + 1
        or story_candidates.begins_with_quotation(candidate)
        or _goes_on(candidate)
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
        and story_candidates.has_full_name(bare[:SUBJECT_CHARACTERS])
        and bool(story_candidates.DAY_PATTERN.search(bare))
        and bool(_PAST_PATTERN.search(bare))
    )


def _title_share(story: StoryCandidates, candidate: Candidate) -> float:
    """Return the share of a headline's content words that a sentence contains."""
    title_stems = story.title_stems[candidate.article.id]
    return len(title_stems & candidate.stems) / max(1, len(title_stems))


def _is_fit_length(candidate: Candidate, max_words: int) -> bool:
    return standalone_sentences.MIN_OPENER_WORDS <= candidate.words <= max_words


def _tells_headline(story: StoryCandidates, candidate: Candidate) -> bool:
    title_stems = story.title_stems[candidate.article.id]
    is_at_beginning = (
        candidate.sentence.index <= 1 or _is_lead(candidate)
    ) and not story_candidates.begins_with_quotation(candidate)
    return is_at_beginning or (
        len(title_stems & candidate.stems) >= MIN_TITLE_SHARE * max(1, len(title_stems))
    )


def _score_opener(
    story: StoryCandidates, candidate: Candidate, weights: OpenerWeights = OPENER_WEIGHTS
) -> float:
    text, article = candidate.sentence.text, candidate.article
    title_stems = story.title_stems[article.id]
    score = (
        weights.position / (1 + candidate.position)
        + weights.lead * _is_lead(candidate)
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
    is_past = bool(_PAST_PATTERN.search(bare))
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
        + weights.following * _goes_on(candidate)
        + weights.unknown_name * story_candidates.has_unknown_name(candidate, article.title)
    )
