"""Only this machine's own page talks to the client's API."""

import json
from typing import Any

import pytest

from local_slack import LocalSlack
from local_slack.api.host_guard import HostGuard, ServerAccess

JSON = "application/json"


def post(ada: Any, **headers: str) -> int:
    body = json.dumps({"user": ada.user, "channel": ada.channel("news"), "text": "hello"}).encode()
    sent = {"Content_Type": JSON, "X_Local_Slack": "1", **headers}
    return int(
        ada.send("POST", "/client/say", body, **{key: value for key, value in sent.items() if value})[0]
    )


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1.evil.example"}, 403),
        ({"Host": "127.0.0.1:1"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-origin"}, 200),
        ({"X_Local_Slack": ""}, 403),
        ({"Content_Type": "text/plain"}, 400),
        ({"Content_Type": "application/x-www-form-urlencoded"}, 400),
    ],
)
def test_what_another_page_could_send_is_refused(
    slack: LocalSlack, ada: Any, headers: dict[str, str], status: int
) -> None:
    assert post(ada, **headers) == status
    assert len(slack.messages("news")) == (status == 200)


@pytest.mark.parametrize("name", ["localhost", "[::1]"])
def test_the_loopback_names_are_this_server(ada: Any, name: str) -> None:
    host = f"{name}:{ada.address.rpartition(':')[2]}"

    assert post(ada, Host=host, Origin=f"http://{host}") == 200


@pytest.mark.parametrize(
    "path", ["/", "/web/index.html", "/client/state", "/api/auth.test", "/client/events"]
)
def test_a_name_that_was_rebound_reads_nothing(ada: Any, path: str) -> None:
    port = ada.address.rpartition(":")[2]

    assert ada.send("GET", path, Host=f"evil.example:{port}")[0] == 403


def test_the_page_may_load_nothing_from_elsewhere(ada: Any) -> None:
    status, headers, body = ada.send("GET", "/")

    assert (status, b"<html" in body) == (200, True)
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    "name", ["..%2f__init__.py", "../__init__.py", "%2e%2e/__main__.py", "nothing.js", "."]
)
def test_assets_come_from_their_folder_only(ada: Any, name: str) -> None:
    assert ada.send("GET", f"/web/{name}")[0] == 404


def test_a_server_that_is_told_to_listen_everywhere_refuses_names() -> None:
    guard = HostGuard(ServerAccess("0.0.0.0", frozenset({"host.docker.internal"})))

    allowed = ["192.168.1.5:80", "host.docker.internal:80", "localhost"]
    refused = ["evil.example", "a@localhost", "localhost/x", "", "[::1"]
    assert [guard.is_allowed(host) for host in allowed + refused] == [True] * 3 + [False] * 5
