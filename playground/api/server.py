"""The network side: the Web API, response URLs and the sockets, on a thread of its own.

POST /api/<method>      the Web API; GET too
POST /hook/<key>        response URLs
GET  /link?ticket=...   Socket Mode
"""

from __future__ import annotations

import asyncio
import json
from threading import Event, Thread
from typing import TYPE_CHECKING

from aiohttp import WSMsgType, web

from playground.api import posting
from playground.api.web_api import WebApi, read
from playground.state.api_errors import Refused
from playground.state.envelopes import MOST_SOCKETS, Line

if TYPE_CHECKING:
    from collections.abc import Callable

    from playground.state.json_types import Json
    from playground.state.state import Cloud

HOST = "127.0.0.1"  # a tool for one machine: it never listens to another
BODY_BYTES = 4 * 1024 * 1024  # far more than the largest thing that Slack takes
CLOSING_SECONDS = 0.5  # how long a socket or a call that is being answered is waited for at the end
ROUNDING = 0.005  # timers of the loop may fire a little early by the other clock
_HOOK_STATUS = {"used_url": 404, "invalid_url": 404, "expired_url": 404}


class Server:
    """Serve a cloud on the loopback interface.

    Args:
        port: 0 for any free one.

    Attributes:
        address: "127.0.0.1:12345" once started.
    """

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._run, name="local-slack", daemon=True)
        self._stop: asyncio.Event | None = None
        self._ready = Event()
        self._failure: OSError | None = None
        self._sockets: dict[Line, tuple[web.Request, web.WebSocketResponse]] = {}
        self._cloud: Cloud | None = None
        self.address = ""

    @property
    def cloud(self) -> Cloud:
        """The state that is served."""
        assert self._cloud is not None, "the server was given no cloud"
        return self._cloud

    def start(self, cloud: Cloud) -> None:
        """Begin to serve; returns when calls are answered.

        Raises:
            OSError: if the port cannot be had.
        """
        self._cloud = cloud
        self._thread.start()
        self._ready.wait()
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        """Close the sockets and the port; returns when the thread has ended."""
        self._soon(lambda: self._stop.set() if self._stop is not None else None)
        self._thread.join()

    def later(self, seconds: float) -> None:
        """Settle the envelopes after some seconds. May be called on any thread."""
        self._soon(lambda: self._loop.call_later(seconds + ROUNDING, self._settle))

    def drop(self) -> None:
        """Close every socket without a word, as a lost connection does. May be called on any thread."""
        self._soon(self._drop)

    def close(self, lines: list[Line], seconds: float) -> None:
        """Close some sockets in an orderly way after some seconds. May be called on any thread."""
        self._soon(lambda: self._loop.call_later(seconds, lambda: self._loop.create_task(self._close(lines))))

    # ------------------------------------------------------------------------ private

    def _address(self) -> str:
        return self.address

    def _soon(self, work: Callable[[], object]) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(work)

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        except OSError as error:
            self._failure = error
        finally:
            self._loop.close()
            self._ready.set()

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        app = web.Application(client_max_size=BODY_BYTES)
        app.router.add_route("*", "/api/{method}", WebApi(self.cloud, self._address).answer)
        app.router.add_post("/hook/{key}", self._hook)
        app.router.add_get("/link", self._link)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=CLOSING_SECONDS)
        await runner.setup()
        try:
            await web.TCPSite(runner, HOST, self._port).start()
            self.address = f"{HOST}:{runner.addresses[0][1]}"
            self._ready.set()
            await self._stop.wait()
            await asyncio.gather(*(ws.close() for _, ws in list(self._sockets.values())))
        finally:
            await runner.cleanup()

    def _settle(self) -> None:
        with self.cloud.changed:
            self.cloud.envelopes.settle()
            self.cloud.changed.notify_all()

    async def _close(self, lines: list[Line]) -> None:
        for line in lines:
            if line in self._sockets:
                await self._sockets[line][1].close()

    def _drop(self) -> None:
        for request, _ in list(self._sockets.values()):
            if request.transport is not None:
                request.transport.abort()

    async def _hook(self, request: web.Request) -> web.Response:
        key = request.match_info["key"]
        try:
            given = await read(request)
            with self.cloud.changed:
                posting.by_hook(self.cloud, self.cloud.hooks.use(key), given)
                self.cloud.changed.notify_all()
        except Refused as refusal:
            with self.cloud.changed:
                self.cloud.defects.append(f"a response URL was refused: {refusal.answer()}")
                self.cloud.changed.notify_all()
            return web.json_response(refusal.answer(), status=_HOOK_STATUS.get(refusal.error, 400))
        return web.Response(text="ok")

    async def _link(self, request: web.Request) -> web.StreamResponse:
        with self.cloud.changed:
            if request.query.get("ticket", "") not in self.cloud.tickets:
                raise web.HTTPNotFound(text="this address was used before, or never given out")
            self.cloud.tickets.discard(request.query["ticket"])
            many = len(self.cloud.envelopes.lines) >= MOST_SOCKETS
        ws = web.WebSocketResponse(timeout=CLOSING_SECONDS)
        await ws.prepare(request)
        if many:
            await ws.send_str(json.dumps({"type": "disconnect", "reason": "too_many_websockets"}))
            await ws.close()
            return ws
        await self._talk(request, ws)
        return ws

    async def _talk(self, request: web.Request, ws: web.WebSocketResponse) -> None:
        frames: asyncio.Queue[Json] = asyncio.Queue()
        line = Line(send=lambda frame: self._soon(lambda: frames.put_nowait(frame)))
        with self.cloud.changed:
            number = len(self.cloud.envelopes.lines) + 1
        frames.put_nowait(_hello(self.cloud.app_id, number))
        writer = asyncio.create_task(_write(ws, frames))
        self._sockets[line] = (request, ws)
        with self.cloud.changed:
            self.cloud.envelopes.lines.append(line)
            self.cloud.changed.notify_all()
        try:
            async for message in ws:
                if message.type is WSMsgType.TEXT:
                    self._heard(message.data)
        finally:
            writer.cancel()
            del self._sockets[line]
            with self.cloud.changed:
                self.cloud.envelopes.lines.remove(line)
                self.cloud.changed.notify_all()

    def _heard(self, data: str) -> None:
        try:
            frame = json.loads(data)
        except (ValueError, RecursionError):
            frame = None
        with self.cloud.changed:
            if isinstance(frame, dict):
                self.cloud.envelopes.acknowledge(frame)
            else:
                self.cloud.defects.append("the app sent a frame that is no JSON object")
            self.cloud.changed.notify_all()


async def _write(ws: web.WebSocketResponse, frames: asyncio.Queue[Json]) -> None:
    while not ws.closed:
        frame = await frames.get()
        try:
            await ws.send_str(json.dumps(frame))
        except ConnectionError:
            return  # the socket is gone; what was in it goes unacknowledged


def _hello(app_id: str, connections: int) -> Json:
    return {
        "type": "hello",
        "num_connections": connections,
        "debug_info": {"host": "local", "build_number": 1, "approximate_connection_time": 18060},
        "connection_info": {"app_id": app_id},
    }
