"""Response URLs: five uses, half an hour, and what they can do."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from local_slack import LocalSlack

Connect = Callable[[], Any]

BUTTONS = [
    {
        "type": "actions",
        "block_id": "row",
        "elements": [
            {
                "type": "button",
                "action_id": "more",
                "value": "7",
                "text": {"type": "plain_text", "text": "More"},
            },
            {
                "type": "static_select",
                "action_id": "pick",
                "options": [{"text": {"type": "plain_text", "text": "One"}, "value": "1"}],
            },
        ],
    }
]


def posted(slack: LocalSlack, api: WebClient) -> dict[str, Any]:
    api.chat_postMessage(channel=slack.find_channel("news").id, text="old", blocks=BUTTONS)
    return slack.messages("news")[-1]


@pytest.fixture
def hook(slack: LocalSlack) -> WebhookClient:
    """The response URL of a command; nobody needs to acknowledge it."""
    return WebhookClient(slack.command("ada", "general", "/echo").response_url, retry_handlers=[])


def test_five_answers_are_shown_and_the_sixth_is_refused(slack: LocalSlack, hook: WebhookClient) -> None:
    answers = [hook.send(text=str(number)) for number in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert "used_url" in answers[5].body
    assert len(slack.ephemerals("ada", "general")) == 5
    with pytest.raises(AssertionError, match="used_url"):
        slack.check_defects()


def test_after_half_an_hour_it_has_expired(slack: LocalSlack, hook: WebhookClient) -> None:
    slack.advance(1790)
    early = hook.send(text="x")
    slack.advance(10)
    late = hook.send(text="x")

    assert (early.status_code, late.status_code) == (200, 404)
    assert "expired_url" in late.body


def test_an_invented_address_is_refused(hook: WebhookClient) -> None:
    assert WebhookClient(hook.url + "0", retry_handlers=[]).send(text="x").status_code == 404


def test_an_answer_in_channel_is_seen_where_the_bot_is_no_member(
    slack: LocalSlack, hook: WebhookClient
) -> None:
    hook.send(text="all", response_type="in_channel")

    assert [message["text"] for message in slack.messages("general")] == ["all"]


@pytest.mark.parametrize(
    ("answer", "error"),
    [({"text": ""}, "no_text"), ({"text": "x", "blocks": [{"type": "marquee"}]}, "invalid_blocks")],
)
def test_a_bad_answer_is_refused_and_fails_the_check(
    slack: LocalSlack, hook: WebhookClient, answer: dict[str, Any], error: str
) -> None:
    refused = hook.send(**answer)

    assert refused.status_code == 400
    assert error in refused.body
    with pytest.raises(AssertionError, match=error):
        slack.check_defects()


def test_a_button_tells_what_was_pressed_where(
    slack: LocalSlack, api: WebClient, connect: Connect, people: ThreadPoolExecutor
) -> None:
    message = posted(slack, api)
    socket = connect()
    pressed = people.submit(slack.press, "grace", message, "more")
    envelope = socket.envelope("interactive")
    socket.acknowledge(envelope)

    payload = envelope["payload"]
    assert pressed.result().is_acknowledged
    assert (envelope["type"], payload["type"]) == ("interactive", "block_actions")
    assert (payload["user"]["username"], payload["container"]["message_ts"]) == ("grace", message["ts"])
    action = payload["actions"][0]
    assert (action["action_id"], action["block_id"], action["value"]) == ("more", "row", "7")


def test_a_menu_tells_the_chosen_option(slack: LocalSlack, api: WebClient) -> None:
    slack.press("ada", posted(slack, api), "pick", option_value="1")

    assert slack.envelopes[-1].payload["actions"][0]["selected_option"]["value"] == "1"


def test_what_is_not_there_cannot_be_pressed(slack: LocalSlack, api: WebClient) -> None:
    message = posted(slack, api)

    for action_id, option in (("less", None), ("pick", "2")):
        with pytest.raises(LookupError):
            slack.press("ada", message, action_id, option)


def test_an_app_that_is_not_interactive_has_no_buttons(manifest: dict[str, Any]) -> None:
    manifest["settings"]["interactivity"]["is_enabled"] = False
    with LocalSlack(manifest) as slack:
        message = posted(slack, WebClient(token=slack.bot_token, base_url=slack.url))
        with pytest.raises(ValueError, match="not configured"):
            slack.press("ada", message, "more")


def test_an_answer_to_a_button_can_replace_and_delete_its_message(slack: LocalSlack, api: WebClient) -> None:
    message = posted(slack, api)
    hook = WebhookClient(slack.press("ada", message, "more").response_url, retry_handlers=[])

    hook.send(text="new", replace_original=True)
    assert [(m["text"], "blocks" in m) for m in slack.messages("news")] == [("new", False)]

    hook.send(delete_original=True)
    assert slack.messages("news") == []


def test_what_one_person_sees_can_be_replaced_and_deleted_too(slack: LocalSlack, api: WebClient) -> None:
    news, ada = slack.find_channel("news").id, slack.find_user("ada").id
    api.chat_postEphemeral(channel=news, user=ada, text="old", blocks=BUTTONS)
    (shown,) = slack.ephemerals("ada", "news")
    hook = WebhookClient(slack.press("ada", shown, "more").response_url, retry_handlers=[])

    hook.send(text="new", replace_original=True)
    assert [message["text"] for message in slack.ephemerals("ada", "news")] == ["new"]

    hook.send(delete_original=True)
    assert slack.ephemerals("ada", "news") == []
