"""Compare how long Socket Mode clients are without a socket after a refresh, a silence or a cut.

    python -m bench.sockets [--rounds 3] [--clients ours builtin websocket-client aiohttp]

Each client runs against the local Slack. The table has the seconds until Slack has a new socket: after its `disconnect`
message (it closes the old socket ten seconds later, as Slack does), after the socket has become silent (open, but
nothing is read or answered), and after the connection was cut.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import statistics
import threading
import time
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from slack_bolt import App
from slack_sdk.socket_mode import builtin, websocket_client
from slack_sdk.socket_mode.aiohttp import SocketModeClient as AiohttpClient
from slack_sdk.web.async_client import AsyncWebClient

from bench.paths import ROOT
from bot.slack import socket_mode, web_api
from bot.slack.socket_manager import SocketManager
from local_slack import LocalSlack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from local_slack.state.envelopes import SocketConnection

# Seconds after which a client that has no new socket is given up.
TIMEOUT_SECONDS = 120.0
# Seconds that a client is left alone before each fault, and after which Slack closes a socket that it refreshes.
CALM_SECONDS, CLOSE_AFTER_SECONDS = 12.0, 10.0


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure every client and print the table."""
    logging.disable()
    parser = argparse.ArgumentParser(description="Compare clients of Socket Mode.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clients", nargs="+", choices=[*CLIENTS], default=[*CLIENTS])
    options = parser.parse_args(arguments)
    print("| client | planned refresh | silent socket | cut |\n|---|---|---|---|")
    for name in options.clients:
        seconds = [_measure(CLIENTS[name], fault, options.rounds) for fault in FAULTS]
        print(f"| {name} | {' | '.join(map(_describe, seconds))} |", flush=True)


# ---- private


def _measure(
    connect: Callable[[LocalSlack], AbstractContextManager[None]],
    fault: Callable[[LocalSlack], None],
    rounds: int,
) -> list[float]:
    with LocalSlack(ROOT / "app.yaml") as slack, connect(slack):
        slack.wait_for_sockets(30)
        return [_measure_once(slack, fault) for _ in range(rounds)]


def _measure_once(slack: LocalSlack, fault: Callable[[LocalSlack], None]) -> float:
    time.sleep(CALM_SECONDS)
    old_connections = set(_connections(slack))
    started_at = time.monotonic()
    fault(slack)
    while time.monotonic() < started_at + TIMEOUT_SECONDS:
        if set(_connections(slack)) - old_connections:
            break
        time.sleep(0.01)
    return time.monotonic() - started_at


def _connections(slack: LocalSlack) -> list[SocketConnection]:
    with slack.state.condition:
        return list(slack.state.envelopes.connections)


def _describe(seconds: list[float]) -> str:
    worst, median = max(seconds), statistics.median(seconds)
    limit = ">" if worst >= TIMEOUT_SECONDS else ""
    return f"{median:.1f} s (worst {limit}{worst:.1f} s)"


def _refresh(slack: LocalSlack) -> None:
    slack.disconnect(close_after_seconds=CLOSE_AFTER_SECONDS)


@contextmanager
def _run_own(slack: LocalSlack) -> Iterator[None]:
    client = web_api.build_client(slack.bot_token, slack.url)
    identity = socket_mode.fetch_identity(client)
    app = App(client=web_api.build_client(None, slack.url), authorize=lambda: identity.authorization)
    sockets = SocketManager(app, client, slack.app_token)
    sockets.start()
    try:
        yield
    finally:
        sockets.stop(1)


@contextmanager
def _run_client(
    client_type: type[builtin.SocketModeClient | websocket_client.SocketModeClient], slack: LocalSlack
) -> Iterator[None]:
    client = client_type(app_token=slack.app_token, web_client=web_api.build_client(None, slack.url))
    client.connect()
    try:
        yield
    finally:
        threading.Thread(target=client.close, daemon=True).start()


@contextmanager
def _run_aiohttp(slack: LocalSlack) -> Iterator[None]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def connect() -> AiohttpClient:
        client = AiohttpClient(app_token=slack.app_token, web_client=AsyncWebClient(base_url=slack.url))
        await client.connect()  # type: ignore[no-untyped-call]  # the SDK leaves it untyped
        return client

    client = asyncio.run_coroutine_threadsafe(connect(), loop).result(30)
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(client.close(), loop).result(30)  # type: ignore[no-untyped-call]
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


FAULTS: tuple[Callable[[LocalSlack], None], ...] = (
    _refresh,
    LocalSlack.silence_sockets,
    LocalSlack.drop_sockets,
)
CLIENTS: dict[str, Callable[[LocalSlack], AbstractContextManager[None]]] = {
    "ours": _run_own,
    "aiohttp": _run_aiohttp,
    "builtin": partial(_run_client, builtin.SocketModeClient),
    "websocket-client": partial(_run_client, websocket_client.SocketModeClient),
}

if __name__ == "__main__":
    main()
