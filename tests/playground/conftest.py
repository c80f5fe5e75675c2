"""A local Slack with a small app in it, a client of its Web API, and bare sockets."""

import copy
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import websocket
from slack_sdk import WebClient

from local_slack import LocalSlack

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Echo"},
    "features": {
        "bot_user": {"display_name": "Echo"},
        "agent_view": {"agent_description": "Says it again."},
        "slash_commands": [
            {"command": "/echo", "description": "Says it again"},
            {"command": "/who", "description": "Names people", "should_escape": True},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "app_mentions:read",
                "channels:history",
                "channels:join",
                "channels:read",
                "chat:write",
                "commands",
                "groups:history",
                "groups:read",
                "im:history",
                "im:read",
                "im:write",
                "reactions:write",
                "users:read",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                "app_mention",
                "member_joined_channel",
                "message.channels",
                "message.groups",
                "message.im",
            ]
        },
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


class Socket:
    """A bare Socket Mode connection that acknowledges only when told to."""

    def __init__(self, url: str) -> None:
        self.ws = websocket.create_connection(url, timeout=5)
        self.hello = self.receive()

    def receive(self) -> dict[str, Any]:
        received: dict[str, Any] = json.loads(self.ws.recv())
        return received

    def envelope(self, kind: str) -> dict[str, Any]:
        """The next envelope of a kind; others before it are acknowledged."""
        while (frame := self.receive())["type"] != kind:
            self.acknowledge(frame)
        return frame

    def acknowledge(self, envelope: dict[str, Any], payload: dict[str, Any] | None = None) -> None:
        answer = {"envelope_id": envelope["envelope_id"], **({"payload": payload} if payload else {})}
        self.ws.send(json.dumps(answer))

    def is_silent(self) -> bool:
        """Whether nothing has arrived that was not received."""
        self.ws.settimeout(0.05)
        try:
            self.ws.recv()
        except websocket.WebSocketTimeoutException:
            return True
        finally:
            self.ws.settimeout(5)
        return False


@pytest.fixture
def manifest() -> dict[str, Any]:
    return copy.deepcopy(MANIFEST)


@pytest.fixture
def slack(manifest: dict[str, Any]) -> Iterator[LocalSlack]:
    with LocalSlack(manifest) as running:
        yield running


@pytest.fixture
def api(slack: LocalSlack) -> WebClient:
    return WebClient(token=slack.bot_token, base_url=slack.url, retry_handlers=[])


@pytest.fixture
def connect(slack: LocalSlack) -> Iterator[Callable[[], Socket]]:
    opened: list[Socket] = []
    app = WebClient(base_url=slack.url)

    def make() -> Socket:
        opened.append(Socket(app.apps_connections_open(app_token=slack.app_token)["url"]))
        return opened[-1]

    yield make
    for socket in opened:
        socket.ws.close()


@pytest.fixture
def people() -> Iterator[ThreadPoolExecutor]:
    """Threads on which people wait for an answer while the test plays the app."""
    with ThreadPoolExecutor(4) as threads:
        yield threads
