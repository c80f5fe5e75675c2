"""What the bot says of a search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render import wording

if TYPE_CHECKING:
    from news.search_query import SearchQuery, SearchResults


def describe_search(query: SearchQuery, results: SearchResults) -> str:
    """Return what was searched, and whether anything was found."""
    source_count = wording.format_count(results.source_count, "source")
    source_text = f" of “{query.source_name}”" if query.source_name else ""
    folder_text = f" in the folder {query.folder}" if query.folder else ""
    window_text = f", {query.window.description}" if query.window else ", all that is kept"
    scope_text = (
        f"“{query.terms}” in headlines and texts, {source_count}{source_text}{folder_text}{window_text}"
    )
    return f"Searched {scope_text}:" if results.rows else f"Nothing found. Searched {scope_text}."
