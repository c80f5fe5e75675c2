"""Parse a filter to preview, as typed after `preview`: `without boxing, /F[12]/ 2w`."""

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
    """Parse a filter to preview and its time range, as typed after `preview`.

    The default time range is the last seven days.

    Raises:
        InvalidDigestSpec: `without` is missing, or no term follows it.
        InvalidDuration: the last word resembles a length of time but is not valid.
        RequestTooLong: the text is longer than the limit for a topic.
    """
    words, window = brief_request.split_window(brief_request.parse_topic(text).split(), DEFAULT_WINDOW, now)
    excluded_terms = digest_spec.parse_excluded_terms(" ".join(words))
    if not excluded_terms:
        raise InvalidDigestSpec(RequestProblem.FILTER_EMPTY)
    return FilterSpec(excluded_terms, window)
