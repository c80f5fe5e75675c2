"""The Web API as slack_sdk's own client meets it: what is granted, and what is refused in which words."""

import json
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from local_slack import LocalSlack
from local_slack.api import methods
from local_slack.api.methods import METHODS
from local_slack.state.state import SlackRules


def refusal(call: Callable[[], Any]) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as caught:
        call()
    return dict(caught.value.response.data)


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def without_scope(manifest: dict[str, Any], *scopes: str) -> dict[str, Any]:
    granted = manifest["oauth_config"]["scopes"]["bot"]
    manifest["oauth_config"]["scopes"]["bot"] = [scope for scope in granted if scope not in scopes]
    return manifest


def client(slack: LocalSlack, token: str | None = None) -> WebClient:
    return WebClient(token=slack.bot_token if token is None else token, base_url=slack.url, retry_handlers=[])


def test_auth_test_tells_who_the_bot_is(slack: LocalSlack, api: WebClient) -> None:
    answer = api.auth_test()

    assert (answer["team"], answer["user"]) == ("Acme", "echo")
    assert answer["user_id"] == slack.workspace.bot.id


@pytest.mark.parametrize(
    ("token", "error"),
    [
        (lambda _slack: "", "not_authed"),
        (lambda _slack: "xoxb-of-somebody-else", "invalid_auth"),
        (lambda slack: slack.app_token, "not_allowed_token_type"),
    ],
)
def test_wrong_tokens_are_refused(slack: LocalSlack, token: Callable[[LocalSlack], str], error: str) -> None:
    assert refusal(client(slack, token(slack)).auth_test)["error"] == error


def test_sockets_are_opened_with_the_app_token_alone(slack: LocalSlack) -> None:
    said = refusal(lambda: client(slack).apps_connections_open(app_token=slack.bot_token))

    assert said["error"] == "not_allowed_token_type"


def test_a_missing_scope_is_named(manifest: dict[str, Any]) -> None:
    with LocalSlack(without_scope(manifest, "reactions:write", "users:read")) as slack:
        said = refusal(lambda: client(slack).users_info(user=slack.find_user("ada").id))

    assert (said["error"], said["needed"]) == ("missing_scope", "users:read")
    assert "chat:write" in said["provided"].split(",")


def test_a_scope_for_public_channels_is_none_for_private_ones(manifest: dict[str, Any]) -> None:
    with LocalSlack(without_scope(manifest, "groups:history")) as slack:
        private = slack.add_channel("board", members=["ada"], kind="private")

        assert client(slack).conversations_history(channel=slack.find_channel("news").id)["ok"]
        said = refusal(lambda: client(slack).conversations_history(channel=private.id))

    assert (said["error"], said["needed"]) == ("missing_scope", "groups:history")


def test_an_unknown_method_is_refused_and_fails_the_check(slack: LocalSlack, api: WebClient) -> None:
    assert refusal(lambda: api.api_call("chat.shout"))["error"] == "unknown_method"
    with pytest.raises(AssertionError, match=r"unknown method: chat\.shout"):
        slack.check_defects()


def test_an_unknown_argument_fails_the_check(slack: LocalSlack, api: WebClient) -> None:
    api.chat_postMessage(channel=slack.find_channel("news").id, text="x", unfurl_lnks=False)

    with pytest.raises(AssertionError, match="unfurl_lnks"):
        slack.check_defects()


def test_a_message_is_kept_as_it_was_accepted(slack: LocalSlack, api: WebClient) -> None:
    answer = api.chat_postMessage(
        channel=slack.find_channel("news").id, text="a &lt;b&gt; é", blocks=[section("*x*")]
    )

    (message,) = slack.messages("news")
    assert (message["ts"], message["text"]) == (answer["ts"], "a &lt;b&gt; é")
    assert message["blocks"][0]["text"] == {"type": "mrkdwn", "text": "*x*"}
    assert message["blocks"][0]["block_id"]
    slack.check_defects()


def test_a_form_is_taken_as_json_is(slack: LocalSlack) -> None:
    form = {
        "token": slack.bot_token,
        "channel": slack.find_channel("news").id,
        "blocks": json.dumps([section("x")]),
    }
    body = urllib.parse.urlencode(form).encode()

    with urllib.request.urlopen(slack.url + "chat.postMessage", data=body) as answer:
        assert json.load(answer)["ok"]

    assert "token" not in slack.calls[-1].arguments


def test_a_token_in_a_json_body_is_not_looked_at(slack: LocalSlack) -> None:
    request = urllib.request.Request(
        slack.url + "auth.test",
        data=json.dumps({"token": slack.bot_token}).encode(),
        headers={"Content-Type": "application/json"},
    )

    with urllib.request.urlopen(request) as answer:
        assert json.load(answer)["error"] == "not_authed"


