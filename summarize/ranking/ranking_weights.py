"""The weights of ranking. Briefs use the defaults, and benchmarks pass other values.

The evidence is next to each field. "P@5" is precision at 5 by prediction, "nDCG" is nDCG at 10
(`bench/ranking.py --sweep`), measured with the weights of 0.2 (coverage 1, activity 1, recency 2). "Told" is the share
of an editor's five events of an evening that a brief covers, "led" the share of places led by a report, on 15
evenings of three weeks; no other value covers more in each of the weeks. Fields without figures were set by hand.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RankingWeights:
    """Points, half-lives and thresholds of the ranking signals.

    Attributes:
        coverage: points for each doubling of the outlets that report a story: one outlet 0, two 1, four 2.
        activity: points for each doubling of 1 plus the recent reports, each weighted by its age.
        activity_half_life_hours: the age at which a report counts half.
        recency: points of a story with a report published now.
        recency_half_life_hours: the age at which these points are halved.
        topic: points of a story whose reports are all about the topic.
        headline_match: points if most headlines name the topic.
        commentary: points of a story that is certainly not a report; scaled by the probability that no article is one.
        roundup: points of a story that consists of rolling items.
        question_headline: points of a story whose headlines are all questions.
        preference: points for each step of "more" or "less": as much as twice the outlets.
        vote: points in the limit, if all votes on a story go one way.
        source_vote: points in the limit for votes on other stories from its sources.
        prior_votes: votes added to neither side, so that one vote alone moves little.
        similarity_penalty: points deducted from a story for its similarity (cosine) to a story above it.
        penalty_free_similarity: the similarity up to which no points are deducted.
        max_diversified_stories: places for which the penalty is computed.
        min_overtaking_similarity: the similarity (cosine) from which a story that tells as done what another announces
            goes before it.
    """

    # Who reports it before when: (activity, recency, its half-life) 1, 2, 12: told 75 %, led 86 %; .5, 1, 12: 77 %,
    # 89 %. Coverage 1 and 1.5 tell the same.
    coverage: float = 1.0
    activity: float = 0.5
    # 2, 3, 4, 6, 8, 12: P@5 .502, .506, .511, .508, .505, .503.
    activity_half_life_hours: float = 4.0
    # 0, 1, 2, 4: P@5 .512, .512, .511, .506. Without these points a brief would put the latest news last.
    recency: float = 1.0
    # 3, 6, 12: P@5 .506, .511, .513.
    recency_half_life_hours: float = 12.0
    topic: float = 1.0
    headline_match: float = 0.5
    # 0, -1, -2, -3: told 74, 75, 77, 77 %; led 86, 88, 90, 90 %.
    commentary: float = -2.0
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
    # As for stories that go on from another. On the 15 evenings no story is overtaken so, from .05 on. If age alone
    # were a reason, for stories that resemble each other from .2, .15, .1 on, 1, 2, 2 of 54 told events would be lost.
    min_overtaking_similarity: float = 0.15


DEFAULT_WEIGHTS = RankingWeights()
