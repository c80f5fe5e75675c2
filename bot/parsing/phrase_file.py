"""Load the word lists in `bot/parsing/data`, in the format of `summarize.text.lexicon`."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from summarize.text import lexicon


@cache
def load_sections(file_name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the name and the lines of each section, in the order of the file.

    Args:
        file_name: a file of `bot/parsing/data`; its first comment describes the entries.
    """
    text = (resources.files("bot.parsing") / "data" / file_name).read_text(encoding="utf-8")
    return tuple(lexicon.parse_sections(text))


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
