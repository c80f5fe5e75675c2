"""Convert briefs to JSON and back without loss.

Articles are stored by id and version, sentences by text and position.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from news.article import Article, Sentence
from news.brief import Brief, BriefRequest, LeftOutArticles, LeftOutReason, PlannedEvent, SectionKind
from news.story import Discrepancy, RankingSignal, SentenceLabel, SignalCode, Story
from news.window import Window
from storage import legacy_brief_words
from storage.codecs import (
    from_micros,
    optional_from_micros,
    optional_to_micros,
    replace_surrogates,
    to_micros,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


def referenced_articles(brief: Brief) -> Iterator[Article]:
    """Yield every article that a brief refers to.

    An article may occur more than once.
    """
    for story in brief.stories:
        yield from story.articles
        yield from story.commentary
        yield from filter(None, (story.continued_article,))
    for group in brief.left_out:
        yield from group.articles
    yield from brief.rest
    yield from (event.article for event in brief.ahead)
    yield from filter(None, (brief.latest_article, brief.latest_before_window))


def quoted_versions(brief: Brief) -> set[tuple[str, int]]:
    """Return the id and version of every article that a brief quotes a sentence of."""
    sentences = [sentence for story in brief.stories for sentence in story.key_sentences]
    for story in brief.stories:
        for difference in story.discrepancies:
            sentences += difference.quantity_mentions
    sentences += [event.sentence for event in brief.ahead]
    return {(sentence.article_id, sentence.version) for sentence in sentences}


def request_to_json(request: BriefRequest) -> dict[str, Any]:
    """Return a request as JSON values.

    The workspace and target channel have their own columns and are left out.
    """
    return {
        **({"source_channel": replace_surrogates(request.channel)} if request.recipient else {}),
        "since": to_micros(request.window.since),
        "until": to_micros(request.window.until),
        "topic": request.topic,
        "stories": request.max_stories,
        "sentences": request.sentences_per_story,
        "method": request.method,
        "arrivals": request.by_arrival,
        "without": request.excluded_terms,
        "sources": request.source_ids,
        "most_of_one": request.max_per_outlet,
        "with_opinion": request.with_opinion,
        "sections": request.sections,
    }


def request_from_json(team: str, target_channel: str, request_fields: Mapping[str, Any]) -> BriefRequest:
    """Restore a request from the output of `request_to_json`."""
    return BriefRequest(
        team=team,
        channel=request_fields.get("source_channel", target_channel),
        recipient=target_channel if "source_channel" in request_fields else "",
        window=Window(from_micros(request_fields["since"]), from_micros(request_fields["until"])),
        topic=request_fields["topic"],
        max_stories=request_fields["stories"],
        sentences_per_story=request_fields["sentences"],
        method=request_fields["method"],
        # Briefs stored before digests existed do not have these fields.
        by_arrival=request_fields.get("arrivals", False),
        excluded_terms=tuple(request_fields.get("without", ())),
        source_ids=tuple(request_fields.get("sources", ())),
        max_per_outlet=request_fields.get("most_of_one", 0),
        with_opinion=request_fields.get("with_opinion", False),
        sections=SectionKind(request_fields.get("sections", "")),
    )


def brief_to_json(brief: Brief) -> dict[str, Any]:
    """Return a brief as JSON values.

    Fields that have their own columns are left out.

    Every article is listed once; stories refer to articles by their index in the list.
    """
    indices: dict[tuple[Any, ...], int] = {}

    def index_of(article: Article) -> int:
        return indices.setdefault(_article_reference(article), len(indices))

    return {
        "stories": [_story_to_json(story, index_of) for story in brief.stories],
        "left_out": [
            [group.reason, [index_of(article) for article in group.articles], group.value]
            for group in brief.left_out
        ],
        "rest": [index_of(article) for article in brief.rest],
        "ahead": [
            [event.day.isoformat(), _sentence_to_json(event.sentence), index_of(event.article)]
            for event in brief.ahead
        ],
        "latest": None if brief.latest_article is None else index_of(brief.latest_article),
        "read": brief.article_count,
        "nearest": brief.suggested_headlines,
        "older": None if brief.latest_before_window is None else index_of(brief.latest_before_window),
        "articles": list(indices),
    }


def brief_from_json(
    brief_id: str,
    created_at: int,
    request: BriefRequest,
    brief_fields: Mapping[str, Any],
    article_texts: Mapping[tuple[str, int], Mapping[str, Any]],
) -> Brief:
    """Restore a brief from the output of `brief_to_json`.

    Raises:
        KeyError: an article of the brief is missing from `article_texts`.
    """
    articles = [
        _article_from_reference(reference, article_texts[reference[0], reference[1]])
        for reference in brief_fields["articles"]
    ]
    return Brief(
        id=brief_id,
        request=request,
        created_at=from_micros(created_at),
        stories=tuple(_story_from_json(story, articles) for story in brief_fields["stories"]),
        left_out=tuple(
            _left_out_from_json(group_fields, articles) for group_fields in brief_fields["left_out"]
        ),
        rest=tuple(articles[index] for index in brief_fields.get("rest", ())),
        ahead=tuple(
            PlannedEvent(date.fromisoformat(day), Sentence(*sentence_fields), articles[index])
            for day, sentence_fields, index in brief_fields.get("ahead", ())
        ),
        article_count=brief_fields["read"],
        latest_article=None if brief_fields["latest"] is None else articles[brief_fields["latest"]],
        suggested_headlines=tuple(brief_fields["nearest"]),
        latest_before_window=None if brief_fields.get("older") is None else articles[brief_fields["older"]],
    )


def referenced_versions(brief_fields: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Return the id and version of every article that a brief in JSON refers to."""
    return [(reference[0], reference[1]) for reference in brief_fields["articles"]]


