"""The API of the page: what a person sees and does becomes what Slack sends to the app."""

import json
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from local_slack import LocalSlack
from local_slack.client.page import Page
from local_slack.client.settings import PageSettings

Answer = Callable[..., tuple[Any, Any]]

MENU = {
    "type": "static_select",
    "action_id": "choose",
    "options": [{"text": {"type": "plain_text", "text": word}, "value": word} for word in ("short", "long")],
}
FIELD = {
    "type": "input",
    "block_id": "topic",
    "label": {"type": "plain_text", "text": "Topic"},
    "element": {"type": "plain_text_input", "action_id": "value", "max_length": 5},
}
MODAL = {
    "type": "modal",
    "callback_id": "start",
    "title": {"type": "plain_text", "text": "Set up"},
    "submit": {"type": "plain_text", "text": "Go"},
    "notify_on_close": True,
    "blocks": [FIELD, {"type": "actions", "block_id": "length", "elements": [MENU]}],
}


def open_modal(slack: LocalSlack, api: WebClient, view: dict[str, Any] = MODAL) -> str:
    trigger_id = slack.state.views.new_trigger(slack.find_user("ada").id)
    return str(api.views_open(trigger_id=trigger_id, view=view)["view"]["id"])


def test_the_state_has_what_a_person_sees(slack: LocalSlack, ada: Any) -> None:
    slack.add_channel("secret", members=["grace"], kind="private")

    state = ada.get("state")

    assert (state["team"]["name"], state["me"], state["notice"]) == ("Acme", ada.user, "invented articles")
    assert [each["name"] for each in state["users"]] == ["echo", "ada", "grace"]
    channels = {each["name"]: each for each in state["channels"]}
    assert set(channels) == {"general", "news", "Echo"}
    assert (channels["news"]["has_app"], channels["general"]["has_app"]) == (True, False)
    assert channels["Echo"]["is_im"]
    app = state["app"]
    assert (app["has_home"], app["has_messages"], app["is_connected"]) == (True, True, False)
    assert app["suggested_prompts"]["prompts"] == [{"title": "Hi", "message": "Say hi"}]
    assert [each["command"] for each in app["commands"]] == ["/echo", "/who"]
    assert [each["type"] for each in app["shortcuts"]] == ["message", "global"]
    assert state["quick_actions"] == [{"label": "Say hi", "text": "/echo hi", "channel": "news"}]


def test_a_message_reaches_the_app_and_others_have_it_unread(ada: Any, grace: Any, connect: Any) -> None:
    socket, news = connect(), ada.channel("news")
    stream = grace.listen(grace.get("state")["cursor"])

    said = ada.post("say", channel=news, text="hello @grace, see #general.")
    event = socket.envelope("events_api")["payload"]["event"]
    shown = stream.next("message")

    assert event["text"] == f"hello <@{grace.user}>, see <#{ada.channel('general')}>."
    assert (shown["channel"], shown["message"]["ts"], shown["unread"]) == (news, said["ts"], 1)
    assert grace.post("read", channel=news, ts=said["ts"])["unread"] == 0
    assert stream.next("channel")["channel"]["unread"] == 0
    assert [each["unread"] for each in ada.get("state")["channels"] if each["id"] == news] == [0]
    stream.close()


def test_a_command_is_typed_as_text(ada: Any, answer: Answer) -> None:
    news = ada.channel("news")

    payload, response = answer(
        lambda: ada.post("say", channel=news, text="/echo  storm 24h"), "slash_commands", {"text": "working"}
    )

    assert (payload["command"], payload["text"], response["ok"]) == ("/echo", "storm 24h", True)
    (message,) = ada.get("messages", channel=news)["messages"]
    assert (message["text"], message["is_ephemeral"]) == ("working", True)


def test_an_ephemeral_message_is_one_persons(api: WebClient, ada: Any, grace: Any) -> None:
    news = ada.channel("news")
    stream = ada.listen(ada.get("state")["cursor"])

    api.chat_postEphemeral(channel=news, user=ada.user, text="for ada")

    assert stream.next("message")["message"]["is_ephemeral"]
    assert [each["text"] for each in ada.get("messages", channel=news)["messages"]] == ["for ada"]
    assert grace.get("messages", channel=news)["messages"] == []
    stream.close()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": "/nothing"}, 404),
        ({"text": "  "}, 400),
        ({"text": "/echo", "thread_ts": "1.000001"}, 400),
        ({"text": "hi", "thread_ts": "1.000001"}, 400),
        ({"text": "hi", "channel": "C404"}, 404),
        ({"text": "hi", "user": "U404"}, 404),
        ({"text": 7}, 400),
    ],
)
def test_what_slack_does_not_allow_is_said_in_words(ada: Any, body: dict[str, Any], status: int) -> None:
    response = ada.post("say", **({"channel": ada.channel("news")} | body))

    assert (response["status"], response["ok"]) == (status, False)
    assert response["error"]
    assert response["message"]


