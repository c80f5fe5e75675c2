"""Select the headline of a story and the sentences that a brief quotes below it.

reports --first standalone sentences--> opener --best match, newest report--> headline --new facts--> more

A summary (`key_sentences`) covers a whole article; a story in a brief has two sentences, so a reader notices the
first sentence and whether the second adds to it. A sentence that cannot stand alone is never printed.

The weights were set by hand while reading stories of three weeks of real days. On 60 first sentences of reports,
judged by an editor, the score separates usable from unusable sentences with an AUC of .99, .90 and .72 by week; a
logistic regression on the same properties, fitted to the other two weeks, reaches .84, .63 and .76.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from news.article_kind import ArticleKind
from summarize.cleaning import clean, datelines
from summarize.extraction import headlines, standalone_sentences
from summarize.text import language, quantities, quotation_marks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from news.article import Article, Sentence

# The number of quotable sentences, from the beginning of a report, searched for the opener and for added sentences.
MAX_OPENER_POSITION, MAX_ADDED_POSITION = 5, 14
# A brief quotes at most this number and this share of an article's sentences, because it leads readers to the
# article and does not replace it. One sentence may always be quoted.
MAX_SENTENCES_PER_ARTICLE, MAX_QUOTED_SHARE = 3, 0.25
# The maximum number of reports read for a story: the newest.
MAX_REPORTS = 30
# The minimum share of an added sentence's words that occur neither in the headline nor in earlier quotes.
MIN_NEW_SHARE = 0.5
# The maximum overlap with any quoted sentence, as a share of the words of the shorter sentence.
MAX_SHARED_WITH_QUOTED = 0.5
# A report published this much earlier than the opener's report describes an earlier development.
MAX_AGE_BEHIND_OPENER = timedelta(hours=12)
# An added sentence from another report shares at least this many words with the headline and the opener ...
MIN_SHARED_STEMS = 2
# ... and the beginnings of the two reports overlap by this share; otherwise the event may be a different one.
MIN_LEAD_OVERLAP = 0.12
# The number of words in an added sentence.
MIN_ADDED_WORDS, MAX_ADDED_WORDS = 6, 46
# A sentence with more words than this is long to read; with fewer than this, it says little.
EASY_WORDS, THIN_WORDS = 30, 10
# The number of sentences of a report that define the subject of the story.
LEAD_SENTENCES = 3
# The number of the story's weightiest words that sentences are compared with.
CORE_SIZE = 14
# An opener after the first sentence of its report contains at least this share of the headline's words.
MIN_TITLE_SHARE = 0.25
# The maximum number of words of an opener that is used if no candidate has a suitable length. When openers of up to 50
# words were preferred to shorter ones that say less, 91 instead of 96 % had at most 40 words, and 81 instead of 86 %
# were sound and from a report (three weeks of one field, 73 places; in the first week 83, 100 and 72, 88, in the
# others no less).
MAX_UNFIT_OPENER_WORDS = 60
# The maximum number of words of a report's first sentence if no report has a shorter lead.
MAX_LONG_LEAD_WORDS = 50
# An added sentence from further down shares a word with the headline or what is quoted.
NEAR_POSITION = 2
# Stems of fewer letters say little, unless they are numbers.
MIN_STEM_LETTERS = 3
# The number of characters at the beginning of a sentence in which the actor is named.
SUBJECT_CHARACTERS = 90

_OPENING_MARKS = "\"“„«‘'「"
_DAY_PATTERN = re.compile(
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:today|yesterday|tonight|this (?:morning|week|month))\b"
    r"|\b(?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)[a-z]*\.? \d{1,2}\b"
)
_YEAR_PATTERN = re.compile(r"\b(?:in|In|since|Since|of) (?:1[89]|20)\d\d\b")
_PAST_PATTERN = re.compile(
    r"\b(?:said|told|announced|voted|was|were|had|did|won|lost|killed|died|struck|hit|fell|rose|cut|met"
    r"|took|gave|came|went|made"
    r"|began|left|led|held|found|shot|sued|ruled|signed|swept|drew|broke|struck|seized|[a-z]{3,}ed)\b"
)
_COMING_PATTERN = re.compile(
    r"\b(?:will|(?:is|are|was|were) (?:expected|set|due|scheduled|poised|likely|about) to|plans? to|could|may|might)\b"
)
_REASON_PATTERN = re.compile(
    r"\b(?:because|after|amid|due to|following|in response to|over|blamed|caused|in order to|so that)\b"
)
_NEXT_PATTERN = re.compile(
    r"\b(?:will|expected|scheduled|plans? to|could|first (?:time|such)|as a result|means that)\b"
)
_REPLY_PATTERN = re.compile(
    r"\b(?:said|told|called|criticized|criticised|denied|condemned|praised|rejected|warned|urged|responded|accused)\b"
)
# "Anna Berg", "J. Doe"; "President Berg", "Sen. Doe": the person is identified.
_FULL_NAME_PATTERN = re.compile(
    r"\b[A-Z][\w’'-]+\.? (?:[A-Z]\. |(?:de|van|von|al|bin|el|da|di) )?[A-Z][\w’'-]+"
)
_SURNAME_PATTERN = re.compile(
    r"(?:(?P<before>[\w.’'&-]+) )?(?P<name>[A-Z][a-z][\w-]+)(?=(?:’s|'s)?\b(?! [A-Z]))"
)
# Capitalized words before a surname that are not first names.
_NO_FIRST_NAMES = frozenset({"Mr.", "Mrs.", "Ms.", "Dr.", "The", "But", "And", "As", "In"})
_INTRODUCTION_PATTERN = re.compile(r"\b[A-Z][a-z]+\.? (?:[A-Z]\. )?(?=([A-Z][\w-]+))")
_EVALUATION_PATTERN = re.compile(
    r"\b(?:of course|sadly|frankly|ridiculous|shameful|predictabl[ey]|ever-\w+|sort of|kind of|obviously"
    r"|it seems|something to"
    r"|good news|bad news|no surprise|hardly|welcome to)\b",
    re.IGNORECASE,
)
# "called it ...", "the Wisconsin Republican": what is meant was named in a sentence that may not be quoted.
_REFERENCE_PATTERN = re.compile(
    r"\b(?:called|described|dubbed|branded|about|against|of|with|for|to) (?:it|this|that|them)\b(?! [a-z]+ed\b)"
    r"|\b[Tt]he (?:[A-Z]\w+ )?(?:Republican|Democrat|senator|governor|congressman|lawmaker)\b(?! [A-Z])"
)
_ADDRESS_PATTERN = re.compile(r"https?://|www\.\w|\w@\w|(?<!\w)@\w")
# "... — Anna Berg (@annaberg)": a social media post that lost its quotation marks.
_POST_PATTERN = re.compile(r"\(@\w+\)")
_GLUED_PATTERN = re.compile(r"\b(?!(?:Mc|Mac|De|Di|La|Le|Du|Van|Fitz|O)[A-Z])([A-Z]?[a-z]{2,})[A-Z][A-Za-z]+")


@dataclass(frozen=True, slots=True)
class OpenerWeights:
    """Weights for the properties of an opener, the first sentence of a story.

    Attributes:
        position: for the first sentence; divided by n for the n-th sentence.
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
        long_word: for each word above `EASY_WORDS`; thin_word: for each below `THIN_WORDS`.
        over_long: for more words than `MAX_OPENER_WORDS`.
        day_older: for each day between its report and the newest report of the story.
    """

    position: float = 1.2
    core: float = 1.6
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
    long_word: float = -0.05
    over_long: float = -0.9
    thin_word: float = -0.1
    day_older: float = -0.6


@dataclass(frozen=True, slots=True)
class AddedWeights:
    """Weights for the properties of a sentence added after the opener.

    Attributes:
        position: for the first sentence; divided by n for the n-th sentence.
        new: for containing only new words.
        core: for containing all of the story's weightiest words.
        number: for a new number; day, reason, coming (a future event), reply (a statement): likewise.
        same_article: for the report of the opener; another_outlet: for another outlet.
        another_lead: for the first sentence of another report, which usually repeats the opener.
        past_year: for naming a year, as background does.
        adjacent: for referring to the quoted sentence directly before it.
        unknown_name, continuing, quotation, evaluation, nobody, long_word: as in `OpenerWeights`.
    """

    position: float = 1.3
    new: float = 0.4
    core: float = 0.8
    number: float = 0.35
    day: float = 0.15
    reason: float = 0.2
    coming: float = 0.2
    reply: float = 0.2
    same_article: float = 0.45
    another_outlet: float = 0.1
    another_lead: float = -0.5
    past_year: float = -0.3
    adjacent: float = 0.0
    unknown_name: float = -0.5
    continuing: float = -0.15
    quotation: float = -0.2
    evaluation: float = -0.5
    nobody: float = -0.5
    long_word: float = -0.04


OPENER_WEIGHTS, ADDED_WEIGHTS = OpenerWeights(), AddedWeights()


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
    earlier: Sequence[Article] = (),
    repeated: frozenset[str] = frozenset(),
    is_report: Callable[[Article], bool] = is_report,
) -> StorySentences:
    """Select the headline and sentences of a story.

    Args:
        articles: the articles on the event, in any order; at least one.
        max_sentences: the maximum number of sentences; fewer are selected if no other sentence adds anything.
        earlier: earlier articles on the event, which are not quoted; if the headlines of `articles` only announce an
            event that the opener reports as done, one of these may provide the headline.
        repeated: sentences that an outlet repeats in its articles; they are not quoted.
        is_report: whether an article is a report; if there are no reports, all articles are used.

    Returns:
        The headline and sentences; only the headline if no sentence can stand alone.
    """
    newest_first = sorted(articles, key=lambda item: (item.appeared_at, item.id), reverse=True)
    reports = ([item for item in newest_first if is_report(item)] or newest_first)[:MAX_REPORTS]
    story = _Story(reports, repeated)
    opener = _choose_opener(story) if max_sentences > 0 else None
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
        added = _choose_added(story, chosen, headline_article.title)
        if added is None:
            break
        chosen.append(added)
    return StorySentences(headline_article, tuple(candidate.sentence for candidate in chosen))


def max_sentences_of(article: Article) -> int:
    """Return how many sentences a brief may quote from an article."""
    return max(1, min(MAX_SENTENCES_PER_ARTICLE, int(MAX_QUOTED_SHARE * len(article.sentences))))


# ---- private: the candidates


class _Candidate(NamedTuple):
    """A sentence of a story that may be quoted.

    Attributes:
        position: the number of quotable sentences before it in the article.
        stems: the stems of its content words.
        words: the number of its words.
    """

    article: Article
    sentence: Sentence
    position: int
    stems: frozenset[str]
    words: int


class _Story:
    """The candidate sentences of a story, and the words that define its subject."""

    def __init__(self, reports: Sequence[Article], repeated: frozenset[str]) -> None:
        self.reports = reports
        self.newest_at = max(report.appeared_at for report in reports)
        self.candidates = [
            candidate for report in reports for candidate in _list_candidates(report, repeated)
        ]
        self.title_stems = {report.id: content_stems(report.title, report.language) for report in reports}
        self.lead_stems: dict[str, frozenset[str]] = {}
        for report in reports:
            lead = [
                item.stems
                for item in self.candidates
                if item.article is report and item.position < LEAD_SENTENCES
            ]
            self.lead_stems[report.id] = frozenset().union(self.title_stems[report.id], *lead)
        self._core = self._weigh_core()
        self._core_sum = sum(self._core.values()) or 1.0

    def core_share(self, stems: frozenset[str]) -> float:
        """Return the weighted share of the story's subject words whose stems are given, from 0 to 1."""
        return sum(self._core.get(stem, 0.0) for stem in stems) / self._core_sum

    def lead_overlap(self, one: Article, other: Article) -> float:
        """Return the share of words common to the beginnings of two reports, from 0 to 1."""
        one_stems, other_stems = self.lead_stems[one.id], self.lead_stems[other.id]
        union = len(one_stems | other_stems)
        return len(one_stems & other_stems) / union if union else 0.0

    def _weigh_core(self) -> dict[str, float]:
        weights: Counter[str] = Counter()
        for report in self.reports:
            weights.update(dict.fromkeys(self.title_stems[report.id], 2))
            weights.update(self.lead_stems[report.id])
        if len(self.reports) == 1:
            for candidate in self.candidates:
                weights.update(candidate.stems & self.lead_stems[self.reports[0].id])
        # Words of equal weight are sorted alphabetically, so that the result is reproducible.
        heaviest = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:CORE_SIZE]
        return {stem: min(weight, 4.0 * len(self.reports)) for stem, weight in heaviest}


