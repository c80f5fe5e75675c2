"""A brief out of articles: every article of the window is told in a story, or left out for a reason that is said.

articles --window, words--> wanted --group, topic--> stories --rank--> the best --key sentences, news--> told
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from news.brief import Brief, LeftOut
from summarize import filters, novelty, rank, stories, summary, topic
from summarize.differences import between

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from news.article import Article, Sentence
    from news.brief import BriefRequest
    from news.story import Story

# A brief that one outlet fills is that outlet's front page: at most this many stories that it alone tells.
ALONE = 3
# Of one article a brief quotes at most so many sentences, and no more than this share of them: it leads to the
# article and does not stand in for it. One may always be quoted.
FROM_ONE, SHARE = 3, 0.25
# Topics offered where the one asked for matched nothing.
NEAREST = 5


def compose(
    request: BriefRequest,
    articles: Sequence[Article],
    *,
    now: datetime,
    told: Mapping[str, Sequence[str]] | None = None,
    devoted: frozenset[str] = frozenset(),
) -> Brief:
    """Make the brief that a request asks for.

    Args:
        request: what is asked for.
        articles: all that the channel may see, of the window and of the days before it (a story that began
            earlier is told whole); their order does not matter.
        now: aware.
        told: the sentences that the channel was told before, by the id of their article; an article of a story that
            was told is there even if nothing of it was quoted. Such a story is told again only with what is new.
        devoted: ids of sources that are about the topic as a whole, whatever words they use.

    Returns:
        A brief without stories where there is nothing to tell: `left_out`, `latest` and `nearest` then say why.

    Raises:
        UnknownMethod: the request names a method that does not exist.
    """
    barred = filters.barring(request.without, (each for each in articles if request.holds(each)))
    groups = _grouped(tuple(article for article in articles if article.id not in barred))
    fresh = [article for article in articles if request.holds(article)]
    current = [(name, members) for name, members in groups if any(map(request.holds, members))]
    about = [(name, members) for name, members in current if _about(request.topic, members, devoted)]
    ranked = rank.rank(about, topic=request.topic, now=now)
    chosen = _chosen(ranked, request, told or {})
    taken = {story.id for part in chosen for story in part}
    within = {story.id for story in ranked}
    left: tuple[tuple[str, Sequence[Sequence[Article]]], ...] = (
        *((f"with “{words}” in it", [_of(articles, barred, words)]) for words in request.without),
        (f"not about {request.topic}", [members for name, members in current if name not in within]),
        ("told by one outlet that has its share of this brief", [story.articles for story in chosen.crowded]),
        ("told here before, with nothing new in it", [story.articles for story in chosen.stale]),
        ("without a sentence that can be quoted", [story.articles for story in chosen.silent]),
        (
            f"below the first {request.stories} stories",
            [story.articles for story in ranked if story.id not in taken],
        ),
    )
    return Brief(
        id=_name(request, now),
        request=request,
        made=now,
        stories=chosen.told,
        left_out=tuple(filter(None, (_left(reason, groups, request) for reason, groups in left))),
        read=len(fresh),
        latest=max(articles, key=lambda each: each.when, default=None),
        nearest=_nearest(current, request) if request.topic and not about else (),
    )


def alone(article: Article, request: BriefRequest) -> tuple[Sentence, ...]:
    """Give the key sentences of one article, as a brief would quote them."""
    return _shared(_key((article,), request.sentences, request.method), [article])


# ---- private: what channels that read the same sources at the same time share


@lru_cache(maxsize=8)
def _grouped(articles: tuple[Article, ...]) -> tuple[tuple[str, tuple[Article, ...]], ...]:
    return stories.group(articles)


@lru_cache(maxsize=512)
def _key(articles: tuple[Article, ...], sentences: int, method: str) -> tuple[Sentence, ...]:
    return summary.key(articles, sentences=sentences, method=method)


# ---- private


def _about(words: str, members: Sequence[Article], devoted: frozenset[str]) -> bool:
    return not words or any(each.source in devoted or topic.matches(words, each) for each in members)


def _of(articles: Sequence[Article], barred: Mapping[str, str], words: str) -> list[Article]:
    return [article for article in articles if barred.get(article.id) == words]


class _Chosen(NamedTuple):
    """Stories with their key sentences, and those that are not told: nothing to quote, nothing new, too much alike."""

    told: tuple[Story, ...]
    silent: tuple[Story, ...]
    stale: tuple[Story, ...]
    crowded: tuple[Story, ...]


def _chosen(ranked: Sequence[Story], request: BriefRequest, told: Mapping[str, Sequence[str]]) -> _Chosen:
    """Tell the best, but not too many that one outlet tells alone unless nothing else is left."""
    kept: dict[str, list[Story]] = {"told": [], "silent": [], "stale": []}
    crowded: list[Story] = []
    alone: Counter[str] = Counter()
    for story in ranked:
        if len(kept["told"]) == request.stories:
            break
        if len(story.outlets) == 1 and alone[story.outlets[0]] == (request.most_of_one or ALONE):
            crowded.append(story)
            continue
        quoted, end = _quoted(story, request, told)
        kept[end].append(quoted)
        if end == "told" and len(story.outlets) == 1:
            alone[story.outlets[0]] += 1
    # A number that was asked for is kept to; the usual one gives way before a short brief.
    while crowded and not request.most_of_one and len(kept["told"]) < request.stories:
        quoted, end = _quoted(crowded.pop(0), request, told)
        kept[end].append(quoted)
    return _Chosen(tuple(kept["told"]), tuple(kept["silent"]), tuple(kept["stale"]), tuple(crowded))


def _quoted(
    story: Story, request: BriefRequest, told: Mapping[str, Sequence[str]]
) -> tuple[Story, Literal["told", "silent", "stale"]]:
    """Give a story its key sentences, from what is new in the window, and say whether it is told."""
    before = any(article.id in told for article in story.articles)
    fresh = [each for each in story.articles if request.holds(each) and each.id not in told]
    if before and not fresh:
        return replace(story, update=True), "stale"
    # Of an update twice as many are looked at, because some of them say what was said.
    wanted = request.sentences * (2 if before else 1)
    chosen = _shared(_key(tuple(fresh), wanted, request.method), fresh)
    if before and chosen:
        known = [text for article in story.articles for text in told.get(article.id, ())]
        chosen = novelty.fresh(known, chosen, language=story.articles[0].language)[: request.sentences]
    end: Literal["told", "silent", "stale"] = "told" if chosen else "stale" if before else "silent"
    differences = between(chosen, fresh)
    return replace(story, sentences=tuple(chosen), update=before, differences=differences), end


def _shared(chosen: Sequence[Sentence], articles: Sequence[Article]) -> tuple[Sentence, ...]:
    """Keep of each article no more than its share."""
    sizes = {article.id: len(article.sentences) for article in articles}
    quoted: Counter[str] = Counter()
    kept = []
    for sentence in chosen:
        if quoted[sentence.article] < max(1, min(FROM_ONE, int(SHARE * sizes[sentence.article]))):
            quoted[sentence.article] += 1
            kept.append(sentence)
    return tuple(kept)


def _left(reason: str, groups: Iterable[Sequence[Article]], request: BriefRequest) -> LeftOut | None:
    articles = [article for members in groups for article in members if request.holds(article)]
    newest_first = sorted(articles, key=lambda each: each.when, reverse=True)
    return LeftOut(reason, tuple(newest_first)) if articles else None


def _nearest(current: Sequence[tuple[str, tuple[Article, ...]]], request: BriefRequest) -> tuple[str, ...]:
    """Offer the headlines of the widest-told stories, as what there is instead."""
    ranked = rank.rank(current, topic="", now=request.window.until)
    return tuple(story.title for story in ranked[:NEAREST])


def _name(request: BriefRequest, now: datetime) -> str:
    made = f"{request.team} {request.channel} {request.topic} {request.window} {now.isoformat()}"
    return hashlib.sha256(made.encode("utf-8", "surrogatepass")).hexdigest()[:8]