def test_a_command_without_an_app_fails_in_words(ada: Any) -> None:
    response = ada.post("say", channel=ada.channel("news"), text="/echo")

    assert (response["ok"], response["error"]) == (False, "dispatch_failed")
    assert "not connected" in response["message"]


def test_a_menu_of_a_message_is_used_with_the_state_of_the_others(
    api: WebClient, ada: Any, answer: Answer
) -> None:
    news = ada.channel("news")
    blocks = [{"type": "actions", "block_id": "b", "elements": [MENU, MENU | {"action_id": "other"}]}]
    ts = api.chat_postMessage(channel=news, text="Which?", blocks=blocks)["ts"]
    option = {"value": "long"}

    payload, response = answer(
        lambda: ada.post(
            "press",
            container={"type": "message", "channel": news, "ts": ts},
            block_id="b",
            action_id="choose",
            action={"selected_option": option},
        ),
        "interactive",
    )

    assert response["ok"]
    assert payload["actions"][0]["selected_option"] == MENU["options"][1]
    assert payload["state"]["values"]["b"]["choose"]["selected_option"]["value"] == "long"
    assert payload["state"]["values"]["b"]["other"] == {"type": "static_select", "selected_option": None}


def test_an_element_that_a_person_does_not_see_cannot_be_used(
    slack: LocalSlack, api: WebClient, ada: Any, grace: Any
) -> None:
    view_id = open_modal(slack, api)
    pressed = {"block_id": "length", "action_id": "choose", "action": {"selected_option": {"value": "long"}}}
    container = {"type": "view", "view_id": view_id}

    assert grace.post("press", container=container, **pressed)["status"] == 404
    assert ada.post("press", container=container, **(pressed | {"action_id": "x"}))["status"] == 404
    pressed["action"] = {"selected_option": {"value": "invented"}}
    assert ada.post("press", container=container, **pressed)["status"] == 404


def test_a_form_shows_its_errors_and_closes_when_it_is_right(
    slack: LocalSlack, api: WebClient, ada: Any, answer: Answer
) -> None:
    stream = ada.listen(ada.get("state")["cursor"])
    view_id = open_modal(slack, api)
    assert stream.next("modals")["views"][0]["id"] == view_id

    def submit(text: str | None) -> dict[str, Any]:
        return dict(ada.post("submit", view_id=view_id, state={"topic": {"value": {"value": text}}}))

    assert submit(None)["errors"] == {"topic": "Please complete this required field."}
    assert submit("too long")["errors"] == {"topic": "Must be at most 5 characters."}
    wrong = {"response_action": "errors", "errors": {"topic": "No such topic."}}
    payload, refused = answer(lambda: submit("storm"), "interactive", wrong)
    assert payload["view"]["state"]["values"]["topic"]["value"]["value"] == "storm"
    assert (refused["ok"], refused["errors"]) == (False, {"topic": "No such topic."})
    assert len(ada.get("modals")["views"]) == 1
    assert answer(lambda: submit("storm"), "interactive")[1]["ok"]
    assert ada.get("modals")["views"] == []
    stream.close()


def test_closing_a_form_tells_the_app(slack: LocalSlack, api: WebClient, ada: Any, answer: Answer) -> None:
    view_id = open_modal(slack, api)

    payload, response = answer(lambda: ada.post("close", view_id=view_id), "interactive")

    assert (payload["type"], response["ok"]) == ("view_closed", True)


def test_an_external_menu_asks_the_app(api: WebClient, ada: Any, answer: Answer) -> None:
    news = ada.channel("news")
    menu = {"type": "external_select", "action_id": "find", "min_query_length": 1}
    blocks = [{"type": "actions", "block_id": "b", "elements": [menu]}]
    ts = api.chat_postMessage(channel=news, text="Which?", blocks=blocks)["ts"]

    payload, response = answer(
        lambda: ada.post(
            "options",
            container={"type": "message", "channel": news, "ts": ts},
            block_id="b",
            action_id="find",
            value="sto",
        ),
        "interactive",
        {"options": MENU["options"]},
    )

    assert (payload["type"], payload["value"], payload["action_id"]) == ("block_suggestion", "sto", "find")
    assert [each["value"] for each in response["options"]] == ["short", "long"]


@pytest.mark.parametrize(("callback_id", "kind"), [("say", "shortcut"), ("say_this", "message_action")])
def test_shortcuts_of_both_kinds(ada: Any, answer: Answer, callback_id: str, kind: str) -> None:
    place = {}
    if kind == "message_action":
        news = ada.channel("news")
        place = {"channel": news, "ts": ada.post("say", channel=news, text="hello")["ts"]}

    payload, response = answer(lambda: ada.post("shortcut", callback_id=callback_id, **place), "interactive")

    assert (payload["type"], payload["callback_id"], response["ok"]) == (kind, callback_id, True)
    assert "trigger_id" in payload


