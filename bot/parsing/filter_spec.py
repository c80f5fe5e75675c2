"""What people type after `try`: `without boxing, /F[12]/ 2w`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.parsing import brief_request, digest_spec
from news.errors import InvalidDigestSpec, RequestProblem
from news.filter_preview import FilterSpec

if TYPE_CHECKING:
    from datetime import datetime

DEFAULT_WINDOW = timedelta(days=7)


def parse_filter_spec(text: str, now: datetime) -> FilterSpec:
    """Parse what was typed after `try`; without a time, it means the last seven days.

    Raises:
        InvalidDigestSpec: there is no `without` in it, or nothing after it.
        InvalidDuration: the last word looks like a length of time and is none.
        RequestTooLong: it is longer than a topic may be.
    """
    words, window = brief_request.split_window(brief_request.parse_topic(text).split(), DEFAULT_WINDOW, now)
    excluded_terms = digest_spec.parse_excluded_terms(" ".join(words))
    if not excluded_terms:
        raise InvalidDigestSpec(RequestProblem.FILTER_EMPTY)
    return FilterSpec(excluded_terms, window)
