"""Descriptions of article kinds, such as opinion, and of the evidence for a kind.

The codes of the kinds are in `news`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from news.article_kind import ArticleKind, KindReason

if TYPE_CHECKING:
    from collections.abc import Sequence

KIND_NAMES = {
    ArticleKind.REPORT: "Report",
    ArticleKind.OPINION: "Opinion",
    ArticleKind.ANALYSIS: "Analysis",
    ArticleKind.FEATURE: "Feature",
    ArticleKind.LIST: "Guide",
    ArticleKind.LIVE: "Live",
    ArticleKind.ROUNDUP: "Round-up",
    ArticleKind.CORRECTION: "Correction",
    ArticleKind.PRESS_RELEASE: "Press release",
    ArticleKind.REVIEW: "Review",
    ArticleKind.OBITUARY: "Obituary",
    ArticleKind.NOTICE: "Notice",
}
# The evidence for a kind, as in "Opinion: the section in its address".
KIND_REASON_TEXTS = {
    KindReason.PAGE_NOTICE: "the page holds a notice instead of an article",
    KindReason.WIRE_LABEL: "its first lines name a press release service",
    KindReason.JSONLD_TYPE: "the page's metadata names this kind",
    KindReason.HEADLINE_LABEL: "a label in the headline",
    KindReason.HEADLINE_PHRASE: "a phrase in the headline",
    KindReason.HEADLINE_COUNTS: "the headline announces a list",
    KindReason.HEADLINE_ASKS: "the headline asks a question or promises an explanation",
    KindReason.SECTION_IN_URL: "the section in its address",
    KindReason.FEED_CATEGORY: "the category in its feed",
    KindReason.OUTLET_NAME: "the outlet publishes only this kind",
    KindReason.TEXT_LABEL: "a label at the start or end of its text",
    KindReason.SCORE: "how it is written",
    KindReason.FIRST_PERSON: "“I” and “we” outside quotations",
    KindReason.EVALUATIVE_WORDS: "opinionated wording",
    KindReason.GENERAL_STATEMENTS: "general statements rather than events",
    KindReason.HEADLINE_STYLE: "the style of the headline",
    KindReason.TEXT_STYLE: "the style of the text",
    KindReason.NO_SAID_VERBS: "hardly anyone is quoted",
    KindReason.NO_RECENT_DAY: "no day of the week is named",
    KindReason.SAID_VERBS: "people are quoted",
    KindReason.RECENT_DAY: "a day of the week is named",
    KindReason.EMPTY_TEXT: "it has no text to judge by",
    KindReason.LANGUAGE_NOT_COVERED: "nothing suggests otherwise; writing style isn't checked in this language",
}
KIND_LINE = "{kind}: {reasons}"


def describe_kind(kind: ArticleKind, reasons: Sequence[KindReason]) -> str:
    """Describe the kind of an article and the evidence for the kind.

    An example is "Opinion: the section in its address".
    """
    texts = [KIND_REASON_TEXTS[reason] for reason in reasons]
    if not texts:
        return KIND_NAMES[kind]
    return KIND_LINE.format(kind=KIND_NAMES[kind], reasons=", ".join(texts))
