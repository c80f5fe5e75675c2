"""A real Bolt app on a real socket, as the bot is: commands, buttons, mentions, a lost connection."""

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler
from slack_sdk import WebClient

from local_slack import LocalSlack


@contextmanager
def running(slack: LocalSlack) -> Iterator[App]:
    threads = ThreadPoolExecutor(8)
    app = App(client=WebClient(token=slack.bot_token, base_url=slack.url), listener_executor=threads)
    app.command("/echo")(echo)
    app.action("more")(more)
    app.event("app_mention")(mentioned)
    app.event("message")(lambda: None)
    handler = SocketModeHandler(app, slack.app_token)
    handler.connect()
    try:
        slack.wait_for_sockets()
        yield app
    finally:
        hang_up(handler)
        threads.shutdown()


def hang_up(handler: SocketModeHandler) -> None:
    """Close a connection at once; the client's own close() may sleep on its closed socket for ten seconds."""
    session, ended = handler.client.current_session, threading.Event()
    handler.client.auto_reconnect_enabled = handler.client.default_auto_reconnect_enabled = False
    handler.client.on_close_listeners.append(lambda _session: ended.set())
    if session is not None and session.sock is not None:
        session.sock.sock.shutdown(socket.SHUT_RDWR)
        ended.wait(3)
    handler.close()


def echo(
    ack: Callable[..., Any], respond: Callable[..., Any], client: WebClient, command: dict[str, Any]
) -> None:
    ack("working")
    button = {
        "type": "button",
        "action_id": "more",
        "value": "7",
        "text": {"type": "plain_text", "text": "More"},
    }
    client.chat_postMessage(
        channel=command["channel_id"],
        text=command["text"],
        blocks=[{"type": "actions", "elements": [button]}],
    )
    respond("done")


def more(ack: Callable[..., Any], respond: Callable[..., Any], action: dict[str, Any]) -> None:
    ack()
    respond(text=action["value"], replace_original=True)


def mentioned(event: dict[str, Any], say: Callable[..., Any]) -> None:
    say(text="heard", thread_ts=event.get("thread_ts", event["ts"]))


@pytest.fixture
def _app(slack: LocalSlack) -> Iterator[App]:
    with running(slack) as built:
        yield built


@pytest.mark.usefixtures("_app")
def test_a_command_is_acknowledged_answered_and_its_button_pressed(slack: LocalSlack) -> None:
    typed = slack.command("ada", "news", "/echo", "storm 24h")
    (message,) = slack.wait_for(lambda: slack.messages("news"))
    slack.wait_for(lambda: len(slack.ephemerals("ada", "news")) == 2)
    pressed = slack.press("ada", message, "more")
    slack.wait_for(lambda: slack.messages("news")[0]["text"] == "7")

    assert (typed.is_acknowledged, pressed.is_acknowledged) == (True, True)
    assert message["text"] == "storm 24h"
    assert [shown["text"] for shown in slack.ephemerals("ada", "news")] == ["working", "done"]
    slack.check_defects()


@pytest.mark.usefixtures("_app")
def test_a_mention_is_answered_in_its_thread_also_after_a_lost_connection(slack: LocalSlack) -> None:
    slack.drop_sockets()
    slack.wait_for(lambda: not slack.state.envelopes.connections)
    slack.wait_for_sockets()

    said = slack.mention("ada", "news", "are you there?")

    assert [reply["text"] for reply in slack.wait_for(lambda: slack.replies("news", said["ts"]))] == ["heard"]
