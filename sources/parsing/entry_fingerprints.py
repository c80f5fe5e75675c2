"""What is new in a feed, before anything is parsed: most of what a feed shows, it showed at the last visit too.

A feed's entries are found by their tags alone and known again by a hash of their bytes. What was shown before is cut
out, and the parser is given the rest. Where that cannot be done safely (another encoding, JSON, prefixes, CDATA that
holds tags), the feed stays whole: nothing is ever lost, only time.
"""

from __future__ import annotations

import re
from hashlib import sha256
from itertools import islice
from typing import NamedTuple

# Bytes of a mark: of a billion entries no two are likely to share one.
FINGERPRINT_BYTES = 8
# Entries beyond which a feed is left whole.
MAX_ENTRIES = 2_000
# <item> and <item rdf:about="...">, not <items>.
_ENTRY_TAGS = tuple(
    (re.compile(rb"<" + name + rb"[ \t\r\n>/]"), re.compile(rb"</" + name + rb">"))
    for name in (b"item", b"entry")
)


class FeedDelta(NamedTuple):
    """A feed without the entries that it showed before.

    Attributes:
        data: what is left of it; the whole feed if nothing was cut out.
        entry_fingerprints: of all that it shows.
        new_count: entries that are left.
        known_count: entries that were cut out.
    """

    data: bytes
    entry_fingerprints: bytes
    new_count: int
    known_count: int


def cut_known_entries(data: bytes, previous_fingerprints: bytes) -> FeedDelta:
    """Cut out of a feed what it showed before.

    Args:
        data: the feed.
        previous_fingerprints: the marks of the last visit.
    """
    # What cannot be told apart is one piece: the same bytes again are nothing new.
    spans = _find_entry_spans(data) or [(0, len(data))]
    known_fingerprints, fingerprints, kept_parts = split_fingerprints(previous_fingerprints), [], []
    position = known_count = 0
    for start, end in spans:
        fingerprint = sha256(data[start:end]).digest()[:FINGERPRINT_BYTES]
        fingerprints.append(fingerprint)
        if fingerprint in known_fingerprints:
            kept_parts.append(data[position:start])
            position = end
            known_count += 1
    kept_parts.append(data[position:])
    return FeedDelta(
        b"".join(kept_parts) if known_count else data,
        b"".join(fingerprints),
        len(spans) - known_count,
        known_count,
    )


def split_fingerprints(fingerprints: bytes) -> frozenset[bytes]:
    """Part marks that stand together."""
    return frozenset(
        fingerprints[position : position + FINGERPRINT_BYTES]
        for position in range(0, len(fingerprints), FINGERPRINT_BYTES)
    )


# ---- private


def _find_entry_spans(data: bytes) -> list[tuple[int, int]]:
    """Give where each entry stands; none where that is not beyond doubt. Takes time in proportion to the bytes."""
    for opening, closing in _ENTRY_TAGS:
        starts = [match.start() for match in islice(opening.finditer(data), MAX_ENTRIES + 1)]
        if not starts:
            continue
        ends = [match.end() for match in islice(closing.finditer(data), MAX_ENTRIES + 1)]
        spans = list(zip(starts, ends, strict=False))
        is_disjoint = len(starts) == len(ends) <= MAX_ENTRIES and all(
            start < end <= next_start
            for (start, end), next_start in zip(spans, [*starts[1:], len(data)], strict=True)
        )
        return spans if is_disjoint and _have_balanced_cdata(data, spans) else []
    return []


def _have_balanced_cdata(data: bytes, spans: list[tuple[int, int]]) -> bool:
    """Tell whether no CDATA begins in one entry and ends outside it: then its tags may be somebody's words."""
    return b"<![CDATA[" not in data or all(
        data.count(b"<![CDATA[", start, end) == data.count(b"]]>", start, end) for start, end in spans
    )
