"""The HTTP and WebSocket server of the local Slack, which runs in its own thread.

POST /api/<method>      the Web API, also with GET
POST /hook/<key>        response URLs
GET  /link?ticket=...   Socket Mode
GET  /files-pri/...     the files that people share
"""

from __future__ import annotations

import asyncio
import json
from functools import partial
from threading import Event, Thread
from typing import TYPE_CHECKING

from aiohttp import WSMsgType, web

from local_slack.api import files, methods, posting
from local_slack.api.host_guard import LOOPBACK_ACCESS, HostGuard
from local_slack.api.web_api import WebApi, read_arguments
from local_slack.state.api_errors import ApiError
from local_slack.state.envelopes import MAX_SOCKETS, SocketConnection
from local_slack.state.records.traffic import describe_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from local_slack.api.host_guard import ServerAccess
    from local_slack.state.json_types import Json
    from local_slack.state.state import SlackState

LOOPBACK_ADDRESS = "127.0.0.1"
MAX_BODY_BYTES = 24 * 1024 * 1024  # far above Slack's largest request, and enough for a file
CLOSE_TIMEOUT_SECONDS = 0.5  # the time that stop() waits for open sockets and calls
TIMER_MARGIN_SECONDS = 0.005  # the event loop's timers may fire slightly early relative to the other clock
_RESPONSE_URL_STATUSES = {"used_url": 404, "invalid_url": 404, "expired_url": 404}


