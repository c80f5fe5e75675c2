"""The quotes, outlets and commentary to show for a story, before rendering."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.render.wording import brief_wording, formats, kind_wording
from news import headline
from news.article_kind import ArticleKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news.article import Article
    from news.brief import Brief
    from news.story import Story

# Maximum number of outlets named for a story; the others are counted.
MAX_OUTLETS = 3
# Maximum number of commentary lines below a story.
MAX_COMMENTARY = 2
# Kinds whose name tells the reader nothing about the story.
_NOT_SHOWN = frozenset({ArticleKind.NOTICE, ArticleKind.ROUNDUP})


@dataclass(frozen=True, slots=True)
class QuotedRun:
    """Consecutive key sentences from the same article, joined into one passage.

    Attributes:
        article: the article.
        text: its sentences, word for word, with a space between them.
    """

    article: Article
    text: str


@dataclass(frozen=True, slots=True)
class NamedOutlets:
    """The outlets to name at the end of a story.

    Attributes:
        articles: one of each outlet, which its name links to.
        further_count: the number of outlets that are not named.
        are_additional: whether the outlets of the sentences are named already, beside them.
    """

    articles: tuple[Article, ...]
    further_count: int = 0
    are_additional: bool = False


def quoted_runs(story: Story) -> list[QuotedRun]:
    """Return a story's key sentences, with consecutive sentences from the same article joined."""
    runs: list[QuotedRun] = []
    for sentence in story.key_sentences:
        if runs and runs[-1].article.id == sentence.article_id:
            runs[-1] = QuotedRun(runs[-1].article, f"{runs[-1].text} {sentence.text}")
        else:
            runs.append(QuotedRun(story.get_article(sentence.article_id), sentence.text))
    return runs


def named_outlets(story: Story) -> NamedOutlets:
    """Return the outlets to name at the end of a story.

    The quoted outlet comes first, then the others, newest first.

    Where several articles are quoted, each sentence names its outlet, so that only the others are left.
    """
    runs = quoted_runs(story)
    quoted_articles = [run.article for run in runs] or [story.lead_article]
    quoted_outlets = {article.outlet for article in quoted_articles}
    others = {
        article.outlet: article
        for article in reversed(story.articles)
        if article.outlet not in quoted_outlets
    }
    are_additional = len(runs) > 1
    # The dictionary runs from the oldest report to the newest.
    candidates = [*([] if are_additional else quoted_articles[:1]), *reversed(others.values())]
    shown_count = MAX_OUTLETS if len(candidates) <= MAX_OUTLETS else MAX_OUTLETS - 1
    return NamedOutlets(
        tuple(candidates[:shown_count]), max(0, len(candidates) - shown_count), are_additional
    )


def join_outlets(names: Sequence[str], further_count: int, *, are_additional: bool) -> str:
    """Join the names of outlets: "Courier, Lantern Wire and 2 more", "Also Courier".

    The result is "" if there are no outlets.
    """
    further = [brief_wording.FURTHER_OUTLETS.format(count=further_count)] if further_count else []
    outlets = formats.join_with_and([*names, *further])
    return brief_wording.ALSO_NOTE.format(sources=outlets) if outlets and are_additional else outlets


def commentary(story: Story) -> tuple[Article, ...]:
    """Return the commentary articles to list below a story, at most `MAX_COMMENTARY`."""
    return tuple(article for article in story.commentary if article.kind not in _NOT_SHOWN)[:MAX_COMMENTARY]


def commentary_title(article: Article) -> str:
    """Return the headline of a commentary article without a label that repeats the kind.

    An example of such a label is "LIVE:" in "LIVE: Bridge closed".
    """
    title = article_title(article)
    label, _, rest = title.replace("|", ":", 1).partition(":")
    is_label = label.strip().casefold() == kind_wording.KIND_NAMES[article.kind].casefold()
    return rest.strip() if is_label and rest.strip() else title


def article_title(article: Article) -> str:
    """Return the headline of an article without the outlet's name and the kicker."""
    return headline.strip_furniture(article.title, article.outlet)


def unlisted_articles(articles: Sequence[Article], brief: Brief) -> tuple[Article, ...]:
    """Return the articles that are not in the brief's list of further reports."""
    listed_ids = {article.id for article in brief.rest}
    return tuple(article for article in articles if article.id not in listed_ids)


def feed_summary_outlets(brief: Brief) -> tuple[str, ...]:
    """Return the outlets that are quoted from a feed's summary instead of a full article."""
    return tuple(
        dict.fromkeys(
            run.article.outlet for story in brief.stories for run in quoted_runs(story) if run.article.partial
        )
    )
