"""Parse search queries, as typed after `search`.

dam wall from Courier in folder climate 2w -> terms, source, folder, window
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.parsing import brief_request
from news.errors import InvalidDigestSpec, RequestProblem
from news.search_query import SearchQuery

if TYPE_CHECKING:
    from datetime import datetime

_OUTLET_PATTERN = re.compile(r"\s*\bfrom (?P<outlet>\"[^\"]+\"|“[^”]+”|\S+)", re.IGNORECASE)
_FOLDER_PATTERN = re.compile(r"\s*\bin folder (?P<folder>\"[^\"]+\"|\S+)", re.IGNORECASE)


def parse_search_query(text: str, now: datetime) -> SearchQuery:
    """Parse a search query, as typed after `search`.

    Raises:
        InvalidDigestSpec: there is no search term.
        RequestTooLong: the text is longer than the limit for a topic.
    """
    text = brief_request.parse_topic(text)
    outlet, folder = _OUTLET_PATTERN.search(text), _FOLDER_PATTERN.search(text)
    terms_text = _OUTLET_PATTERN.sub("", _FOLDER_PATTERN.sub("", text, count=1), count=1)
    terms, window = brief_request.trailing_window(terms_text.split(), now)
    if not terms:
        raise InvalidDigestSpec(RequestProblem.SEARCH_EMPTY)
    return SearchQuery(
        " ".join(terms),
        outlet["outlet"].strip('"“”') if outlet else "",
        folder["folder"].strip('"') if folder else "",
        window,
    )
