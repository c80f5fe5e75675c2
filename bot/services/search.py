"""Find and rank the articles that match a query, and select the best sentence of each article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news.search_query import SearchResults
from summarize.answers import snippets

if TYPE_CHECKING:
    from bot.services.verification import QuoteVerifier
    from news.article import Sentence
    from news.search_query import SearchQuery
    from storage.contract import Store

# Articles per page: with one sentence per article they fill a screen and stay far below Slack's limits.
RESULTS_PER_PAGE = 8
# Maximum number of pages per search; a reader who wants more narrows the search.
MAX_PAGES = 12


class SearchService:
    """Searches the articles of a channel's sources."""

    def __init__(self, store: Store, verifier: QuoteVerifier) -> None:
        self._store = store
        self._verifier = verifier

    def search(self, team: str, channel: str, query: SearchQuery, *, page: int = 0) -> SearchResults:
        """Return one page of the matching articles.

        Args:
            team: the workspace.
            channel: the channel whose sources are searched.
            query: the words and filters.
            page: the page number, starting at 0.
        """
        source_ids = self._matching_source_ids(team, channel, query)
        end = (min(page, MAX_PAGES - 1) + 1) * RESULTS_PER_PAGE
        since, until = (query.window.since, query.window.until) if query.window else (None, None)
        articles = (
            self._store.articles.search(query.terms, source_ids, count=end + 1, since=since, until=until)
            if source_ids
            else ()
        )
        page_articles = articles[end - RESULTS_PER_PAGE : end]
        best_sentences = snippets.find_snippets(query.terms, page_articles)
        rows = tuple((article, self._verify(best_sentences.get(article.id))) for article in page_articles)
        return SearchResults(rows, len(articles) > end and page + 1 < MAX_PAGES, len(source_ids))

    # ---- private

    def _matching_source_ids(self, team: str, channel: str, query: SearchQuery) -> list[str]:
        folders_by_source = self._store.sources.topics_by_source(team, channel) if query.folder else {}
        folder = query.folder.casefold()
        return [
            source.id
            for source in self._store.sources.for_channel(team, channel)
            if (not query.source_name or source.matches_text(query.source_name))
            and (
                not folder
                or folder in {part.casefold() for part in folders_by_source.get(source.id, "").split("/")}
            )
        ]

    def _verify(self, sentence: Sentence | None) -> Sentence | None:
        return sentence if sentence is not None and self._verifier.is_verbatim(sentence) else None
