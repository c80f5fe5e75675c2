"""Read the word lists of this package: text files with `[section]` headers and one entry per line.

Lines that begin with `#` are comments.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=16)
def load_sections(file_name: str) -> dict[str, tuple[str, ...]]:
    """Read all sections of a word list, by section name.

    Args:
        file_name: a file of this package, such as "word_families.txt".

    Returns:
        The lines of each section, in order.
    """
    file_text = resources.files("summarize").joinpath("data", file_name).read_text(encoding="utf-8")
    lines_by_section: dict[str, list[str]] = {}
    section = ""
    for line in file_text.splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            lines_by_section.setdefault(section, []).append(line)
    return {name: tuple(lines) for name, lines in lines_by_section.items()}


def build_alternation(file_name: str, section: str, language: str) -> str:
    """Return the lines of a word-list section as one regular expression.

    The English section is used if the section has no version in the language.
    """
    sections = load_sections(file_name)
    return "|".join(sections.get(f"{section} {language}", sections[f"{section} en"]))
