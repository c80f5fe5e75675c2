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
SIZE = 8
# Entries beyond which a feed is left whole.
MOST = 2_000
# <item> and <item rdf:about="...">, not <items>.
_TAGS = tuple(
    (re.compile(rb"<" + name + rb"[ \t\r\n>/]"), re.compile(rb"</" + name + rb">"))
    for name in (b"item", b"entry")
)


class Rest(NamedTuple):
    """A feed without the entries that it showed before.

    Attributes:
        data: what is left of it; the whole feed if nothing was cut out.
        marks: of all that it shows.
        new: entries that are left.
        cut: entries that were cut out.
    """

    data: bytes
    marks: bytes
    new: int
    cut: int


def new(data: bytes, shown: bytes) -> Rest:
    """Cut out of a feed what it showed before.

    Args:
        data: the feed.
        shown: the marks of the last visit.
    """
    # What cannot be told apart is one piece: the same bytes again are nothing new.
    spans = _spans(data) or [(0, len(data))]
    known, marks, kept = parted(shown), [], []
    place = cut = 0
    for start, end in spans:
        mark = sha256(data[start:end]).digest()[:SIZE]
        marks.append(mark)
        if mark in known:
            kept.append(data[place:start])
            place = end
            cut += 1
    kept.append(data[place:])
    return Rest(b"".join(kept) if cut else data, b"".join(marks), len(spans) - cut, cut)


def parted(marks: bytes) -> frozenset[bytes]:
    """Part marks that stand together."""
    return frozenset(marks[place : place + SIZE] for place in range(0, len(marks), SIZE))


# ---- private


def _spans(data: bytes) -> list[tuple[int, int]]:
    """Give where each entry stands; none where that is not beyond doubt. Takes time in proportion to the bytes."""
    for opening, closing in _TAGS:
        starts = [found.start() for found in islice(opening.finditer(data), MOST + 1)]
        if not starts:
            continue
        ends = [found.end() for found in islice(closing.finditer(data), MOST + 1)]
        spans = list(zip(starts, ends, strict=False))
        are_apart = len(starts) == len(ends) <= MOST and all(
            start < end <= following
            for (start, end), following in zip(spans, [*starts[1:], len(data)], strict=True)
        )
        return spans if are_apart and _are_whole(data, spans) else []
    return []


def _are_whole(data: bytes, spans: list[tuple[int, int]]) -> bool:
    """Tell whether no CDATA begins in one entry and ends outside it: then its tags may be somebody's words."""
    return b"<![CDATA[" not in data or all(
        data.count(b"<![CDATA[", start, end) == data.count(b"]]>", start, end) for start, end in spans
    )