@pytest.mark.parametrize(
    ("content_type", "body", "error"),
    [
        ("application/json", b"{", "invalid_json"),
        ("application/json", b"[1]", "json_not_object"),
        ("application/json", b"\xff\xfe", "invalid_charset"),
    ],
)
def test_an_unreadable_body_is_refused(slack: LocalSlack, content_type: str, body: bytes, error: str) -> None:
    headers = {"Content-Type": content_type, "Authorization": f"Bearer {slack.bot_token}"}
    request = urllib.request.Request(slack.url + "chat.postMessage", data=body, headers=headers)

    with urllib.request.urlopen(request) as answer:
        assert json.load(answer)["error"] == error


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ({}, "no_text"),
        ({"text": ""}, "no_text"),
        ({"text": "", "blocks": []}, "no_text"),
        ({"blocks": "{"}, "invalid_blocks_format"),
        ({"blocks": {"blocks": []}}, "invalid_blocks_format"),
        ({"text": "x", "blocks": [section("x" * 3001)]}, "invalid_blocks"),
        ({"text": "x", "blocks": [section("x" * 2900)] * 5}, "msg_blocks_too_long"),
        ({"text": "x", "markdown_text": "x"}, "markdown_text_conflict"),
        ({"markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"text": "x", "attachments": [{"text": "x"}] * 101}, "too_many_attachments"),
        ({"text": 7}, "invalid_arguments"),
        ({"text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
    ],
)
def test_a_message_that_slack_would_not_take_is_refused(
    slack: LocalSlack, api: WebClient, content: dict[str, Any], error: str
) -> None:
    said = refusal(
        lambda: api.api_call("chat.postMessage", json={"channel": slack.find_channel("news").id, **content})
    )

    assert said["error"] == error
    assert slack.messages("news") == []


def test_refused_blocks_are_pointed_at(slack: LocalSlack, api: WebClient) -> None:
    said = refusal(
        lambda: api.chat_postMessage(
            channel=slack.find_channel("news").id, text="x", blocks=[section("x" * 3001)]
        )
    )

    note = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert said["errors"] == [note]
    assert said["response_metadata"]["messages"] == [f"[ERROR] {note}"]


def test_the_bounds_of_a_message_are_inclusive(slack: LocalSlack, api: WebClient) -> None:
    filler = 13_000 - len(json.dumps([section("")] * 5, separators=(",", ":")))
    texts = [2900] * 4 + [filler - 4 * 2900]
    blocks = [section("x" * size) for size in texts]

    api.chat_postMessage(channel=slack.find_channel("news").id, text="x" * 50_000, blocks=blocks)

    assert len(slack.messages("news")[0]["text"]) == 40_000


def test_where_the_bot_may_not_write(slack: LocalSlack, api: WebClient) -> None:
    board = slack.add_channel("board", members=["ada"], kind="private", with_bot=False)
    old = slack.add_channel("old", members=["ada"], archived=True)
    refused = {
        channel: refusal(lambda channel=channel: api.chat_postMessage(channel=channel, text="x"))["error"]  # type: ignore[misc]
        for channel in (slack.find_channel("general").id, "C0", board.id, old.id)
    }

    assert list(refused.values()) == [
        "not_in_channel",
        "channel_not_found",
        "channel_not_found",
        "is_archived",
    ]


def test_chat_write_public_opens_public_channels(manifest: dict[str, Any]) -> None:
    manifest["oauth_config"]["scopes"]["bot"].append("chat:write.public")
    with LocalSlack(manifest) as slack:
        client(slack).chat_postMessage(channel="#general", text="x")

        assert len(slack.messages("general")) == 1


def test_a_message_to_a_person_goes_to_their_conversation(slack: LocalSlack, api: WebClient) -> None:
    ada = slack.find_user("ada")
    opened = api.conversations_open(users=ada.id)["channel"]["id"]
    answer = api.chat_postMessage(channel=ada.id, text="x")

    assert answer["channel"] == opened == slack.find_direct_channel("ada").id
    assert api.conversations_info(channel=opened)["channel"]["user"] == ada.id


def test_replies_stand_in_their_thread_and_are_counted(slack: LocalSlack, api: WebClient) -> None:
    news = slack.find_channel("news").id
    root = api.chat_postMessage(channel=news, text="root")["ts"]
    api.chat_postMessage(channel=news, text="one", thread_ts=root)
    slack.say("grace", "news", "two", thread_ts=root)
    api.chat_postMessage(channel=news, text="three", thread_ts=root, reply_broadcast=True)

    assert [message["text"] for message in slack.messages("news")] == ["root", "three"]
    assert [message["text"] for message in slack.replies("news", root)] == ["one", "two", "three"]
    thread = api.conversations_replies(channel=news, ts=root)["messages"]
    assert [message["text"] for message in thread] == ["root", "one", "two", "three"]
    assert (thread[0]["reply_count"], thread[0]["reply_users_count"]) == (3, 2)


def test_a_reply_to_a_reply_finds_no_thread(slack: LocalSlack, api: WebClient) -> None:
    news = slack.find_channel("news").id
    root = api.chat_postMessage(channel=news, text="root")["ts"]
    reply = api.chat_postMessage(channel=news, text="one", thread_ts=root)["ts"]

    said = refusal(lambda: api.chat_postMessage(channel=news, text="two", thread_ts=reply))

    assert said["error"] == "thread_not_found"


def test_missing_threads_can_be_allowed(manifest: dict[str, Any]) -> None:
    with LocalSlack(manifest, rules=SlackRules(accept_missing_threads=True)) as slack:
        client(slack).chat_postMessage(channel=slack.find_channel("news").id, text="x", thread_ts="1.000001")

        assert len(slack.replies("news", "1.000001")) == 1


def test_a_message_can_be_changed_and_deleted_by_its_author_alone(slack: LocalSlack, api: WebClient) -> None:
    news = slack.find_channel("news").id
    ours = api.chat_postMessage(channel=news, text="x", blocks=[section("x")])["ts"]
    theirs = slack.say("ada", "news", "y")["ts"]

    api.chat_update(channel=news, ts=ours, text="z")

    assert slack.messages("news")[0]["text"] == "z"
    assert "blocks" not in slack.messages("news")[0]
    assert (
        refusal(lambda: api.chat_update(channel=news, ts=theirs, text="z"))["error"] == "cant_update_message"
    )
    assert refusal(lambda: api.chat_delete(channel=news, ts=theirs))["error"] == "cant_delete_message"
    assert refusal(lambda: api.chat_delete(channel=news, ts="1.0"))["error"] == "message_not_found"
    assert refusal(lambda: api.chat_update(channel=news, ts=ours, text="x" * 4001))["error"] == "msg_too_long"
    api.chat_delete(channel=news, ts=ours)
    assert [message["ts"] for message in slack.messages("news")] == [theirs]


def test_a_deleted_message_with_replies_leaves_a_tombstone(slack: LocalSlack, api: WebClient) -> None:
    news = slack.find_channel("news").id
    root = api.chat_postMessage(channel=news, text="root")["ts"]
    slack.say("ada", "news", "reply", thread_ts=root)

    api.chat_delete(channel=news, ts=root)

    assert slack.messages("news")[0]["subtype"] == "tombstone"


def test_an_ephemeral_message_is_seen_by_one_person_alone(slack: LocalSlack, api: WebClient) -> None:
    news = slack.find_channel("news").id

    api.chat_postEphemeral(channel=news, user=slack.find_user("ada").id, text="psst")

    assert [message["text"] for message in slack.ephemerals("ada", "news")] == ["psst"]
    assert slack.ephemerals("grace", "news") == slack.messages("news") == []
    eve = slack.add_user("eve").id
    said = refusal(lambda: api.chat_postEphemeral(channel=news, user=eve, text="psst"))
    assert said["error"] == "user_not_in_channel"


def test_history_is_paged_newest_first(slack: LocalSlack, api: WebClient) -> None:
    for number in range(5):
        slack.say("ada", "news", str(number))

    pages = [
        [m["text"] for m in page["messages"]]
        for page in api.conversations_history(channel=slack.find_channel("news").id, limit=2)
    ]

    assert pages == [["4", "3"], ["2", "1"], ["0"]]


@pytest.mark.parametrize(
    ("span", "found"),
    [
        ({"oldest": 1}, ["3", "2"]),
        ({"oldest": 1, "inclusive": True}, ["3", "2", "1"]),
        ({"latest": 1}, ["0"]),
        ({"latest": 2, "oldest": 0}, ["1"]),
    ],
)
def test_history_keeps_to_a_span(
    slack: LocalSlack, api: WebClient, span: dict[str, Any], found: list[str]
) -> None:
    stamps = [slack.say("ada", "news", str(number))["ts"] for number in range(4)]
    asked = {name: stamps[value] if name != "inclusive" else value for name, value in span.items()}

    messages = api.conversations_history(channel=slack.find_channel("news").id, **asked)["messages"]

    assert [message["text"] for message in messages] == found


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"limit": 5000}, "invalid_limit"),
        ({"limit": "many"}, "invalid_arguments"),
        ({"cursor": "x"}, "invalid_cursor"),
        ({"oldest": "noon"}, "invalid_ts_oldest"),
    ],
)
def test_nonsense_about_history_is_refused(
    slack: LocalSlack, api: WebClient, asked: dict[str, Any], error: str
) -> None:
    said = refusal(lambda: api.conversations_history(channel=slack.find_channel("news").id, **asked))

    assert said["error"] == error


