"""The JSON schemas of what tools return. Every property is always there; what is unknown is null."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _optional(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_BOOLEAN: Schema = {"type": "boolean"}
_TIME: Schema = {"type": "string", "format": "date-time"}

# An article: who wrote it, and where it is.
_ARTICLE = _object(
    id=_TEXT,
    outlet=_TEXT,
    title=_TEXT,
    url=_optional(_TEXT),
    appeared_at=_TIME,
    language=_TEXT,
    kind=_TEXT,
)
# A sentence. `text` is exactly the characters from `start` to `end` of that version of the article's text.
_QUOTE = _object(
    text=_optional(_TEXT),
    withheld=_optional({"type": "string", "enum": ["setting", "too_long", "hidden_characters"]}),
    article=_ARTICLE,
    verification=_object(
        verbatim={"const": True}, article_id=_TEXT, version=_COUNT, start=_COUNT, end=_COUNT
    ),
)
# What every result has. `verification` counts the sentences that were compared with their articles, and those that were
# not found there and are therefore not in the result.
_FRAME = {
    "notice": _TEXT,
    "verification": _object(compared=_COUNT, verbatim=_COUNT, rejected=_COUNT),
    "truncated": _BOOLEAN,
}

SEARCH = _object(
    **_FRAME,
    articles=_list(_object(article=_ARTICLE, quote=_optional(_QUOTE))),
    page=_COUNT,
    has_more=_BOOLEAN,
    sources_searched=_COUNT,
)
BRIEF = _object(
    **_FRAME,
    since=_TIME,
    until=_TIME,
    articles_read=_COUNT,
    stories=_list(
        _object(
            headline=_TEXT,
            headline_article_id=_TEXT,
            quotes=_list(_QUOTE),
            differing_figures=_list(_list(_QUOTE)),
            articles=_list(_ARTICLE),
            article_count=_COUNT,
            first_reported_at=_TIME,
        )
    ),
    further_articles=_list(_ARTICLE),
    ahead=_list(_object(day={"type": "string", "format": "date"}, quote=_QUOTE)),
    newest_article=_optional(_ARTICLE),
    newest_on_topic_before=_optional(_ARTICLE),
)
ASK = _object(
    **_FRAME,
    verdict={"type": "string", "enum": ["answered", "closest", "not_said"]},
    passages=_list(_object(quotes=_list(_QUOTE), also_reported_by=_list(_ARTICLE))),
)
SOURCES = _object(
    **_FRAME,
    sources=_list(
        _object(
            id=_TEXT,
            name=_TEXT,
            kind={"type": "string", "enum": ["feed", "files", "links"]},
            url=_optional(_TEXT),
            state={"type": "string", "enum": ["ok", "not_fetched_yet", "failing", "gone", "given_up"]},
            last_fetched_at=_optional(_TIME),
            entries=_COUNT,
            entries_with_text=_COUNT,
        )
    ),
    page=_COUNT,
    has_more=_BOOLEAN,
    source_count=_COUNT,
)
