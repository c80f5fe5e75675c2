"""What digests that are made as of the same instant share: the articles read, and the brief made of them.

Digests that are due together mostly read the same sources for the same kind of request. Reading, grouping, ranking and
verifying then happens once, and each channel gets the brief under its own id.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from datetime import datetime

    from news.preferences import Preferences

T = TypeVar("T")


class SharedResults(Generic[T]):
    """The results of the last few computations as of one instant, by everything that they depend on. Thread-safe.

    The results as of an earlier instant are dropped: they hold many articles, and nobody asks for them any more.

    Args:
        max_results: the number of results kept.
    """

    def __init__(self, max_results: int) -> None:
        self._max_results = max_results
        self._lock = threading.Lock()
        self._as_of: datetime | None = None
        self._results: OrderedDict[Hashable, T] = OrderedDict()

    def get_or_create(self, as_of: datetime, key: Hashable, create: Callable[[], T]) -> T:
        """Return the result for a key as of an instant; compute it if there is none.

        An exception of `create` is not kept. Two threads that need the same result at once may both compute it.
        """
        with self._lock:
            if as_of != self._as_of:
                self._as_of = as_of
                self._results.clear()
            if key in self._results:
                self._results.move_to_end(key)
                return self._results[key]
        result = create()
        with self._lock:
            if as_of != self._as_of:
                return result
            self._results[key] = result
            if len(self._results) > self._max_results:
                self._results.popitem(last=False)
        return result

    def release(self, before: datetime) -> None:
        """Drop the results if they are as of an instant before a given time."""
        with self._lock:
            if self._as_of is not None and self._as_of < before:
                self._as_of = None
                self._results.clear()


def preferences_key(preferences: Preferences) -> Hashable:
    """Return a hashable value that is equal for equal preferences."""
    return tuple(_freeze(getattr(preferences, name)) for name in preferences.__slots__)


# ---- private


def _freeze(value: Any) -> Hashable:  # noqa: ANN401 - the values of any field
    return tuple(sorted(value.items())) if isinstance(value, Mapping) else value