# ---- private


def _article_reference(article: Article) -> tuple[Any, ...]:
    """Return the fields to store for an article.

    These are id, version, source, and outlet, URL and dates as posted.
    """
    return (
        article.id,
        article.version,
        article.source_id,
        article.outlet,
        article.url,
        to_micros(article.first_seen_at),
        optional_to_micros(article.published_at),
    )


def _article_from_reference(reference: list[Any], text_fields: Mapping[str, Any]) -> Article:
    article_id, version, source_id, outlet, url, first_seen_at, published_at = reference
    return Article(
        id=article_id,
        version=version,
        source_id=source_id,
        outlet=outlet,
        url=url,
        first_seen_at=from_micros(first_seen_at),
        published_at=optional_from_micros(published_at),
        **text_fields,
    )


def _story_to_json(story: Story, index_of: Callable[[Article], int]) -> dict[str, Any]:
    return {
        "id": story.id,
        "articles": [index_of(article) for article in story.articles],
        "commentary": [index_of(article) for article in story.commentary],
        "sentences": [_sentence_to_json(sentence) for sentence in story.key_sentences],
        "reasons": [[signal.code, dict(signal.values), signal.points] for signal in story.ranking_signals],
        "update": story.is_update,
        "differences": [
            [_sentence_to_json(sentence) for sentence in discrepancy.quantity_mentions]
            for discrepancy in story.discrepancies
        ],
        "joined": story.merged_titles,
        "headline": story.headline_article_id,
        "labels": dict(story.sentence_labels),
        "section": story.section,
        "began": optional_to_micros(story.first_reported_at),
        "follows": None if story.continued_article is None else index_of(story.continued_article),
    }


def _sentence_to_json(sentence: Sentence) -> list[Any]:
    return [
        sentence.text,
        sentence.article_id,
        sentence.index,
        sentence.start,
        sentence.end,
        sentence.version,
    ]


def _story_from_json(story_fields: Mapping[str, Any], articles: list[Article]) -> Story:
    return Story(
        id=story_fields["id"],
        articles=tuple(articles[index] for index in story_fields["articles"]),
        key_sentences=tuple(Sentence(*sentence_fields) for sentence_fields in story_fields["sentences"]),
        ranking_signals=tuple(_signal_from_json(*signal_fields) for signal_fields in story_fields["reasons"]),
        is_update=story_fields.get("update", False),
        discrepancies=tuple(
            Discrepancy(tuple(Sentence(*sentence_fields) for sentence_fields in quantity_mentions))
            for quantity_mentions in story_fields.get("differences", ())
        ),
        merged_titles=tuple(story_fields.get("joined", ())),
        headline_article_id=story_fields.get("headline", ""),
        section=story_fields.get("section", ""),
        sentence_labels={
            text: SentenceLabel(label) for text, label in story_fields.get("labels", {}).items()
        },
        first_reported_at=optional_from_micros(story_fields.get("began")),
        continued_article=None if story_fields.get("follows") is None else articles[story_fields["follows"]],
        commentary=tuple(articles[index] for index in story_fields.get("commentary", ())),
    )


def _left_out_from_json(group_fields: list[Any], articles: list[Article]) -> LeftOutArticles:
    """Restore a group of left-out articles from JSON.

    Release 0.2 stored a sentence instead of a code and a value.
    """
    reason, indices, *rest = group_fields
    if rest:
        code, value = LeftOutReason(reason), rest[0]
    else:
        code, value = legacy_brief_words.read_left_out_reason(reason)
    return LeftOutArticles(code, tuple(articles[index] for index in indices), value)


def _signal_from_json(code: str, values: dict[str, Any] | str, points: float) -> RankingSignal:
    """Restore a ranking signal from JSON.

    Release 0.2 stored a sentence instead of values.
    """
    if isinstance(values, str):
        return legacy_brief_words.read_ranking_signal(code, values, points)
    return RankingSignal(SignalCode(code), points, values)
