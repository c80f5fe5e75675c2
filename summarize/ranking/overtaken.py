"""Move a story below the story that overtook it: "Senate to vote on bill" below "Senate rejects bill"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from news.story import RankingSignal, SignalCode
from summarize.ranking.ranking_weights import DEFAULT_WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from news.article import Article
    from news.story import Story
    from summarize.ranking.ranking_weights import RankingWeights

# The points by which an overtaken story falls behind the other.
MARGIN = 0.01
# The sentences of a report that tell what happened.
OPENING_SENTENCES = 2


def demote_overtaken(
    ranked_stories: Sequence[Story],
    *,
    similarity: Callable[[str, str], float],
    tells_done: Callable[[Article, str], bool],
    weights: RankingWeights = DEFAULT_WEIGHTS,
) -> tuple[Story, ...]:
    """Return the stories, with each overtaken story moved below the story that overtook it.

    A story overtakes another if it is newer, resembles it, and tells as done what the newest headline of the other
    announces.

    Args:
        ranked_stories: best first.
        similarity: the similarity of two stories, by their ids.
        tells_done: whether a text tells as done what the headline of an article announces.
        weights: holds the similarity, and the number of places that are compared.
    """
    stories = list(ranked_stories)
    compared = stories[: weights.max_diversified_stories]
    for story in compared:
        place = stories.index(story)
        overtaking = next(
            (
                other
                for other in stories[place + 1 : weights.max_diversified_stories]
                if _overtakes(other, story, similarity(story.id, other.id), tells_done, weights)
            ),
            None,
        )
        if overtaking is None:
            continue
        stories.remove(story)
        place = stories.index(overtaking) + 1
        points = round(min(overtaking.score - story.score - MARGIN, 0.0), 2)
        signal = RankingSignal(SignalCode.OVERTAKEN, points, {"number": place})
        stories.insert(place, replace(story, ranking_signals=(*story.ranking_signals, signal)))
    return tuple(stories)


# ---- private


def _overtakes(
    newer: Story,
    older: Story,
    similarity: float,
    tells_done: Callable[[Article, str], bool],
    weights: RankingWeights,
) -> bool:
    if newer.latest_article_at <= older.latest_article_at or similarity < weights.min_overtaking_similarity:
        return False
    announcement = older.articles[0]
    return any(
        tells_done(announcement, text)
        for article in newer.articles
        for text in (
            article.title,
            *(sentence.text for sentence in article.sentences[:OPENING_SENTENCES]),
        )
    )
