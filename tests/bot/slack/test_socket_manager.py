"""The sockets: a planned refresh, a dead connection, a cut, and what arrives meanwhile."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
import waiting
from paths import ROOT
from slack_bolt import App

from bot.slack import socket_mode, web_api
from bot.slack.socket_manager import SocketManager
from local_slack import LocalSlack
from local_slack.state.faults import Fault, build_rate_limit_fault

# The promise is 1 s; on a busy machine the measurement itself takes time. Before, a refresh took 10 s.
MENDED_WITHIN_SECONDS = 3.0


class Listening:
    """A Bolt app that counts the messages that it hears."""

    def __init__(self, slack: LocalSlack) -> None:
        self.slack = slack
        self.heard: list[str] = []
        client = web_api.build_client(slack.bot_token, slack.url)
        identity = socket_mode.fetch_identity(client)
        app = App(client=web_api.build_client(None, slack.url), authorize=lambda: identity.authorization)
        lock = threading.Lock()

        @app.event("message")
        def hear(body: dict[str, Any]) -> None:
            with lock:
                self.heard.append(body["event"]["text"])

        @app.command("/brief")
        def acknowledge(ack: Any) -> None:
            ack()

        self.sockets = SocketManager(app, client, slack.app_token)

    def open_connections(self) -> list[Any]:
        with self.slack.state.condition:
            return [
                each
                for each in self.slack.state.envelopes.connections
                if not (each.is_leaving or each.is_silent)
            ]

    def seconds_until_new_socket(self, timeout: float) -> float:
        started_at, old = time.monotonic(), self.open_connections()
        waiting.until(lambda: any(each not in old for each in self.open_connections()), timeout)
        return time.monotonic() - started_at


@contextmanager
def listening(slack: LocalSlack) -> Iterator[Listening]:
    bot = Listening(slack)
    socket_mode.open_socket(bot.sockets)
    slack.wait_for_sockets()
    try:
        yield bot
    finally:
        bot.sockets.stop(2)


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(ROOT / "app.yaml") as local_slack:
        yield local_slack


@pytest.mark.parametrize("close_after_seconds", [None, 0.0, 0.5])
def test_a_planned_refresh_is_never_longer_than_a_second_without_a_socket(
    slack: LocalSlack, close_after_seconds: float | None
) -> None:
    with listening(slack) as bot:
        for _ in range(3):
            slack.disconnect(close_after_seconds=close_after_seconds)
            assert bot.seconds_until_new_socket(10) < MENDED_WITHIN_SECONDS


def test_a_cut_connection_is_mended_within_a_second(slack: LocalSlack) -> None:
    with listening(slack) as bot:
        for _ in range(3):
            waiting.until(bot.open_connections, 10)
            slack.drop_sockets()
            waiting.until(lambda: not bot.open_connections(), 5, every=0.001)
            assert bot.seconds_until_new_socket(10) < MENDED_WITHIN_SECONDS


@pytest.mark.slow
@pytest.mark.timeout(60)
def test_a_silent_connection_is_noticed_within_fifteen_seconds(slack: LocalSlack) -> None:
    with listening(slack) as bot:
        slack.silence_sockets()
        assert bot.seconds_until_new_socket(40) < 15 + MENDED_WITHIN_SECONDS
        assert slack.command("ada", "news", "/brief", "help").is_acknowledged


def test_nothing_is_lost_or_doubled_while_sockets_are_replaced(slack: LocalSlack) -> None:
    with listening(slack) as bot, ThreadPoolExecutor(1) as refresher:

        def refresh() -> None:
            for _ in range(5):
                slack.disconnect(close_after_seconds=1.0)
                bot.seconds_until_new_socket(10)

        refreshing = refresher.submit(refresh)
        said: list[str] = []
        while not refreshing.done() or len(said) < 40:
            said.append(f"message {len(said)}")
            slack.say("ada", "news", said[-1])
            time.sleep(0.01)
        refreshing.result()
        waiting.until(lambda: len(bot.heard) >= len(said), 20)

    assert sorted(bot.heard) == sorted(said)


def test_a_command_on_a_socket_that_is_about_to_go_is_acknowledged(slack: LocalSlack) -> None:
    with listening(slack) as bot:
        for _ in range(3):
            slack.disconnect(close_after_seconds=0.3)
            assert slack.command("ada", "news", "/brief", "help").is_acknowledged
            bot.seconds_until_new_socket(10) if not bot.open_connections() else None


def test_a_socket_comes_back_after_slack_had_none(slack: LocalSlack) -> None:
    with listening(slack) as bot:
        for fault in (Fault(status=503), Fault(drop="before"), build_rate_limit_fault("0.2")):
            slack.add_fault("apps.connections.open", fault, max_times=1)
        slack.drop_sockets()
        waiting.until(lambda: not bot.open_connections(), 5)
        waiting.until(bot.open_connections, 30)


def test_a_stop_closes_every_socket_at_once(slack: LocalSlack) -> None:
    with listening(slack) as bot:
        slack.disconnect()
        bot.seconds_until_new_socket(10)
        started_at = time.monotonic()
        bot.sockets.stop(2)

        assert time.monotonic() - started_at < 2
        waiting.until(lambda: not slack.state.envelopes.connections, 5)
