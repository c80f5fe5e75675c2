"""The word lists beside the code: text files of sections, `[name]`, with an entry a line and `#` for remarks."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=16)
def read(name: str) -> dict[str, tuple[str, ...]]:
    """Read a file of this package.

    Args:
        name: "kin.txt".

    Returns:
        Section -> its lines, in order.
    """
    held = resources.files("summarize").joinpath("data", name).read_text(encoding="utf-8")
    sections: dict[str, tuple[str, ...]] = {}
    section = ""
    for line in held.splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            sections[section] = (*sections.get(section, ()), line)
    return sections


def alternatives(name: str, section: str, language: str) -> str:
    """Give the lines of "[section language]" as one alternative of a pattern; the English ones if there are none."""
    held = read(name)
    return "|".join(held.get(f"{section} {language}", held[f"{section} en"]))
