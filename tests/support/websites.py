"""A web server on this machine, for tests of visits."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable

from aiohttp import web

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Site:
    """A web server on a free port of this machine, on a thread of its own."""

    def __init__(self) -> None:
        self.asked: list[web.Request] = []
        self._answers: dict[str, Answer] = {}
        self._other_answer: Answer | None = None
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._ready.wait(10)

    def put(self, path: str, body: str | bytes = b"", *, status: int = 200, **headers: str) -> None:
        """Answer a path."""

        async def answer(_request: web.Request) -> web.Response:
            data = body.encode() if isinstance(body, str) else body
            return web.Response(
                body=data, status=status, headers={k.replace("_", "-"): v for k, v in headers.items()}
            )

        self._answers[path] = answer

    def answer_others(self, answer: Answer) -> None:
        """Answer all paths that have no answer of their own, except robots.txt."""
        self._other_answer = answer

    def stall(self, path: str) -> None:
        """Take requests of a path, and never answer."""

        async def answer(_request: web.Request) -> web.StreamResponse:
            await asyncio.sleep(120)
            return web.Response()

        self._answers[path] = answer

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """Give the address of a path; on Linux all of 127.0.0.0/8 leads here."""
        return f"http://{host}:{self.port}{path}"

    def stop(self) -> None:
        """Stop serving."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(10)

    def _run(self) -> None:
        async def handle(request: web.Request) -> web.StreamResponse:
            self.asked.append(request)
            answer = self._answers.get(request.path)
            if answer is None and request.path != "/robots.txt":
                answer = self._other_answer
            return await answer(request) if answer else web.Response(status=404)

        async def start() -> None:
            server = web.Server(handle)  # type: ignore[arg-type]  # what an answer reads, a BaseRequest has too
            self._runner = web.ServerRunner(server, shutdown_timeout=0)
            await self._runner.setup()
            place = web.TCPSite(self._runner, "0.0.0.0", 0)
            await place.start()
            self.port = place._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
            self._ready.set()

        self._loop.run_until_complete(start())
        self._loop.run_forever()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(self._runner.cleanup())
        self._loop.close()
