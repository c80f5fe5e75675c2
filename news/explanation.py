"""An explanation of why a channel's briefs contain an article or leave it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from news.article import Article
    from news.article_kind import KindReason
    from news.brief import LeftOutArticles
    from news.source import Source
    from news.story import Story


@dataclass(frozen=True, slots=True)
class BriefMention:
    """A brief that considered an article, and how the brief used it.

    Attributes:
        brief_id: the id of the brief.
        created_at: when the brief was made.
        posted_at: when the brief was posted; None if it never was, for example a preview.
        story_number: the number of the story with the article in the brief; 0 if the article was left out.
        story: the story that contains the article; None if the article was left out.
        left_out: the group of left-out articles that contains the article; None if it was not left out.
    """

    brief_id: str
    created_at: datetime
    posted_at: datetime | None
    story_number: int
    story: Story | None
    left_out: LeftOutArticles | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """An explanation of why a channel's briefs contain an article or leave it out.

    Attributes:
        query_text: the question's subject as typed.
        article: the article; None if no source of the channel delivered it.
        source: the source of the article; None if the channel does not follow that source, or no longer does.
        mentions: the article's mentions, newest first; empty if no brief of the channel considered the article.
        kind_reasons: the evidence for the kind of the article, as far as its stored text, headline and URL show it.
    """

    query_text: str
    article: Article | None = None
    source: Source | None = None
    mentions: tuple[BriefMention, ...] = ()
    kind_reasons: tuple[KindReason, ...] = ()