def _list_candidates(article: Article, repeated: frozenset[str]) -> list[_Candidate]:
    candidates: list[_Candidate] = []
    for whole_sentence in article.sentences:
        if len(candidates) > MAX_ADDED_POSITION:
            break
        sentence = _without_dateline(whole_sentence)
        text = sentence.text
        if (
            whole_sentence.text in repeated
            or not clean.is_quotable(text)
            or _ADDRESS_PATTERN.search(text)
            or _has_glued_word(text, article.text)
            or _is_inside_quotation(article.text, sentence)
        ):
            continue
        candidates.append(
            _Candidate(
                article,
                sentence,
                len(candidates),
                content_stems(text, article.language),
                standalone_sentences.count_words(text),
            )
        )
    return candidates


def _without_dateline(sentence: Sentence) -> Sentence:
    """Return a sentence without its dateline: the place, date and agency at its beginning."""
    skipped = datelines.find_start(sentence.text)
    if not skipped:
        return sentence
    return replace(sentence, text=sentence.text[skipped:], start=sentence.start + skipped)


def _is_inside_quotation(text: str, sentence: Sentence) -> bool:
    """Whether a sentence continues a quotation or a post that began in an earlier sentence.

    Alone, the sentence would look like the outlet's own words.
    """
    line_start = text.rfind("\n", 0, sentence.start) + 1
    line_end = _line_end(text, sentence.end)
    next_line = text[line_end + 1 : _line_end(text, line_end + 1)]
    return (
        _POST_PATTERN.search(text, line_start, line_end) is not None
        or (next_line[:1] in {"—", "–", "-"} and _POST_PATTERN.search(next_line) is not None)
        or bool(quotation_marks.find_quoted_positions(text, line_start, line_end, (sentence.start,)))
    )


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def content_stems(text: str, language_code: str) -> frozenset[str]:
    """Return the stems of the content words in a text."""
    stop_words, stems = language.stop_words(language_code), language.load_stems(language_code)
    return frozenset(
        stems[bare]
        for word in language.tokenize(text, language_code)
        if word not in stop_words
        and (bare := word.removesuffix("'s")) not in stop_words
        and (len(bare) >= MIN_STEM_LETTERS or bare[0].isdigit() or not bare.isascii())
    )


