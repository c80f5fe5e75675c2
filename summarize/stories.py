"""Which articles are about one event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarize.index import cosine
from summarize.stream import Merge, Stream

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from news.article import Article
    from summarize.index import Open

__all__ = ["Grouping", "Joined", "Merge", "Stream", "group", "lead", "placed"]

# The lead is worth more than any model, the whole body no more than the lead: .95 against .85 with titles alone.
LEAD_SENTENCES, LEAD_LENGTH = 4, 600

Groups = tuple[tuple[str, tuple["Article", ...]], ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """Two stories that an article showed to be one.

    Attributes:
        into: the name under which both go on.
        by: the article.
        gone: the articles of the story that ended, newest first.
        others: those of the one that goes on, newest first.
    """

    into: str
    by: Article
    gone: tuple[Article, ...]
    others: tuple[Article, ...]


@dataclass(frozen=True)
class Grouping:
    """Articles told apart.

    Attributes:
        stories: (story id, its articles newest first), the one that began first before the others.
        joined: what turned out to be one on the way, in order.
        terms: what each story is about; rolling items have none.
    """

    stories: Groups
    joined: tuple[Joined, ...]
    terms: Mapping[str, Open]

    def alike(self, one: str, other: str) -> float:
        """Tell how alike two stories are, 0 to 1."""
        first, second = self.terms.get(one), self.terms.get(other)
        return cosine(first, second) if first and second else 0.0


def group(articles: Iterable[Article]) -> Groups:
    """Group articles into stories, in the order in which they appeared.

    Returns:
        (story id, its articles newest first) of each story, the one that began first before the others. The id is
        that of its first article. Every article stands in exactly one.
    """
    return placed(articles).stories


def placed(articles: Iterable[Article]) -> Grouping:
    """Group articles as `group` does, and tell which stories became one on the way, under their last name."""
    stream = Stream()
    grouped: dict[str, list[Article]] = {}
    joined: list[Joined] = []
    last: dict[str, str] = {}
    terms: dict[str, Open] = {}
    for article in sorted(articles, key=lambda each: (each.when, each.id)):
        name = stream.add(
            id=article.id,
            title=article.title,
            lead=lead(article),
            published=article.when,
            source=article.outlet,
            language=article.language,
        )
        for merge in stream.merges():
            gone, others = grouped.pop(merge.gone), grouped[merge.into]
            joined.append(Joined(merge.into, article, tuple(reversed(gone)), tuple(reversed(others))))
            grouped[merge.into] = sorted(others + gone, key=lambda each: (each.when, each.id))
            last[merge.gone] = merge.into
        grouped.setdefault(name, []).append(article)
        if opened := stream.open(name):
            terms[name] = opened
    return Grouping(
        tuple((name, tuple(reversed(members))) for name, members in grouped.items()),
        tuple(Joined(_final(each.into, last), each.by, each.gone, each.others) for each in joined),
        terms,
    )


def lead(article: Article) -> str:
    """Give the first sentences of an article, those by which it is grouped."""
    return " ".join(sentence.text for sentence in article.sentences[:LEAD_SENTENCES])[:LEAD_LENGTH]


# ---- private


def _final(name: str, last: dict[str, str]) -> str:
    while name in last:
        name = last[name]
    return name
