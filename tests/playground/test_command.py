"""The command that starts a local Slack, and the prompt in the terminal, as people start them."""

import io
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import waiting
import yaml
from paths import ROOT
from slack_sdk import WebClient

from local_slack import LocalSlack
from local_slack.__main__ import main
from local_slack.client.page import Page
from local_slack.client.settings import QuickAction, parse_quick_action
from local_slack.terminal.connection import PageConnection
from local_slack.terminal.prompt import Prompt, listen


@pytest.fixture
def manifest_file(manifest: dict[str, Any], tmp_path: Path) -> Path:
    file = tmp_path / "app.yaml"
    file.write_text(yaml.safe_dump(manifest))
    return file


@contextmanager
def started(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """Start the command, and give what it prints."""
    env = os.environ | {"PYTHONPATH": str(ROOT / "playground")}
    process = subprocess.Popen(
        [sys.executable, "-m", "local_slack", *arguments],
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    printed = {}
    for line in process.stdout or ():
        name, _, value = line.strip().partition("=")
        printed[name] = value
        if name == "SLACK_TEAM_ID":
            break
    try:
        yield process, printed
    finally:
        process.kill()
        process.wait()


def test_people_channels_and_clock_are_as_told_and_it_ends_with_its_parent(
    manifest_file: Path, tmp_path: Path
) -> None:
    clock, journal = tmp_path / "clock", tmp_path / "journal"
    told = ["--people", "ines,ada", "--channels", "desk,random", "--notice", "invented"]
    told += ["--quick-action", "Say=/echo hi", "--clock-file", str(clock), "--journal", str(journal)]

    with started(str(manifest_file), *told, "--end-with-input") as (process, printed):
        ines = PageConnection(printed["PAGE_URL"], "ines")
        WebClient(token=printed["SLACK_BOT_TOKEN"], base_url=printed["SLACK_API_URL"]).chat_postMessage(
            channel="#desk", text="hello"
        )
        ines.post("clock", advance_seconds=60)
        assert process.stdin is not None
        process.stdin.close()

        assert process.wait(30) == 0
    assert [each["name"] for each in ines.state["users"]] == ["echo", "ines", "ada"]
    assert ines.state["users"][1]["is_admin"]
    assert [(each["name"], each["has_app"]) for each in ines.state["channels"]] == [
        ("desk", True),
        ("random", False),
        ("Echo", True),
    ]
    assert (ines.state["notice"], float(clock.read_text())) == ("invented", 60)
    assert '"hello"' in journal.read_text()


def test_a_port_in_use_is_said_in_words(manifest_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main([str(manifest_file), "--port", str(port)]) == 1

    said = capsys.readouterr().err
    assert f"Port {port} is in use" in said
    assert "Example: " in said


@pytest.mark.parametrize(
    "wrong",
    ["a: [", "[]", "{}", "display_information: {name: A}\nfeatures: {slash_commands: [{}]}"],
)
def test_a_manifest_that_is_not_valid_is_said_in_words(
    wrong: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "app.yaml"
    file.write_text(wrong)

    assert main([str(file)]) == 1
    assert "Traceback" not in (said := capsys.readouterr().err)
    assert "Example: " in said


@pytest.mark.parametrize(
    "wrong",
    [
        ("--port", "x"),
        ("--port", "70000"),
        ("--people", "a,,b"),
        ("--quick-action", "x"),
        ("--channels", "a,a"),
    ],
)
def test_a_wrong_option_is_wrong_usage(wrong: tuple[str, str], manifest_file: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main([str(manifest_file), *wrong])

    assert ended.value.code == 2


def test_a_quick_action_may_name_its_channel() -> None:
    assert parse_quick_action("Say=/echo a=b") == QuickAction("Say", "/echo a=b")
    assert parse_quick_action("Say=#news /echo") == QuickAction("Say", "/echo", "news")


def test_the_prompt_needs_a_local_slack(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    assert main(["prompt", f"http://127.0.0.1:{port}/"]) == 1
    assert "No local Slack answers" in capsys.readouterr().err


@pytest.fixture
def slack(manifest: dict[str, Any]) -> Iterator[LocalSlack]:
    manifest["features"]["app_home"] = {"home_tab_enabled": True, "messages_tab_enabled": True}
    slack = LocalSlack(manifest)
    Page(slack)
    with slack:
        yield slack


def field(block_id: str, element: dict[str, Any]) -> dict[str, Any]:
    label = {"type": "plain_text", "text": block_id.title()}
    return {"type": "input", "block_id": block_id, "label": label, "element": {"action_id": "v"} | element}


def test_a_prompt_prints_what_comes_and_presses_by_number(
    slack: LocalSlack, api: WebClient, connect: Callable[[], Any], people: Any
) -> None:
    socket, output = connect(), io.StringIO()
    connection = PageConnection(f"http://{slack.state.address}/")
    prompt = Prompt(connection, output)
    listen(prompt, connection)
    assert prompt.label == "#news> "

    typed = people.submit(prompt.handle, "/echo storm 24h")
    command = socket.envelope("slash_commands")
    socket.acknowledge(command, {"text": "working"})
    assert (command["payload"]["text"], typed.result(10)) == ("storm 24h", True)
    waiting.until(lambda: "only visible to you):\n  working" in output.getvalue(), 20)

    button = {
        "type": "button",
        "action_id": "more",
        "value": "7",
        "text": {"type": "plain_text", "text": "More"},
    }
    text = {"type": "mrkdwn", "text": "*Storm* &amp; <https://x.example|flood>"}
    api.chat_postMessage(
        channel="#news", text="x", blocks=[{"type": "section", "text": text, "accessory": button}]
    )
    waiting.until(lambda: "[1] More" in output.getvalue(), 20)
    assert "*Storm* & flood" in output.getvalue()
    pressed = people.submit(prompt.handle, "1")
    action = socket.envelope("interactive")
    socket.acknowledge(action)
    assert (action["payload"]["actions"][0]["value"], pressed.result(10)) == ("7", True)

    options = [{"text": {"type": "plain_text", "text": word}, "value": word} for word in ("short", "long")]
    view = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Set up"},
        "submit": {"type": "plain_text", "text": "Go"},
        "blocks": [
            field("topic", {"type": "plain_text_input"}),
            field("length", {"type": "static_select", "options": options}),
        ],
    }
    api.views_open(trigger_id=slack.state.views.new_trigger(slack.find_user("ada").id), view=view)
    waiting.until(lambda: "Form: Set up" in output.getvalue(), 20)
    for line in (":submit", "2=storm", "3.2", "3.9", "99"):
        prompt.handle(line)
    submitted = people.submit(prompt.handle, ":submit")
    submission = socket.envelope("interactive")
    socket.acknowledge(submission)
    values = submission["payload"]["view"]["state"]["values"]
    assert submitted.result(10)
    assert (values["topic"]["v"]["value"], values["length"]["v"]["selected_option"]["value"]) == (
        "storm",
        "long",
    )
    said = output.getvalue()
    assert "! topic: Please complete" in said
    assert "! Choose an option by its number" in said
    assert "! There is no button 99." in said


def test_a_prompt_goes_to_channels_threads_and_other_people(slack: LocalSlack, api: WebClient) -> None:
    output = io.StringIO()
    connection = PageConnection(f"http://{slack.state.address}/", "ada")
    prompt = Prompt(connection, output, "general")
    listen(prompt, connection)

    prompt.handle(":invite")
    prompt.handle(":channel news")
    root = api.chat_postMessage(channel="#news", text="root")["ts"]
    waiting.until(lambda: "root" in output.getvalue(), 20)
    prompt.handle(":thread")
    prompt.handle("a reply")
    label = prompt.label
    prompt.handle(":as grace")
    prompt.handle("hello")
    prompt.handle(":channel nowhere")
    prompt.handle(":home")

    assert label == "#news (thread)> "
    assert [each["text"] for each in slack.replies("news", root)] == ["a reply"]
    assert slack.messages("news")[-1]["user"] == slack.find_user("grace").id
    assert slack.workspace.bot.id in slack.find_channel("general").member_ids
    assert "! There is no channel nowhere" in output.getvalue()
    assert not prompt.handle(":quit")
