"""The heading above search results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render.wording import formats

if TYPE_CHECKING:
    from news.search_query import SearchQuery, SearchResults

RESULTS_HEADING = "Searched headlines and article text for {terms} ({scope})."
NO_RESULTS = "Nothing found. Searched headlines and article text for {terms} ({scope})."
SOURCES_SCOPE = "{sources}"
NAMED_SOURCES_SCOPE = "{sources} matching “{name}”"
FOLDER_SCOPE = "{sources} in the folder {folder}"
NAMED_FOLDER_SCOPE = "{sources} matching “{name}” in the folder {folder}"
PERIOD_SCOPE = "{sources}, {period}"
ALL_TIME_SCOPE = "{sources}, all stored articles"


def describe_search(query: SearchQuery, results: SearchResults) -> str:
    """Describe a search: the terms, and where the bot looked for them."""
    if query.folder:
        template = NAMED_FOLDER_SCOPE if query.source_name else FOLDER_SCOPE
    else:
        template = NAMED_SOURCES_SCOPE if query.source_name else SOURCES_SCOPE
    sources = template.format(
        sources=formats.format_count(results.source_count, "source"),
        name=query.source_name,
        folder=query.folder,
    )
    scope = (
        PERIOD_SCOPE.format(sources=sources, period=query.window.description)
        if query.window
        else ALL_TIME_SCOPE.format(sources=sources)
    )
    terms = query.terms if '"' in query.terms else f"“{query.terms}”"
    return (RESULTS_HEADING if results.rows else NO_RESULTS).format(terms=terms, scope=scope)
