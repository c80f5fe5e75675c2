"""What can go wrong with a call of the Web API, as data, and which calls it happens to."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from random import Random
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping

DropPoint = Literal["", "before", "after", "midway"]

HTML_ERROR_PAGE = (
    "<!DOCTYPE html><html><head><title>Slack</title></head><body>Something went wrong.</body></html>"
)
_OK, _TOO_MANY_REQUESTS = 200, 429


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one call. Nothing does if every field is left as it is.

    Times are seconds of the machine's clock. A call that lies here when its caller gives up, or is killed, goes on.

    Attributes:
        before_seconds: lies so long before Slack looks at it.
        after_seconds: is answered so long after Slack has looked at it.
        drop: the connection is cut "before" the call is accepted, "after" it, or "midway" through the answer.
        status: the HTTP status; the call is not accepted unless `accepts_anyway`.
        error: Slack's name for a refusal, as "internal_error"; not accepted unless `accepts_anyway`.
        retry_after: the header `Retry-After` as it stands there: "3", "1.5"; None for no such header.
        body: what is answered instead of JSON: `HTML`, or "" for nothing; not accepted unless `accepts_anyway`.
        half_body: only the first half of the answer's text; the call is accepted.
        accepts_anyway: Slack does what was asked, whatever it answers.
        late_seconds: Slack does what was asked so long after it was answered, or cut, in another way; 0 for never.
    """

    before_seconds: float = 0.0
    after_seconds: float = 0.0
    drop: DropPoint = ""
    status: int = _OK
    error: str = ""
    retry_after: str | None = None
    body: str | None = None
    half_body: bool = False
    accepts_anyway: bool = False
    late_seconds: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what cannot be meant.

        Raises:
            ValueError: naming the field.
        """
        if min(self.before_seconds, self.after_seconds, self.late_seconds) < 0:
            raise ValueError("a fault's times (before, after, late) are seconds, none below 0")
        if self.drop not in get_args(DropPoint):
            raise ValueError(f"a call is dropped 'before', 'after' or 'midway', not {self.drop!r}")
        if not 200 <= self.status <= 599:  # noqa: PLR2004  the statuses of final answers
            raise ValueError(f"{self.status} is no HTTP status of an answer")
        if self.late_seconds and not (self.drop or self.status != 200 or self.error or self.body is not None):  # noqa: PLR2004
            raise ValueError(
                "a call that is accepted late is answered, or cut, before: with drop, status, error or body"
            )
        if self.late_seconds and self.is_accepted:
            raise ValueError("a call that is accepted at once is not accepted late too")

    @property
    def is_accepted(self) -> bool:
        """Whether Slack does what was asked before it answers."""
        return self.accepts_anyway or self.drop in {"after", "midway"} or not self._replaces_response

    @property
    def gives_real_response(self) -> bool:
        """Whether the caller gets the answer that Slack would have given, though perhaps only half of it."""
        return not self._replaces_response

    @property
    def _replaces_response(self) -> bool:
        return bool(self.drop or self.status != _OK or self.error or self.body is not None)

    def __str__(self) -> str:
        """Return the fields that are not as usual: "drop=after", or "status=429 retry_after=1.5"."""
        defaults = Fault()
        pairs = ((name, getattr(self, name)) for name in self.__slots__)
        return " ".join(f"{name}={value}" for name, value in pairs if value != getattr(defaults, name))


def build_rate_limit_fault(retry_after: str | None = "1", body: str | None = None) -> Fault:
    """Return the refusal for going too fast: 429, with what stands in `Retry-After`, perhaps another body.

    Args:
        retry_after: "1", "1.5", or None for no header.
        body: "" for an empty one that is no JSON; None for Slack's JSON.
    """
    return Fault(status=_TOO_MANY_REQUESTS, error="ratelimited", retry_after=retry_after, body=body)


@dataclass(slots=True, eq=False)
class FaultPlan:
    """A fault, and which calls it happens to.

    Attributes:
        method: "chat.postMessage"; "conversations.*" and "*" name several.
        fault: what happens.
        max_times: to how many calls at most; None for any number.
        probability: to what part of the calls, from 0 to 1.
        skip_count: how many fitting calls pass before the first.
        argument_filter: the arguments that a call must have, as {"channel": "C1"}; "team" is the id of its workspace.
        random: decides by chance.
        hit_count: how many calls it happened to.
    """

    method: str
    fault: Fault
    max_times: int | None
    probability: float
    skip_count: int
    argument_filter: Mapping[str, object]
    random: Random
    hit_count: int = 0

    def try_apply(self, method: str, arguments: Mapping[str, object]) -> bool:
        """Decide for one call, and count it."""
        if not fnmatchcase(method, self.method) or (
            self.max_times is not None and self.hit_count >= self.max_times
        ):
            return False
        if any(arguments.get(name) != value for name, value in self.argument_filter.items()):
            return False
        if self.skip_count:
            self.skip_count -= 1
            return False
        # Below 1, not at most chance: a chance of 0 never happens.
        if self.random.random() >= self.probability:
            return False
        self.hit_count += 1
        return True

    def cancel(self) -> None:
        """Let it happen to no further call."""
        self.max_times = self.hit_count


class FaultPlans:
    """All that is planned to go wrong. The first plan that fits a call happens to it."""

    def __init__(self) -> None:
        self._plans: list[FaultPlan] = []

    def add(
        self,
        method: str,
        fault: Fault,
        *,
        max_times: int | None = None,
        probability: float = 1.0,
        skip_count: int = 0,
        seed: int = 0,
        argument_filter: Mapping[str, object] | None = None,
    ) -> FaultPlan:
        """Plan a fault; for the arguments see `Plan`.

        Raises:
            ValueError: if the chance is none.
        """
        if not 0 <= probability <= 1:
            raise ValueError(f"a chance is from 0 to 1, not {probability}")
        random = Random(seed)  # noqa: S311 - a game of chance that can be played again, no secret
        plan = FaultPlan(
            method, fault, max_times, probability, skip_count, dict(argument_filter or {}), random
        )
        self._plans.append(plan)
        return plan

    def clear(self) -> None:
        """Let nothing go wrong any more."""
        for plan in self._plans:
            plan.cancel()
        self._plans.clear()

    def next_fault(self, method: str, arguments: Mapping[str, object]) -> Fault | None:
        """Return what happens to a call; None if nothing does."""
        return next((plan.fault for plan in self._plans if plan.try_apply(method, arguments)), None)
