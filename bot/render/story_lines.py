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
    from news.story import SentenceLabel, Story

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
        label: what the sentence tells; such a sentence stands alone.
    """

    article: Article
    text: str
    label: SentenceLabel | None = None


@dataclass(frozen=True, slots=True)
class NamedOutlets:
    """The outlets to name at the end of a story.

    Attributes:
        articles: one of each outlet, which its name links to.
        further_count: the number of outlets that are not named.
        last_quoted: if several articles are quoted, the last one; the others are named beside their sentences, and
            `articles` are those that are not quoted.
    """

    articles: tuple[Article, ...]
    further_count: int = 0
    last_quoted: Article | None = None


def quoted_runs(story: Story) -> list[QuotedRun]:
    """Return a story's key sentences, with consecutive sentences from the same article joined."""
    runs: list[QuotedRun] = []
    for sentence in story.key_sentences:
        label = story.sentence_labels.get(sentence.text)
        if runs and runs[-1].article.id == sentence.article_id and not (label or runs[-1].label):
            runs[-1] = QuotedRun(runs[-1].article, f"{runs[-1].text} {sentence.text}")
        else:
            runs.append(QuotedRun(story.get_article(sentence.article_id), sentence.text, label))
    return runs


def named_runs(story: Story) -> list[tuple[QuotedRun, bool]]:
    """Return a story's passages, and for each whether its outlet is named after it.

    The outlet of the last passage is named at the end of the story, and that of any other only if the next passage is
    from another article.
    """
    runs = quoted_runs(story)
    following = [*runs[1:], None][: len(runs)]
    return [
        (run, after is not None and after.article.id != run.article.id)
        for run, after in zip(runs, following, strict=True)
    ]


def section_headings(stories: Sequence[Story]) -> list[str]:
    """Return the heading above each story: its section's name if a section begins there, otherwise ""."""
    sections = [
        story.section or (brief_wording.OTHER_SECTION if any(each.section for each in stories) else "")
        for story in stories
    ]
    return [
        "" if number and section == sections[number - 1] else section
        for number, section in enumerate(sections)
    ]


def named_outlets(story: Story) -> NamedOutlets:
    """Return the outlets to name at the end of a story.

    The quoted outlet comes first, then the others, newest first.

    Where several articles are quoted, each sentence names its outlet, so that only the others are left.
    """
    quoted_articles = list({run.article.id: run.article for run in quoted_runs(story)}.values())
    has_several = len(quoted_articles) > 1
    last_quoted = quoted_runs(story)[-1].article if has_several else None
    quoted_articles = quoted_articles or [story.lead_article]
    quoted_outlets = {article.outlet for article in quoted_articles}
    others = {
        article.outlet: article
        for article in reversed(story.articles)
        if article.outlet not in quoted_outlets
    }
    # The dictionary runs from the oldest report to the newest.
    candidates = [*([] if has_several else quoted_articles[:1]), *reversed(others.values())]
    shown_count = MAX_OUTLETS if len(candidates) <= MAX_OUTLETS else MAX_OUTLETS - 1
    return NamedOutlets(
        tuple(candidates[:shown_count]),
        max(0, len(candidates) - shown_count),
        last_quoted,
    )


def join_outlets(names: Sequence[str], further_count: int, *, last_quoted: str = "") -> str:
    """Join the names of outlets: "Courier, Lantern Wire and 2 more", "Courier; also Lantern Wire".

    The result is "" if there are no outlets.
    """
    further = [brief_wording.FURTHER_OUTLETS.format(count=further_count)] if further_count else []
    outlets = formats.join_with_and([*names, *further])
    if last_quoted and outlets:
        return brief_wording.ALSO_NOTE.format(outlet=last_quoted, sources=outlets)
    return last_quoted or outlets


def commentary(story: Story) -> tuple[Article, ...]:
    """Return the commentary articles to list below a story, at most `MAX_COMMENTARY`."""
    return tuple(article for article in story.commentary if article.kind not in _NOT_SHOWN)[:MAX_COMMENTARY]


def commentary_title(article: Article) -> str:
    """Return the headline of a commentary article without a label that only repeats its kind.

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
    """Return the outlets that are quoted from a feed summary instead of a full article."""
    return tuple(
        dict.fromkeys(
            run.article.outlet for story in brief.stories for run in quoted_runs(story) if run.article.partial
        )
    )
