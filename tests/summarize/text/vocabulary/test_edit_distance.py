"""Typing mistakes between two words."""

import pytest

from summarize.text.vocabulary.edit_distance import edit_distance


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("bridge", "bridge", 0),
        ("brige", "bridge", 1),
        ("biult", "built", 1),
        ("fery", "ferry", 1),
        ("cat", "ferry", 3),
    ],
)
def test_letters_are_inserted_changed_and_swapped(one: str, other: str, distance: int) -> None:
    assert edit_distance(one, other, 2) == distance
