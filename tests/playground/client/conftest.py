"""A page on the local Slack, and the requests that a browser makes for it."""

import http.client
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from local_slack import LocalSlack
from local_slack.client.page import Page
from local_slack.client.settings import PageSettings, QuickAction


class Browser:
    """The requests of a person's page."""

    def __init__(self, slack: LocalSlack, person: str) -> None:
        self.user = slack.find_user(person).id
        self._slack = slack
        self.address = slack.state.address

    def channel(self, name: str) -> str:
        return self._slack.find_channel(name).id

    def direct_channel(self) -> str:
        return self._slack.find_direct_channel(self.user).id

    def send(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Send a request with headers as named, where "_" is "-"; without a Host of its own it is the right one."""
        connection = http.client.HTTPConnection(self.address, timeout=30)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named)
        response = connection.getresponse()
        received = response.status, dict(response.getheaders()), response.read()
        connection.close()
        return received

    def get(self, name: str, /, **query: object) -> dict[str, Any]:
        words = "&".join(f"{key}={value}" for key, value in {"user": self.user, **query}.items())
        return self._json(self.send("GET", f"/client/{name}?{words}"))

    def post(self, name: str, /, **body: Any) -> dict[str, Any]:
        sent = json.dumps({"user": self.user, **body}).encode()
        return self._json(
            self.send("POST", f"/client/{name}", sent, Content_Type="application/json", X_Local_Slack="1")
        )

    def upload(self, name: str, content: bytes, /, **fields: str) -> dict[str, Any]:
        parts = [
            f'--edge\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in {"user": self.user, **fields}.items()
        ]
        head = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        body = b"".join(parts) + head + content + b"\r\n--edge--\r\n"
        return self._json(
            self.send(
                "POST",
                "/client/upload",
                body,
                Content_Type="multipart/form-data; boundary=edge",
                X_Local_Slack="1",
            )
        )

    def listen(self, cursor: int) -> "Stream":
        return Stream(self.address, self.user, cursor)

    @staticmethod
    def _json(received: tuple[int, dict[str, str], bytes]) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(received[2])
        return body | {"status": received[0]}


class Stream:
    """The events of a page."""

    def __init__(self, address: str, user: str, cursor: int) -> None:
        self._connection = http.client.HTTPConnection(address, timeout=10)
        self._connection.request("GET", f"/client/events?user={user}&cursor={cursor}")
        self._response = self._connection.getresponse()

    def next(self, kind: str) -> dict[str, Any]:
        """The next event of a kind."""
        while True:
            line = self._response.readline()
            assert line, "the stream has ended"
            if line.startswith(b"data: "):
                event: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
                if event["type"] == kind:
                    return event

    def close(self) -> None:
        self._response.close()
        self._connection.close()


@pytest.fixture
def manifest(manifest: dict[str, Any]) -> dict[str, Any]:
    manifest["features"]["app_home"] = {"home_tab_enabled": True, "messages_tab_enabled": True}
    manifest["features"]["shortcuts"] = [
        {"name": "Say this", "type": "message", "callback_id": "say_this", "description": "Says it"},
        {"name": "Say", "type": "global", "callback_id": "say", "description": "Says"},
    ]
    manifest["features"]["agent_view"]["suggested_prompts"] = [{"title": "Hi", "message": "Say hi"}]
    manifest["oauth_config"]["scopes"]["bot"] += ["files:read", "reactions:read", "assistant:write"]
    manifest["settings"]["event_subscriptions"]["bot_events"] += [
        "app_home_opened",
        "file_shared",
        "reaction_added",
        "reaction_removed",
    ]
    return manifest


@pytest.fixture
def settings() -> PageSettings:
    return PageSettings("invented articles", (QuickAction("Say hi", "/echo hi", "news"),))


@pytest.fixture
def slack(manifest: dict[str, Any], settings: PageSettings) -> Iterator[LocalSlack]:
    slack = LocalSlack(manifest)
    Page(slack, settings)
    with slack:
        yield slack


@pytest.fixture
def ada(slack: LocalSlack) -> Browser:
    return Browser(slack, "ada")


@pytest.fixture
def grace(slack: LocalSlack) -> Browser:
    return Browser(slack, "grace")


@pytest.fixture
def answer(
    connect: Callable[[], Any], people: ThreadPoolExecutor
) -> Callable[[Callable[[], dict[str, Any]], str, dict[str, Any] | None], tuple[Any, Any]]:
    """Let a person act, and acknowledge the envelope of a kind; gives the payload and the page's response."""
    socket = connect()

    def act(
        action: Callable[[], dict[str, Any]], kind: str, payload: dict[str, Any] | None = None
    ) -> tuple[Any, Any]:
        acting = people.submit(action)
        envelope = socket.envelope(kind)
        socket.acknowledge(envelope, payload)
        return envelope["payload"], acting.result(10)

    return act
