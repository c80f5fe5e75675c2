"""The fitted word model: decision trees over word features, and a summary bias for each word.

`bench/fit_summaries.py` fits the weights; without them, `expected_counts.estimate_by_formula` is used.
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

WEIGHTS_FILE = "weights.npz"
SUPPORTED_LANGUAGES = frozenset({"en"})
_BITS_PER_BYTE = 8


@dataclass(frozen=True)
class WordModel:
    """A model of oblivious decision trees, which have one test per level so that numpy evaluates all at once.

    Attributes:
        feature_columns: (trees, levels) the feature tested.
        thresholds: (trees, levels) the thresholds; a test is "greater than".
        leaves: (trees, 2 ** levels) logarithms; the results at the (at most 8) levels are the bits of the leaf.
        bias: the value added to the sum of leaves.
        stem_rows: the row of a stem in `stem_values`.
        stem_values: (words + 1, 2) rarity and summary bias of each stem; the last row is for every other stem.
    """

    feature_columns: NDArray[np.int64]
    thresholds: NDArray[np.float32]
    leaves: NDArray[np.float32]
    bias: float
    stem_rows: Mapping[str, int]
    stem_values: Floats

    def look_up_stems(self, stems: Sequence[str]) -> tuple[Floats, Floats]:
        """Return the rarity and the summary bias of each stem, both (T,).

        Unknown stems are rare and have no bias.
        """
        stem_indices = map(self.stem_rows.get, stems, repeat(-1))
        rows = self.stem_values[np.fromiter(stem_indices, np.int64, len(stems))]
        return rows[:, 0], rows[:, 1]

    def predict_counts(self, feature_values: Floats) -> Floats:
        """Return the expected counts of n words, (n,), from their features, (n, features)."""
        trees = self._packed_trees
        test_results = (feature_values.T.take(trees.feature_columns, axis=0) > trees.thresholds).view(
            np.uint8
        )
        leaf_bits = test_results.take(trees.test_indices[-1], axis=0)
        for test_indices in trees.test_indices[-2::-1]:
            leaf_bits += leaf_bits
            leaf_bits += test_results.take(test_indices, axis=0)
        leaf_indices = leaf_bits.astype(np.int64)
        leaf_indices += trees.leaf_starts
        # "wrap" skips the bounds check; no index is out of bounds.
        counts: Floats = np.exp(trees.leaves.take(leaf_indices, mode="wrap").sum(axis=0) + self.bias)
        return counts

    @cached_property
    def _packed_trees(self) -> _PackedTrees:
        return _pack_trees(self.feature_columns, self.thresholds, self.leaves)


@lru_cache(maxsize=1)
def load_model() -> WordModel | None:
    """Return the model shipped with this package, or None if the package has no weights."""
    weights_file = resources.files("summarize").joinpath("data", WEIGHTS_FILE)
    return parse_model(weights_file.read_bytes()) if weights_file.is_file() else None


def parse_model(weights_bytes: bytes) -> WordModel:
    """Parse a model from weights written by `save_model`."""
    with np.load(io.BytesIO(weights_bytes), allow_pickle=False) as arrays:
        stems = arrays["stems"].tobytes().decode().split("\n")
        return WordModel(
            feature_columns=arrays["columns"].astype(np.int64),
            thresholds=arrays["borders"],
            leaves=arrays["leaves"],
            bias=float(arrays["bias"]),
            stem_rows={stem: row for row, stem in enumerate(stems)},
            stem_values=arrays["figures"].astype(float),
        )


def save_model(word_model: WordModel, path: Path) -> None:
    """Write the weights of a model to a small file.

    The same model always produces an identical file.
    """
    np.savez_compressed(
        path,
        columns=word_model.feature_columns.astype(np.uint8),
        borders=word_model.thresholds.astype(np.float32),
        leaves=word_model.leaves.astype(np.float32),
        bias=np.float64(word_model.bias),
        stems=np.frombuffer("\n".join(word_model.stem_rows).encode(), np.uint8),
        figures=word_model.stem_values.astype(np.float16),
    )


# ---- private


@dataclass(frozen=True, slots=True)
class _PackedTrees:
    """The trees of a word model, packed for speed.

    Each test runs once, and several trees share one byte of results.

    Attributes:
        feature_columns: (tests,) the feature tested.
        thresholds: (tests, 1) the thresholds; a test is "greater than".
        test_indices: (bits, G) the test of each bit of the G groups of trees.
        leaf_starts: (G, 1) the index of each group's first leaf.
        leaves: (G * 2 ** bits,) the summed leaves of each group's trees.
    """

    feature_columns: NDArray[np.int64]
    thresholds: NDArray[np.float32]
    test_indices: NDArray[np.int64]
    leaf_starts: NDArray[np.int64]
    leaves: NDArray[np.float32]


def _pack_trees(
    feature_columns: NDArray[np.int64], thresholds: NDArray[np.float32], leaves: NDArray[np.float32]
) -> _PackedTrees:
    """Pack trees into groups whose test results fit into one byte.

    Incomplete groups are filled with trees that add nothing.
    """
    tree_count, depth = feature_columns.shape
    trees_per_group = max(1, _BITS_PER_BYTE // depth)
    padding_trees = -tree_count % trees_per_group
    tests, test_indices = np.unique(
        np.stack([feature_columns.astype(np.float64), thresholds.astype(np.float64)], axis=-1).reshape(-1, 2),
        axis=0,
        return_inverse=True,
    )
    test_indices = np.pad(test_indices.reshape(tree_count, depth), ((0, padding_trees), (0, 0))).reshape(
        -1, trees_per_group * depth
    )
    grouped_leaves = np.pad(leaves, ((0, padding_trees), (0, 0))).reshape(
        len(test_indices), trees_per_group, -1
    )
    leaf_sums = grouped_leaves[:, 0]
    for tree in range(1, trees_per_group):  # the results of later trees are the higher bits
        leaf_sums = (grouped_leaves[:, tree, :, None] + leaf_sums[:, None, :]).reshape(len(test_indices), -1)
    return _PackedTrees(
        feature_columns=tests[:, 0].astype(np.int64),
        thresholds=tests[:, 1:].astype(np.float32),
        test_indices=np.ascontiguousarray(test_indices.T),
        leaf_starts=np.arange(len(test_indices))[:, None] * leaf_sums.shape[1],
        leaves=leaf_sums.ravel(),
    )
