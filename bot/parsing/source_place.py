"""Parse the argument of `newsbrief add`: an address, the name of a starter pack, or a path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Collection

_FILE_SCHEME, _PATH_STARTS = "file://", ("/", "./", "../", "~", ".\\")
_FEED_SCHEME = re.compile(r"^feed:(?://)?", re.IGNORECASE)
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)
# A host with a dot or a port, then perhaps a path: "bbc.com/news", "localhost:8080/feed.xml".
_HOST = re.compile(
    r"^(?:[^\s/?#:.]+(?:\.[^\s/?#:.]+)+(?::\d+)?|[^\s/?#:]+:\d+|\[[0-9a-f:]+\](?::\d+)?)(?=[/?#]|$)",
    re.IGNORECASE,
)
# An address whose last part has fewer words is a section: /business-and-finance, /world-news.
MIN_WORDS_OF_ARTICLE_NAME = 4
_FEED_NAME = re.compile(r"(?:^|[/._-])(?:rss|atom|feed|feeds|xml|rdf)(?:[/._-]|$)", re.IGNORECASE)
_DAY_IN_PATH = re.compile(r"/(?:19|20)\d\d[/-](?:\d{1,2}|[a-z]{3})(?:[/-]\d{1,2})?/.")


class PlaceKind(Enum):
    """The kinds of places; the last two can't be followed."""

    WEB = "web"
    PACK = "pack"
    PATH = "path"
    EMPTY = "empty"
    UNNAMED_FOLDER = "unnamed_folder"  # a folder with this name is here, but it was not written as a path
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """A place to follow.

    Attributes:
        kind: what it is.
        value: the URL with its scheme, the pack's name, or the path.
        assumes_https: whether the scheme was not typed.
    """

    kind: PlaceKind
    value: str = ""
    assumes_https: bool = False


def is_article_address(url: str) -> bool:
    """Whether an address looks like that of one article: a day or a long number in its path, or a name of many words.

    Examples: /2026/11/18/storm, /news/articles/c4ng7n9y1xqo, /storm-reaches-the-coast-of-harl, /a-12345678.html
    """
    path = urlsplit(url).path.rstrip("/")
    last = path.rpartition("/")[2].lower()
    if _FEED_NAME.search(path):
        return False
    words = [word for word in re.split(r"[-_]", last.partition(".")[0]) if word]
    is_code = bool(re.fullmatch(r"(?=.*\d[a-z])[a-z0-9]{9,}", last))
    return bool(_DAY_IN_PATH.search(path + "/") or re.search(r"\d{6,}", last) or is_code) or (
        len(words) >= MIN_WORDS_OF_ARTICLE_NAME
    )


def parse_source_place(words: str, pack_names: Collection[str]) -> SourcePlace:
    """Parse a typed place.

    A folder is meant only if it is written as a path: "./world", "/srv/news", "~/news", "news/".

    Args:
        words: as typed.
        pack_names: the names of the starter packs.
    """
    place = words.strip().strip("<>").partition("|")[0].strip()
    if not place:
        return SourcePlace(PlaceKind.EMPTY)
    if _FEED_SCHEME.match(place):
        place = _FEED_SCHEME.sub("", place)
        place = place if _SCHEME.match(place) else f"https://{place}"
    if place.lower().startswith(_FILE_SCHEME):
        return SourcePlace(PlaceKind.PATH, place[len(_FILE_SCHEME) :])
    if _SCHEME.match(place):
        return SourcePlace(PlaceKind.WEB, place)
    if place.lower() in pack_names:
        return SourcePlace(PlaceKind.PACK, place.lower())
    return _parse_bare_place(place)


# ---- private


def _parse_bare_place(place: str) -> SourcePlace:
    """Parse a place that has no scheme and is not the name of a pack."""
    path, is_host = Path(place), bool(_HOST.match(place))
    if place.startswith(_PATH_STARTS) or place in {".", ".."} or path.is_file():
        return SourcePlace(PlaceKind.PATH, place)
    if is_host:
        return SourcePlace(PlaceKind.WEB, f"https://{place}", assumes_https=True)
    if "/" in place:
        return SourcePlace(PlaceKind.PATH, place)
    return SourcePlace(PlaceKind.UNNAMED_FOLDER if path.is_dir() else PlaceKind.UNKNOWN, place)
