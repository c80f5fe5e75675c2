"""The fitted word model: small trees over `features`, and how single words lean towards summaries.

The weights are fitted by `bench/fit_summaries.py`; without them `expected.formula` does.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

FILE = "weights.npz"
LANGUAGES = frozenset({"en"})
_BITS = 8


@dataclass(frozen=True)
class Model:
    """Trees that ask the same question at each level, so that numpy evaluates all at once.

    Attributes:
        columns: (trees, levels) the feature asked.
        borders: (trees, levels) "greater than" what.
        leaves: (trees, 2 ** levels) logarithms; the answers at the (at most 8) levels are the bits of the leaf.
        bias: added to the sum of leaves.
        words: the row of a stem in `figures`.
        figures: (words + 1, 2) rarity and lean of each stem; the last row is for every other stem.
    """

    columns: NDArray[np.int64]
    borders: NDArray[np.float32]
    leaves: NDArray[np.float32]
    bias: float
    words: Mapping[str, int]
    figures: Floats

    def known(self, stems: Sequence[str]) -> tuple[Floats, Floats]:
        """(T,) rarity and (T,) lean of stems; an unknown stem is rare and leans nowhere."""
        places = map(self.words.get, stems, repeat(-1))
        rows = self.figures[np.fromiter(places, np.int64, len(stems))]
        return rows[:, 0], rows[:, 1]

    def rates(self, values: Floats) -> Floats:
        """(n,) expected counts for (n, features) values."""
        grove = self._grove
        answers = (values.T.take(grove.columns, axis=0) > grove.borders).view(np.uint8)
        leaf = answers.take(grove.asked[-1], axis=0)
        for asked in grove.asked[-2::-1]:
            leaf += leaf
            leaf += answers.take(asked, axis=0)
        place = leaf.astype(np.int64)
        place += grove.first
        # "wrap" spares a check of each place; none is outside.
        rates: Floats = np.exp(grove.leaves.take(place, mode="wrap").sum(axis=0) + self.bias)
        return rates

    @cached_property
    def _grove(self) -> _Grove:
        return _grown(self.columns, self.borders, self.leaves)


@lru_cache(maxsize=1)
def shipped() -> Model | None:
    """Give the model of this package; None if its weights are not there."""
    held = resources.files("summarize").joinpath("data", FILE)
    return read(held.read_bytes()) if held.is_file() else None


def read(data: bytes) -> Model:
    """Read weights as `save` wrote them."""
    with np.load(io.BytesIO(data), allow_pickle=False) as held:
        stems = held["stems"].tobytes().decode().split("\n")
        return Model(
            columns=held["columns"].astype(np.int64),
            borders=held["borders"],
            leaves=held["leaves"],
            bias=float(held["bias"]),
            words={stem: row for row, stem in enumerate(stems)},
            figures=held["figures"].astype(float),
        )


def save(model: Model, path: Path) -> None:
    """Write weights: small, and the same file for the same model."""
    np.savez_compressed(
        path,
        columns=model.columns.astype(np.uint8),
        borders=model.borders.astype(np.float32),
        leaves=model.leaves.astype(np.float32),
        bias=np.float64(model.bias),
        stems=np.frombuffer("\n".join(model.words).encode(), np.uint8),
        figures=model.figures.astype(np.float16),
    )


# ---- private


@dataclass(frozen=True, slots=True)
class _Grove:
    """The same trees for speed: each question is asked once, and the answers to several trees make one byte.

    Attributes:
        columns: (questions,) the feature asked.
        borders: (questions, 1) "greater than" what.
        asked: (bits, G) the question of each bit of the G groups of trees.
        first: (G, 1) where a group's leaves begin.
        leaves: (G * 2 ** bits,) sums of the leaves of a group's trees.
    """

    columns: NDArray[np.int64]
    borders: NDArray[np.float32]
    asked: NDArray[np.int64]
    first: NDArray[np.int64]
    leaves: NDArray[np.float32]


def _grown(columns: NDArray[np.int64], borders: NDArray[np.float32], leaves: NDArray[np.float32]) -> _Grove:
    """Join as many trees as fill a byte; trees that are left over get partners that add nothing."""
    trees, levels = columns.shape
    together = max(1, _BITS // levels)
    lacking = -trees % together
    questions, asked = np.unique(
        np.stack([columns.astype(np.float64), borders.astype(np.float64)], axis=-1).reshape(-1, 2),
        axis=0,
        return_inverse=True,
    )
    asked = np.pad(asked.reshape(trees, levels), ((0, lacking), (0, 0))).reshape(-1, together * levels)
    parts = np.pad(leaves, ((0, lacking), (0, 0))).reshape(len(asked), together, -1)
    sums = parts[:, 0]
    for tree in range(1, together):  # a later tree's answers are the higher bits
        sums = (parts[:, tree, :, None] + sums[:, None, :]).reshape(len(asked), -1)
    return _Grove(
        columns=questions[:, 0].astype(np.int64),
        borders=questions[:, 1:].astype(np.float32),
        asked=np.ascontiguousarray(asked.T),
        first=np.arange(len(asked))[:, None] * sums.shape[1],
        leaves=sums.ravel(),
    )
