"""Choose the headline of a story: a recent headline whose words occur in the quoted sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from summarize.text import language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news.article import Article

# "Council to open bridge", "Council will open bridge": a future event; the group captures the verb.
_COMING_PATTERN = re.compile(
    r"(?<=\w )(?:to|will|set to|poised to|expected to|due to|could|may|might|plans? to"
    r"|prepares? to) (?P<verb>[a-z]{3,})\b"
)
_EXPECTING_PATTERN = re.compile(
    r"\b(?:likely|expected|set|poised|due|ahead of|awaits?|braces?|looms?|preview|what to (?:watch|expect))\b",
    re.IGNORECASE,
)
_PAST_FORM_PATTERN = re.compile(r"[a-z]+(?:ed|t|d|n)$")
_ASKING_PATTERN = re.compile(r"\?|^(?:Why|How|What|Who|When|Should|Can|Will|Is|Are|Do|Does)\b")
_SHOUTING_PATTERN = re.compile(r"!|^[^a-z]{12,}$|\.\.\.$|…$")
_LABEL_PATTERN = re.compile(
    r"(?:opinion|analysis|comment|column|editorial|perspective|review|live|watch|video|photos?|pictures?"
    r"|podcast|explainer"
    r"|fact[ -]check|quiz|kommentar|meinung|analyse|opinión|opinione|commento|live-?ticker)\b[^:|]{0,20}[:|]"
    r"|^\W?(?:live updates?|as it happened)\b",
    re.IGNORECASE,
)
MAX_EASY_CHARACTERS = 100


@dataclass(frozen=True, slots=True)
class HeadlineWeights:
    """Weights for the properties of a headline, such as its length or a question.

    Attributes:
        quoted: if all of its words occur in the quoted sentences.
        opener_article: if it belongs to the opener's article.
        coming: if it announces a future event.
        overtaken: if it announces an event that the quoted sentences report as done.
        asking, shouting, label: for a question; capitals, "!" or a cut end; "Opinion:", "Live:".
        long: if it is longer than `MAX_EASY_CHARACTERS`.
        day_older: for each day between its report and the newest report.
    """

    quoted: float = 1.0
    opener_article: float = 0.25
    coming: float = -0.15
    overtaken: float = -1.0
    asking: float = -0.5
    shouting: float = -0.4
    label: float = -0.8
    long: float = -0.1
    day_older: float = -0.3


WEIGHTS = HeadlineWeights()


def choose_headline_article(
    reports: Sequence[Article],
    quoted_texts: Sequence[str],
    *,
    opener_article: Article | None = None,
    weights: HeadlineWeights = WEIGHTS,
) -> Article:
    """Return the report whose headline a story uses.

    Args:
        reports: at least one, newest first. Of equal headlines the first is chosen.
        quoted_texts: the sentences under the headline; if empty, headlines are compared with each other.
        opener_article: the report that the first sentence comes from.
        weights: the weights for the properties of a headline.
    """
    newest_at = max(report.appeared_at for report in reports)

    def score(report: Article) -> float:
        compared_texts = quoted_texts or [other.title for other in reports if other is not report]
        return (
            weights.quoted * _quoted_share(report, compared_texts)
            + weights.opener_article * (report is opener_article)
            + weights.coming * is_coming(report.title)
            + weights.overtaken * any(is_overtaken(report, text) for text in compared_texts)
            + weights.asking * bool(_ASKING_PATTERN.search(report.title))
            + weights.shouting * bool(_SHOUTING_PATTERN.search(report.title))
            + weights.label * bool(_LABEL_PATTERN.search(report.title))
            + weights.long * (len(report.title) > MAX_EASY_CHARACTERS)
            + weights.day_older * ((newest_at - report.appeared_at) / timedelta(days=1))
        )

    return max(reports, key=score)


def coming_verb(title: str) -> str | None:
    """Return the verb of an announced event, as in "Council to unveil plan"; None if none is announced."""
    match = _COMING_PATTERN.search(title)
    return match["verb"] if match else None


def is_coming(title: str) -> bool:
    """Whether a headline announces a future event; English only."""
    return coming_verb(title) is not None or bool(_EXPECTING_PATTERN.search(title))


def is_overtaken(article: Article, text: str) -> bool:
    """Whether a text reports that an event announced in a headline has happened: "to open", then "opened"."""
    verb = coming_verb(article.title)
    if verb is None:
        return False
    stems = language.load_stems(article.language)
    return any(
        word != verb and stems[word] == stems[verb] and _PAST_FORM_PATTERN.match(word) is not None
        for word in language.tokenize(text, article.language)
    )


# ---- private


def _quoted_share(report: Article, texts: Sequence[str]) -> float:
    """Return the share of a headline's content words that occur in the compared texts."""
    title_stems = _content_stems(report.title, report.language)
    text_stems = set().union(*(_content_stems(text, report.language) for text in texts))
    return len(title_stems & text_stems) / max(1, len(title_stems))


def _content_stems(text: str, language_code: str) -> set[str]:
    stop_words, stems = language.stop_words(language_code), language.load_stems(language_code)
    return {
        stems[word.removesuffix("'s")]
        for word in language.tokenize(text, language_code)
        if word not in stop_words
    }
