"""The briefs of a channel as an Atom feed (RFC 4287, https://www.rfc-editor.org/rfc/rfc4287)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from bot.render import story_lines
from bot.render.wording import brief_wording
from bot.render.wording.terminal import feed_wording
from news.article import canonical_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from news.article import Article
    from news.brief import Brief
    from news.story import Story

# Characters that XML 1.0 forbids, even as references.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_feed(team: str, channel: str, name: str, briefs: Sequence[tuple[Brief, datetime]]) -> bytes:
    """Return the briefs of a channel as an Atom feed in UTF-8.

    Args:
        team: the workspace.
        channel: the channel.
        name: the channel's name.
        briefs: the briefs with the times at which they were posted, newest first.
    """
    updated_at = briefs[0][1] if briefs else None
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<id>urn:newsbrief:{_text(team)}:{_text(channel)}</id>",
        f"<title>{_text(feed_wording.FEED_TITLE.format(channel=name))}</title>",
        f"<updated>{_time(updated_at) if updated_at else feed_wording.NEVER_UPDATED}</updated>",
        f"<author><name>{_text(feed_wording.AUTHOR)}</name></author>",
        f"<generator>{_text(feed_wording.AUTHOR)}</generator>",
        *(_entry(brief, posted_at) for brief, posted_at in briefs),
        "</feed>",
    ]
    return ("\n".join(lines) + "\n").encode()


# ---- private


def _entry(brief: Brief, posted_at: datetime) -> str:
    topic = brief.request.topic
    title = brief_wording.TOPIC_BRIEF_TITLE.format(topic=topic) if topic else brief_wording.BRIEF_TITLE
    # The content is HTML inside XML: escaped once for each.
    content = "\n".join(line for story in brief.stories for line in _story_html(story))
    return "\n".join(
        (
            "<entry>",
            f"<id>urn:newsbrief:brief:{_text(brief.id)}</id>",
            f"<title>{_text(title)}</title>",
            f"<updated>{_time(posted_at)}</updated>",
            f"<summary>{_text(brief_wording.describe_brief_summary(brief))}</summary>",
            f'<content type="html">{_text(content)}</content>',
            "</entry>",
        )
    )


def _story_html(story: Story) -> Iterator[str]:
    update = brief_wording.UPDATE_PREFIX if story.is_update else ""
    yield f"<h2>{_text(update + story.title)}</h2>"
    for sentence in story.key_sentences:
        article = story.get_article(sentence.article_id)
        yield f"<blockquote{_cite(article)}>{_text(sentence.text)} — {_outlet_html(article)}</blockquote>"
    for article in story_lines.commentary(story):
        yield f"<p>{_text(story_lines.commentary_title(article))} — {_outlet_html(article)}</p>"


def _outlet_html(article: Article) -> str:
    url = canonical_url(article.url)
    outlet = _text(article.outlet)
    return f"<a href={quoteattr(_clean(url))}>{outlet}</a>" if url else outlet


def _cite(article: Article) -> str:
    url = canonical_url(article.url)
    return f" cite={quoteattr(_clean(url))}" if url else ""


def _time(time: datetime) -> str:
    return time.isoformat(timespec="seconds")


def _text(text: str) -> str:
    return escape(_clean(text))


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)