def test_channels_are_listed_as_the_bot_can_see_them(slack: LocalSlack, api: WebClient) -> None:
    slack.add_channel("board", members=["ada"], kind="private")
    slack.add_channel("secret", members=["ada"], kind="private", with_bot=False)
    slack.add_channel("old", members=["ada"], archived=True)

    listed = api.conversations_list(types="public_channel,private_channel", exclude_archived=True)["channels"]

    assert {channel["name"]: channel["is_member"] for channel in listed} == {
        "general": False,
        "news": True,
        "board": True,
    }


def test_a_channel_tells_its_members(slack: LocalSlack, api: WebClient) -> None:
    news = slack.find_channel("news")

    assert api.conversations_info(channel=news.id, include_num_members=True)["channel"]["num_members"] == 3
    assert set(api.conversations_members(channel=news.id)["members"]) == news.member_ids


def test_the_bot_joins_a_public_channel(slack: LocalSlack, api: WebClient) -> None:
    general = slack.find_channel("general").id

    api.conversations_join(channel=general)
    api.chat_postMessage(channel=general, text="here")

    assert len(slack.messages("general")) == 1
    assert api.conversations_join(channel=general)["warning"] == "already_in_channel"


def test_people_tell_their_time_zone(slack: LocalSlack, api: WebClient) -> None:
    ada = api.users_info(user=slack.find_user("ada").id)["user"]

    assert (ada["tz"], ada["tz_offset"] in {3600, 7200}) == ("Europe/Berlin", True)
    assert refusal(lambda: api.users_info(user="U0"))["error"] == "user_not_found"


