"""A brief out of articles: every article of the window is told in a story, or left out for a reason that is said.

articles --window, words--> wanted --group, topic--> stories --rank--> the best --key sentences, news--> told
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from news.brief import Brief, LeftOutArticles
from news.preferences import Preferences
from summarize.clustering import cluster, novelty
from summarize.clustering.discrepancies import between
from summarize.extraction import key_sentences
from summarize.ranking import exploration, filters, rank, topic_query
from summarize.ranking.ranking_signals import Weighing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from news.article import Article, Sentence
    from news.brief import BriefRequest
    from news.story import Story

# A brief that one outlet fills is that outlet's front page: at most this many stories that it alone tells.
ALONE = 3
# Of one article a brief quotes at most so many sentences, and no more than this share of them: it leads to the
# article and does not stand in for it. One may always be quoted.
FROM_ONE, SHARE = 3, 0.25
# A story that is so much like one that was told goes on from it, as far as words can tell (cosine of the two). In
# seeds/ 3 of 3 such pairs of stories are one matter, of 50 events of one field 8 of 11; from .15 on 4 of 4, 11 of 19.
FOLLOWS = 0.2
# Topics offered where the one asked for matched nothing.
NEAREST = 5


def compose(
    request: BriefRequest,
    articles: Sequence[Article],
    *,
    now: datetime,
    told: Mapping[str, Sequence[str]] | None = None,
    devoted: frozenset[str] = frozenset(),
    relevance: Mapping[str, float] | None = None,
    taste: Preferences = Preferences(),
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
        relevance: how much each article is about the topic, 0 to 1, by id; one that a search found is about it.
        taste: what the channel wants more and less of.

    Returns:
        A brief without stories where there is nothing to tell: `left_out`, `latest` and `nearest` then say why.

    Raises:
        UnknownMethod: the request names a method that does not exist.
    """
    barred = filters.barring(request.excluded_terms, (each for each in articles if request.includes(each)))
    told, relevance = told or {}, relevance or {}
    grouping = _grouped(tuple(article for article in articles if article.id not in barred))
    groups, joined = grouping.stories, grouping.joined
    fresh = [article for article in articles if request.includes(article)]
    current = [(name, members) for name, members in groups if any(map(request.includes, members))]
    wanted = topic_query.read(request.topic)
    about = [
        (name, members)
        for name, members in current
        if any(
            each.source_id in devoted or wanted.matches(each, found=each.id in relevance) for each in members
        )
    ]
    ranked = rank.rank(about, Weighing(now, request.topic, relevance, taste, grouping.alike))
    chosen = _with_outside(_chosen(ranked, request, told), ranked, request, told, taste)
    # The newest told article of each story that was told; a story of these is an update and follows none.
    known = {name: article for name, members in groups for article in reversed(members) if article.id in told}
    taken = {story.id for part in chosen for story in part}
    within = {story.id for story in ranked}
    left: tuple[tuple[str, Sequence[Sequence[Article]]], ...] = (
        *((f"with “{words}” in it", [_of(articles, barred, words)]) for words in request.excluded_terms),
        (f"not about {request.topic}", [members for name, members in current if name not in within]),
        ("told by one outlet that has its share of this brief", [story.articles for story in chosen.crowded]),
        ("told here before, with nothing new in it", [story.articles for story in chosen.stale]),
        ("without a sentence that can be quoted", [story.articles for story in chosen.silent]),
        (
            "that gave its place to a story from outside the usual",
            [story.articles for story in chosen.outdone],
        ),
        (
            f"below the first {request.max_stories} stories",
            [story.articles for story in ranked if story.id not in taken],
        ),
    )
    return Brief(
        id=_name(request, now),
        request=request,
        created_at=now,
        stories=tuple(
            replace(
                story,
                merged_titles=_joined(story, joined, request, told),
                continued_article=None if story.is_update else _followed(story, known, grouping.alike),
            )
            for story in chosen.told
        ),
        left_out=tuple(filter(None, (_left(reason, groups, request) for reason, groups in left))),
        article_count=len(fresh),
        latest_article=max(articles, key=lambda each: each.appeared_at, default=None),
        suggested_headlines=_nearest(current, request, taste) if request.topic and not about else (),
    )


def alone(article: Article, request: BriefRequest) -> tuple[Sentence, ...]:
    """Give the key sentences of one article, as a brief would quote them."""
    return _shared(_key((article,), request.sentences_per_story, request.method), [article])


# ---- private: what channels that read the same sources at the same time share


@lru_cache(maxsize=8)
def _grouped(articles: tuple[Article, ...]) -> cluster.Grouping:
    return cluster.placed(articles)


@lru_cache(maxsize=512)
def _key(articles: tuple[Article, ...], sentences: int, method: str) -> tuple[Sentence, ...]:
    return key_sentences.key(articles, sentences=sentences, method=method)


# ---- private


def _of(articles: Sequence[Article], barred: Mapping[str, str], words: str) -> list[Article]:
    return [article for article in articles if barred.get(article.id) == words]


class _Chosen(NamedTuple):
    """Stories with their key sentences, and those that are not told.

    Attributes:
        silent: there is nothing to quote.
        stale: there is nothing new.
        crowded: their outlet has its share.
        outdone: they gave their place to the pick from outside.
    """

    told: tuple[Story, ...]
    silent: tuple[Story, ...]
    stale: tuple[Story, ...]
    crowded: tuple[Story, ...]
    outdone: tuple[Story, ...] = ()


