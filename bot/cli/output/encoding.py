"""Output on terminals that cannot show every character."""

from __future__ import annotations

import codecs
import os
import sys
import unicodedata

# What typographic characters look like in ASCII; letters lose their accents.
_LOOKALIKES = {
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "‹": "'", "›": "'",
    "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "…": "...", "·": "-", "•": "*", "×": "x", "→": "->", "✓": "+",
    "\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " ", "\N{SOFT HYPHEN}": "",
    "ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "€": "EUR", "£": "GBP",
}  # fmt: skip
_LOOKALIKE_HANDLER = "newsbrief_lookalike"


def make_streams_safe() -> None:
    """Let standard output and standard error replace what their encoding cannot show, instead of failing."""
    codecs.register_error(_LOOKALIKE_HANDLER, _replace)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure and str(getattr(stream, "encoding", "")).lower().replace("-", "") != "utf8":
            reconfigure(errors=_LOOKALIKE_HANDLER)


def discard_output() -> None:
    """Send what is still to be written to standard output nowhere, after its reader has gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


# ---- private


def _replace(problem: UnicodeError) -> tuple[str, int]:
    if not isinstance(problem, UnicodeEncodeError):
        raise problem
    text = problem.object[problem.start : problem.end]
    return "".join(map(_lookalike, text)), problem.end


def _lookalike(character: str) -> str:
    if character in _LOOKALIKES:
        return _LOOKALIKES[character]
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return plain or ("" if unicodedata.combining(character) else "?")