def _has_glued_word(sentence: str, article_text: str) -> bool:
    """Whether a space is missing after a name, as in "BergNew rules".

    The name occurs elsewhere in the article.
    """
    for match in _GLUED_PATTERN.finditer(sentence):
        if article_text.count(match[0]) == 1 and re.search(rf"(?<=\w ){match[1]}\b(?!-)", article_text):
            return True
    return False


# ---- private: the opener


def _choose_opener(story: _Story) -> _Candidate | None:
    """Return the best opener, a sentence that stands alone and covers its headline.

    A sentence of suitable length is preferred.
    """
    standing = [
        candidate
        for candidate in story.candidates
        if candidate.position < MAX_OPENER_POSITION
        and standalone_sentences.can_open(
            candidate.sentence.text,
            candidate.article.language,
            introduced=story.title_stems[candidate.article.id],
        )
    ]
    telling = [candidate for candidate in standing if _tells_headline(story, candidate)]
    fitting = [
        candidate for candidate in telling if _is_fit_length(candidate, standalone_sentences.MAX_OPENER_WORDS)
    ]
    # A lead that is a little too long is better than background from further down, unless another report has a
    # shorter lead: two editors preferred it each time.
    leads = [
        candidate
        for candidate in telling
        if candidate.sentence.index <= 1 and _is_fit_length(candidate, MAX_LONG_LEAD_WORDS)
    ]
    if not any(_is_fit_length(candidate, standalone_sentences.MAX_OPENER_WORDS) for candidate in leads):
        fitting = leads or fitting
    # Otherwise a longer sentence, or a quotation with a named speaker at the very beginning.
    others = [
        candidate
        for candidate in standing
        if candidate.words <= MAX_UNFIT_OPENER_WORDS
        and (candidate.sentence.index <= 1 or candidate in telling)
    ]
    # Of equal candidates the first is from the newest report.
    return max(fitting or others, key=lambda candidate: _score_opener(story, candidate), default=None)


