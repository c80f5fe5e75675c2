"""The entries of a feed whose pages are still unread after a fetch; later fetches read them.

    more pages than one fetch reads        -> pending
    a page that failed for the moment      -> pending, until it was tried `MAX_ATTEMPTS` times
    read, refused for good, or needed none -> complete

While an entry of a feed is pending, the feed's fingerprints hold, beside those of `sources.parsing.entry_fingerprints`,
one for each complete entry and one for each pending entry, with the number of attempts to read its page: no entry comes
twice and no page is tried for ever.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from sources.parsing.entry_fingerprints import FINGERPRINT_BYTES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from news.source import Entry

# Visits at which a page that fails for the moment is tried.
MAX_ATTEMPTS = 3
# Entries of one feed that may be pending, the newest: an archive of thousands is not read page by page.
MAX_PENDING = 200


@dataclass(slots=True)
class PageBacklog:
    """The entries of one fetch that are complete, and those whose page is still unread.

    Attributes:
        previous_fingerprints: the fingerprints of the previous fetch.
        known_count: the number of entries that the previous fetch returned too.
        pending_count: how many are left for the next.
    """

    previous_fingerprints: frozenset[bytes]
    known_count: int = 0
    pending_count: int = 0
    _fingerprints: list[bytes] = field(default_factory=list)

    @property
    def fingerprints(self) -> bytes:
        """The fingerprints of all marked entries, for the next fetch."""
        return b"".join(self._fingerprints)

    def is_complete(self, entry: Entry) -> bool:
        """Whether an earlier fetch completed the entry; if so, mark it as complete again."""
        if not self.previous_fingerprints or _complete_fingerprint(entry) not in self.previous_fingerprints:
            return False
        self.known_count += 1
        self._fingerprints.append(_complete_fingerprint(entry))
        return True

    def pending_attempts(self, entry: Entry) -> int | None:
        """Return how often the page of a pending entry was tried; None if the entry was not pending."""
        if not self.previous_fingerprints:
            return None
        return next(
            (
                attempts
                for attempts in range(MAX_ATTEMPTS)
                if _pending_fingerprint(entry, attempts) in self.previous_fingerprints
            ),
            None,
        )

    def mark_complete(self, entry: Entry) -> None:
        """Mark an entry, as the feed shows it, as complete."""
        self._fingerprints.append(_complete_fingerprint(entry))

    def mark_pending(self, entry: Entry, attempts: int) -> bool:
        """Mark an entry, as the feed shows it, as pending after some attempts; return False if it is given up."""
        if attempts >= MAX_ATTEMPTS or self.pending_count >= MAX_PENDING:
            self.mark_complete(entry)
            return False
        self._fingerprints.append(_pending_fingerprint(entry, attempts))
        self.pending_count += 1
        return True


def sort_by_priority(entries: Sequence[Entry], attempts_by_index: Mapping[int, int]) -> list[int]:
    """Return the indexes of entries in the order in which to read their pages: fewest attempts first, then newest.

    Args:
        entries: of a feed, in its order, which stands for their age where one of them has no date.
        attempts_by_index: how often the page of each entry was tried, by its index in `entries`.
    """
    dates = {index: entries[index].published_at or entries[index].updated_at for index in attempts_by_index}
    ages = {index: -when.timestamp() for index, when in dates.items() if when is not None}
    all_dated = len(ages) == len(attempts_by_index)
    return sorted(
        attempts_by_index,
        key=lambda index: (attempts_by_index[index], ages[index] if all_dated else 0, index),
    )


# ---- private


def _complete_fingerprint(entry: Entry) -> bytes:
    content = (entry.title, entry.text, entry.guid, entry.url, entry.published_at, entry.updated_at)
    return _fingerprint(f"complete {content!r}")


def _pending_fingerprint(entry: Entry, attempts: int) -> bytes:
    identity = (entry.guid, entry.url, entry.title)
    return _fingerprint(f"pending {attempts} {identity!r}")


def _fingerprint(text: str) -> bytes:
    return sha256(text.encode("utf-8", "surrogatepass")).digest()[:FINGERPRINT_BYTES]
