"""A brief as JSON, and back exactly: articles by id and version, sentences with their words and their place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from news.article import Article, Sentence
from news.brief import Brief, BriefRequest, LeftOut
from news.story import Difference, Reason, Story
from news.window import Window
from storage.codecs import maybe, moment, perhaps, stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


def articles(brief: Brief) -> Iterator[Article]:
    """Give every article that a brief names, some more than once."""
    for story in brief.stories:
        yield from story.articles
        yield from filter(None, (story.follows,))
    for left in brief.left_out:
        yield from left.articles
    yield from filter(None, (brief.latest, brief.older))


def request_written(request: BriefRequest) -> dict[str, Any]:
    """Give a request as JSON, without its workspace and channel, which are columns."""
    return {
        "since": stamp(request.window.since),
        "until": stamp(request.window.until),
        "topic": request.topic,
        "stories": request.stories,
        "sentences": request.sentences,
        "method": request.method,
        "arrivals": request.arrivals,
        "without": request.without,
        "sources": request.sources,
        "most_of_one": request.most_of_one,
    }


def request_read(team: str, channel: str, kept: Mapping[str, Any]) -> BriefRequest:
    """Undo `request_written`."""
    return BriefRequest(
        team=team,
        channel=channel,
        window=Window(moment(kept["since"]), moment(kept["until"])),
        topic=kept["topic"],
        stories=kept["stories"],
        sentences=kept["sentences"],
        method=kept["method"],
        # What was kept before there were digests has none of these.
        arrivals=kept.get("arrivals", False),
        without=tuple(kept.get("without", ())),
        sources=tuple(kept.get("sources", ())),
        most_of_one=kept.get("most_of_one", 0),
    )


def written(brief: Brief) -> dict[str, Any]:
    """Give all of a brief but its columns. Articles are listed once and named by their place in that list."""
    places: dict[tuple[Any, ...], int] = {}

    def place(article: Article) -> int:
        return places.setdefault(_reference(article), len(places))

    return {
        "stories": [_story_written(story, place) for story in brief.stories],
        "left_out": [[left.reason, [place(article) for article in left.articles]] for left in brief.left_out],
        "latest": None if brief.latest is None else place(brief.latest),
        "read": brief.read,
        "nearest": brief.nearest,
        "older": None if brief.older is None else place(brief.older),
        "articles": list(places),
    }


def read(
    name: str,
    made: int,
    request: BriefRequest,
    kept: Mapping[str, Any],
    texts: Mapping[tuple[str, int], Mapping[str, Any]],
) -> Brief:
    """Undo `written`.

    Raises:
        KeyError: `texts` lacks an article of it.
    """
    listed = [_article(reference, texts[reference[0], reference[1]]) for reference in kept["articles"]]
    return Brief(
        id=name,
        request=request,
        made=moment(made),
        stories=tuple(_story_read(story, listed) for story in kept["stories"]),
        left_out=tuple(
            LeftOut(reason, tuple(listed[place] for place in places)) for reason, places in kept["left_out"]
        ),
        read=kept["read"],
        latest=None if kept["latest"] is None else listed[kept["latest"]],
        nearest=tuple(kept["nearest"]),
        older=None if kept.get("older") is None else listed[kept["older"]],
    )


def named(kept: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Give (id, version) of every article that a written brief names."""
    return [(reference[0], reference[1]) for reference in kept["articles"]]


# ---- private


def _reference(article: Article) -> tuple[Any, ...]:
    """Say which article was told, and what stood under it; dates and outlet as they were told, whatever comes later."""
    return (
        article.id,
        article.version,
        article.source,
        article.outlet,
        article.url,
        stamp(article.seen),
        maybe(article.published),
    )


def _article(reference: list[Any], text: Mapping[str, Any]) -> Article:
    name, version, source, outlet, url, seen, published = reference
    return Article(
        id=name,
        version=version,
        source=source,
        outlet=outlet,
        url=url,
        seen=moment(seen),
        published=perhaps(published),
        **text,
    )


def _story_written(story: Story, place: Callable[[Article], int]) -> dict[str, Any]:
    return {
        "id": story.id,
        "articles": [place(article) for article in story.articles],
        "sentences": [_sentence_written(said) for said in story.sentences],
        "reasons": [[reason.name, reason.words, reason.points] for reason in story.reasons],
        "update": story.update,
        "differences": [[_sentence_written(said) for said in each.told] for each in story.differences],
        "joined": story.joined,
        "began": maybe(story.began),
        "follows": None if story.follows is None else place(story.follows),
    }


def _sentence_written(said: Sentence) -> list[Any]:
    return [said.text, said.article, said.place, said.start, said.end, said.version]


def _story_read(kept: Mapping[str, Any], listed: list[Article]) -> Story:
    return Story(
        id=kept["id"],
        articles=tuple(listed[place] for place in kept["articles"]),
        sentences=tuple(Sentence(*said) for said in kept["sentences"]),
        reasons=tuple(Reason(*reason) for reason in kept["reasons"]),
        update=kept.get("update", False),
        differences=tuple(
            Difference(tuple(Sentence(*said) for said in told)) for told in kept.get("differences", ())
        ),
        joined=tuple(kept.get("joined", ())),
        began=perhaps(kept.get("began")),
        follows=None if kept.get("follows") is None else listed[kept["follows"]],
    )