def _is_fit_length(candidate: _Candidate, max_words: int) -> bool:
    return standalone_sentences.MIN_OPENER_WORDS <= candidate.words <= max_words


def _tells_headline(story: _Story, candidate: _Candidate) -> bool:
    title_stems = story.title_stems[candidate.article.id]
    is_at_beginning = candidate.sentence.index <= 1 and candidate.sentence.text[0] not in _OPENING_MARKS
    return is_at_beginning or (
        len(title_stems & candidate.stems) >= MIN_TITLE_SHARE * max(1, len(title_stems))
    )


def _score_opener(story: _Story, candidate: _Candidate, weights: OpenerWeights = OPENER_WEIGHTS) -> float:
    text, article = candidate.sentence.text, candidate.article
    title_stems = story.title_stems[article.id]
    score = (
        weights.position / (1 + candidate.position)
        + weights.core * story.core_share(candidate.stems)
        + weights.title * len(title_stems & candidate.stems) / max(1, len(title_stems))
        + weights.long_word * max(0, candidate.words - EASY_WORDS)
        + weights.over_long * (candidate.words > standalone_sentences.MAX_OPENER_WORDS)
        + weights.thin_word * max(0, THIN_WORDS - candidate.words)
        + weights.day_older * ((story.newest_at - article.appeared_at) / timedelta(days=1))
        + weights.quotation * (text[0] in _OPENING_MARKS)
    )
    if article.language != "en":
        return score
    bare = standalone_sentences.without_quotations(text)
    has_day, has_name = bool(_DAY_PATTERN.search(bare)), _has_full_name(bare[:SUBJECT_CHARACTERS])
    is_past = bool(_PAST_PATTERN.search(bare))
    return (
        score
        + weights.day * has_day
        + weights.name * has_name
        + weights.past * is_past
        + weights.coming * bool(_COMING_PATTERN.search(bare))
        + weights.continuing * standalone_sentences.is_continuing(text)
        + weights.evaluation * bool(_EVALUATION_PATTERN.search(bare))
        + weights.nobody * _names_nothing(bare, has_day=has_day)
        + weights.unknown_name * _has_unknown_name(candidate, article.title)
    )


