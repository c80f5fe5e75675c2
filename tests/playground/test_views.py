"""Modals, the Home tab and shortcuts of the local Slack, as strict as Slack's own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from local_slack import LocalSlack

TITLE = {"type": "plain_text", "text": "Set up"}


def modal(**changed: Any) -> dict[str, Any]:
    field = {
        "type": "input",
        "block_id": "topic",
        "label": {"type": "plain_text", "text": "Topic"},
        "element": {"type": "plain_text_input", "action_id": "value"},
    }
    return {
        "type": "modal",
        "callback_id": "start",
        "title": TITLE,
        "submit": TITLE,
        "blocks": [field],
    } | changed


def home(text: str = "Hello") -> dict[str, Any]:
    return {"type": "home", "blocks": [{"type": "section", "text": {"type": "plain_text", "text": text}}]}


def error_of(call: Callable[[], object]) -> str:
    with pytest.raises(SlackApiError) as refused:
        call()
    return str(refused.value.response["error"])


@pytest.fixture
def manifest(manifest: dict[str, Any]) -> dict[str, Any]:
    manifest["features"]["app_home"] = {"home_tab_enabled": True, "messages_tab_enabled": True}
    manifest["features"]["shortcuts"] = [
        {"name": "Brief this", "type": "message", "callback_id": "brief_this", "description": "Summarises"}
    ]
    manifest["settings"]["event_subscriptions"]["bot_events"].append("app_home_opened")
    return manifest


@pytest.fixture
def trigger(slack: LocalSlack) -> Callable[[], str]:
    return lambda: slack.state.views.new_trigger(slack.find_user("ada").id)


def test_a_modal_is_opened_once_for_one_trigger(
    slack: LocalSlack, api: WebClient, trigger: Callable[[], str]
) -> None:
    trigger_id = trigger()
    api.views_open(trigger_id=trigger_id, view=modal())

    assert slack.modal("ada")["callback_id"] == "start"  # type: ignore[index]
    assert slack.modal("grace") is None
    assert error_of(lambda: api.views_open(trigger_id=trigger_id, view=modal())) == "exchanged_trigger_id"
    assert error_of(lambda: api.views_open(trigger_id="1.2.abc", view=modal())) == "invalid_trigger_id"


def test_a_trigger_expires_after_three_seconds(
    slack: LocalSlack, api: WebClient, trigger: Callable[[], str]
) -> None:
    trigger_id = trigger()
    slack.advance(3)

    assert error_of(lambda: api.views_open(trigger_id=trigger_id, view=modal())) == "expired_trigger_id"


@pytest.mark.parametrize(
    "view",
    [
        modal(private_metadata="x" * 3001),
        modal(title={"type": "plain_text", "text": "x" * 25}),
        modal(callback_id="x" * 256),
        modal(blocks=[{"type": "divider"}] * 101),
        {key: value for key, value in modal().items() if key != "submit"},
        home(),
    ],
)
def test_a_modal_beyond_slacks_limits_is_refused(
    api: WebClient, trigger: Callable[[], str], view: dict[str, Any]
) -> None:
    assert error_of(lambda: api.views_open(trigger_id=trigger(), view=view)) == "invalid_arguments"


def test_an_update_needs_the_newest_hash(
    slack: LocalSlack, api: WebClient, trigger: Callable[[], str]
) -> None:
    opened = api.views_open(trigger_id=trigger(), view=modal())["view"]
    api.views_update(view_id=opened["id"], hash=opened["hash"], view=modal(callback_id="second"))

    late = error_of(lambda: api.views_update(view_id=opened["id"], hash=opened["hash"], view=modal()))

    assert late == "hash_conflict"
    assert slack.modal("ada")["callback_id"] == "second"  # type: ignore[index]
    assert error_of(lambda: api.views_update(view_id="V0", view=modal())) == "not_found"


def test_at_most_three_modals_lie_above_each_other(api: WebClient, trigger: Callable[[], str]) -> None:
    api.views_open(trigger_id=trigger(), view=modal())
    api.views_push(trigger_id=trigger(), view=modal())
    api.views_push(trigger_id=trigger(), view=modal())

    assert error_of(lambda: api.views_push(trigger_id=trigger(), view=modal())) == "push_limit_reached"


def test_a_home_tab_is_published_for_one_person(slack: LocalSlack, api: WebClient) -> None:
    ada = slack.find_user("ada").id
    first = api.views_publish(user_id=ada, view=home())["view"]
    api.views_publish(user_id=ada, view=home("Again"), hash=first["hash"])

    assert slack.home("ada")["blocks"][0]["text"]["text"] == "Again"  # type: ignore[index]
    assert slack.home("grace") is None
    assert error_of(lambda: api.views_publish(user_id=ada, view=home(), hash="old")) == "hash_conflict"
    assert error_of(lambda: api.views_publish(user_id=ada, view=modal())) == "invalid_arguments"


def test_a_home_tab_that_the_manifest_lacks_cannot_be_published(manifest: dict[str, Any]) -> None:
    del manifest["features"]["app_home"]
    with LocalSlack(manifest) as slack:
        api = WebClient(token=slack.bot_token, base_url=slack.url, retry_handlers=[])

        assert (
            error_of(lambda: api.views_publish(user_id=slack.find_user("ada").id, view=home()))
            == "not_enabled"
        )


@pytest.mark.parametrize(
    ("answer", "still_open", "defect_count"),
    [
        (None, False, 0),
        ({"response_action": "clear"}, False, 0),
        ({"response_action": "errors", "errors": {"topic": "No such topic."}}, True, 0),
        ({"response_action": "errors", "errors": {"unknown": "?"}}, True, 1),
        ({"response_action": "update", "view": modal(callback_id="done")}, True, 0),
    ],
)
def test_the_acknowledgement_of_a_submission_decides_what_is_seen(
    slack: LocalSlack,
    api: WebClient,
    connect: Callable[[], Any],
    people: ThreadPoolExecutor,
    trigger: Callable[[], str],
    answer: dict[str, Any] | None,
    *,
    still_open: bool,
    defect_count: int,
) -> None:
    socket = connect()
    api.views_open(trigger_id=trigger(), view=modal())

    submitted = people.submit(slack.submit, "ada", {"topic": "climate"})
    frame = socket.envelope("interactive")
    socket.acknowledge(frame, answer)
    submitted.result(10)

    assert frame["payload"]["type"] == "view_submission"
    assert frame["payload"]["view"]["state"]["values"]["topic"]["value"]["value"] == "climate"
    assert (slack.modal("ada") is not None) is still_open
    assert len(slack.state.defects) == defect_count


def test_a_required_field_is_filled_before_a_form_is_sent(
    slack: LocalSlack, api: WebClient, trigger: Callable[[], str]
) -> None:
    api.views_open(trigger_id=trigger(), view=modal())

    with pytest.raises(ValueError, match="topic: Please complete"):
        slack.submit("ada")


def test_home_opened_closed_modals_and_shortcuts_reach_the_app(
    slack: LocalSlack,
    api: WebClient,
    connect: Callable[[], Any],
    people: ThreadPoolExecutor,
    trigger: Callable[[], str],
) -> None:
    socket = connect()
    slack.open_home("ada")
    opened = socket.envelope("events_api")
    socket.acknowledge(opened)
    api.views_open(trigger_id=trigger(), view=modal(notify_on_close=True))
    closed = people.submit(slack.close_modal, "ada")
    view_closed = socket.envelope("interactive")
    socket.acknowledge(view_closed)
    closed.result(10)
    message = slack.say("ada", "general", "https://courier.example/bridge")
    chosen = people.submit(slack.choose_shortcut, "grace", message, "brief_this")
    shortcut = socket.envelope("interactive")
    socket.acknowledge(shortcut)
    chosen.result(10)

    assert opened["payload"]["event"]["tab"] == "home"
    assert "view" not in opened["payload"]["event"]
    assert view_closed["payload"]["type"] == "view_closed"
    assert slack.modal("ada") is None
    assert shortcut["payload"]["type"] == "message_action"
    assert shortcut["payload"]["message"]["text"] == message["text"]
