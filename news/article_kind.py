"""The kinds of articles, such as report or opinion, and the evidence for each decision."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ArticleKind(StrEnum):
    """The kinds of articles. The database stores the values."""

    REPORT = "report"
    OPINION = "opinion"
    ANALYSIS = "analysis"  # also explainers and fact checks
    FEATURE = "feature"  # also portraits, interviews and lifestyle
    LIST = "list"  # also guides and quizzes
    LIVE = "live"
    ROUNDUP = "roundup"
    CORRECTION = "correction"
    PRESS_RELEASE = "press_release"  # also sponsored content
    REVIEW = "review"
    OBITUARY = "obituary"
    NOTICE = "notice"  # an archive's notice, a consent page, an error page: not an article


class KindReason(StrEnum):
    """The evidence for an article's kind. The database stores the values."""

    # Conclusive evidence: any one of these decides.
    PAGE_NOTICE = "page_notice"
    WIRE_LABEL = "wire_label"
    JSONLD_TYPE = "jsonld_type"
    HEADLINE_LABEL = "headline_label"
    HEADLINE_PHRASE = "headline_phrase"
    HEADLINE_COUNTS = "headline_counts"
    HEADLINE_ASKS = "headline_asks"
    SECTION_IN_URL = "section_in_url"
    FEED_CATEGORY = "feed_category"
    OUTLET_NAME = "outlet_name"
    TEXT_LABEL = "text_label"
    # The model decides; `SCORE` comes with the feature groups that contributed most.
    SCORE = "score"
    FIRST_PERSON = "first_person"
    EVALUATIVE_WORDS = "evaluative_words"
    GENERAL_STATEMENTS = "general_statements"
    HEADLINE_STYLE = "headline_style"
    TEXT_STYLE = "text_style"
    NO_SAID_VERBS = "no_said_verbs"
    NO_RECENT_DAY = "no_recent_day"
    SAID_VERBS = "said_verbs"
    RECENT_DAY = "recent_day"
    # There is no evidence.
    EMPTY_TEXT = "empty_text"
    LANGUAGE_NOT_COVERED = "language_not_covered"


@dataclass(frozen=True, slots=True)
class KindDecision:
    """The kind assigned to an article, with the evidence.

    Attributes:
        kind: the kind of the article; `REPORT` if there is no evidence.
        reasons: the evidence, strongest first; never empty.
        probability: the probability that the article is not a report, 0 to 1; None if the model was not used.
    """

    kind: ArticleKind
    reasons: tuple[KindReason, ...]
    probability: float | None = None

    @property
    def is_report(self) -> bool:
        """Whether the article is a news report."""
        return self.kind is ArticleKind.REPORT
