"""Functions that services call when a piece of work is done, for whoever counts it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from news.answer import Answer
    from news.brief import Brief
    from news.digest import Delivery
    from news.source import FetchResult


@dataclass(frozen=True, slots=True)
class ServiceCallbacks:
    """Functions to call when work is done. They must return at once and must not raise an exception.

    Attributes:
        on_polled: called after a poll, with what it brought and how many articles were new, changed and known.
        on_brief: called with each brief, also one for a digest.
        on_answer: called with each answer.
        on_digest_ended: called with each digest that ends without a message: it is empty, or was missed.
    """

    on_polled: Callable[[FetchResult, int, int, int], None] = lambda _result, _new, _changed, _known: None
    on_brief: Callable[[Brief], None] = lambda _brief: None
    on_answer: Callable[[Answer], None] = lambda _answer: None
    on_digest_ended: Callable[[Delivery], None] = lambda _delivery: None


NO_CALLBACKS = ServiceCallbacks()