def test_reactions_come_and_go(ada: Any, grace: Any, connect: Any) -> None:
    socket, news = connect(), ada.channel("news")
    ts = ada.post("say", channel=news, text="hello")["ts"]
    socket.acknowledge(socket.envelope("events_api"))
    stream = grace.listen(grace.get("state")["cursor"])

    assert ada.post("react", channel=news, ts=ts, name="tada")["ok"]
    added = socket.envelope("events_api")
    socket.acknowledge(added)

    assert (added["payload"]["event"]["type"], added["payload"]["event"]["reaction"]) == (
        "reaction_added",
        "tada",
    )
    assert stream.next("reaction")["reactions"] == [{"name": "tada", "users": [ada.user], "count": 1}]
    assert ada.post("react", channel=news, ts=ts, name="tada")["status"] == 400
    assert ada.post("react", channel=news, ts=ts, name="tada", remove=True)["ok"]
    assert socket.envelope("events_api")["payload"]["event"]["type"] == "reaction_removed"
    assert stream.next("reaction")["reactions"] == []
    stream.close()


def test_a_file_comes_as_a_message_and_is_fetched_with_the_token(
    slack: LocalSlack, api: WebClient, ada: Any, connect: Any
) -> None:
    socket, content = connect(), b"<opml version='2.0'/>"

    uploaded = ada.upload("feeds.opml", content, channel=ada.direct_channel(), text="mine")
    shared = socket.envelope("events_api")
    socket.acknowledge(shared)
    message = socket.envelope("events_api")["payload"]["event"]

    assert shared["payload"]["event"]["type"] == "file_shared"
    assert (message["subtype"], message["text"]) == ("file_share", "mine")
    (file,) = message["files"]
    assert (file["id"], file["filetype"], file["size"]) == (uploaded["file"], "opml", len(content))
    assert api.files_info(file=file["id"])["file"]["name"] == "feeds.opml"
    request = urllib.request.Request(
        file["url_private_download"], headers={"Authorization": f"Bearer {slack.bot_token}"}
    )
    with urllib.request.urlopen(request) as response:
        assert response.read() == content
    with urllib.request.urlopen(file["url_private"]) as response:
        assert "Sign in" in response.read().decode()
    assert ada.send("GET", f"/client/file?user={ada.user}&id={file['id']}")[2] == content


def test_a_file_is_for_those_who_see_its_channel(ada: Any, grace: Any) -> None:
    uploaded = ada.upload("feeds.opml", b"mine", channel=ada.direct_channel())

    assert grace.send("GET", f"/client/file?user={grace.user}&id={uploaded['file']}")[0] == 404


def test_messages_are_read_in_pages_and_threads(slack: LocalSlack, ada: Any) -> None:
    news = ada.channel("news")
    sent = [slack.say("grace", "news", f"message {number}") for number in range(5)]
    slack.say("grace", "news", "a reply", thread_ts=sent[0]["ts"])

    newest = ada.get("messages", channel=news, limit=2)
    older = ada.get("messages", channel=news, limit=9, before=newest["messages"][0]["ts"])
    thread = ada.get("messages", channel=news, thread_ts=sent[0]["ts"])

    assert [each["text"] for each in newest["messages"]] == ["message 3", "message 4"]
    assert newest["has_more"]
    assert [each["text"] for each in older["messages"]] == ["message 0", "message 1", "message 2"]
    assert (older["has_more"], older["messages"][0]["reply_count"]) == (False, 1)
    assert [each["text"] for each in thread["messages"]] == ["message 0", "a reply"]


def test_what_changes_on_a_message_is_streamed(slack: LocalSlack, api: WebClient, ada: Any) -> None:
    news = ada.channel("news")
    stream = ada.listen(ada.get("state")["cursor"])

    root = api.chat_postMessage(channel=news, text="one")["ts"]
    slack.say("grace", "news", "a reply", thread_ts=root)
    other = api.chat_postMessage(channel=news, text="two")["ts"]
    api.chat_update(channel=news, ts=other, text="three")
    api.chat_delete(channel=news, ts=other)

    assert stream.next("message")["message"]["text"] == "one"
    assert stream.next("message_changed")["message"]["reply_count"] == 1
    assert stream.next("message_changed")["message"]["text"] == "three"
    assert stream.next("message_deleted")["ts"] == other
    stream.close()


