"""The fitted word model: small trees over `features`, and how single words lean towards summaries.

The weights are fitted by `bench/fit_summaries.py`; without them `expected.formula` does.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

FILE = "weights.npz"
LANGUAGES = frozenset({"en"})


@dataclass(frozen=True)
class Model:
    """Trees that ask the same question at each level, so that numpy evaluates all at once.

    Attributes:
        columns: (trees, levels) the feature asked.
        borders: (trees, levels) "greater than" what.
        leaves: (trees, 2 ** levels) logarithms; the answers at the levels are the bits of the leaf's number.
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
        rows = self.figures[[self.words.get(stem, -1) for stem in stems]]
        return rows[:, 0], rows[:, 1]

    def rates(self, values: Floats) -> Floats:
        """(n,) expected counts for (n, features) values."""
        trees, levels = self.columns.shape
        asked = values.T[self.columns.T.ravel()] > self.borders.T.reshape(-1, 1)
        answers = asked.view(np.uint8).reshape(levels, trees, -1)
        leaf = answers[0].astype(np.int16)
        for level in range(1, levels):
            leaf += answers[level] * np.int16(1 << level)
        leaf += (np.arange(trees, dtype=np.int16) << levels)[:, None]
        rates: Floats = np.exp(self.leaves.ravel().take(leaf).sum(axis=0) + self.bias)
        return rates


@lru_cache(maxsize=1)
def shipped() -> Model | None:
    """Give the model of this package; None if its weights are not there."""
    held = resources.files("summarize").joinpath(FILE)
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
