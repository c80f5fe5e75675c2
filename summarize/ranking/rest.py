"""Select the rest of a brief: one article, shown on one line, from each remaining story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news.article_kind import ArticleKind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from news.article import Article

# As many lines as the briefings have that people read to the end.
MAX_REST = 12
# An article more likely commentary than this is not listed. 0.5, 0.4, 0.3, 0.2: 70, 78, 81, 91 % of the lines are
# reports, 97, 93, 90, 90 % of an editor's five events are told or listed (15 evenings).
MAX_COMMENTARY_PROBABILITY = 0.4
# What is no article is not listed even where there is nothing else.
_NOT_LISTED = frozenset({ArticleKind.NOTICE, ArticleKind.CORRECTION})


def select_rest(
    article_groups: Iterable[Sequence[Article]],
    *,
    includes: Callable[[Article], bool],
    quoted_ids: Collection[str],
    only_reports: bool = True,
) -> tuple[Article, ...]:
    """Return one article from each story not in the brief, at most `MAX_REST` articles.

    Args:
        article_groups: the articles of each story, newest first; the best story first.
        includes: whether an article is in the window.
        quoted_ids: ids of the articles that readers have seen.
        only_reports: False lists commentary too, for a window in which nobody reports anything.
    """
    rest: list[Article] = []
    for articles in article_groups:
        if len(rest) == MAX_REST:
            break
        chosen = next(
            (
                article
                for article in articles
                if includes(article)
                and article.id not in quoted_ids
                and article.kind not in _NOT_LISTED
                and (not only_reports or _is_surely_report(article))
            ),
            None,
        )
        if chosen is not None:
            rest.append(chosen)
    return tuple(rest)


# ---- private


def _is_surely_report(article: Article) -> bool:
    return article.kind is ArticleKind.REPORT and article.commentary_probability < MAX_COMMENTARY_PROBABILITY
