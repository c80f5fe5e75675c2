"""Read the word lists of this package: text files with `[section]` headers, one entry per line, `#` comments."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=16)
def load_sections(file_name: str) -> dict[str, tuple[str, ...]]:
    """Read all sections of a word list.

    Args:
        file_name: a file of this package, such as "word_families.txt".

    Returns:
        The lines of each section, in order.
    """
    file_text = resources.files("summarize").joinpath("data", file_name).read_text(encoding="utf-8")
    sections: dict[str, tuple[str, ...]] = {}
    section = ""
    for line in file_text.splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            sections[section] = (*sections.get(section, ()), line)
    return sections


def build_alternation(file_name: str, section: str, language: str) -> str:
    """Return the lines of "[section language]" as one regular expression; English if that section is missing."""
    sections = load_sections(file_name)
    return "|".join(sections.get(f"{section} {language}", sections[f"{section} en"]))