def _chosen(ranked: Sequence[Story], request: BriefRequest, told: Mapping[str, Sequence[str]]) -> _Chosen:
    """Tell the best, but not too many that one outlet tells alone unless nothing else is left."""
    kept: dict[str, list[Story]] = {"told": [], "silent": [], "stale": []}
    crowded: list[Story] = []
    alone: Counter[str] = Counter()
    for story in ranked:
        if len(kept["told"]) == request.max_stories:
            break
        if len(story.outlets) == 1 and alone[story.outlets[0]] == (request.max_per_outlet or ALONE):
            crowded.append(story)
            continue
        quoted, end = _quoted(story, request, told)
        kept[end].append(quoted)
        if end == "told" and len(story.outlets) == 1:
            alone[story.outlets[0]] += 1
    # A number that was asked for is kept to; the usual one gives way before a short brief.
    while crowded and not request.max_per_outlet and len(kept["told"]) < request.max_stories:
        quoted, end = _quoted(crowded.pop(0), request, told)
        kept[end].append(quoted)
    return _Chosen(tuple(kept["told"]), tuple(kept["silent"]), tuple(kept["stale"]), tuple(crowded))


def _with_outside(
    chosen: _Chosen,
    ranked: Sequence[Story],
    request: BriefRequest,
    told: Mapping[str, Sequence[str]],
    taste: Preferences,
) -> _Chosen:
    """Give the last place to the best story from outside the habit, unless one has a place already."""
    full = len(chosen.told) == request.max_stories >= exploration.ROOM
    if (
        not taste.exploration_enabled
        or request.topic
        or not full
        or any(exploration.candidates(chosen.told, taste.recent_outlet_counts))
    ):
        return chosen
    seen = {story.id for part in chosen for story in part}
    for story in exploration.candidates(
        (each for each in ranked if each.id not in seen), taste.recent_outlet_counts
    ):
        quoted, end = _quoted(story, request, told)
        if end == "told":
            picked = replace(
                quoted,
                ranking_signals=(
                    *quoted.ranking_signals,
                    exploration.reason(quoted, taste.recent_outlet_counts),
                ),
            )
            return chosen._replace(told=(*chosen.told[:-1], picked), outdone=chosen.told[-1:])
    return chosen


def _joined(
    story: Story, joined: Sequence[cluster.Joined], request: BriefRequest, told: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    """Give the headlines under which the channel was told of parts of a story that are one since a new article."""
    headlines = []
    for each in joined:
        parts = [[article for article in part if article.id in told] for part in (each.gone, each.others)]
        if each.into == story.id and request.includes(each.by) and each.by.id not in told and all(parts):
            headlines += [part[0].title for part in parts]
    return tuple(dict.fromkeys(headlines))


def _followed(
    story: Story, known: Mapping[str, Article], alike: Callable[[str, str], float]
) -> Article | None:
    """Give the newest told article of the story that a new one goes on from."""
    nearest = max(known, key=lambda name: alike(story.id, name), default=None)
    return known[nearest] if nearest is not None and alike(story.id, nearest) >= FOLLOWS else None


def _quoted(
    story: Story, request: BriefRequest, told: Mapping[str, Sequence[str]]
) -> tuple[Story, Literal["told", "silent", "stale"]]:
    """Give a story its key sentences, from what is new in the window, and say whether it is told."""
    before = any(article.id in told for article in story.articles)
    fresh = [each for each in story.articles if request.includes(each) and each.id not in told]
    if before and not fresh:
        return replace(story, is_update=True), "stale"
    # Of an update twice as many are looked at, because some of them say what was said.
    wanted = request.sentences_per_story * (2 if before else 1)
    chosen = _shared(_key(tuple(fresh), wanted, request.method), fresh)
    if before and chosen:
        known = [text for article in story.articles for text in told.get(article.id, ())]
        chosen = novelty.fresh(known, chosen, language=story.articles[0].language)[
            : request.sentences_per_story
        ]
    end: Literal["told", "silent", "stale"] = "told" if chosen else "stale" if before else "silent"
    differences = between(chosen, fresh)
    return replace(story, key_sentences=tuple(chosen), is_update=before, discrepancies=differences), end


def _shared(chosen: Sequence[Sentence], articles: Sequence[Article]) -> tuple[Sentence, ...]:
    """Keep of each article no more than its share."""
    sizes = {article.id: len(article.sentences) for article in articles}
    quoted: Counter[str] = Counter()
    kept = []
    for sentence in chosen:
        if quoted[sentence.article_id] < max(1, min(FROM_ONE, int(SHARE * sizes[sentence.article_id]))):
            quoted[sentence.article_id] += 1
            kept.append(sentence)
    return tuple(kept)


def _left(reason: str, groups: Iterable[Sequence[Article]], request: BriefRequest) -> LeftOutArticles | None:
    articles = [article for members in groups for article in members if request.includes(article)]
    newest_first = sorted(articles, key=lambda each: each.appeared_at, reverse=True)
    return LeftOutArticles(reason, tuple(newest_first)) if articles else None


def _nearest(
    current: Sequence[tuple[str, tuple[Article, ...]]], request: BriefRequest, taste: Preferences
) -> tuple[str, ...]:
    """Offer the headlines of the stories that a brief on everything would tell first."""
    ranked = rank.rank(current, Weighing(request.window.until, taste=taste))
    return tuple(story.title for story in ranked[:NEAREST])


def _name(request: BriefRequest, now: datetime) -> str:
    made = f"{request.team} {request.channel} {request.topic} {request.window} {now.isoformat()}"
    return hashlib.sha256(made.encode("utf-8", "surrogatepass")).hexdigest()[:8]