def test_a_reaction_is_added_once(slack: LocalSlack, api: WebClient) -> None:
    news, ts = slack.find_channel("news").id, slack.say("ada", "news", "x")["ts"]

    api.reactions_add(channel=news, timestamp=ts, name="eyes")

    assert slack.messages("news")[0]["reactions"][0]["name"] == "eyes"
    again = refusal(lambda: api.reactions_add(channel=news, timestamp=ts, name="eyes"))
    assert again["error"] == "already_reacted"
    assert (
        refusal(lambda: api.reactions_add(channel=news, timestamp=ts, name="E!"))["error"] == "invalid_name"
    )
    assert (
        refusal(lambda: api.reactions_add(channel=news, timestamp="1.0", name="eyes"))["error"]
        == "message_not_found"
    )


def test_missing_arguments_are_named(api: WebClient) -> None:
    said = refusal(lambda: api.api_call("chat.update", json={"text": "x"}))

    assert said["response_metadata"]["messages"] == [
        "[ERROR] missing required field: channel",
        "[ERROR] missing required field: ts",
    ]


def test_workspaces_do_not_see_each_other(slack: LocalSlack) -> None:
    rival = slack.add_workspace("Rival")
    spy = client(slack, rival.bot_token)

    assert spy.auth_test()["team"] == "Rival"
    assert (
        refusal(lambda: spy.chat_postMessage(channel=slack.find_channel("news").id, text="x"))["error"]
        == "channel_not_found"
    )


def test_odd_characters_travel(slack: LocalSlack, api: WebClient) -> None:
    text = "a\x00b \ud800 \u202e 😀"

    api.chat_postMessage(channel=slack.find_channel("news").id, text=text)

    assert slack.messages("news")[0]["text"] == text


@pytest.mark.parametrize("name", sorted(METHODS))
def test_nonsense_is_answered_and_never_an_error_of_the_server(slack: LocalSlack, name: str) -> None:
    nonsense: tuple[Any, ...] = (
        None,
        "",
        "x",
        -1,
        1e999,
        [],
        [[]],
        {"a": 1},
        True,
        "\x00",
        "[" * 100_000,
        "1" * 5_000,
    )
    token = slack.app_token if METHODS[name].needs_app_token else slack.bot_token
    channel = {
        "channel": slack.find_channel("news").id,
        "ts": "1.0",
        "user": slack.find_user("ada").id,
        "text": "x",
    }
    for argument in {*METHODS[name].required_arguments, *METHODS[name].optional_arguments}:
        for value in nonsense:
            with slack.state.condition:
                assert "ok" in methods.call_method(slack.state, name, token, channel | {argument: value})


def test_calls_are_logged_without_their_token(slack: LocalSlack, api: WebClient) -> None:
    api.chat_postMessage(channel=slack.find_channel("news").id, text="x")

    call = slack.calls[-1]
    assert (call.method, call.arguments["text"], call.response["ok"]) == ("chat.postMessage", "x", True)
    assert slack.bot_token not in repr(slack.calls)
