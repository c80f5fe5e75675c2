"""One digest as it is sent: its brief, and what its heading says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from news.brief import Brief
    from news.digest import Subscription


@dataclass(frozen=True, slots=True)
class DigestEdition:
    """One digest of a subscription.

    Attributes:
        subscription: what was ordered.
        brief: the stories; it may have none.
        next_due_at: when the next digest is due, UTC; None if there is none.
        late_due_at: when this one was due, UTC, if it is late; else None.
    """

    subscription: Subscription
    brief: Brief
    next_due_at: datetime | None
    late_due_at: datetime | None = None
