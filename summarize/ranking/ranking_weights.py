"""The points that ranking gives, as one frozen value: a brief ranks with the default, a bench passes others in.

The evidence stands beside each field. "P@5" is precision at 5 by prediction, "nDCG" is nDCG at 10
(`bench/ranking.py --sweep`); fields without figures were set by hand.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RankingWeights:
    """Points, half-lives and thresholds of the ranking signals.

    Attributes:
        coverage: points for each doubling of the outlets that tell a story: one outlet 0, two 1, four 2.
        activity: points for each doubling of 1 plus the recent reports, each weighted by its age.
        activity_half_life_hours: the age at which a report counts half.
        recency: points of a story whose newest report appears now.
        recency_half_life_hours: the age at which these points are halved.
        topic: points of the story that is most relevant to the topic.
        headline_match: points for a headline that names the topic.
        unusual_coverage: points for each doubling of an outlet's usual number of reports on a story.
        min_unusual_ratio: the multiple of the usual number from which these points count.
        rare_outlet: points for an outlet that publishes little: what it does publish, it means.
        max_rare_outlet_share: an outlet publishes little below this share of all articles.
        roundup: points of a story that consists of rolling items.
        question_headline: points of a story whose headlines are all questions.
        preference: points for each step of "more" or "less": as much as twice the outlets.
        vote: points in the limit, if all votes on a story go one way.
        source_vote: the same for votes on other stories of its sources.
        prior_votes: votes added to neither side, so that one vote alone moves little.
        similarity_penalty: points taken from a story for its similarity (cosine) to one above it.
        penalty_free_similarity: similarity up to which nothing is taken.
        max_diversified_stories: places for which the penalty is computed.
    """

    coverage: float = 1.0
    activity: float = 1.0
    # 2, 3, 4, 6, 8, 12: P@5 .502, .506, .511, .508, .505, .503.
    activity_half_life_hours: float = 4.0
    # 0, 1, 2, 4: P@5 .512, .512, .511, .506. Without these points a brief would put the latest news last.
    recency: float = 2.0
    # 3, 6, 12: P@5 .506, .511, .513.
    recency_half_life_hours: float = 6.0
    topic: float = 1.0
    headline_match: float = 0.5
    unusual_coverage: float = 0.3
    min_unusual_ratio: float = 2.0
    rare_outlet: float = 0.2
    max_rare_outlet_share: float = 0.05
    # 0, -.5, -1, -2: P@5 .504, .507, .511, .511.
    roundup: float = -1.0
    # 0, -.5, -1: P@5 .509, .511, .512; nDCG .628, .630, .630.
    question_headline: float = -0.5
    preference: float = 1.0
    vote: float = 1.5
    source_vote: float = 0.75
    prior_votes: int = 4
    # 0, .5, 1, 1.5, 2, 3: P@5 .505, .506, .511, .511, .510, .511.
    similarity_penalty: float = 1.5
    # 0, .05, .1: P@5 .509, .511, .510.
    penalty_free_similarity: float = 0.05
    max_diversified_stories: int = 20


DEFAULT_WEIGHTS = RankingWeights()
