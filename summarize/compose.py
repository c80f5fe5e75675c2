"""Compose a brief from articles. Each article in the window joins a story or is left out for a stated reason.

articles --window, words--> articles --cluster, topic--> stories --rank--> the best --key sentences, news--> brief
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from news.article_kind import ArticleKind
from news.brief import Brief, LeftOutArticles, LeftOutReason
from news.headline import strip_furniture
from news.preferences import Preferences
from summarize.cleaning import clean
from summarize.clustering import cluster, novelty
from summarize.clustering.discrepancies import find_discrepancies
from summarize.extraction import key_sentences
from summarize.extraction.stories import (
    headlines,
    planned_events,
    quote_limits,
    sentence_labels,
    story_sentences,
)
from summarize.extraction.stories.story_sentences import StorySentences
from summarize.ranking import distinct_places, exploration, filters, overtaken, rank, rest, topic_share
from summarize.ranking.ranking_signals import RankingContext

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from news.article import Article, Sentence
    from news.brief import BriefRequest
    from news.story import Story

# Maximum number of stories that only a single outlet reports: a brief must not become one outlet's front page.
MAX_STORIES_PER_SINGLE_OUTLET = 2
# A story that is this similar to a story shown before (cosine of the two) counts as its continuation. In seeds/, 3 of 3
# such pairs of stories belong together, and of 50 events of one field 8 of 11; from .15 on 4 of 4, and 11 of 19.
MIN_CONTINUATION_SIMILARITY = 0.2
# The mean length of two sentences up to which both are kept, and the words that each further sentence adds. On a phone
# the stories of ten briefs take 2.7 screens with 33 for every sentence, 2.6 with 33 and 18, 2.5 with 32 and 18.
MAX_WORDS_PER_SENTENCE = 32
MAX_WORDS_PER_FURTHER_SENTENCE = 18
# What "with opinion" lets stand as a story.
_OPINION_KINDS = frozenset({ArticleKind.OPINION, ArticleKind.ANALYSIS, ArticleKind.FEATURE})
# Maximum number of headlines to suggest if nothing matches the requested topic.
MAX_SUGGESTED_HEADLINES = 5


def compose(
    request: BriefRequest,
    articles: Sequence[Article],
    *,
    now: datetime,
    quoted_history: Mapping[str, Sequence[str]] | None = None,
    topic_source_ids: frozenset[str] = frozenset(),
    relevance: Mapping[str, float] | None = None,
    preferences: Preferences = Preferences(),
) -> Brief:
    """Compose a brief as requested.

    Args:
        request: the request for the brief.
        articles: all articles that the channel may see, from the window and the days before it (so that stories that
            began earlier are complete), in any order.
        now: the current time, aware.
        quoted_history: the sentences that the channel has already seen, by article id. It contains all articles of
            the stories that were shown, even those without a quoted sentence. Such a story is shown again only with
            its new information.
        topic_source_ids: ids of sources that are dedicated to the topic, regardless of the words in their articles.
        relevance: the relevance of each article to the topic according to a search, 0 to 1, by id.
        preferences: the preferences of the channel.

    Returns:
        The brief. If there is nothing to show, it has no stories, and `left_out`, `latest_article` and
        `suggested_headlines` explain why.

    Raises:
        UnknownMethod: the request names a method that does not exist.
    """
    excluded_terms_by_article = filters.excluded_by(
        request.excluded_terms, (item for item in articles if request.includes(item))
    )
    quoted_history, relevance = quoted_history or {}, relevance or {}
    clustering = _cached_clustering(
        tuple(article for article in articles if article.id not in excluded_terms_by_article)
    )
    groups, story_merges = clustering.groups, clustering.story_merges
    articles_in_window = [article for article in articles if request.includes(article)]
    current_groups = [
        (story_id, members) for story_id, members in groups if any(map(request.includes, members))
    ]
    # Commentary alone is not a story. If there are no reports, the commentary is listed in the rest.
    story_kinds = {ArticleKind.REPORT, *(_OPINION_KINDS if request.with_opinion else ())}
    report_groups = [
        group for group in current_groups if any(article.kind in story_kinds for article in group[1])
    ]
    report_ids = {story_id for story_id, _ in report_groups}
    commentary = clustering.attach_commentary(
        (article for _, members in current_groups for article in members if article.kind not in story_kinds),
        report_ids,
    )
    attached_ids = {article.id for members in commentary.values() for article in members}
    topic_selection = topic_share.select_by_topic(
        report_groups or current_groups, request.topic, topic_source_ids, relevance
    )
    topic_groups = topic_selection.about if report_groups else []
    mention_groups = (
        topic_selection.mentioning if report_groups else [*topic_selection.about, *topic_selection.mentioning]
    )
    context = RankingContext(
        now,
        request.topic,
        topic_selection.article_ids,
        preferences,
        clustering.similarity,
        is_current=request.includes,
    )
    ranked_stories = tuple(
        replace(story, commentary=commentary.get(story.id, ()))
        for story in overtaken.demote_overtaken(
            rank.rank_stories(topic_groups, context),
            similarity=clustering.similarity,
            tells_done=headlines.is_overtaken,
        )
    )
    repeated = _cached_repeated_sentences(groups)
    selection = _add_exploration_pick(
        _select_stories(ranked_stories, request, quoted_history, repeated, clustering.tells_same_event),
        ranked_stories,
        request,
        quoted_history,
        repeated,
        preferences,
        clustering.tells_same_event,
    )
    # The newest quoted article of each quoted story. A story with such an article is an update and continues no other.
    quoted_articles_by_story = {
        story_id: article
        for story_id, members in groups
        for article in reversed(members)
        if article.id in quoted_history
    }
    selected_ids = {story.id for category in selection for story in category}
    shown_ids = {story.id for story in (*selection.quoted, *selection.nothing_new)}
    further_stories = (
        *(story for story in ranked_stories if story.id not in shown_ids),
        *rank.rank_stories(mention_groups, context),
    )
    ranked_ids = {story.id for story in ranked_stories}
    left_out_groups: tuple[tuple[LeftOutReason, str, Sequence[Sequence[Article]]], ...] = (
        *(
            (
                LeftOutReason.EXCLUDED_TERM,
                term,
                [_articles_excluded_by(articles, excluded_terms_by_article, term)],
            )
            for term in request.excluded_terms
        ),
        (
            LeftOutReason.OFF_TOPIC,
            request.topic,
            [
                (*members, *commentary.get(story_id, ()))
                for story_id, members in report_groups
                if story_id not in ranked_ids
            ],
        ),
        (LeftOutReason.SAME_EVENT, "", _articles_and_commentary(selection.same_event)),
        (LeftOutReason.OUTLET_LIMIT, "", _articles_and_commentary(selection.outlet_limited)),
        (LeftOutReason.NOTHING_NEW, "", _articles_and_commentary(selection.nothing_new)),
        (LeftOutReason.NOT_QUOTABLE, "", _articles_and_commentary(selection.unquotable)),
        (LeftOutReason.DISPLACED, "", _articles_and_commentary(selection.displaced)),
        (
            LeftOutReason.RANKED_LOWER,
            str(request.max_stories),
            _articles_and_commentary(story for story in ranked_stories if story.id not in selected_ids),
        ),
        (
            LeftOutReason.NOT_A_REPORT,
            "",
            [
                members
                for story_id, members in current_groups
                if story_id not in report_ids and members[0].id not in attached_ids
            ],
        ),
    )
    return Brief(
        id=build_brief_id(request, now),
        request=request,
        created_at=now,
        stories=tuple(
            replace(
                story,
                merged_titles=_merged_titles(story, story_merges, request, quoted_history),
                continued_article=None
                if story.is_update
                else _find_continued_article(story, quoted_articles_by_story, clustering.similarity),
            )
            for story in selection.quoted
        ),
        left_out=tuple(
            filter(
                None,
                (
                    _build_left_out(reason, value, groups, request)
                    for reason, value, groups in left_out_groups
                ),
            )
        ),
        rest=rest.select_rest(
            (
                story.articles
                for story in distinct_places.one_each_per_place(
                    further_stories, selection.quoted, clustering.tells_same_event
                )
            ),
            includes=request.includes,
            quoted_ids=quoted_history,
            only_reports=bool(report_groups) and not request.with_opinion,
        ),
        ahead=planned_events.find_planned_events(
            (
                tuple(filter(request.includes, story.articles))
                for story in (*selection.quoted, *further_stories)
            ),
            after=now.date(),
            quoted=[sentence.text for story in selection.quoted for sentence in story.key_sentences],
        )
        if selection.quoted
        else (),
        article_count=len(articles_in_window),
        latest_article=max(articles, key=lambda item: item.appeared_at, default=None),
        suggested_headlines=_suggest_headlines(report_groups or current_groups, request, preferences)
        if request.topic and not topic_groups
        else (),
    )


def summarize_article(article: Article, request: BriefRequest) -> tuple[Sentence, ...]:
    """Return the key sentences of one article, chosen as in a brief."""
    return _limit_per_article(
        _cached_key_sentences((article,), request.sentences_per_story, request.method), [article]
    )


def build_brief_id(request: BriefRequest, now: datetime) -> str:
    """Return the id of the brief for a request that is made at a given time."""
    place_text = f"{request.team} {request.channel}{request.recipient}"
    identity_text = f"{place_text} {request.topic} {request.window} {now.isoformat()}"
    return hashlib.sha256(identity_text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


# ---- private: shared by channels that read the same sources at the same time


@lru_cache(maxsize=8)
def _cached_clustering(articles: tuple[Article, ...]) -> cluster.Clustering:
    return cluster.cluster_incrementally(articles)


@lru_cache(maxsize=8)
def _cached_repeated_sentences(groups: tuple[tuple[str, tuple[Article, ...]], ...]) -> frozenset[str]:
    """Return sentences that an outlet repeats in several stories, because repeated sentences are not news."""
    story_ids: dict[tuple[str, str], str] = {}
    repeated = set()
    for story_id, members in groups:
        for article in members:
            for sentence in article.sentences:
                if story_ids.setdefault((article.outlet, sentence.text), story_id) != story_id:
                    repeated.add(sentence.text)
    return frozenset(repeated)


@lru_cache(maxsize=512)
def _cached_story_sentences(
    articles: tuple[Article, ...],
    earlier: tuple[Article, ...],
    max_sentences: int,
    repeated: frozenset[str],
) -> StorySentences:
    return story_sentences.select_story_sentences(
        articles,
        max_sentences=max_sentences,
        max_words=_max_words(max_sentences),
        earlier=earlier,
        repeated=repeated,
    )


@lru_cache(maxsize=512)
def _cached_key_sentences(
    articles: tuple[Article, ...], max_sentences: int, method: str
) -> tuple[Sentence, ...]:
    return key_sentences.select_key_sentences(articles, max_sentences=max_sentences, method=method)


# ---- private


def _articles_excluded_by(
    articles: Sequence[Article], excluded_terms_by_article: Mapping[str, str], term: str
) -> list[Article]:
    return [article for article in articles if excluded_terms_by_article.get(article.id) == term]


def _articles_and_commentary(stories: Iterable[Story]) -> list[tuple[Article, ...]]:
    return [(*story.articles, *story.commentary) for story in stories]


class _StorySelection(NamedTuple):
    """The stories selected for a brief, and the stories left out with the reasons.

    Attributes:
        unquotable: stories without a quotable sentence.
        nothing_new: stories without anything new.
        outlet_limited: stories whose outlet already has its maximum number of stories.
        same_event: stories about the event of a higher-ranked story.
        displaced: stories that were replaced by the exploration pick.
    """

    quoted: tuple[Story, ...]
    unquotable: tuple[Story, ...]
    nothing_new: tuple[Story, ...]
    outlet_limited: tuple[Story, ...]
    same_event: tuple[Story, ...]
    displaced: tuple[Story, ...] = ()


def _select_stories(
    ranked_stories: Sequence[Story],
    request: BriefRequest,
    quoted_history: Mapping[str, Sequence[str]],
    repeated: frozenset[str],
    tells_same_event: Callable[[str, str], bool],
) -> _StorySelection:
    """Select the best stories, one per event.

    Stories covered by a single outlet are limited while others are left.
    """
    stories_by_outcome: dict[str, list[Story]] = {"told": [], "silent": [], "stale": []}
    outlet_limited: list[Story] = []
    same_event: list[Story] = []
    single_outlet_counts: Counter[str] = Counter()
    for story in ranked_stories:
        if len(stories_by_outcome["told"]) == request.max_stories:
            break
        if distinct_places.find_place(story, stories_by_outcome["told"], tells_same_event):
            same_event.append(story)
            continue
        if len(story.outlets) == 1 and single_outlet_counts[story.outlets[0]] == (
            request.max_per_outlet or MAX_STORIES_PER_SINGLE_OUTLET
        ):
            outlet_limited.append(story)
            continue
        place = len(stories_by_outcome["told"])
        quoted_story, outcome = _add_key_sentences(
            story, request, quoted_history, repeated, request.max_sentences_at(place)
        )
        stories_by_outcome[outcome].append(quoted_story)
        if outcome == "told" and len(story.outlets) == 1:
            single_outlet_counts[story.outlets[0]] += 1
    # A requested limit always applies; the default limit is exceeded if the brief would otherwise be short.
    while (
        outlet_limited
        and not request.max_per_outlet
        and len(stories_by_outcome["told"]) < request.max_stories
    ):
        place = len(stories_by_outcome["told"])
        story = outlet_limited.pop(0)
        if distinct_places.find_place(story, stories_by_outcome["told"], tells_same_event):
            same_event.append(story)
            continue
        quoted_story, outcome = _add_key_sentences(
            story, request, quoted_history, repeated, request.max_sentences_at(place)
        )
        stories_by_outcome[outcome].append(quoted_story)
    return _StorySelection(
        tuple(stories_by_outcome["told"]),
        tuple(stories_by_outcome["silent"]),
        tuple(stories_by_outcome["stale"]),
        tuple(outlet_limited),
        tuple(same_event),
    )


def _add_exploration_pick(
    selection: _StorySelection,
    ranked_stories: Sequence[Story],
    request: BriefRequest,
    quoted_history: Mapping[str, Sequence[str]],
    repeated: frozenset[str],
    preferences: Preferences,
    tells_same_event: Callable[[str, str], bool],
) -> _StorySelection:
    """Assign the last place to the best story from seldom quoted outlets, unless one is already selected."""
    is_full = len(selection.quoted) == request.max_stories >= exploration.MIN_STORIES_FOR_EXPLORATION
    if (
        not preferences.exploration_enabled
        or request.topic
        or not is_full
        or any(exploration.exploration_candidates(selection.quoted, preferences.recent_outlet_counts))
    ):
        return selection
    considered_ids = {story.id for category in selection for story in category}
    for story in exploration.exploration_candidates(
        (candidate for candidate in ranked_stories if candidate.id not in considered_ids),
        preferences.recent_outlet_counts,
    ):
        if distinct_places.find_place(story, selection.quoted[:-1], tells_same_event):
            continue
        quoted_story, outcome = _add_key_sentences(
            story, request, quoted_history, repeated, request.sentences_per_story
        )
        if outcome == "told":
            exploration_story = replace(
                quoted_story,
                ranking_signals=(
                    *quoted_story.ranking_signals,
                    exploration.exploration_signal(quoted_story, preferences.recent_outlet_counts),
                ),
            )
            return selection._replace(
                quoted=(*selection.quoted[:-1], exploration_story), displaced=selection.quoted[-1:]
            )
    return selection


def _merged_titles(
    story: Story,
    story_merges: Sequence[cluster.StoryMerge],
    request: BriefRequest,
    quoted_history: Mapping[str, Sequence[str]],
) -> tuple[str, ...]:
    """Return the known headlines of two stories that a new article has merged into one story.

    A headline is known if the channel has seen its article.
    """
    titles = []
    for merge in story_merges:
        parts = [
            [article for article in part if article.id in quoted_history]
            for part in (merge.merged_articles, merge.surviving_articles)
        ]
        if (
            merge.surviving_id == story.id
            and request.includes(merge.merging_article)
            and merge.merging_article.id not in quoted_history
            and all(parts)
        ):
            titles += [part[0].title for part in parts]
    return tuple(dict.fromkeys(titles))


def _find_continued_article(
    story: Story, quoted_articles_by_story: Mapping[str, Article], similarity: Callable[[str, str], float]
) -> Article | None:
    """Return the quoted article of the earlier story that a new story continues, or None."""
    nearest_id = max(
        quoted_articles_by_story, key=lambda story_id: similarity(story.id, story_id), default=None
    )
    return (
        quoted_articles_by_story[nearest_id]
        if nearest_id is not None and similarity(story.id, nearest_id) >= MIN_CONTINUATION_SIMILARITY
        else None
    )


def _add_key_sentences(
    story: Story,
    request: BriefRequest,
    quoted_history: Mapping[str, Sequence[str]],
    repeated: frozenset[str],
    max_sentences: int,
) -> tuple[Story, Literal["told", "silent", "stale"]]:
    """Add key sentences from new articles to a story. Return whether the brief includes the story."""
    is_update = any(article.id in quoted_history for article in story.articles)
    new_articles = [
        item for item in story.articles if request.includes(item) and item.id not in quoted_history
    ]
    if is_update and not new_articles:
        return replace(story, is_update=True), "stale"
    # For an update, twice as many sentences are considered, because some of them repeat known information.
    chosen = _choose_sentences(
        story, tuple(new_articles), max_sentences * (2 if is_update else 1), request.method, repeated
    )
    selected_sentences = chosen.sentences
    if is_update:
        selected_sentences = _select_update_sentences(
            selected_sentences, _known_texts(story, quoted_history), new_articles, request, max_sentences
        )
    selected_sentences = _limit_words(selected_sentences, max_sentences)
    has_sentences = selected_sentences or (not is_update and _has_quotable_sentence(new_articles))
    outcome: Literal["told", "silent", "stale"] = (
        "told" if has_sentences else "stale" if is_update else "silent"
    )
    # If the channel already knows the sentences that were chosen first, take the headline of the new sentences.
    is_as_chosen = selected_sentences[:1] == chosen.sentences[:1]
    return replace(
        story,
        key_sentences=tuple(selected_sentences),
        headline_article_id=chosen.headline_article.id if is_as_chosen else "",
        is_update=is_update,
        discrepancies=find_discrepancies(selected_sentences, new_articles),
        sentence_labels=sentence_labels.label_sentences(
            selected_sentences, story.articles, request.window.until.date()
        ),
    ), outcome


def _choose_sentences(
    story: Story, articles: tuple[Article, ...], max_sentences: int, method: str, repeated: frozenset[str]
) -> StorySentences:
    """Choose the sentences of a story with the requested method.

    The method "news" follows the rules for stories; other methods rank sentences only.
    """
    if method == "news":
        earlier = tuple(item for item in story.articles if item not in articles)
        return _cached_story_sentences(articles, earlier, max_sentences, repeated)
    sentences = _limit_per_article(_cached_key_sentences(articles, max_sentences, method), articles)
    first_id = sentences[0].article_id if sentences else articles[0].id
    return StorySentences(next(item for item in articles if item.id == first_id), sentences)


def _has_quotable_sentence(articles: Iterable[Article]) -> bool:
    return any(clean.is_quotable(sentence.text) for article in articles for sentence in article.sentences)


def _known_texts(story: Story, quoted_history: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the sentences and headlines of a story that the channel has already seen."""
    quoted_texts = [text for article in story.articles for text in quoted_history.get(article.id, ())]
    quoted_titles = [
        strip_furniture(article.title, article.outlet)
        for article in story.articles
        if quoted_history.get(article.id) and article.version == 1
    ]
    # Older histories contain no headlines. A headline that may have changed since is not assumed to be the one shown.
    has_headline = any(title in quoted_texts for title in quoted_titles)
    return tuple(quoted_texts if has_headline else [*quoted_texts, *quoted_titles])


