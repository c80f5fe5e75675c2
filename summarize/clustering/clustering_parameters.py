"""The thresholds and weights of clustering, as one frozen value: a brief uses the default, a bench passes others in.

The evidence stands beside each value. It is B-cubed F1 (precision of pairs) on the development streams. Readers see
wrong merges; missed ones read as two items: of values with equal F1, the one with the higher precision was taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class SimilarityThresholds:
    """When a report joins a story.

    Attributes:
        min_similarity: the similarity from which it joins.
        mean_weight: the weight of the mean cosine to the story's reports; the rest is the cosine to their sum, which
            grows with the story and lets large stories swallow their neighbours.
        idle_penalty_per_day: taken from the similarity for each day since the story's last report.
        age_penalty_per_day: the same for each day since the mean time of its reports.
        repeat_outlet_penalty: taken for an outlet that is in the story already: most report an event once.
        min_shared_terms: the number of terms that both must have.
    """

    min_similarity: float
    mean_weight: float
    idle_penalty_per_day: float
    age_penalty_per_day: float
    repeat_outlet_penalty: float
    min_shared_terms: int


# Three outlets, headline and lead; and the English articles of seeds/, whose stories go on for days: without age
# penalty, with mean and repeat penalty .972 (.906); min_similarity .14, age .04, repeat .03 .987 (1.0) and .760 (1.0);
# these values .991 (1.0) and .794 (1.0), and so for .10 to .12 with age .04 to .05. Without the age penalty seeds/ come
# to .859 (1.0), the outlets to .990 (.943).
WITH_LEAD_THRESHOLDS = SimilarityThresholds(
    min_similarity=0.11,
    mean_weight=0.5,
    idle_penalty_per_day=0.02,
    age_penalty_per_day=0.05,
    repeat_outlet_penalty=0.015,
    min_shared_terms=4,
)
# Headlines of one field: without age penalty and bigrams .749 (.737); min_similarity .26 with age .08 .754 (.768), .25
# with .10 .758 (.776), .24 with .12 .755 (.801); mean_weight .2 and .3 .752 and .747 (.794 and .809).
HEADLINE_ONLY_THRESHOLDS = SimilarityThresholds(
    min_similarity=0.24,
    mean_weight=0.0,
    idle_penalty_per_day=0.05,
    age_penalty_per_day=0.12,
    repeat_outlet_penalty=0.03,
    min_shared_terms=2,
)


@dataclass(frozen=True, slots=True)
class ClusteringParameters:
    """What decides which articles are about one event.

    Attributes:
        with_lead: the thresholds for a report with headline and lead.
        headline_only: the thresholds for a headline alone.
        min_lead_words: a lead of fewer words counts as none.
        min_merge_similarity: two open stories that one report joins are one from this cosine on.
        max_idle_time: how long a story stays open after its last report.
        title_weight: how often a word of the headline counts beside one of the lead.
        bigram_weight: what a bigram counts beside a single term: it tells "gold medal" from "gold" and "medal".
    """

    with_lead: SimilarityThresholds = WITH_LEAD_THRESHOLDS
    headline_only: SimilarityThresholds = HEADLINE_ONLY_THRESHOLDS
    min_lead_words: int = 8
    # Headlines: .3, .4, .5, .6, never: .728, .758, .754, .748, .755; with leads nothing merges.
    min_merge_similarity: float = 0.5
    # 3, 5 and 8 days differ by under .002 with the age penalty.
    max_idle_time: timedelta = timedelta(hours=120)
    title_weight: int = 2
    # Headlines, 0, .25, .35, .5: at the same F1, the precision of pairs is .768 with .25 and .747 with 0.
    bigram_weight: float = 0.25


DEFAULT_PARAMETERS = ClusteringParameters()
