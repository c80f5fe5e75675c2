"""Read the word lists of this package: text files with `[section]` headers, one entry per line, `#` comments."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=8)
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """Read a file in `data/`: return the lines of each section, in order."""
    text = resources.files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    held: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("["):
            lines = held.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return {section: tuple(entries) for section, entries in held.items()}


def words(name: str, section: str) -> frozenset[str]:
    """Return the words of a section with space-separated entries."""
    return frozenset(" ".join(sections(name)[section]).split())
