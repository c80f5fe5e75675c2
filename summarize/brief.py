"""A brief out of articles: every article of the window is told in a story, or left out for a reason that is said.

articles --window, topic--> matching --group--> stories --rank--> the best --key sentences--> told
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from news.brief import Brief, LeftOut
from summarize import rank, stories, summary, topic

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from news.article import Article
    from news.brief import BriefRequest
    from news.story import Story

# A brief that one outlet fills is that outlet's front page: at most this many stories that it alone tells.
ALONE = 3
# Of one article a brief quotes at most so many sentences, and no more than this share of them: it leads to the
# article and does not stand in for it. One may always be quoted.
FROM_ONE, SHARE = 3, 0.25
# Topics offered where the one asked for matched nothing.
NEAREST = 5


def compose(request: BriefRequest, articles: Sequence[Article], *, now: datetime) -> Brief:
    """Make the brief that a request asks for.

    Args:
        request: what is asked for.
        articles: all that the channel may see, of the window and of the days before it (a story that began
            earlier is told whole); their order does not matter.
        now: aware.

    Returns:
        A brief without stories where there is nothing to tell: `left_out`, `latest` and `nearest` then say why.

    Raises:
        UnknownMethod: the request names a method that does not exist.
    """
    groups = stories.group(articles)
    fresh = [article for article in articles if request.window.holds(article.when)]
    current = [
        (name, members)
        for name, members in groups
        if any(request.window.holds(each.when) for each in members)
    ]
    about = [(name, members) for name, members in current if _about(request.topic, members)]
    ranked = rank.rank(about, topic=request.topic, now=now)
    told, silent, crowded = _told(ranked, request)
    taken = {story.id for part in (told, silent, crowded) for story in part}
    within = {story.id for story in ranked}
    left = (
        (f"not about {request.topic}", [members for name, members in current if name not in within]),
        ("told by one outlet that has its share of this brief", [story.articles for story in crowded]),
        ("without a sentence that can be quoted", [story.articles for story in silent]),
        (
            f"below the first {request.stories} stories",
            [story.articles for story in ranked if story.id not in taken],
        ),
    )
    return Brief(
        id=_name(request, now),
        request=request,
        made=now,
        stories=told,
        left_out=tuple(filter(None, (_left(reason, groups, request) for reason, groups in left))),
        read=len(fresh),
        latest=max(articles, key=lambda each: each.when, default=None),
        nearest=_nearest(current, request) if request.topic and not about else (),
    )


# ---- private


def _about(words: str, members: Sequence[Article]) -> bool:
    return not words or any(topic.matches(words, article) for article in members)


def _told(
    ranked: Sequence[Story], request: BriefRequest
) -> tuple[tuple[Story, ...], tuple[Story, ...], tuple[Story, ...]]:
    """Tell the best, but not too many that one outlet tells alone unless nothing else is left.

    Returns:
        The stories with their key sentences; those that hold none that can be quoted; those passed over.
    """
    told: list[Story] = []
    silent: list[Story] = []
    crowded: list[Story] = []
    alone: Counter[str] = Counter()
    for story in ranked:
        if len(told) == request.stories:
            break
        if len(story.outlets) == 1 and alone[story.outlets[0]] == ALONE:
            crowded.append(story)
            continue
        quoted = _quoted(story, request)
        (told if quoted.sentences else silent).append(quoted)
        if quoted.sentences and len(story.outlets) == 1:
            alone[story.outlets[0]] += 1
    while crowded and len(told) < request.stories:
        quoted = _quoted(crowded.pop(0), request)
        (told if quoted.sentences else silent).append(quoted)
    return tuple(told), tuple(silent), tuple(crowded)


def _quoted(story: Story, request: BriefRequest) -> Story:
    """Give a story its key sentences, from what is new in the window."""
    fresh = [article for article in story.articles if request.window.holds(article.when)]
    chosen = summary.key(fresh, sentences=request.sentences, method=request.method)
    sizes = {article.id: len(article.sentences) for article in fresh}
    quoted: Counter[str] = Counter()
    kept = []
    for sentence in chosen:
        if quoted[sentence.article] < max(1, min(FROM_ONE, int(SHARE * sizes[sentence.article]))):
            quoted[sentence.article] += 1
            kept.append(sentence)
    return replace(story, sentences=tuple(kept))


def _left(reason: str, groups: Iterable[Sequence[Article]], request: BriefRequest) -> LeftOut | None:
    articles = [article for members in groups for article in members if request.window.holds(article.when)]
    newest_first = sorted(articles, key=lambda each: each.when, reverse=True)
    return LeftOut(reason, tuple(newest_first)) if articles else None


def _nearest(current: Sequence[tuple[str, tuple[Article, ...]]], request: BriefRequest) -> tuple[str, ...]:
    """Offer the headlines of the widest-told stories, as what there is instead."""
    ranked = rank.rank(current, topic="", now=request.window.until)
    return tuple(story.title for story in ranked[:NEAREST])


def _name(request: BriefRequest, now: datetime) -> str:
    made = f"{request.team} {request.channel} {request.topic} {request.window} {now.isoformat()}"
    return hashlib.sha256(made.encode("utf-8", "surrogatepass")).hexdigest()[:8]
