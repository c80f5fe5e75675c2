"""One call of the Web API over HTTP, from its arrival to its answer, with all that may go wrong on the way."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from playground.api import methods
from playground.api.request import arguments
from playground.state.api_errors import Refused
from playground.state.faults import Fault
from playground.state.rate_limit import Limited
from playground.state.state import Call

if TYPE_CHECKING:
    from collections.abc import Callable

    from playground.state.json_types import Json
    from playground.state.state import Cloud

NO_FAULT = Fault()
_JSON = "application/json"
_CUT = 0  # the status of a call that got no answer


@dataclass(frozen=True, slots=True)
class Arrived:
    """A call as it came in.

    Attributes:
        method: its name.
        token: as it came; empty if none did.
        given: the arguments, without the token.
        unread: the answer, if the arguments could not be read.
    """

    method: str
    token: str
    given: Json
    unread: Json | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What Slack answers.

    Attributes:
        status: of HTTP.
        body: the JSON.
        retry_after: seconds, as the header has them; None without.
    """

    status: int
    body: Json
    retry_after: str | None = None


class WebApi:
    """Answer the calls of the Web API.

    Args:
        cloud: the state.
        address: tells where the server listens, as "127.0.0.1:12345".
    """

    def __init__(self, cloud: Cloud, address: Callable[[], str]) -> None:
        self._cloud = cloud
        self._address = address

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one call, or do to it what is planned."""
        try:
            call = await _arrived(request)
        except ConnectionResetError:
            return _cut(request)  # the caller died while it spoke
        fault = self._met(call)
        await asyncio.sleep(fault.before)
        answer = self._done(call, fault) if fault.accepted else _refused(fault)
        if not fault.accepted:
            self._logged(call, answer, fault)
        if fault.late:
            asyncio.get_running_loop().call_later(fault.late, self._done, call, fault)
        await asyncio.sleep(fault.after)
        if fault.drop in {"before", "after"}:
            return _cut(request)
        return await self._told(request, answer, fault)

    # ------------------------------------------------------------------------ private

    def _met(self, call: Arrived) -> Fault:
        with self._cloud.changed:
            workspace = self._cloud.by_token(call.token)
            told = {"team": workspace.team} if workspace is not None else {}
            return self._cloud.faults.meet(call.method, call.given | told) or NO_FAULT

    def _done(self, call: Arrived, fault: Fault) -> Answer:
        """Let Slack do what was asked, whatever is answered."""
        with self._cloud.changed:
            answer = self._asked(call, str(fault))
            self._logged(call, answer, fault)
        return answer

    def _asked(self, call: Arrived, fault: str) -> Answer:
        if call.unread is not None:
            return Answer(200, call.unread)
        try:
            body = methods.call(self._cloud, call.method, call.token, call.given, fault)
        except Limited as limit:
            return Answer(429, limit.answer(), str(limit.seconds))
        if "ticket" in body:
            body = {"ok": True, "url": f"ws://{self._address()}/link?ticket={body['ticket']}"}
        return Answer(200, body)

    def _logged(self, call: Arrived, answer: Answer, fault: Fault) -> None:
        status = _CUT if fault.drop else answer.status if fault.tells_truth else fault.status
        with self._cloud.changed:
            now = self._cloud.clock.now()
            self._cloud.log.append(Call(call.method, call.given, answer.body, now, status, str(fault)))
            self._cloud.changed.notify_all()

    async def _told(self, request: web.Request, answer: Answer, fault: Fault) -> web.StreamResponse:
        if not fault.tells_truth:
            truth = answer if not fault.error else _refused(fault)
            answer = Answer(fault.status, truth.body, fault.retry_after)
        text, kind = json.dumps(answer.body), _JSON
        if fault.body is not None:
            text, kind = fault.body, "text/html" if fault.body.startswith("<") else "text/plain"
        if fault.half:
            text = text[: len(text) // 2]
        headers = {"x-oauth-scopes": ",".join(sorted(self._cloud.manifest.scopes))}
        if answer.retry_after is not None:
            headers["Retry-After"] = answer.retry_after
        if fault.drop == "midway":
            return await _broken_off(request, text)
        return web.Response(status=answer.status, text=text, content_type=kind, headers=headers)


async def read(request: web.Request) -> Json:
    """Return the arguments of a request.

    Raises:
        Refused: `invalid_charset`, `invalid_json`, `json_not_object`.
    """
    posted = await request.post() if "form" in request.content_type else {}
    form = {key: value for key, value in posted.items() if isinstance(value, str)}
    try:
        body = await request.text() if not form else ""
    except UnicodeDecodeError as error:
        raise Refused("invalid_charset") from error
    return arguments(request.content_type, dict(request.query), form, body)


# ---------------------------------------------------------------------------- private


async def _arrived(request: web.Request) -> Arrived:
    given: Json = {}
    unread: Json | None = None
    try:
        given = await read(request)
    except Refused as refusal:
        unread = refusal.answer()
    return Arrived(request.match_info["method"], _token(request, given), given, unread)


def _token(request: web.Request, given: Json) -> str:
    header = request.headers.get("Authorization", "")
    loose = given.pop("token", None)
    if header.startswith("Bearer "):
        return header.removeprefix("Bearer ").strip()
    # In a JSON body Slack does not look for a token.
    return str(loose) if loose and "json" not in request.content_type else ""


def _refused(fault: Fault) -> Answer:
    error = fault.error or ("internal_error" if fault.status != 200 else "not_answered")  # noqa: PLR2004
    return Answer(fault.status, {"ok": False, "error": error}, fault.retry_after)


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()  # reaches nobody


async def _broken_off(request: web.Request, text: str) -> web.StreamResponse:
    body = text.encode()
    answer = web.StreamResponse(headers={"Content-Type": _JSON, "Content-Length": str(len(body))})
    await answer.prepare(request)
    await answer.write(body[: len(body) // 2])
    # An orderly close: an abort might throw away what was just written.
    if request.transport is not None:
        request.transport.close()
    return answer
