"""What keeps an article out: whole words and phrases in any form, or regular expressions between slashes."""

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

# Seconds for one expression on one article: a hundred times what a plain one needs on a long article (0.3 ms for
# 10,000 words), and an expression that runs away costs a brief no more than this for each article.
PATIENCE = 0.05
# An expression that ran away on so many articles is not tried on more of the same brief.
RUNAWAYS = 3


def check(without: Iterable[str]) -> None:
    """Tell at once whether the expressions among these can be used.

    Raises:
        BadPattern: one cannot be read.
    """
    for words in without:
        if _is_pattern(words):
            _compiled(words)


def barring(without: Iterable[str], articles: Iterable[Article]) -> dict[str, str]:
    """Tell which articles are kept out, by id, and by which of the words.

    An expression that does not come to an end in time keeps nothing out, and that is logged.
    """
    tests = list(without)
    runaways: dict[str, int] = {}
    barred: dict[str, str] = {}
    for article in articles:
        for words in tests:
            if runaways.get(words, 0) < RUNAWAYS and _bars(words, article, runaways):
                barred[article.id] = words
                break
    return barred


# ---- private


def _is_pattern(words: str) -> bool:
    return len(words) > 2 and words.startswith("/") and words.endswith("/")  # noqa: PLR2004 - both slashes and one more


@lru_cache(maxsize=256)
def _compiled(words: str) -> regex.Pattern[str]:
    try:
        return regex.compile(words[1:-1], regex.IGNORECASE)
    except (regex.error, RecursionError, OverflowError) as problem:
        raise InvalidPattern(words, str(problem)) from problem


def _bars(words: str, article: Article, runaways: dict[str, int]) -> bool:
    if not _is_pattern(words):
        return topic_query.read(words if " " not in words else f'"{words}"').matches(article)
    try:
        return bool(_compiled(words).search(f"{article.title}\n{article.text}", timeout=PATIENCE))
    except TimeoutError:
        runaways[words] = runaways.get(words, 0) + 1
        log.warning("ran away expression=%s article=%s", words, article.id)
        return False
    except InvalidPattern:
        return False  # it was kept by an earlier release of the library