class Server:
    """Serves the state of the local Slack on the loopback interface.

    Args:
        port: the port; 0 for any free port.
        access: where the server listens; only on the loopback interface if it is not told otherwise.

    Attributes:
        guard: refuses requests for other hosts.
        route_adders: functions that add further routes, before the server is started.
        address: the host and port of the started server, for example "127.0.0.1:12345".
    """

    def __init__(self, port: int = 0, access: ServerAccess = LOOPBACK_ACCESS) -> None:
        self._port = port
        self._listen_address = access.listen_address
        self.guard = HostGuard(access)
        self.route_adders: list[Callable[[web.Application], None]] = []
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._run, name="local-slack", daemon=True)
        self._stop_requested: asyncio.Event | None = None
        self._ready = Event()
        self._start_error: OSError | None = None
        self._sockets: dict[SocketConnection, tuple[web.Request, web.WebSocketResponse]] = {}
        self._state: SlackState | None = None
        self.address = ""

    @property
    def state(self) -> SlackState:
        """The state that the server serves."""
        assert self._state is not None, "the server has not been started"
        return self._state

    def start(self, state: SlackState) -> None:
        """Start the server. Return when it accepts calls.

        Raises:
            OSError: the port is not available.
        """
        self._state = state
        self._thread.start()
        self._ready.wait()
        if self._start_error is not None:
            raise self._start_error

    def stop(self) -> None:
        """Close the sockets and the port. Return when the server thread has ended."""
        self._call_in_loop(lambda: self._stop_requested.set() if self._stop_requested is not None else None)
        self._thread.join()

    def schedule_settle(self, seconds: float) -> None:
        """Process due envelopes after a delay. This method is thread-safe."""
        self._call_in_loop(
            lambda: self._loop.call_later(seconds + TIMER_MARGIN_SECONDS, self._process_due_envelopes)
        )

    def drop_sockets(self) -> None:
        """Drop every socket without a close frame, as if the connection were lost. This method is thread-safe."""
        self._call_in_loop(self._abort_sockets)

    def silence_sockets(self) -> None:
        """Keep every socket open, but stop reading and sending. This method is thread-safe."""
        self._call_in_loop(self._silence_sockets)

    def close_sockets(self, connections: list[SocketConnection], seconds: float) -> None:
        """Close sockets with a close frame after a delay. This method is thread-safe."""
        self._call_in_loop(
            lambda: self._loop.call_later(
                seconds, lambda: self._loop.create_task(self._close_sockets(connections))
            )
        )

    # ------------------------------------------------------------------------ private

    def _get_address(self) -> str:
        return self.address

    def _call_in_loop(self, callback: Callable[[], object]) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(callback)

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        except OSError as error:
            self._start_error = error
        finally:
            self._loop.close()
            self._ready.set()

    async def _serve(self) -> None:
        self._stop_requested = asyncio.Event()
        app = web.Application(client_max_size=MAX_BODY_BYTES, middlewares=[self.guard.refuse_other_hosts])
        web_api = WebApi(self.state, self._get_address, methods.call_method)
        app.router.add_route("*", "/api/{method}", web_api.handle)
        app.router.add_post("/hook/{key}", self._handle_response_url)
        app.router.add_get("/link", self._handle_socket)
        app.router.add_get("/files-pri/{key}/{name:.*}", partial(files.handle_download, self.state))
        for add_routes in self.route_adders:
            add_routes(app)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=CLOSE_TIMEOUT_SECONDS)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._listen_address, self._port).start()
            self.address = f"{LOOPBACK_ADDRESS}:{runner.addresses[0][1]}"
            self.state.address = self.address
            self._ready.set()
            await self._stop_requested.wait()
            await asyncio.gather(*(websocket.close() for _, websocket in list(self._sockets.values())))
        finally:
            await runner.cleanup()

    def _process_due_envelopes(self) -> None:
        with self.state.condition:
            self.state.envelopes.process_due()
            self.state.condition.notify_all()

    async def _close_sockets(self, connections: list[SocketConnection]) -> None:
        for connection in connections:
            if connection in self._sockets:
                await self._sockets[connection][1].close()

    def _silence_sockets(self) -> None:
        for connection, (request, _) in self._sockets.items():
            connection.is_silent = True
            if isinstance(request.transport, asyncio.Transport):
                request.transport.pause_reading()

    def _abort_sockets(self) -> None:
        for request, _ in list(self._sockets.values()):
            if request.transport is not None:
                request.transport.abort()

    async def _handle_response_url(self, request: web.Request) -> web.Response:
        key = request.match_info["key"]
        payload: Json = {}
        try:
            payload = await read_arguments(request)
            with self.state.condition:
                posting.post_to_response_url(self.state, self.state.response_urls.use(key), payload)
                self._note_response_url(payload, {"ok": True})
                self.state.condition.notify_all()
        except ApiError as error:
            with self.state.condition:
                self.state.defects.append(f"a request to a response URL was rejected: {error.to_json()}")
                self._note_response_url(payload, error.to_json())
                self.state.condition.notify_all()
            return web.json_response(error.to_json(), status=_RESPONSE_URL_STATUSES.get(error.error, 400))
        return web.Response(text="ok")

    def _note_response_url(self, payload: Json, response: Json) -> None:
        traffic = self.state.traffic
        entry = traffic.add(self.state.clock.now(), "from_app", "response_url", payload)
        traffic.settle(entry, response, is_accepted=bool(response["ok"]), problems=describe_error(response))

    def _note_connection(self) -> None:
        connections = self.state.envelopes.connections
        self.state.changes.add("app", {"is_connected": bool(connections)})
        self.state.condition.notify_all()

    async def _handle_socket(self, request: web.Request) -> web.StreamResponse:
        with self.state.condition:
            if request.query.get("ticket", "") not in self.state.tickets:
                raise web.HTTPNotFound(text="this address was already used, or was never issued")
            self.state.tickets.discard(request.query["ticket"])
            is_full = len(self.state.envelopes.connections) >= MAX_SOCKETS
        websocket = web.WebSocketResponse(timeout=CLOSE_TIMEOUT_SECONDS)
        await websocket.prepare(request)
        if is_full:
            await websocket.send_str(json.dumps({"type": "disconnect", "reason": "too_many_websockets"}))
            await websocket.close()
            return websocket
        await self._serve_socket(request, websocket)
        return websocket

    async def _serve_socket(self, request: web.Request, websocket: web.WebSocketResponse) -> None:
        frames: asyncio.Queue[Json] = asyncio.Queue()
        connection = SocketConnection(
            send=lambda frame: (
                None if connection.is_silent else self._call_in_loop(lambda: frames.put_nowait(frame))
            )
        )
        with self.state.condition:
            connection_count = len(self.state.envelopes.connections) + 1
        frames.put_nowait(_build_hello_frame(self.state.app_id, connection_count))
        writer = asyncio.create_task(_send_frames(websocket, frames))
        self._sockets[connection] = (request, websocket)
        with self.state.condition:
            self.state.envelopes.connections.append(connection)
            self._note_connection()
        try:
            async for message in websocket:
                if message.type is WSMsgType.TEXT:
                    self._handle_frame(message.data)
        finally:
            writer.cancel()
            del self._sockets[connection]
            with self.state.condition:
                self.state.envelopes.connections.remove(connection)
                self._note_connection()

    def _handle_frame(self, data: str) -> None:
        try:
            frame = json.loads(data)
        except (ValueError, RecursionError):
            frame = None
        with self.state.condition:
            if isinstance(frame, dict):
                self.state.envelopes.acknowledge(frame)
            else:
                self.state.defects.append("the app sent a frame that is not a JSON object")
            self.state.condition.notify_all()


async def _send_frames(websocket: web.WebSocketResponse, frames: asyncio.Queue[Json]) -> None:
    while not websocket.closed:
        frame = await frames.get()
        try:
            await websocket.send_str(json.dumps(frame))
        except ConnectionError:
            return  # the socket is closed; its envelopes stay unacknowledged


def _build_hello_frame(app_id: str, connection_count: int) -> Json:
    return {
        "type": "hello",
        "num_connections": connection_count,
        "debug_info": {"host": "local", "build_number": 1, "approximate_connection_time": 18060},
        "connection_info": {"app_id": app_id},
    }