def _has_full_name(text: str) -> bool:
    return bool(_FULL_NAME_PATTERN.search(text))


def _names_nothing(text: str, *, has_day: bool) -> bool:
    """Whether a text contains no name, no day and no number.

    A name is a capitalized word after the first word.
    """
    return not has_day and not re.search(r"(?<=[\w,;’'] )[A-Z]|\d", text)


def _has_unknown_name(candidate: _Candidate, known_text: str) -> bool:
    """Whether a sentence has only the surname of a person whose full name the reader has not seen."""
    if candidate.article.language != "en":
        return False
    text = candidate.sentence.text
    introduced = _introduced_surnames(candidate.article.text) - _introduced_surnames(text)
    return any(
        match["name"] in introduced
        and match["name"] not in known_text
        and (not match["before"] or not match["before"][0].isupper() or match["before"] in _NO_FIRST_NAMES)
        for match in _SURNAME_PATTERN.finditer(text)
    )


@lru_cache(maxsize=1024)
def _introduced_surnames(text: str) -> frozenset[str]:
    """Return the surnames of the full names in a text."""
    return frozenset(_INTRODUCTION_PATTERN.findall(text))


# ---- private: the added sentences


def _choose_added(story: _Story, chosen: Sequence[_Candidate], headline: str) -> _Candidate | None:
    """Return the sentence that adds most to the chosen sentences; None if no sentence adds enough."""
    opener = chosen[0]
    quoted_counts = Counter(candidate.article.id for candidate in chosen)
    known_stems = content_stems(headline, opener.article.language).union(*(item.stems for item in chosen))
    eligible = [
        candidate
        for candidate in story.candidates
        if quoted_counts[candidate.article.id] < max_sentences_of(candidate.article)
        and _is_of_event(story, candidate, opener, known_stems)
        and _stands_after(story, candidate, chosen)
        and _is_new(candidate, chosen, known_stems)
    ]
    known_text = " ".join((headline, *(item.sentence.text for item in chosen)))
    return max(
        eligible,
        key=lambda candidate: _score_added(story, candidate, chosen, known_stems, known_text),
        default=None,
    )


