"""Filters that exclude articles by whole words, phrases or regular expressions.

Words and phrases match in any form; regular expressions are written between slashes.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import TYPE_CHECKING

import regex

from news.errors import InvalidPattern
from summarize.ranking import topic_query

if TYPE_CHECKING:
    from collections.abc import Iterable

    from news.article import Article

log = logging.getLogger(__name__)

# Seconds for one expression on one article: a hundred times the time of a simple expression on a long article
# (0.3 ms for 10,000 words); a runaway expression costs a brief at most this time per article.
REGEX_TIMEOUT_SECONDS = 0.05
# After timeouts on this many articles, an expression is not tried on other articles of the same brief.
MAX_TIMEOUTS_PER_PATTERN = 3


def check_excluded_terms(excluded_terms: Iterable[str]) -> None:
    """Check that the regular expressions among excluded terms are valid.

    Raises:
        BadPattern: if an expression is invalid.
    """
    for term in excluded_terms:
        if _is_regex(term):
            _compile_regex(term)


def excluded_by(excluded_terms: Iterable[str], articles: Iterable[Article]) -> dict[str, str]:
    """Return a mapping from the id of each excluded article to the term that excludes it.

    An expression that times out excludes nothing; the timeout is logged.
    """
    terms = list(excluded_terms)
    timeout_counts: dict[str, int] = {}
    term_by_article_id: dict[str, str] = {}
    for article in articles:
        for term in terms:
            if timeout_counts.get(term, 0) < MAX_TIMEOUTS_PER_PATTERN and _excludes(
                term, article, timeout_counts
            ):
                term_by_article_id[article.id] = term
                break
    return term_by_article_id


# ---- private


def _is_regex(term: str) -> bool:
    return len(term) > 2 and term.startswith("/") and term.endswith("/")  # noqa: PLR2004 - two slashes and one character


@lru_cache(maxsize=256)
def _compile_regex(term: str) -> regex.Pattern[str]:
    try:
        return regex.compile(term[1:-1], regex.IGNORECASE)
    except (regex.error, RecursionError, OverflowError) as error:
        raise InvalidPattern(term, str(error)) from error


def _excludes(term: str, article: Article, timeout_counts: dict[str, int]) -> bool:
    if not _is_regex(term):
        return topic_query.parse_topic(term if " " not in term else f'"{term}"').matches(article)
    try:
        return bool(
            _compile_regex(term).search(f"{article.title}\n{article.text}", timeout=REGEX_TIMEOUT_SECONDS)
        )
    except TimeoutError:
        timeout_counts[term] = timeout_counts.get(term, 0) + 1
        log.warning("regex timed out article=%s", article.id)  # the expression was typed by a user
        return False
    except InvalidPattern:
        return False  # the expression was stored with an earlier release of the library
