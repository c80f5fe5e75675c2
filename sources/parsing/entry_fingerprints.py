"""Remove the entries that are already known from a feed before parsing.

Usually, most entries were already in the previous fetch.

Entries are found by their tags alone and recognized by a hash of their bytes. Known entries are cut out, and the
parser gets the rest. If that is not safe (another encoding, JSON, prefixes, CDATA that contains tags), the parser gets
the whole feed: this costs time, but no entry is lost.
"""

from __future__ import annotations

import re
from hashlib import sha256
from itertools import islice
from typing import NamedTuple

# The size of a fingerprint in bytes: a collision among a billion entries is unlikely.
FINGERPRINT_BYTES = 8
# Nothing is cut out of a feed with more entries.
MAX_ENTRIES = 2_000
# <item> and <item rdf:about="...">, not <items>.
_ENTRY_TAGS = tuple(
    (re.compile(rb"<" + name + rb"[ \t\r\n>/]"), re.compile(rb"</" + name + rb">"))
    for name in (b"item", b"entry")
)


class FeedDelta(NamedTuple):
    """A feed without the entries of the previous fetch.

    Attributes:
        data: the feed without the known entries; the whole feed if none were cut out.
        entry_fingerprints: the concatenated fingerprints of all entries, including those that were cut out.
        new_count: the number of entries that are left.
        known_count: the number of entries that were cut out.
        known_data: the entries that were cut out; b"" if nothing is left.
    """

    data: bytes
    entry_fingerprints: bytes
    new_count: int
    known_count: int
    known_data: bytes = b""


def cut_known_entries(data: bytes, previous_fingerprints: bytes) -> FeedDelta:
    """Remove from a feed the entries that were already in the previous fetch.

    Args:
        data: the feed's bytes.
        previous_fingerprints: the fingerprints of the previous fetch, concatenated.
    """
    # If the entries cannot be found, the whole feed counts as one entry, which is known if its bytes are unchanged.
    spans = _find_entry_spans(data) or [(0, len(data))]
    known_fingerprints, fingerprints = split_fingerprints(previous_fingerprints), []
    kept_parts: list[bytes] = []
    known_parts: list[bytes] = []
    position = known_count = 0
    for start, end in spans:
        fingerprint = sha256(data[start:end]).digest()[:FINGERPRINT_BYTES]
        fingerprints.append(fingerprint)
        if fingerprint in known_fingerprints:
            kept_parts.append(data[position:start])
            known_parts.append(data[start:end])
            position = end
            known_count += 1
    kept_parts.append(data[position:])
    return FeedDelta(
        b"".join(kept_parts) if known_count else data,
        b"".join(fingerprints),
        len(spans) - known_count,
        known_count,
        b"".join(known_parts) if known_count < len(spans) else b"",
    )


def split_fingerprints(fingerprints: bytes) -> frozenset[bytes]:
    """Split concatenated fingerprints into a set."""
    return frozenset(
        fingerprints[position : position + FINGERPRINT_BYTES]
        for position in range(0, len(fingerprints), FINGERPRINT_BYTES)
    )


# ---- private


def _find_entry_spans(data: bytes) -> list[tuple[int, int]]:
    """Return the start and end of each entry in the feed.

    The list is empty if the positions are uncertain.

    Takes time linear in the feed's size.
    """
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
    """Whether no CDATA section crosses an entry boundary.

    If one does, an apparent tag may really be text.
    """
    return b"<![CDATA[" not in data or all(
        data.count(b"<![CDATA[", start, end) == data.count(b"]]>", start, end) for start, end in spans
    )
