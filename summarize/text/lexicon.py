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
    sections: dict[str, tuple[str, ...]] = {}
    for name, lines in parse_sections(file_text):
        sections[name] = (*sections.get(name, ()), *lines)
    return sections


def parse_sections(file_text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return the name and the lines of each section of a word list, in order; a section may come several times.

    Lines before the first section are in a section without a name.
    """
    sections: list[tuple[str, list[str]]] = [("", [])]
    for line in file_text.splitlines():
        if line.startswith("[") and line.endswith("]"):
            sections.append((line[1:-1], []))
        elif line and not line.startswith("#"):
            sections[-1][1].append(line)
    return [(name, tuple(lines)) for name, lines in sections if name or lines]


def build_alternation(file_name: str, section: str, language: str) -> str:
    """Return the lines of a word-list section as one regular expression.

    The English section is used if the section has no version in the language.
    """
    sections = load_sections(file_name)
    return "|".join(sections.get(f"{section} {language}", sections[f"{section} en"]))
