"""A brief as JSON, for other programs. docs/pipes.md describes the fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.cli.output.json_lines import article_row, format_time

if TYPE_CHECKING:
    from collections.abc import Callable

    from news.article import Article, Sentence
    from news.brief import Brief
    from news.story import Story

    Row = dict[str, Any]


def brief_row(brief: Brief, is_verbatim: Callable[[Sentence], bool]) -> Row:
    """Return a brief with its stories, and with what was left out, by reason.

    Args:
        brief: the brief.
        is_verbatim: compares a sentence with its stored article.
    """
    return {
        "id": brief.id,
        "team": brief.request.team,
        "channel": brief.request.channel,
        "topic": brief.request.topic,
        "created_at": format_time(brief.created_at),
        "since": format_time(brief.request.window.since),
        "until": format_time(brief.request.window.until),
        "article_count": brief.article_count,
        "stories": [_story_row(story, is_verbatim) for story in brief.stories],
        "ahead": [
            {"day": event.day.isoformat(), **_sentence_row(event.sentence, event.article, is_verbatim)}
            for event in brief.ahead
        ],
        "rest": [article_row(article) for article in brief.rest],
        "left_out": [
            {
                "reason": left_out.reason.value,
                "value": left_out.value,
                "article_ids": [article.id for article in left_out.articles],
            }
            for left_out in brief.left_out
        ],
    }


# ---- private


def _story_row(story: Story, is_verbatim: Callable[[Sentence], bool]) -> Row:
    return {
        "title": story.title,
        "is_update": story.is_update,
        "score": round(story.score, 4),
        "latest_at": format_time(story.latest_article_at),
        "articles": [article_row(article) for article in story.articles],
        "commentary": [article_row(article) for article in story.commentary],
        "sentences": [
            {
                **_sentence_row(sentence, story.get_article(sentence.article_id), is_verbatim),
                "label": story.sentence_labels.get(sentence.text),
            }
            for sentence in story.key_sentences
        ],
    }


def _sentence_row(sentence: Sentence, article: Article, is_verbatim: Callable[[Sentence], bool]) -> Row:
    return {
        "text": sentence.text,
        "article_id": sentence.article_id,
        "version": sentence.version,
        "start": sentence.start,
        "end": sentence.end,
        "outlet": article.outlet,
        "url": article.url,
        "verified": is_verbatim(sentence),
    }
