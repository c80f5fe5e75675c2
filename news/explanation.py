"""Why an article stands in briefs, or does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from news.article import Article
    from news.source import Source
    from news.story import Story


@dataclass(frozen=True, slots=True)
class Mention:
    """What one brief made of an article.

    Attributes:
        brief: its id.
        made: when it was made.
        posted: when it was posted; None if it never was, as a preview.
        place: the story's number in it; 0 if it was left out.
        story: which it joined; None if it was left out.
        reason: why it was left out; "" if it was not.
    """

    brief: str
    made: datetime
    posted: datetime | None
    place: int
    story: Story | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """All that is known of one article in one channel.

    Attributes:
        subject: what was asked about, as typed.
        article: None if it was never seen here.
        source: that brought it; None if it is not followed here (any more).
        mentions: the newest first; empty if no brief here has looked at it.
    """

    subject: str
    article: Article | None = None
    source: Source | None = None
    mentions: tuple[Mention, ...] = ()
