"""Load the phrase files in `bot/parsing/data`: sections of regular expressions that match whole texts."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources


@cache
def load_phrases(file_name: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the section and the compiled pattern of each line, in the order of the file.

    Args:
        file_name: a file of `bot/parsing/data`; its first comment describes the format.
    """
    text = (resources.files("bot.parsing") / "data" / file_name).read_text(encoding="utf-8")
    pieces: dict[str, str] = {}
    phrases: list[tuple[str, re.Pattern[str]]] = []
    section = ""
    for line in text.splitlines():
        if line.startswith("> "):
            section = line.removeprefix("> ")
        elif section == "pieces" and line:
            name, _, piece = line.partition(" ")
            pieces[name] = piece
        elif line and not line.startswith("# "):
            pattern = re.sub(r"%([A-Z]+)%", lambda match: pieces[match[1]], line)
            phrases.append((section, re.compile(pattern, re.IGNORECASE | re.DOTALL)))
    return tuple(phrases)
