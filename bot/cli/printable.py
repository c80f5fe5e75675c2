"""Text from the web, made safe for a terminal."""

from __future__ import annotations


def make_printable(text: str) -> str:
    """Return the text without control characters that the terminal would interpret, those of writing direction too."""
    return "".join(char for char in text if char.isprintable() or char == "\n")
