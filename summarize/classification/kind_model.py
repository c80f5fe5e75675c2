"""The fitted model of article kinds, a logistic regression over `kind_features`.

The model gives reasons for each decision.

`bench/fit_kinds.py` fits the weights and stores its figures in the same file.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from operator import mul, sub
from typing import TYPE_CHECKING, Any

from news.article_kind import KindReason
from summarize.classification import kind_features

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FILE = "kind_weights.json"
# The languages that the weights are fitted to.
LANGUAGES = frozenset({"en"})
MAX_REASONS = 2
# Opinion is hard to tell from analysis (outlet folds, 1,721 articles, both kinds weighing the same: from .6 on, 47 % of
# opinion is found and 66 % of what is called opinion is; from .5 on 62 % and 63 %): what is not plainly opinion is
# called analysis.
OPINION_FROM = 0.6
MAX_SCORE = 500.0  # beyond this the exponential overflows

_GROUP_OF = {
    "said": "said",
    "reporting": "said",
    "says": "said",
    "attribution": "said",
    "title_of_person": "said",
    "weekday": "day",
    "first_person": "person",
    "second_person": "person",
    "necessity": "evaluative",
    "evaluative": "evaluative",
    "adverbs": "evaluative",
    "connective": "general",
    "possibility": "general",
    "present_be": "general",
    "past_be": "general",
    "abstract": "general",
    "time_span": "general",
    "year": "general",
}
_TOWARDS_OTHER = {
    "said": KindReason.NO_SAID_VERBS,
    "day": KindReason.NO_RECENT_DAY,
    "person": KindReason.FIRST_PERSON,
    "evaluative": KindReason.EVALUATIVE_WORDS,
    "general": KindReason.GENERAL_STATEMENTS,
    "title": KindReason.HEADLINE_STYLE,
    "text": KindReason.TEXT_STYLE,
}
_TOWARDS_REPORT = {
    "said": KindReason.SAID_VERBS,
    "day": KindReason.RECENT_DAY,
    "title": KindReason.HEADLINE_STYLE,
    "text": KindReason.TEXT_STYLE,
}


@dataclass(frozen=True, slots=True)
class KindModel:
    """The weights of the model, in the order of `kind_features.NAMES`.

    Attributes:
        means: (features,) the mean of each feature in the training data.
        weights: (features,) the weight of each feature's distance from its mean; positive weights speak against a
            report.
        bias: added to the weighted sum.
        threshold: the probability from which an article is not a report.
        opinion_weights: (features,) the weights for opinion against analysis, among articles that are not reports.
        opinion_bias: added to the weighted sum for opinion.
    """

    means: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float
    threshold: float
    opinion_weights: tuple[float, ...]
    opinion_bias: float

    def probability(self, values: Sequence[float]) -> float:
        """Return the probability that an article with these features is not a report."""
        return _chance(_line(values, self.means, self.weights, self.bias))

    def is_opinion(self, values: Sequence[float]) -> bool:
        """Whether an article that is not a report resembles opinion more than analysis."""
        return _chance(_line(values, self.means, self.opinion_weights, self.opinion_bias)) >= OPINION_FROM

    def reasons(self, values: Sequence[float], *, report: bool) -> tuple[KindReason, ...]:
        """Return the groups of features that contributed most to a decision, largest contribution first."""
        shares = list(map(mul, map(sub, values, self.means), self.weights))
        sign = -1 if report else 1
        weighed = [
            (sign * sum([shares[place] for place in places]), reason)
            for reason, places in _reasons(report=report)
        ]
        weighed.sort(reverse=True)
        return tuple(reason for share, reason in weighed[:MAX_REASONS] if share > 0)


@lru_cache(maxsize=1)
def shipped() -> KindModel:
    """Return the model shipped with this package. The first call reads the file."""
    text = resources.files(__package__).joinpath("data", FILE).read_text(encoding="utf-8")
    return from_json(text)


def from_json(text: str) -> KindModel:
    """Parse a model written by `bench/fit_kinds.py`.

    Raises:
        ValueError: if the model was fitted to features other than `kind_features.NAMES`.
    """
    held: dict[str, Any] = json.loads(text)
    rows = held["features"]
    if tuple(rows) != kind_features.NAMES:
        raise ValueError("the weights are of other features: run bench/fit_kinds.py")
    return KindModel(
        means=tuple(float(row["mean"]) for row in rows.values()),
        weights=tuple(float(row["weight"]) for row in rows.values()),
        bias=float(held["bias"]),
        threshold=float(held["threshold"]),
        opinion_weights=tuple(float(row["opinion"]) for row in rows.values()),
        opinion_bias=float(held["opinion_bias"]),
    )


# ---- private


def _line(values: Sequence[float], means: Sequence[float], weights: Sequence[float], bias: float) -> float:
    shares: Iterator[float] = map(mul, map(sub, values, means), weights)
    return bias + sum(shares)


def _chance(score: float) -> float:
    return 1 / (1 + math.exp(-max(score, -MAX_SCORE)))


@lru_cache(maxsize=2)
def _reasons(*, report: bool) -> tuple[tuple[KindReason, tuple[int, ...]], ...]:
    """Return the possible reasons for a decision, with the feature indices of each reason."""
    groups = [
        _GROUP_OF.get(name, "title" if name in kind_features.TITLE_NAMES else "text")
        for name in kind_features.NAMES
    ]
    named = _TOWARDS_REPORT if report else _TOWARDS_OTHER
    return tuple(
        (reason, tuple(place for place, each in enumerate(groups) if each == group))
        for group, reason in named.items()
    )