def test_status_and_prompts_are_streamed_and_a_status_ends_with_the_answer(api: WebClient, ada: Any) -> None:
    direct = ada.direct_channel()
    root = ada.post("say", channel=direct, text="hello")["ts"]
    stream = ada.listen(ada.get("state")["cursor"])

    api.assistant_threads_setStatus(channel_id=direct, thread_ts=root, status="is reading ...")
    api.assistant_threads_setSuggestedPrompts(
        channel_id=direct, thread_ts=root, title="Next", prompts=[{"title": "More", "message": "More"}]
    )
    api.chat_postMessage(channel=direct, thread_ts=root, text="read")

    assert stream.next("status")["text"] == "is reading ..."
    assert stream.next("suggested_prompts")["title"] == "Next"
    assert stream.next("status")["text"] == ""
    assert ada.get("state")["app"]["suggested_prompts"]["title"] == "Next"
    stream.close()


def test_the_home_tab_is_opened_and_shown(api: WebClient, ada: Any, connect: Any) -> None:
    socket = connect()
    stream = ada.listen(ada.get("state")["cursor"])

    assert ada.post("open_home", tab="home")["ok"]
    assert socket.envelope("events_api")["payload"]["event"]["tab"] == "home"
    section = {"type": "section", "text": {"type": "plain_text", "text": "Hello"}}
    api.views_publish(user_id=ada.user, view={"type": "home", "blocks": [section]})

    assert stream.next("home")["view"]["blocks"][0]["text"]["text"] == "Hello"
    assert ada.get("home")["view"]["type"] == "home"
    stream.close()


def test_channels_are_made_joined_and_shared_with_the_app(ada: Any, grace: Any) -> None:
    made = ada.post("channel", name="#Press Review")["channel"]
    assert (made["name"], made["has_app"], made["members"]) == ("press-review", False, [ada.user])
    stream = grace.listen(grace.get("state")["cursor"])

    assert ada.post("invite", channel=made["id"])["ok"]
    assert grace.post("say", channel=made["id"], text="hi")["status"] == 400
    assert grace.post("join", channel=made["id"])["ok"]
    assert grace.post("say", channel=made["id"], text="hi")["ok"]
    assert stream.next("channel")["channel"]["has_app"]
    assert ada.post("channel", name="news")["status"] == 400
    private = ada.post("channel", name="secret", is_private=True)["channel"]
    assert grace.post("join", channel=private["id"])["status"] == 404
    stream.close()


def test_the_inspector_shows_what_the_validator_thinks(ada: Any, api: WebClient, connect: Any) -> None:
    socket, news = connect(), ada.channel("news")
    with pytest.raises(SlackApiError):
        api.chat_postMessage(channel=news, text="x", blocks=[{"type": "section"}])
    ada.post("say", channel=news, text="hello")
    socket.acknowledge(socket.envelope("events_api"))
    stream = ada.listen(0)
    while stream.next("payload")["entry"]["kind"] != "message":
        pass
    settled = stream.next("payload")["entry"]

    refused, sent = ada.get("payloads", after=1)["entries"]
    assert (refused["kind"], refused["direction"], refused["is_accepted"]) == (
        "chat.postMessage",
        "from_app",
        False,
    )
    assert refused["problems"][0] == "invalid_blocks"
    assert "json-pointer:/blocks/0" in refused["problems"][1]
    assert (sent["kind"], sent["direction"], settled["is_accepted"]) == ("message", "to_app", True)
    assert ada.get("payloads", after=sent["n"])["entries"] == []
    stream.close()


def test_a_page_that_is_too_far_behind_loads_again(slack: LocalSlack, ada: Any) -> None:
    stream = ada.listen(10_000)

    assert stream.next("reload")["cursor"] == slack.state.changes.cursor
    stream.close()


@pytest.fixture
def clock_file(tmp_path: Path) -> Path:
    return tmp_path / "clock"


def test_the_clock_moves_forward_for_the_app_too(manifest: dict[str, Any], clock_file: Path) -> None:
    slack = LocalSlack(manifest)
    Page(slack, PageSettings(clock_file=clock_file))
    with slack:
        body = json.dumps({"advance_seconds": 3600}).encode()
        request = urllib.request.Request(
            f"http://{slack.state.address}/client/clock",
            body,
            {"Content-Type": "application/json", "X-Local-Slack": "1"},
        )
        with urllib.request.urlopen(request) as response:
            clock = json.load(response)

        assert (clock["offset"], float(clock_file.read_text())) == (3600, 3600)


def test_the_clock_never_goes_back(slack: LocalSlack, ada: Any) -> None:
    now = slack.state.clock.now()

    for body in ({"advance_seconds": -1}, {"now": now - 60}, {"advance_seconds": "x"}, {}):
        assert ada.post("clock", **body)["ok"] is False
    assert slack.state.clock.offset_seconds == 0