def _select_update_sentences(
    candidates: Sequence[Sentence],
    known_texts: Sequence[str],
    articles: Sequence[Article],
    request: BriefRequest,
    max_sentences: int,
) -> tuple[Sentence, ...]:
    """Keep the sentences that contain new information.

    An article whose headline contradicts a known headline comes first.
    """
    language = articles[0].language
    novel = novelty.novel_sentences(known_texts, candidates, language=language)
    for article in articles:
        if novelty.is_contradicting_headline(known_texts, article.title, language=language):
            article_sentences = [
                sentence
                for sentence in (*novel, *summarize_article(article, request))
                if sentence.article_id == article.id
            ]
            if article_sentences:
                first = article_sentences[0]
                others = (sentence for sentence in novel if sentence != first)
                return (first, *others)[:max_sentences]
    return novel[:max_sentences]


def _limit_words(sentences: Sequence[Sentence], max_sentences: int) -> tuple[Sentence, ...]:
    """Drop sentences from the end until a story fits its place. The first sentence always stays."""
    kept = tuple(sentences)
    while len(kept) > 1 and _count_words(kept) > _max_words(max_sentences):
        kept = kept[:-1]
    return kept


def _max_words(max_sentences: int) -> int:
    """Return the number of words up to which the last of a story's sentences are kept."""
    further_count = max(0, max_sentences - 2)
    return MAX_WORDS_PER_SENTENCE * min(2, max_sentences) + MAX_WORDS_PER_FURTHER_SENTENCE * further_count


