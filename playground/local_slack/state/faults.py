"""Faults to inject into Web API calls, and plans that select the affected calls."""

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
    """A fault to inject into a Web API call. With the default values, the call works normally.

    Times are in seconds of the system clock. A delayed call continues if its caller gives up or is killed.

    Attributes:
        before_seconds: the delay before Slack processes the call.
        after_seconds: the delay between processing and the response.
        drop: the connection is cut "before" the call is accepted, "after" it, or "midway" through the response.
        status: the HTTP status; if not 200, the call is not accepted unless `accepts_anyway`.
        error: Slack's error code, for example "internal_error"; the call is not accepted unless `accepts_anyway`.
        retry_after: the value of the header `Retry-After`: "3", "1.5"; None for no header.
        body: the body instead of JSON, `HTML_ERROR_PAGE` or ""; the call is not accepted unless `accepts_anyway`.
        half_body: whether to send only the first half of the body; the call is accepted.
        accepts_anyway: whether the call is accepted regardless of the response.
        late_seconds: the delay after which a call that got an error or was cut is accepted; 0 for never.
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
        """Check that the fields are consistent.

        Raises:
            ValueError: the message names the field.
        """
        if min(self.before_seconds, self.after_seconds, self.late_seconds) < 0:
            raise ValueError("before_seconds, after_seconds and late_seconds must not be negative")
        if self.drop not in get_args(DropPoint):
            raise ValueError(f"drop must be 'before', 'after' or 'midway', not {self.drop!r}")
        if not 200 <= self.status <= 599:  # noqa: PLR2004 - the statuses of final responses
            raise ValueError(f"{self.status} is not the HTTP status of a final response")
        if self.late_seconds and not (self.drop or self.status != 200 or self.error or self.body is not None):  # noqa: PLR2004
            raise ValueError("late_seconds requires drop, status, error or body")
        if self.late_seconds and self.is_accepted:
            raise ValueError("late_seconds and a call that is accepted at once exclude each other")

    @property
    def is_accepted(self) -> bool:
        """Whether Slack carries out the call before it responds."""
        return self.accepts_anyway or self.drop in {"after", "midway"} or not self._replaces_response

    @property
    def gives_real_response(self) -> bool:
        """Whether the caller gets Slack's real response, in full or cut off halfway."""
        return not self._replaces_response

    @property
    def _replaces_response(self) -> bool:
        return bool(self.drop or self.status != _OK or self.error or self.body is not None)

    def __str__(self) -> str:
        """Return the fields that differ from the defaults, for example "status=429 retry_after=1.5"."""
        defaults = Fault()
        pairs = ((name, getattr(self, name)) for name in self.__slots__)
        return " ".join(f"{name}={value}" for name, value in pairs if value != getattr(defaults, name))


def build_rate_limit_fault(retry_after: str | None = "1", body: str | None = None) -> Fault:
    """Return the fault for an exceeded rate limit, with status 429.

    Args:
        retry_after: "1", "1.5", or None for no header.
        body: "" for an empty body; None for Slack's JSON.
    """
    return Fault(status=_TOO_MANY_REQUESTS, error="ratelimited", retry_after=retry_after, body=body)


@dataclass(slots=True, eq=False)
class FaultPlan:
    """A fault, and the conditions under which a call is affected.

    Attributes:
        method: "chat.postMessage"; "conversations.*" and "*" match several methods.
        fault: the fault.
        max_times: the maximum number of affected calls; None for no limit.
        probability: the probability that a matching call is affected, 0 to 1.
        skip_count: the number of matching calls to skip first.
        argument_filter: arguments that a call must have: {"channel": "C1"}; "team" is the id of its workspace.
        random: the source of random numbers.
        hit_count: the number of affected calls.
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
        """Whether the fault applies to a call. If so, the call is counted."""
        if not fnmatchcase(method, self.method) or (
            self.max_times is not None and self.hit_count >= self.max_times
        ):
            return False
        if any(arguments.get(name) != value for name, value in self.argument_filter.items()):
            return False
        if self.skip_count:
            self.skip_count -= 1
            return False
        # "<", not "<=": a probability of 0 never applies.
        if self.random.random() >= self.probability:
            return False
        self.hit_count += 1
        return True

    def cancel(self) -> None:
        """End the plan, so that no more calls are affected."""
        self.max_times = self.hit_count


class FaultPlans:
    """All planned faults. If several plans match a call, the plan added first applies."""

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
        """Add a plan.

        The arguments are described in `FaultPlan`.

        Raises:
            ValueError: the probability is not from 0 to 1.
        """
        if not 0 <= probability <= 1:
            raise ValueError(f"a probability is from 0 to 1, not {probability}")
        random = Random(seed)  # noqa: S311 - reproducible, not for secrets
        plan = FaultPlan(
            method, fault, max_times, probability, skip_count, dict(argument_filter or {}), random
        )
        self._plans.append(plan)
        return plan

    def clear(self) -> None:
        """Remove all plans."""
        for plan in self._plans:
            plan.cancel()
        self._plans.clear()

    def next_fault(self, method: str, arguments: Mapping[str, object]) -> Fault | None:
        """Return the fault that applies to a call; None if there is none."""
        return next((plan.fault for plan in self._plans if plan.try_apply(method, arguments)), None)
