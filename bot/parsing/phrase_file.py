"""Reading of the word lists in `bot/parsing/data`: text files with `[section]` headers and one entry per line.

Lines that begin with `#` are comments. A section may come several times.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources


@cache
def load_sections(file_name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the name and the lines of each section, in the order of the file.

    Args:
        file_name: a file of `bot/parsing/data`; its first comment describes the entries.
    """
    text = (resources.files("bot.parsing") / "data" / file_name).read_text(encoding="utf-8")
    sections: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("[") and line.endswith("]"):
            sections.append((line[1:-1], []))
        elif line and not line.startswith("#"):
            sections[-1][1].append(line)
    return tuple((name, tuple(lines)) for name, lines in sections)


@cache
def load_phrases(file_name: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the section and the compiled pattern of each line, in the order of the file.

    The section "pieces" has a name and a pattern in each line; %NAME% in other lines stands for the pattern.
    """
    pieces: dict[str, str] = {}
    phrases: list[tuple[str, re.Pattern[str]]] = []
    for section, lines in load_sections(file_name):
        for line in lines:
            if section == "pieces":
                name, _, piece = line.partition(" ")
                pieces[name] = piece
                continue
            pattern = re.sub(r"%([A-Z]+)%", lambda match: pieces[match[1]], line)
            phrases.append((section, re.compile(pattern, re.IGNORECASE | re.DOTALL)))
    return tuple(phrases)