def _count_words(sentences: Iterable[Sentence]) -> int:
    return sum(len(sentence.text.split()) for sentence in sentences)


def _limit_per_article(sentences: Sequence[Sentence], articles: Sequence[Article]) -> tuple[Sentence, ...]:
    """Keep at most the permitted number of sentences from each article."""
    limits = {article.id: quote_limits.max_sentences_of(article) for article in articles}
    quoted_counts: Counter[str] = Counter()
    limited_sentences = []
    for sentence in sentences:
        if quoted_counts[sentence.article_id] < limits[sentence.article_id]:
            quoted_counts[sentence.article_id] += 1
            limited_sentences.append(sentence)
    return tuple(limited_sentences)


def _build_left_out(
    reason: LeftOutReason, value: str, groups: Iterable[Sequence[Article]], request: BriefRequest
) -> LeftOutArticles | None:
    articles = [article for members in groups for article in members if request.includes(article)]
    newest_first = sorted(articles, key=lambda item: item.appeared_at, reverse=True)
    return LeftOutArticles(reason, tuple(newest_first), value) if articles else None


def _suggest_headlines(
    current_groups: Sequence[tuple[str, tuple[Article, ...]]], request: BriefRequest, preferences: Preferences
) -> tuple[str, ...]:
    """Return the top headlines of a brief without a topic, as suggestions."""
    ranked_stories = rank.rank_stories(
        current_groups, RankingContext(request.window.until, preferences=preferences)
    )
    return tuple(story.title for story in ranked_stories[:MAX_SUGGESTED_HEADLINES])
