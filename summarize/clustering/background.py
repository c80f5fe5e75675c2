"""The share of general news articles that contain each stem.

It is used for channels that have seen few articles so far.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# The languages with a counted file, see bench/document_frequencies.py.
LANGUAGES = frozenset({"en"})
_DATA_FOLDER = Path(__file__).parent / "data"


@cache
def document_shares(language: str) -> Mapping[str, float]:
    """Return the share of news articles that contain each stem, keyed by stem.

    Empty for languages without counts.

    Stems that are missing are rarer than all listed stems.
    """
    if language not in LANGUAGES:
        return {}
    path = _DATA_FOLDER / f"document_frequencies_{language}.txt"
    total = 1
    shares: dict[str, float] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        head, *rest = line.split()
        if head == "documents":
            total = int(rest[0])
        elif head != "#":
            shares.update(dict.fromkeys(rest, int(head) / total))
    return shares
