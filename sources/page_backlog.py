"""Track the feed entries whose pages have not been read yet.

Later fetches can then read the pages.

    more pages than one fetch reads        -> pending
    a page that failed temporarily         -> pending, until it was tried `MAX_ATTEMPTS` times
    read, refused for good, or needed none -> complete

While any entry of a feed is pending, the feed's fingerprints contain, in addition to the fingerprints from
`sources.parsing.entry_fingerprints`, one for each complete entry and one for each pending entry with the number of
attempts to read its page. So no entry is delivered twice, and no page is tried forever.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from news.source import ContentCounts
from sources.parsing.entry_fingerprints import FINGERPRINT_BYTES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from news.source import Entry

# The number of fetches that try to read a page that fails temporarily.
MAX_ATTEMPTS = 3
# The maximum number of pending entries of one feed, the newest: an archive of thousands is not read page by page.
MAX_PENDING = 200


@dataclass(slots=True)
class PageBacklog:
    """The complete and pending entries of a fetch.

    A pending entry is one whose page is still unread.

    Attributes:
        previous_fingerprints: the fingerprints of the previous fetch.
        known_count: the number of entries that the previous fetch returned too.
        pending_count: the number of entries left for the next fetch.
        content_counts: what this fetch brings that no earlier one brought.
    """

    previous_fingerprints: frozenset[bytes]
    known_count: int = 0
    pending_count: int = 0
    content_counts: ContentCounts = field(default_factory=ContentCounts)
    _fingerprints: list[bytes] = field(default_factory=list)

    @property
    def fingerprints(self) -> bytes:
        """The fingerprints of all entries marked in this fetch. The next fetch needs them."""
        return b"".join(self._fingerprints)

    def is_complete(self, entry: Entry) -> bool:
        """Whether the entry was completed in an earlier fetch.

        If so, mark the entry as complete again.
        """
        if not self.previous_fingerprints or _complete_fingerprint(entry) not in self.previous_fingerprints:
            return False
        self.known_count += 1
        self._fingerprints.append(_complete_fingerprint(entry))
        return True

    def pending_attempts(self, entry: Entry) -> int | None:
        """Return the number of attempts to read a pending entry's page; None if the entry is not pending."""
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
        """Mark an entry as complete. The entry must be passed as it was in the feed."""
        self._fingerprints.append(_complete_fingerprint(entry))

    def mark_pending(self, entry: Entry, attempts: int) -> bool:
        """Mark an entry as pending, or as complete if its page is no longer tried.

        Return whether it is pending. Pass the entry as it was in the feed.
        """
        if attempts >= MAX_ATTEMPTS or self.pending_count >= MAX_PENDING:
            self.mark_complete(entry)
            return False
        self._fingerprints.append(_pending_fingerprint(entry, attempts))
        self.pending_count += 1
        return True

    def count(self, entry: Entry, filled_entry: Entry, *, is_new: bool) -> None:
        """Add an entry to the counts.

        Args:
            entry: the entry as it was in the feed.
            filled_entry: the entry with the text of its page.
            is_new: whether no earlier fetch brought the entry.
        """
        has_text, has_date = bool(filled_entry.text), _is_dated(filled_entry)
        self.content_counts += ContentCounts(
            int(is_new),
            int(has_text and (is_new or not entry.text)),
            int(has_date and (is_new or not _is_dated(entry))),
        )


def sort_by_priority(entries: Sequence[Entry], attempts_by_index: Mapping[int, int]) -> list[int]:
    """Return the indexes of entries in the order in which to read their pages.

    Entries with the fewest attempts come first, then the newest.

    Args:
        entries: the entries in the feed's order, which replaces their dates if any entry has no date.
        attempts_by_index: the number of attempts to read each entry's page, by the entry's index in `entries`.
    """
    dates = {index: entries[index].published_at or entries[index].updated_at for index in attempts_by_index}
    ages = {index: -when.timestamp() for index, when in dates.items() if when is not None}
    all_dated = len(ages) == len(attempts_by_index)
    return sorted(
        attempts_by_index,
        key=lambda index: (attempts_by_index[index], ages[index] if all_dated else 0, index),
    )


# ---- private


def _is_dated(entry: Entry) -> bool:
    return bool(entry.published_at or entry.updated_at)


def _complete_fingerprint(entry: Entry) -> bytes:
    content = (entry.title, entry.text, entry.guid, entry.url, entry.published_at, entry.updated_at)
    return _fingerprint(f"complete {content!r}")


def _pending_fingerprint(entry: Entry, attempts: int) -> bytes:
    identity = (entry.guid, entry.url, entry.title)
    return _fingerprint(f"pending {attempts} {identity!r}")


def _fingerprint(text: str) -> bytes:
    return sha256(text.encode("utf-8", "surrogatepass")).digest()[:FINGERPRINT_BYTES]
