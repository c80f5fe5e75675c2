"""URLs that are safe to show: without credentials, and with tokens masked."""

from __future__ import annotations

import re
from itertools import pairwise
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

# Stands for a token in a URL that is shown.
MASK = "…"
# Names of parameters that hold a secret or say who reads a feed.
_SECRET_NAME_PATTERN = re.compile(
    r"token|key|auth|pass|pwd|secret|sig(?:nature)?$|session|^sid$|hash|cred|user|login|e?mail|jwt|^code$",
    re.IGNORECASE,
)
# Parameters with random values that are public: the ids of videos and lists.
_PUBLIC_NAMES = frozenset({"channel_id", "playlist_id", "v", "list"})
_UUID_PATTERN = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
# A part of a token is a run of letters and digits. Words and dates of a path are shorter, or not mixed.
_RUN_PATTERN = re.compile(r"[A-Za-z0-9]{16,}")
MIN_TOKEN_CHANGES, MIN_HEX_TOKEN_LENGTH = 3, 24


def public_url(url: str) -> str:
    """Return a URL that is safe to show: without user name and password, and with "…" in place of each token.

    Other text, such as a path of a file, is unchanged.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if parts.scheme.lower() not in {"http", "https"}:
        return url
    host = parts.netloc.rpartition("@")[2]
    path = "/".join(MASK if _is_token(segment) else segment for segment in parts.path.split("/"))
    parameters = parse_qsl(parts.query, keep_blank_values=True)
    shown = [(name, MASK if _is_secret(name, value) else value) for name, value in parameters]
    if (host, path, shown) == (parts.netloc, parts.path, parameters):
        return url
    query = urlencode(shown, safe="/:,").replace(quote(MASK), MASK)
    return urlunsplit((parts.scheme, host, path, query, ""))


# ---- private


def _is_secret(name: str, value: str) -> bool:
    if name.lower() in _PUBLIC_NAMES or not value:
        return False
    return bool(_SECRET_NAME_PATTERN.search(name)) or _is_token(value)


def _is_token(text: str) -> bool:
    return bool(_UUID_PATTERN.search(text)) or any(map(_is_random, _RUN_PATTERN.findall(text)))


def _is_random(run: str) -> bool:
    """Whether a text is long and hexadecimal, or alternates several times between letters and digits."""
    changes = sum(first.isdigit() != second.isdigit() for first, second in pairwise(run))
    is_hexadecimal = len(run) >= MIN_HEX_TOKEN_LENGTH and re.fullmatch(r"(?i)[0-9a-f]+", run) is not None
    return changes >= MIN_TOKEN_CHANGES or is_hexadecimal
