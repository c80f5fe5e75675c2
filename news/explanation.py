"""Why an article stands in briefs, or does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from news.article import Article
    from news.brief import LeftOutArticles
    from news.source import Source
    from news.story import Story


@dataclass(frozen=True, slots=True)
class BriefMention:
    """What one brief made of an article.

    Attributes:
        brief_id: its id.
        created_at: when it was made.
        posted_at: when it was posted; None if it never was, as a preview.
        story_number: the story's number in it; 0 if it was left out.
        story: which it joined; None if it was left out.
        left_out: the group in which it was left out; None if it was not.
    """

    brief_id: str
    created_at: datetime
    posted_at: datetime | None
    story_number: int
    story: Story | None
    left_out: LeftOutArticles | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is known of one article in one channel.

    Attributes:
        query_text: what was asked about, as typed.
        article: None if it was never seen here.
        source: that brought it; None if it is not followed here (any more).
        mentions: the newest first; empty if no brief here has looked at it.
    """

    query_text: str
    article: Article | None = None
    source: Source | None = None
    mentions: tuple[BriefMention, ...] = ()
