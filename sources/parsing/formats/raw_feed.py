"""A feed and its entries as written, before titles, links and dates are normalized."""

from __future__ import annotations

from typing import NamedTuple


class RawEntry(NamedTuple):
    """An entry as written in the feed.

    Attributes:
        title: text or markup.
        published, updated: the written dates, best first.
        body: the longest text of the entry, as markup; of a JSON Feed, the richest.
        other_bodies: its other texts, which may have more words and less markup.
        title_fallback: used if there is no title.
        authors: as they are written, for example "ada@example.org (Ada Harl)".
        language: the language of this entry; "" if it names none.
        is_permalink: whether an address as guid is the entry's link too.
    """

    title: str = ""
    link: str = ""
    guid: str = ""
    published: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    body: str = ""
    title_fallback: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""
    enclosure_url: str = ""
    is_permalink: bool = True
    other_bodies: tuple[str, ...] = ()


class RawFeed(NamedTuple):
    """A feed as written."""

    title: str
    link: str
    language: str
    entries: tuple[RawEntry, ...]
