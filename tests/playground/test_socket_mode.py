"""Socket Mode over bare sockets: who gets what, when it comes again, and what is too late."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Any

import pytest
import websocket
from slack_sdk import WebClient

from local_slack import LocalSlack

Connect = Callable[[], Any]


def test_a_socket_is_greeted(slack: LocalSlack, connect: Connect) -> None:
    first, second = connect(), connect()

    assert first.hello["type"] == "hello"
    assert (first.hello["num_connections"], second.hello["num_connections"]) == (1, 2)
    assert first.hello["connection_info"]["app_id"] == slack.state.app_id
    slack.wait_for_sockets(socket_count=2)


def test_an_address_is_good_for_one_socket(slack: LocalSlack) -> None:
    url = WebClient(base_url=slack.url).apps_connections_open(app_token=slack.app_token)["url"]
    websocket.create_connection(url, timeout=5).close()

    with pytest.raises(websocket.WebSocketBadStatusException):
        websocket.create_connection(url, timeout=5)


def test_an_eleventh_socket_is_sent_away(connect: Connect) -> None:
    for _ in range(10):
        connect()

    assert connect().hello == {"type": "disconnect", "reason": "too_many_websockets"}


def test_an_app_without_socket_mode_gets_no_address(manifest: dict[str, Any]) -> None:
    manifest["settings"]["socket_mode_enabled"] = False
    with LocalSlack(manifest) as slack:
        request = urllib.request.Request(
            slack.url + "apps.connections.open",
            data=b"",
            headers={"Authorization": f"Bearer {slack.app_token}"},
        )
        with urllib.request.urlopen(request) as answer:
            assert not json.load(answer)["ok"]


def test_each_envelope_goes_to_one_socket(slack: LocalSlack, connect: Connect) -> None:
    sockets = [connect(), connect()]

    slack.say("ada", "news", "one")
    slack.say("ada", "news", "two")

    texts = [socket.receive()["payload"]["event"]["text"] for socket in sockets]
    assert sorted(texts) == ["one", "two"]
    assert all(socket.is_silent() for socket in sockets)


def test_a_command_is_acknowledged_with_what_is_then_shown(
    slack: LocalSlack, connect: Connect, people: ThreadPoolExecutor
) -> None:
    socket = connect()
    typed = people.submit(slack.command, "ada", "news", "/echo", "AT&T @grace")
    envelope = socket.receive()
    socket.acknowledge(envelope, {"text": "heard"})

    result = typed.result()
    payload = envelope["payload"]
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    assert (payload["command"], payload["text"]) == ("/echo", "AT&amp;T @grace")
    assert (payload["channel_name"], payload["user_name"]) == ("news", "ada")
    assert result.is_acknowledged
    assert result.ack_seconds is not None
    assert [message["text"] for message in slack.ephemerals("ada", "news")] == ["heard"]


def test_names_arrive_as_ids_where_the_manifest_asks(
    slack: LocalSlack, connect: Connect, people: ThreadPoolExecutor
) -> None:
    socket = connect()
    typed = people.submit(slack.command, "ada", "news", "/who", "@grace #news @nobody")
    envelope = socket.receive()
    socket.acknowledge(envelope)
    typed.result()

    grace, news = slack.find_user("grace").id, slack.find_channel("news").id
    assert envelope["payload"]["text"] == f"<@{grace}|grace> <#{news}|news> @nobody"


def test_an_acknowledgement_in_channel_is_seen_by_all(
    slack: LocalSlack, connect: Connect, people: ThreadPoolExecutor
) -> None:
    socket = connect()
    typed = people.submit(slack.command, "ada", "general", "/echo")
    socket.acknowledge(socket.receive(), {"text": "heard", "response_type": "in_channel"})
    typed.result()

    assert [message["text"] for message in slack.messages("general")] == ["heard"]


def test_an_acknowledgement_that_slack_refuses_fails_the_command_and_the_check(
    slack: LocalSlack, connect: Connect, people: ThreadPoolExecutor
) -> None:
    socket = connect()
    typed = people.submit(slack.command, "ada", "news", "/echo")
    socket.acknowledge(socket.receive(), {"blocks": [{"type": "marquee"}]})

    assert typed.result().error_code == "invalid_command_response"
    with pytest.raises(AssertionError, match="unsupported type: marquee"):
        slack.check_defects()


def test_a_command_without_a_socket_fails_at_once(slack: LocalSlack) -> None:
    assert slack.command("ada", "news", "/echo").error_code == "dispatch_failed"


def test_a_command_that_the_manifest_does_not_have_cannot_be_typed(slack: LocalSlack) -> None:
    with pytest.raises(LookupError, match="/shout is not a valid command"):
        slack.command("ada", "news", "/shout")


def test_a_command_is_too_late_after_three_seconds_and_shows_nothing(
    slack: LocalSlack, connect: Connect, people: ThreadPoolExecutor
) -> None:
    socket = connect()
    typed = people.submit(slack.command, "ada", "news", "/echo")
    envelope = socket.receive()
    slack.advance(3)
    result = typed.result()
    socket.acknowledge(envelope, {"text": "heard"})
    slack.wait_for(lambda: slack.late_envelopes)

    assert (result.error_code, result.ack_seconds) == ("operation_timeout", None)
    assert slack.ephemerals("ada", "news") == []


def test_an_event_that_nobody_acknowledges_comes_three_times_more(
    slack: LocalSlack, connect: Connect
) -> None:
    socket = connect()
    slack.say("ada", "news", "hello?")
    seen = [socket.receive()]
    for delay in (0, 60, 300):
        slack.advance(3)
        slack.advance(max(delay - 1, 0))
        assert delay == 0 or socket.is_silent()
        slack.advance(1)
        seen.append(socket.receive())
    slack.advance(3)
    slack.advance(3600)

    assert [envelope["retry_attempt"] for envelope in seen] == [0, 1, 2, 3]
    assert [envelope["retry_reason"] for envelope in seen] == ["", "timeout", "timeout", "timeout"]
    assert len({envelope["payload"]["event_id"] for envelope in seen}) == 1
    assert len({envelope["envelope_id"] for envelope in seen}) == 4
    assert socket.is_silent()


def test_an_acknowledged_event_does_not_come_again(slack: LocalSlack, connect: Connect) -> None:
    socket = connect()
    slack.say("ada", "news", "hello?")
    socket.acknowledge(socket.receive())
    slack.wait_for(lambda: slack.envelopes[0].state == "acknowledged")
    slack.advance(3600)

    assert socket.is_silent()
    assert slack.late_envelopes == []


def test_what_happened_while_no_socket_was_open_comes_with_the_retries(
    slack: LocalSlack, connect: Connect
) -> None:
    slack.say("ada", "news", "anybody?")
    slack.wait_for(lambda: len(slack.envelopes) == 2)  # the first retry follows at once
    socket = connect()
    slack.advance(60)

    envelope = socket.receive()
    assert (envelope["retry_attempt"], envelope["payload"]["event"]["text"]) == (2, "anybody?")


def test_a_socket_that_was_asked_to_leave_gets_no_more(slack: LocalSlack, connect: Connect) -> None:
    old = connect()
    slack.disconnect("warning")
    assert old.receive()["reason"] == "warning"
    new = connect()
    slack.say("ada", "news", "one")
    slack.say("ada", "news", "two")

    assert [new.receive()["payload"]["event"]["text"] for _ in range(2)] == ["one", "two"]
    assert old.is_silent()


def test_it_stops_soon_though_a_socket_does_not_answer(manifest: dict[str, Any]) -> None:
    with LocalSlack(manifest) as slack:
        url = WebClient(base_url=slack.url).apps_connections_open(app_token=slack.app_token)["url"]
        deaf = websocket.create_connection(url, timeout=5)
        slack.wait_for_sockets()
        began = monotonic()

    assert monotonic() - began < 3
    deaf.shutdown()


def test_a_dropped_socket_is_gone_without_a_word(slack: LocalSlack, connect: Connect) -> None:
    socket = connect()
    slack.wait_for_sockets()
    slack.drop_sockets()

    with pytest.raises((ConnectionError, websocket.WebSocketConnectionClosedException)):
        socket.receive()
    slack.wait_for(lambda: not slack.state.envelopes.connections)


@pytest.mark.parametrize("frame", ["nonsense", "[]", '{"envelope_id": "unknown"}', "{}"])
def test_frames_that_are_no_acknowledgements_fail_the_check(
    slack: LocalSlack, connect: Connect, frame: str
) -> None:
    connect().ws.send(frame)
    slack.wait_for(lambda: slack.state.defects or slack.state.envelopes.protocol_errors)

    with pytest.raises(AssertionError):
        slack.check_defects()


def test_a_second_acknowledgement_fails_the_check(slack: LocalSlack, connect: Connect) -> None:
    socket = connect()
    slack.say("ada", "news", "x")
    envelope = socket.receive()
    socket.acknowledge(envelope)
    socket.acknowledge(envelope)
    slack.wait_for(lambda: slack.state.envelopes.protocol_errors)

    with pytest.raises(AssertionError, match="a second acknowledgement"):
        slack.check_defects()


def events(slack: LocalSlack) -> list[dict[str, Any]]:
    return [envelope.payload["event"] for envelope in slack.envelopes if envelope.attempt == 0]


def test_a_mention_arrives_as_message_and_as_mention(slack: LocalSlack) -> None:
    slack.mention("ada", "news", "hi & <!channel> https://example.org/?a&b")

    message, mention = events(slack)
    assert (message["type"], message["channel_type"], mention["type"]) == (
        "message",
        "channel",
        "app_mention",
    )
    assert message["ts"] == mention["ts"]
    assert message["text"].endswith("hi &amp; <!channel> <https://example.org/?a&amp;b>")


def test_a_reply_tells_its_thread_and_whose_it_is(slack: LocalSlack) -> None:
    root = slack.say("ada", "news", "root")
    slack.say("grace", "news", "reply", thread_ts=root["ts"])

    reply = events(slack)[1]
    assert (reply["thread_ts"], reply["parent_user_id"]) == (root["ts"], slack.find_user("ada").id)


def test_events_come_only_from_where_the_bot_is(slack: LocalSlack) -> None:
    slack.say("ada", "general", "nobody here but us")
    slack.mention("ada", "general", "nor here")

    assert events(slack) == []


def test_events_come_only_if_subscribed_and_allowed(manifest: dict[str, Any]) -> None:
    manifest["settings"]["event_subscriptions"]["bot_events"].remove("message.groups")
    manifest["oauth_config"]["scopes"]["bot"].remove("im:history")
    with LocalSlack(manifest) as slack:
        board = slack.add_channel("board", members=["ada"], kind="private")
        slack.say("ada", board, "x")
        slack.say("ada", slack.find_direct_channel("ada"), "x")

        assert events(slack) == []


def test_a_private_message_comes_as_message_alone(slack: LocalSlack) -> None:
    slack.mention("ada", slack.find_direct_channel("ada"), "hi")

    (message,) = events(slack)
    assert (message["type"], message["channel_type"]) == ("message", "im")


def test_an_app_without_messages_tab_cannot_be_written_to(manifest: dict[str, Any]) -> None:
    del manifest["features"]["agent_view"]
    with LocalSlack(manifest) as slack, pytest.raises(ValueError, match="turned off"):
        slack.say("ada", slack.find_direct_channel("ada"), "hi")


def test_the_bot_hears_itself_and_its_changes(slack: LocalSlack, api: WebClient) -> None:
    news = slack.find_channel("news").id
    ts = api.chat_postMessage(channel=news, text="x")["ts"]
    api.chat_update(channel=news, ts=ts, text="y")
    api.chat_delete(channel=news, ts=ts)

    said, changed, deleted = events(slack)
    assert said["bot_id"] == slack.workspace.bot.bot_id
    assert (changed["subtype"], changed["message"]["text"]) == ("message_changed", "y")
    assert (changed["previous_message"]["text"], deleted["subtype"]) == ("x", "message_deleted")


def test_an_invited_bot_is_told_that_it_joined(slack: LocalSlack) -> None:
    slack.invite("general", "ada")
    slack.say("ada", "general", "welcome")

    assert [event["type"] for event in events(slack)] == ["member_joined_channel", "message"]


def test_people_write_only_where_they_are(slack: LocalSlack) -> None:
    board = slack.add_channel("board", members=["ada"], kind="private")
    old = slack.add_channel("old", members=["ada"], archived=True)
    for channel, thread, wrong in (
        (board, None, "grace is not in"),
        (old, None, "archived"),
        ("news", "1.0", "no message"),
    ):
        with pytest.raises(ValueError, match=wrong):
            slack.say("grace", channel, "x", thread)


def test_waiting_in_vain_tells_the_last_calls(slack: LocalSlack, api: WebClient) -> None:
    api.auth_test()

    with pytest.raises(TimeoutError, match=r"the last calls: auth\.test: ok"):
        slack.wait_for(lambda: slack.messages("news"), timeout_seconds=0.01)
