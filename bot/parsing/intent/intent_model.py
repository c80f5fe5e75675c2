"""A linear model that gives each intent a probability from the features of an utterance.

Its weights are in `bot/parsing/data/intent_weights.txt`, written by `python -m bench.fit_intents`. A line has a feature
and a sign for each intent: the sign's place between "!" and "~", seen from "P", times the scale in the first line.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from bot.parsing.intent.intents import Intent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FILE = "intent_weights.txt"
_ZERO, _LOWEST, _HIGHEST = ord("P"), ord("!"), ord("~")


@dataclass(frozen=True, slots=True)
class IntentModel:
    """The weights of the features, a sign for each of `intents`, and what one step of a sign is worth."""

    intents: tuple[Intent, ...]
    scale: float
    weights: Mapping[str, str]

    def probabilities(self, features: Iterable[str]) -> dict[Intent, float]:
        """Return the probability of each intent; they add up to one."""
        known = [self.weights[feature] for feature in features if feature in self.weights]
        totals = [sum(map(ord, signs)) - len(known) * _ZERO for signs in zip(*known, strict=True)]
        highest = max(totals, default=0)
        chances = [math.exp((total - highest) * self.scale) for total in totals] or [1.0] * len(self.intents)
        whole = sum(chances)
        return {intent: chance / whole for intent, chance in zip(self.intents, chances, strict=True)}


@cache
def load_model() -> IntentModel:
    """Return the model that was fitted to the labelled utterances."""
    return parse_model((resources.files("bot.parsing") / "data" / FILE).read_text(encoding="utf-8"))


def parse_model(text: str) -> IntentModel:
    """Return the model that a file of weights holds."""
    lines = [line for line in text.splitlines() if not line.startswith("# ")]
    scale, *names = lines[0].split()
    return IntentModel(
        tuple(Intent(name) for name in names),
        float(scale),
        {feature: signs for feature, _, signs in (line.rpartition("\t") for line in lines[1:])},
    )


def encode_weights(weights: Iterable[float], scale: float) -> str:
    """Return the signs of the weights of a feature."""
    return "".join(chr(min(_HIGHEST, max(_LOWEST, round(weight / scale) + _ZERO))) for weight in weights)
