"""Find the identifiers that several entries of a feed share and that therefore identify none of them.

Release notes share one page and differ in the fragment, a shop's offers share one link, and some feeds give every entry
the guid "0". Two entries of a feed are different if their guids differ or, without guids, if their titles do.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from news.article import canonical_url, full_url
from news.source import SharedIdentifier

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from news.source import Entry


def mark_shared_identifiers(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the entries of a whole feed with `Entry.shared_identifiers` set."""
    shared: dict[int, set[SharedIdentifier]] = defaultdict(set)
    for indexes in _group(entries, [entry.guid for entry in entries]):
        pages = {canonical_url(entries[index].url) for index in indexes}
        titles = {entries[index].title for index in indexes}
        if len(titles) > 1 and (len(pages) > 1 or pages == {""}):
            for index in indexes:
                shared[index].add(SharedIdentifier.GUID)
    for same_address in _group(entries, [_strip_query(entry.url) for entry in entries]):
        pages_of_group = [canonical_url(entries[index].url) for index in same_address]
        for places in _group(same_address, pages_of_group):
            _mark_page(entries, [same_address[place] for place in places], shared)
    return tuple(
        replace(entry, shared_identifiers=frozenset(shared[index])) if index in shared else entry
        for index, entry in enumerate(entries)
    )


def may_share_identifiers(entries: Iterable[Entry], known_data: bytes) -> bool:
    """Whether a new entry may share its guid or its page with a known entry.

    Args:
        entries: the new entries of a feed.
        known_data: the bytes of the feed's known entries.
    """
    return any(
        _contains(known_data, entry.guid, rb">\s*(?:<!\[CDATA\[)?\s*%s\s*(?:\]\]>)?\s*<")
        or _contains(known_data, _shortest_address(entry.url), rb"%s(?=[\s<\"'#?&\]])")
        or any(
            _contains(known_data, link, rb"[>\s\"'\[](?:\./)?%s(?=[\s<\"'#?&\]])")
            for link in _relative_links(entry.url)
        )
        for entry in entries
    )


def copy_shared_identifiers(entries: Sequence[Entry], whole_feed: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return entries with the shared identifiers of the corresponding entries in the whole feed."""
    shared = {
        (entry.guid, entry.url, entry.title): entry.shared_identifiers
        for entry in whole_feed
        if entry.shared_identifiers
    }
    return tuple(
        replace(entry, shared_identifiers=shared[identity])
        if (identity := (entry.guid, entry.url, entry.title)) in shared
        else entry
        for entry in entries
    )


# ---- private


def _mark_page(
    entries: Sequence[Entry], indexes: Sequence[int], shared: dict[int, set[SharedIdentifier]]
) -> None:
    """Mark the identifiers that entries with the same canonical URL share."""
    identities = {
        index: entries[index].title
        if not entries[index].guid or SharedIdentifier.GUID in shared.get(index, ())
        else entries[index].guid
        for index in indexes
    }
    if len(set(identities.values())) == 1:
        return
    for identifier, values in (
        (SharedIdentifier.URL, [""] * len(indexes)),
        (SharedIdentifier.FULL_URL, [full_url(entries[index].url) for index in indexes]),
        (SharedIdentifier.TITLE, [entries[index].title for index in indexes]),
    ):
        identities_by_value: dict[str, set[str]] = defaultdict(set)
        for index, value in zip(indexes, values, strict=True):
            identities_by_value[value].add(identities[index])
        for index, value in zip(indexes, values, strict=True):
            if len(identities_by_value[value]) > 1:
                shared[index].add(identifier)


def _group(items: Sequence[object], keys: Sequence[str]) -> list[list[int]]:
    """Return the indexes of items with equal keys, in groups of two or more. Empty keys do not count."""
    if len(set(keys)) == len(items):
        return []
    places: dict[str, list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        if key:
            places[key].append(place)
    return [group for group in places.values() if len(group) > 1]


def _strip_query(url: str) -> str:
    return url.partition("#")[0].partition("?")[0].partition("://")[2].lower()


def _shortest_address(url: str) -> str:
    """Return the part of a URL that all URLs of the same page have in common."""
    page = url.partition("#")[0]
    if "?" not in page or full_url(page) == canonical_url(page):
        return page
    return page.partition("?")[0]


def _relative_links(url: str) -> tuple[str, ...]:
    """Return the relative links by which a feed on the same site may refer to a URL's page."""
    path = "/" + _shortest_address(url).partition("://")[2].partition("/")[2]
    return (path, path.rpartition("/")[2])


def _contains(data: bytes, text: str, pattern: bytes) -> bool:
    written_forms = {text.encode(), text.replace("&", "&amp;").encode()} if text else set()
    return any(
        form in data and re.search(pattern.replace(b"%s", re.escape(form)), data) is not None
        for form in written_forms
    )
