"""What the local Slack reads from an app's manifest, and how it starts with one."""

import json
import socket
from pathlib import Path
from typing import Any

import pytest
import yaml

from local_slack import LocalSlack
from local_slack.__main__ import main
from local_slack.state import manifest as manifests


@pytest.mark.parametrize("write", [json.dumps, yaml.safe_dump])
def test_a_manifest_is_read_from_a_file(manifest: dict[str, Any], tmp_path: Path, write: Any) -> None:
    path = tmp_path / "app.yaml"
    path.write_text(write(manifest), encoding="utf-8")

    assert manifests.read_manifest(path) == manifests.read_manifest(manifest)
    assert manifests.read_manifest(path).slash_commands["/who"].should_escape


def test_a_manifest_may_say_little() -> None:
    plan = manifests.read_manifest({"display_information": {"name": "Small"}})

    assert (plan.bot_name, plan.scopes, plan.messages_tab_enabled) == ("Small", frozenset(), False)


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"", "not a mapping"),
        (b"- x", "not a mapping"),
        (b"{", "neither YAML nor JSON"),
        (b"\xff\xfe\x00", "neither YAML nor JSON"),
        (b"features: {}", "no display_information.name"),
        (b"display_information: x", "display_information is not a mapping"),
    ],
)
def test_what_is_no_manifest_is_refused(tmp_path: Path, content: bytes, wrong: str) -> None:
    path = tmp_path / "app.yaml"
    path.write_bytes(content)

    with pytest.raises(ValueError, match=wrong):
        manifests.read_manifest(path)


@pytest.mark.parametrize(
    ("home", "writable"),
    [
        ({"messages_tab_enabled": True, "messages_tab_read_only_enabled": False}, True),
        ({"messages_tab_enabled": True, "messages_tab_read_only_enabled": True}, False),
        ({"messages_tab_enabled": False}, False),
    ],
)
def test_private_messages_need_a_writable_tab(home: dict[str, bool], *, writable: bool) -> None:
    plan = manifests.read_manifest({"display_information": {"name": "x"}, "features": {"app_home": home}})

    assert plan.messages_tab_enabled is writable


def test_a_port_that_is_taken_is_an_error_and_not_a_hang(manifest: dict[str, Any]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with (
            pytest.raises(OSError, match="address already in use"),
            LocalSlack(manifest, port=taken.getsockname()[1]),
        ):
            pass


def test_it_listens_on_this_machine_alone(slack: LocalSlack) -> None:
    assert slack.url.startswith("http://127.0.0.1:")
    assert slack.url.endswith("/api/")


def test_the_command_says_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([])
    assert main([str(tmp_path / "none.yaml")]) == 1

    said = capsys.readouterr().err
    assert "MANIFEST" in said
    assert "none.yaml" in said
    assert "Example: " in said
