"""Call Slack's Web API once per request, without retries.

Each call returns a result: done, rate limited, refused, or unknown.

The client must have no retry handlers: the SDK's default handler posts again after a lost connection.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

log = logging.getLogger(__name__)

# Timeout of a call in seconds.
TIMEOUT_SECONDS = 10
# Slack asks for waits of 1 s per channel and up to 60 s per workspace.
MAX_RETRY_AFTER_SECONDS = 300.0
DEFAULT_RETRY_AFTER_SECONDS = 1.0
OUTCOME_UNKNOWN = "unknown"
# Slack errors for internal faults: the call may have been done.
SERVER_ERROR_CODES = frozenset(
    {"internal_error", "fatal_error", "request_timeout", "service_unavailable", "team_added_to_org"}
)
_ERROR_CODE_PATTERN = re.compile(r"[a-z][a-z0-9_]{1,80}")
_HTTP_OK, _HTTP_TOO_MANY_REQUESTS, _HTTP_SERVER_ERROR = 200, 429, 500


@dataclass(frozen=True, slots=True)
class ApiResult:
    """The result of a call to Slack's Web API.

    Attributes:
        response: Slack's answer; empty unless the call was done.
        error: Slack's error; `OUTCOME_UNKNOWN` if the call may have been done; "" if it was done.
        retry_after_seconds: seconds until the call may be retried after a rate limit; otherwise 0.
        responded_at: the time of the answer on the clock of Slack's server; None if the answer contains no time.
        scopes: the scopes of the token; empty if Slack does not name them.
    """

    response: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    retry_after_seconds: float = 0.0
    responded_at: datetime | None = None
    scopes: frozenset[str] = frozenset()

    @property
    def is_unknown(self) -> bool:
        """Whether Slack may have carried out the call although it did not confirm it."""
        return self.error == OUTCOME_UNKNOWN

    @property
    def ts(self) -> str:
        """The id of the posted message; "" if no message was posted."""
        return str(self.response.get("ts") or self.response.get("message_ts") or "")


class ObservedClient(WebClient):
    """A Slack client that reports what goes wrong.

    Attributes:
        on_error: called with the method and Slack's error; `OUTCOME_UNKNOWN` if there was no answer.
    """

    on_error: Callable[[str, str], object] = staticmethod(lambda _method, _error: None)


def build_client(
    token: str | None, api_url: str, on_error: Callable[[str, str], object] | None = None
) -> WebClient:
    """Return a Slack client without automatic retries, so that no request is sent twice.

    Args:
        token: the token, if any.
        api_url: the URL of the Web API.
        on_error: called with the method and Slack's error after each call that failed.
    """
    client = ObservedClient(token=token, base_url=api_url, timeout=TIMEOUT_SECONDS, retry_handlers=[])
    if on_error is not None:
        client.on_error = on_error
    return client


def post_json(client: WebClient, method: str, body: Mapping[str, Any]) -> ApiResult:
    """Call a Web API method once, with JSON arguments.

    Args:
        client: a client with a token and without retry handlers.
        method: the name of the method, such as "chat.postMessage".
        body: the arguments of the method.
    """
    return _observe(client, method, _call_method(method, lambda: client.api_call(method, json=dict(body))))


def post_form(client: WebClient, method: str, **arguments: Any) -> ApiResult:  # noqa: ANN401 - Slack's arguments
    """Call a read-only Web API method once, with form arguments.

    Several of these methods do not accept JSON.
    """
    return _observe(client, method, _call_method(method, lambda: client.api_call(method, params=arguments)))


def parse_error(method: str, response: Any) -> ApiResult:  # noqa: ANN401 - the SDK leaves it untyped
    """Return the result of a call for which the SDK raised an error."""
    status = int(getattr(response, "status_code", 0) or 0)
    headers = getattr(response, "headers", {}) or {}
    data = response.data if isinstance(getattr(response, "data", None), dict) else {}
    error_code, responded_at = str(data.get("error") or ""), parse_date(headers)
    if status == _HTTP_TOO_MANY_REQUESTS or error_code in {"ratelimited", "rate_limited"}:
        return ApiResult(
            error="ratelimited", retry_after_seconds=_parse_retry_after(headers), responded_at=responded_at
        )
    # The SDK puts a non-JSON page into "error"; Slack's error codes contain no spaces.
    if (
        status >= _HTTP_SERVER_ERROR
        or error_code in SERVER_ERROR_CODES
        or not _ERROR_CODE_PATTERN.fullmatch(error_code)
    ):
        log.warning("no answer method=%s status=%d", method, status)
        return ApiResult(error=OUTCOME_UNKNOWN, responded_at=responded_at)
    log.warning("refused method=%s error=%s", method, error_code)
    return ApiResult(error=error_code, responded_at=responded_at)


def safe_code(value: object) -> str:
    """Return an error code from Slack for the log; "other" if it does not look like a code."""
    return str(value) if _ERROR_CODE_PATTERN.fullmatch(str(value)) else "other"


def parse_date(headers: Any) -> datetime | None:  # noqa: ANN401 - the SDK types its headers as a plain dict
    """Return the time of a response on Slack's clock; None if the response does not state it."""
    try:
        return parsedate_to_datetime(_get_header(headers, "date")).astimezone(UTC)
    except (TypeError, ValueError, IndexError):
        return None


# ---- private


def _observe(client: WebClient, method: str, result: ApiResult) -> ApiResult:
    if result.error and isinstance(client, ObservedClient):
        client.on_error(method, result.error)
    return result


def _call_method(method: str, send: Any) -> ApiResult:  # noqa: ANN401 - a call of the SDK
    try:
        response = send()
    except SlackApiError as problem:
        return parse_error(method, problem.response)
    except (SlackClientError, OSError, ValueError) as problem:
        # ValueError: an incomplete answer or an unknown charset. Errors of http.client are OSErrors or handled below.
        log.warning("no answer method=%s cause=%s", method, type(problem).__name__)
        return ApiResult(error=OUTCOME_UNKNOWN)
    except Exception as problem:  # noqa: BLE001 - http.client.IncompleteRead and similar are not OSErrors
        log.warning("no answer method=%s cause=%s", method, type(problem).__name__)
        return ApiResult(error=OUTCOME_UNKNOWN)
    data = response.data if isinstance(response.data, dict) else {}
    scopes = re.findall(r"[a-z_.:]+", _get_header(response.headers, "x-oauth-scopes"))
    return ApiResult(response=data, responded_at=parse_date(response.headers), scopes=frozenset(scopes))


def _get_header(headers: Any, header_name: str) -> str:  # noqa: ANN401 - the SDK types its headers as a plain dict
    value = next((value for key, value in dict(headers).items() if str(key).lower() == header_name), "")
    return str(value[0] if isinstance(value, list | tuple) and value else value)


def _parse_retry_after(headers: Any) -> float:  # noqa: ANN401 - see above
    """Return the seconds in a Retry-After header; 1 if the header is missing or invalid.

    The header may contain an integer, a decimal or a list.
    """
    try:
        seconds = float(_get_header(headers, "retry-after"))
    except ValueError:
        return DEFAULT_RETRY_AFTER_SECONDS
    # "max(...)" alone is not enough: "nan" is a float.
    return min(seconds, MAX_RETRY_AFTER_SECONDS) if seconds > 0 else DEFAULT_RETRY_AFTER_SECONDS
