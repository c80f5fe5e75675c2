"""How common a stem is in the news in general: a channel's first days do not show it yet."""

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
    """Return the share of news articles that contain each stem; empty for a language that was not counted.

    A stem that is missing is rarer than all that are listed.
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
