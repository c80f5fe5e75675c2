"""Handle Web API calls over HTTP, and inject planned faults."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from email.utils import formatdate
from typing import TYPE_CHECKING

from aiohttp import web

from local_slack.api.request import parse_arguments
from local_slack.state.api_errors import ApiError
from local_slack.state.faults import Fault
from local_slack.state.rate_limit import RateLimited
from local_slack.state.records.traffic import describe_error
from local_slack.state.state import ApiCall

if TYPE_CHECKING:
    from collections.abc import Callable

    from local_slack.state.json_types import Json
    from local_slack.state.state import SlackState

    CallMethod = Callable[[SlackState, str, str, Json, str], Json]

NO_FAULT = Fault()
_JSON_CONTENT_TYPE = "application/json"
_CONNECTION_CUT = 0  # the status of a call without a response


@dataclass(frozen=True, slots=True)
class IncomingCall:
    """A Web API call that was received but not yet checked.

    Attributes:
        method: the name of the method.
        token: the token; "" if there is none.
        arguments: the arguments without the token.
        parse_error: the response if the arguments could not be parsed; None otherwise.
    """

    method: str
    token: str
    arguments: Json
    parse_error: Json | None


@dataclass(frozen=True, slots=True)
class ApiResponse:
    """Slack's response to a Web API call.

    Attributes:
        status: the HTTP status.
        body: the JSON body.
        retry_after: the Retry-After header, in seconds; None for no header.
    """

    status: int
    body: Json
    retry_after: str | None = None


class WebApi:
    """Serves the Web API over HTTP, and applies planned faults.

    Args:
        state: the state.
        get_address: returns the host and port of the server, for example "127.0.0.1:12345".
        call_method: runs a method, like `local_slack.api.methods.call_method`.
    """

    def __init__(self, state: SlackState, get_address: Callable[[], str], call_method: CallMethod) -> None:
        self._state = state
        self._get_address = get_address
        self._call_method = call_method

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Respond to a Web API call, or apply the planned fault to the call."""
        try:
            call = await _read_call(request)
        except ConnectionResetError:
            return _abort_connection(request)  # the client died while sending
        fault = self._find_fault(call)
        await asyncio.sleep(fault.before_seconds)
        response = self._accept_call(call, fault) if fault.is_accepted else _build_fault_response(fault)
        if not fault.is_accepted:
            self._record_call(call, response, fault)
        if fault.late_seconds:
            asyncio.get_running_loop().call_later(fault.late_seconds, self._accept_call, call, fault)
        await asyncio.sleep(fault.after_seconds)
        if fault.drop in {"before", "after"}:
            return _abort_connection(request)
        return await self._build_response(request, response, fault)

    # ------------------------------------------------------------------------ private

    def _find_fault(self, call: IncomingCall) -> Fault:
        with self._state.condition:
            workspace = self._state.find_workspace_by_token(call.token)
            team_argument = {"team": workspace.team_id} if workspace is not None else {}
            return self._state.faults.next_fault(call.method, call.arguments | team_argument) or NO_FAULT

    def _accept_call(self, call: IncomingCall, fault: Fault) -> ApiResponse:
        """Run the method of a call and record the call.

        This happens even if a fault will replace the response.
        """
        with self._state.condition:
            defect_count = len(self._state.defects)
            response = self._run_method(call, str(fault))
            self._record_call(call, response, fault, self._state.defects[defect_count:])
        return response

    def _run_method(self, call: IncomingCall, fault: str) -> ApiResponse:
        if call.parse_error is not None:
            return ApiResponse(200, call.parse_error)
        try:
            body = self._call_method(self._state, call.method, call.token, call.arguments, fault)
        except RateLimited as error:
            return ApiResponse(429, error.to_json(), str(error.retry_after_seconds))
        if "ticket" in body:
            body = {"ok": True, "url": f"ws://{self._get_address()}/link?ticket={body['ticket']}"}
        return ApiResponse(200, body)

    def _record_call(
        self, call: IncomingCall, response: ApiResponse, fault: Fault, defects: list[str] | None = None
    ) -> None:
        status = (
            _CONNECTION_CUT if fault.drop else response.status if fault.gives_real_response else fault.status
        )
        with self._state.condition:
            now = self._state.clock.now()
            self._state.calls.append(
                ApiCall(call.method, call.arguments, response.body, now, status, str(fault))
            )
            self._state.traffic.settle(
                self._state.traffic.add(now, "from_app", call.method, call.arguments),
                response.body,
                is_accepted=bool(response.body.get("ok")),
                problems=[*describe_error(response.body), *(defects or [])],
            )
            self._state.condition.notify_all()

    async def _build_response(
        self, request: web.Request, response: ApiResponse, fault: Fault
    ) -> web.StreamResponse:
        if not fault.gives_real_response:
            real_response = response if not fault.error else _build_fault_response(fault)
            response = ApiResponse(fault.status, real_response.body, fault.retry_after)
        text, content_type = json.dumps(response.body), _JSON_CONTENT_TYPE
        if fault.body is not None:
            text, content_type = fault.body, "text/html" if fault.body.startswith("<") else "text/plain"
        if fault.half_body:
            text = text[: len(text) // 2]
        headers = {
            "x-oauth-scopes": ",".join(sorted(self._state.manifest.scopes)),
            "Date": formatdate(self._state.clock.now(), usegmt=True),
        }
        if response.retry_after is not None:
            headers["Retry-After"] = response.retry_after
        if fault.drop == "midway":
            return await _send_half_response(request, text)
        return web.Response(status=response.status, text=text, content_type=content_type, headers=headers)


async def read_arguments(request: web.Request) -> Json:
    """Return the arguments of a request.

    Raises:
        ApiError: `invalid_charset`, `invalid_json`, `json_not_object`.
    """
    post_data = await request.post() if "form" in request.content_type else {}
    form = {key: value for key, value in post_data.items() if isinstance(value, str)}
    try:
        body = await request.text() if not form else ""
    except UnicodeDecodeError as error:
        raise ApiError("invalid_charset") from error
    return parse_arguments(request.content_type, dict(request.query), form, body)


# ---------------------------------------------------------------------------- private


async def _read_call(request: web.Request) -> IncomingCall:
    call_arguments: Json = {}
    parse_error: Json | None = None
    try:
        call_arguments = await read_arguments(request)
    except ApiError as error:
        parse_error = error.to_json()
    return IncomingCall(
        request.match_info["method"], _read_token(request, call_arguments), call_arguments, parse_error
    )


def _read_token(request: web.Request, call_arguments: Json) -> str:
    header = request.headers.get("Authorization", "")
    token_argument = call_arguments.pop("token", None)
    if header.startswith("Bearer "):
        return header.removeprefix("Bearer ").strip()
    # Slack ignores a token in a JSON body.
    return str(token_argument) if token_argument and "json" not in request.content_type else ""


def _build_fault_response(fault: Fault) -> ApiResponse:
    error = fault.error or ("internal_error" if fault.status != 200 else "not_answered")  # noqa: PLR2004
    return ApiResponse(fault.status, {"ok": False, "error": error}, fault.retry_after)


def _abort_connection(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()  # never sent


async def _send_half_response(request: web.Request, text: str) -> web.StreamResponse:
    body = text.encode()
    response = web.StreamResponse(
        headers={"Content-Type": _JSON_CONTENT_TYPE, "Content-Length": str(len(body))}
    )
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    # Close instead of abort: an abort could discard the bytes just written.
    if request.transport is not None:
        request.transport.close()
    return response
