"""One call of Slack's Web API, and what became of it: done, too soon, refused, or nobody can say.

The client must have no retry handler: after a cut connection the SDK's own one posts again.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError, SlackClientError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from slack_sdk import WebClient

log = logging.getLogger(__name__)

# Slack asks for waits of a second for a channel and of up to a minute for a workspace.
LONGEST_WAIT = 300.0
USUAL_WAIT = 1.0
UNKNOWN = "unknown"
# Slack's words for "something broke here": what was asked may have been done.
BROKEN = frozenset(
    {"internal_error", "fatal_error", "request_timeout", "service_unavailable", "team_added_to_org"}
)
_WORD = re.compile(r"[a-z][a-z0-9_]{1,80}")
_OK, _TOO_MANY, _BROKE = 200, 429, 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a call.

    Attributes:
        answer: what Slack said; empty unless it was done.
        error: Slack's word for why not; `UNKNOWN` where it may have been done; "" if it was done.
        wait: seconds until it may be tried again, if it came too soon.
        at: the time by the clock of Slack's server; None if it told none.
    """

    answer: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    wait: float = 0.0
    at: datetime | None = None

    @property
    def unknown(self) -> bool:
        """Whether nobody can say if it was done."""
        return self.error == UNKNOWN

    @property
    def ts(self) -> str:
        """The name of the message that was posted; "" if none was."""
        return str(self.answer.get("ts") or self.answer.get("message_ts") or "")


def call(client: WebClient, method: str, body: Mapping[str, Any]) -> Outcome:
    """Call a method that takes JSON, once.

    Args:
        client: with a token, and without retry handlers.
        method: "chat.postMessage".
        body: its arguments.
    """
    return _outcome(method, lambda: client.api_call(method, json=dict(body)))


def ask(client: WebClient, method: str, **arguments: Any) -> Outcome:  # noqa: ANN401 - Slack's arguments
    """Call a method that reads, once. Several of them take their arguments as a form alone."""
    return _outcome(method, lambda: client.api_call(method, params=arguments))


# ---- private


def _outcome(method: str, send: Any) -> Outcome:  # noqa: ANN401 - a call of the SDK
    try:
        answer = send()
    except SlackApiError as problem:
        return _read(method, problem.response)
    except (SlackClientError, OSError, ValueError) as problem:
        # ValueError: half an answer, or one in no known charset. http.client's own errors come as OSError or below.
        log.warning("no answer method=%s cause=%s", method, type(problem).__name__)
        return Outcome(error=UNKNOWN)
    except Exception as problem:  # noqa: BLE001 - http.client.IncompleteRead and its kin are no OSError
        log.warning("no answer method=%s cause=%s", method, type(problem).__name__)
        return Outcome(error=UNKNOWN)
    data = answer.data if isinstance(answer.data, dict) else {}
    return Outcome(answer=data, at=_date(answer.headers))


def _read(method: str, response: Any) -> Outcome:  # noqa: ANN401 - the SDK leaves it untyped
    status = int(getattr(response, "status_code", 0) or 0)
    headers = getattr(response, "headers", {}) or {}
    data = response.data if isinstance(getattr(response, "data", None), dict) else {}
    said, at = str(data.get("error") or ""), _date(headers)
    if status == _TOO_MANY or said in {"ratelimited", "rate_limited"}:
        return Outcome(error="ratelimited", wait=_pause(headers), at=at)
    # The SDK puts a page that is no JSON into "error"; a word of Slack's has no spaces.
    if status >= _BROKE or said in BROKEN or not _WORD.fullmatch(said):
        log.warning("no answer method=%s status=%d", method, status)
        return Outcome(error=UNKNOWN, at=at)
    log.warning("refused method=%s error=%s", method, said)
    return Outcome(error=said, at=at)


def _header(headers: Any, wanted: str) -> str:  # noqa: ANN401 - the SDK types its headers as a plain dict
    value = next((value for key, value in dict(headers).items() if str(key).lower() == wanted), "")
    return str(value[0] if isinstance(value, list | tuple) and value else value)


def _pause(headers: Any) -> float:  # noqa: ANN401 - see above
    """Read Retry-After, in seconds: whole, fractional, a list or missing; a second where it cannot be read."""
    try:
        seconds = float(_header(headers, "retry-after"))
    except ValueError:
        return USUAL_WAIT
    # Not "max(...)" alone: "nan" is a float.
    return min(seconds, LONGEST_WAIT) if seconds > 0 else USUAL_WAIT


def _date(headers: Any) -> datetime | None:  # noqa: ANN401 - see above
    try:
        return parsedate_to_datetime(_header(headers, "date")).astimezone(UTC)
    except (TypeError, ValueError, IndexError):
        return None