def _is_of_event(
    story: _Story, candidate: _Candidate, opener: _Candidate, known_stems: frozenset[str]
) -> bool:
    if candidate.article is opener.article:
        return candidate.position <= NEAR_POSITION or not candidate.stems.isdisjoint(known_stems)
    return (
        candidate.article.language == opener.article.language
        and opener.article.appeared_at - candidate.article.appeared_at <= MAX_AGE_BEHIND_OPENER
        and len(candidate.stems.intersection(known_stems)) >= MIN_SHARED_STEMS
        and story.lead_overlap(candidate.article, opener.article) >= MIN_LEAD_OVERLAP
    )


def _is_new(candidate: _Candidate, chosen: Sequence[_Candidate], known_stems: frozenset[str]) -> bool:
    """Whether most words of a sentence are new and no quoted sentence says nearly the same thing."""
    if len(candidate.stems - known_stems) < MIN_NEW_SHARE * max(1, len(candidate.stems)):
        return False
    return all(
        len(candidate.stems & item.stems)
        <= MAX_SHARED_WITH_QUOTED * max(1, min(len(candidate.stems), len(item.stems)))
        for item in chosen
    )


def _stands_after(story: _Story, candidate: _Candidate, chosen: Sequence[_Candidate]) -> bool:
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


def _follows(candidate: _Candidate, previous: _Candidate) -> bool:
    """Whether a sentence directly follows another sentence in the same article."""
    return (
        candidate.article is previous.article
        and candidate.sentence.index == previous.sentence.index + 1
        and not candidate.article.text[previous.sentence.end : candidate.sentence.start].strip()
    )


def _score_added(
    story: _Story,
    candidate: _Candidate,
    chosen: Sequence[_Candidate],
    known_stems: frozenset[str],
    known_text: str,
    weights: AddedWeights = ADDED_WEIGHTS,
) -> float:
    text, article = candidate.sentence.text, candidate.article
    new_stems = candidate.stems - known_stems
    is_adjacent = _follows(candidate, chosen[-1]) and standalone_sentences.leans(text, article.language)
    score = (
        weights.position / (1 + candidate.position)
        + weights.new * len(new_stems) / max(1, len(candidate.stems))
        + weights.core * story.core_share(candidate.stems)
        + weights.number * _has_new_number(candidate, known_text)
        + weights.same_article * (article is chosen[0].article)
        + weights.another_outlet * all(article.outlet != item.article.outlet for item in chosen)
        + weights.another_lead * (article is not chosen[0].article and candidate.position == 0)
        + weights.past_year * bool(_YEAR_PATTERN.search(text))
        + weights.adjacent * is_adjacent
        + weights.quotation * (text[0] in _OPENING_MARKS)
        + weights.long_word * max(0, candidate.words - EASY_WORDS)
    )
    if article.language != "en":
        return score
    bare = standalone_sentences.without_quotations(text)
    has_day = bool(_DAY_PATTERN.search(bare))
    return (
        score
        + weights.day * has_day
        + weights.reason * bool(_REASON_PATTERN.search(bare))
        + weights.coming * bool(_NEXT_PATTERN.search(bare))
        + weights.reply * (bool(_REPLY_PATTERN.search(bare)) and _has_full_name(bare))
        + weights.continuing * standalone_sentences.is_continuing(text)
        + weights.evaluation * bool(_EVALUATION_PATTERN.search(bare))
        + weights.nobody * _names_nothing(bare, has_day=has_day)
        + weights.unknown_name * _has_unknown_name(candidate, known_text)
    )


def _has_new_number(candidate: _Candidate, known_text: str) -> bool:
    return any(
        quantity.text not in known_text
        for quantity in quantities.extract_quantities(candidate.sentence.text, candidate.article.language)
    )
