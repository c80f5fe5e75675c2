"""Select the headline of a story and the sentences that a brief quotes below it.

reports --first standalone sentences--> opener --best match, newest report--> headline --new facts--> more

A summary (`key_sentences`) covers a whole article; a story in a brief has two sentences, so a reader notices the
first sentence and whether the second adds to it. A sentence that cannot stand alone is never printed.

The weights were set by hand while reading stories of three weeks of real days. On 53 openers of reports, judged by an
editor, the opener's score separates usable from unusable sentences with an AUC of .98, .93 and .68 by week.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from news.article_kind import ArticleKind
from summarize.extraction.stories import headlines, standalone_sentences, story_candidates, story_opener
from summarize.text import quantities

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from news.article import Article, Sentence
    from summarize.extraction.stories.story_candidates import Candidate, StoryCandidates

# A brief quotes at most this number and this share (rounded up) of an article's sentences, because it leads readers
# to the article and does not replace it.
MAX_SENTENCES_PER_ARTICLE, MAX_QUOTED_SHARE = 3, 0.25
# The maximum number of reports read for a story: the newest.
MAX_REPORTS = 30
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
# A sentence with more words than this is long to read.
EASY_WORDS = 30
# Sentences of a report after this position are far from its beginning, and usually background.
NEAR_END_POSITION = 4
# An added sentence from further down shares a word with the headline or what is quoted.
NEAR_POSITION = 2
_REASON_PATTERN = re.compile(
    r"\b(?:because|after|amid|due to|following|in response to|over|blamed|caused|in order to|so that)\b"
)
_NEXT_PATTERN = re.compile(
    r"\b(?:will|expected|scheduled|plans? to|could|first (?:time|such)|as a result|means that)\b"
)
_REPLY_PATTERN = re.compile(
    r"\b(?:said|told|called|criticized|criticised|denied|condemned|praised|rejected|warned|urged|responded|accused)\b"
)
# "called it ...", "the Wisconsin Republican": what is meant was named in a sentence that may not be quoted.
_REFERENCE_PATTERN = re.compile(
    r"\b(?:called|described|dubbed|branded|about|against|of|with|for|to) (?:it|this|that|them)\b(?! [a-z]+ed\b)"
    r"|\b[Tt]he (?:[A-Z]\w+ )?(?:Republican|Democrat|senator|governor|congressman|lawmaker)\b(?! [A-Z])"
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


class StorySentences(NamedTuple):
    """The article that provides the headline of a story, and the sentences to print.

    Attributes:
        headline_article: the article that provides the headline.
        sentences: in reading order; empty if no sentence can stand alone.
    """

    headline_article: Article
    sentences: tuple[Sentence, ...]


def is_report(article: Article) -> bool:
    """Whether an article is a report, which may provide the opener and headline of a story."""
    return article.kind is ArticleKind.REPORT


def select_story_sentences(
    articles: Sequence[Article],
    *,
    max_sentences: int,
    max_words: int | None = None,
    earlier: Sequence[Article] = (),
    repeated: frozenset[str] = frozenset(),
    is_report: Callable[[Article], bool] = is_report,
) -> StorySentences:
    """Select the headline and sentences of a story.

    Args:
        articles: the articles on the event, in any order; at least one.
        max_sentences: the maximum number of sentences; fewer are selected if no other sentence adds anything.
        max_words: the maximum number of words of all sentences, for the sentences after the first; None for no limit.
        earlier: earlier articles on the event, which are not quoted; if the headlines of `articles` only announce an
            event that the opener reports as done, one of these may provide the headline.
        repeated: sentences that an outlet repeats in its articles; they are not quoted.
        is_report: whether an article is a report; if there are no reports, all articles are used.

    Returns:
        The headline and sentences; only the headline if no sentence can stand alone.
    """
    newest_first = sorted(articles, key=lambda item: (item.appeared_at, item.id), reverse=True)
    reports = ([item for item in newest_first if is_report(item)] or newest_first)[:MAX_REPORTS]
    story = story_candidates.StoryCandidates(reports, repeated)
    opener = story_opener.choose_opener(story) if max_sentences > 0 else None
    if opener is None:
        return StorySentences(headlines.choose_headline_article(reports, ()), ())
    headline_article = headlines.choose_headline_article(
        reports, (opener.sentence.text,), opener_article=opener.article
    )
    if headlines.is_overtaken(headline_article, opener.sentence.text):
        headline_article = headlines.choose_headline_article(
            [*reports, *filter(is_report, earlier)], (opener.sentence.text,), opener_article=opener.article
        )
    chosen = [opener]
    while len(chosen) < max_sentences:
        added = _choose_added(story, chosen, headline_article.title, max_words)
        if added is None:
            break
        chosen.append(added)
    return StorySentences(headline_article, tuple(candidate.sentence for candidate in chosen))


def max_sentences_of(article: Article) -> int:
    """Return how many sentences a brief may quote from an article."""
    return max(1, min(MAX_SENTENCES_PER_ARTICLE, math.ceil(MAX_QUOTED_SHARE * len(article.sentences))))


# ---- private: the added sentences


def _choose_added(
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
        if quoted_counts[candidate.article.id] < max_sentences_of(candidate.article)
        and _is_of_event(story, candidate, opener, known_stems)
        and _stands_after(story, candidate, chosen)
        and _is_new(candidate, chosen, known_stems)
    ]
    known_text = " ".join((headline, *(item.sentence.text for item in chosen)))
    by_score = sorted(
        eligible,
        key=lambda candidate: _score_added(story, candidate, chosen, known_stems, known_text),
        reverse=True,
    )
    if not by_score or _fits(by_score[0], chosen, max_words):
        return by_score[0] if by_score else None
    if len(chosen) > 1 or max_words is None:
        return None
    # A shorter sentence in place of one that is too long, but not background for want of news.
    return next(
        (
            candidate
            for candidate in by_score
            if _fits(candidate, chosen, int(SUBSTITUTE_SHARE * max_words))
            and not story_candidates.BACKGROUND_PATTERN.search(candidate.sentence.text)
            and not story_candidates.has_unknown_name(candidate, known_text)
        ),
        None,
    )


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
    if _follows(candidate, chosen[-1]):
        return True
    introduced = story.title_stems[article.id].union(*(item.stems for item in chosen))
    return not (
        article.language == "en" and _REFERENCE_PATTERN.search(text)
    ) and not standalone_sentences.leans(text, article.language, introduced=frozenset(introduced))


def _is_next(candidate: Candidate, previous: Candidate) -> bool:
    """Whether a sentence is the next one of the same article, in its paragraph or the one after."""
    return candidate.article is previous.article and candidate.sentence.index == previous.sentence.index + 1


def _follows(candidate: Candidate, previous: Candidate) -> bool:
    """Whether a sentence directly follows another sentence in the same article."""
    return (
        candidate.article is previous.article
        and candidate.sentence.index == previous.sentence.index + 1
        and not candidate.article.text[previous.sentence.end : candidate.sentence.start].strip()
    )


def _score_added(
    story: StoryCandidates,
    candidate: Candidate,
    chosen: Sequence[Candidate],
    known_stems: frozenset[str],
    known_text: str,
    weights: AddedWeights = ADDED_WEIGHTS,
) -> float:
    text, article = candidate.sentence.text, candidate.article
    new_stems = candidate.stems - known_stems
    is_adjacent = _follows(candidate, chosen[-1]) and standalone_sentences.leans(text, article.language)
    score = (
        weights.position / (1 + candidate.position)
        + weights.next * _is_next(candidate, chosen[-1])
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
            and not _follows(candidate, chosen[-1])
        )
        + weights.forecast * bool(_FORECAST_PATTERN.search(bare))
        + weights.pointing_quotation
        * (bool(_POINTING_QUOTATION_PATTERN.match(text)) and not _follows(candidate, chosen[-1]))
        + weights.evaluation * bool(story_candidates.EVALUATION_PATTERN.search(bare))
        + weights.nobody * story_candidates.names_nothing(bare, has_day=has_day)
        + weights.unknown_name * story_candidates.has_unknown_name(candidate, known_text)
    )


def _has_new_number(candidate: Candidate, known_text: str) -> bool:
    """Whether a sentence has a quantity or the result of a vote that is not in the known text."""
    text = candidate.sentence.text
    return any(result not in known_text for result in _VOTE_PATTERN.findall(text)) or any(
        quantity.text not in known_text
        for quantity in quantities.extract_quantities(candidate.sentence.text, candidate.article.language)
    )
