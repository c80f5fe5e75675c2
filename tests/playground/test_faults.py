"""Faults as an app meets them: what it is told, and what was accepted all the same."""

import contextlib
import http.client
import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from local_slack import LocalSlack
from local_slack.state.faults import HTML_ERROR_PAGE, Fault, build_rate_limit_fault


def post(slack: LocalSlack, text: str = "x", timeout: float = 10) -> tuple[int, dict[str, str], str]:
    """Post to #news with no client between; returns status, headers in lower case, and body as they came."""
    request = urllib.request.Request(
        slack.url + "chat.postMessage",
        data=json.dumps({"channel": slack.find_channel("news").id, "text": text}).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {slack.bot_token}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return answer.status, told(answer.headers), answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, told(error.headers), error.read().decode()


def told(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def texts(slack: LocalSlack) -> list[str]:
    return [message["text"] for message in slack.messages("news")]


@pytest.mark.parametrize(
    ("fault", "kept"),
    [
        (Fault(drop="before"), []),
        (Fault(drop="after"), ["x"]),
        (Fault(drop="midway"), ["x"]),
    ],
)
def test_a_cut_connection_tells_nothing_of_what_was_accepted(
    slack: LocalSlack, fault: Fault, kept: list[str]
) -> None:
    slack.add_fault("chat.postMessage", fault, max_times=1)

    with pytest.raises((OSError, http.client.HTTPException)):
        post(slack)

    assert texts(slack) == [entry.text for entry in slack.journal_entries] == kept
    assert (slack.calls[-1].status, slack.calls[-1].fault) == (0, str(fault))
    assert post(slack)[0] == 200


@pytest.mark.parametrize(
    ("fault", "status", "retry_after", "body"),
    [
        (Fault(status=503), 503, None, '{"ok": false, "error": "internal_error"}'),
        (Fault(status=500, body=""), 500, None, ""),
        (Fault(status=502, body=HTML_ERROR_PAGE), 502, None, HTML_ERROR_PAGE),
        (Fault(error="fatal_error"), 200, None, '{"ok": false, "error": "fatal_error"}'),
        (Fault(body=HTML_ERROR_PAGE), 200, None, HTML_ERROR_PAGE),
        (build_rate_limit_fault("3"), 429, "3", '{"ok": false, "error": "ratelimited"}'),
        (build_rate_limit_fault("1.5", body=""), 429, "1.5", ""),
        (build_rate_limit_fault(None, body=""), 429, None, ""),
    ],
)
@pytest.mark.parametrize("accepts", [False, True])
def test_a_fault_is_answered_as_it_is_written(
    slack: LocalSlack, fault: Fault, status: int, retry_after: str | None, body: str, *, accepts: bool
) -> None:
    fields = {name: getattr(fault, name) for name in Fault.__slots__}
    slack.add_fault("chat.postMessage", Fault(**fields | {"accepts_anyway": accepts}), max_times=1)

    answered, headers, text = post(slack)

    assert (answered, headers.get("retry-after")) == (status, retry_after)
    assert text == body or (accepts and not fault.error and json.loads(text)["ok"])
    assert texts(slack) == (["x"] if accepts else [])


def test_half_an_answer_is_no_json_and_the_message_is_there(slack: LocalSlack) -> None:
    slack.add_fault("chat.postMessage", Fault(half_body=True))

    status, headers, text = post(slack)

    assert (status, headers["content-type"].split(";")[0]) == (200, "application/json")
    with pytest.raises(ValueError, match=r"delimiter|Unterminated|value"):
        json.loads(text)
    assert texts(slack) == ["x"]


@pytest.mark.parametrize("fault", [Fault(before_seconds=0.3), Fault(after_seconds=0.3)])
def test_a_caller_who_gives_up_is_heard_all_the_same(slack: LocalSlack, fault: Fault) -> None:
    slack.add_fault("chat.postMessage", fault)

    with pytest.raises(TimeoutError):
        post(slack, timeout=0.1)

    slack.wait_for(lambda: texts(slack) == ["x"])


@pytest.mark.parametrize(
    "fault", [Fault(drop="before", late_seconds=0.2), Fault(status=500, late_seconds=0.2)]
)
def test_a_call_that_failed_may_be_accepted_later(slack: LocalSlack, fault: Fault) -> None:
    slack.add_fault("chat.postMessage", fault)
    with contextlib.suppress(OSError, http.client.HTTPException):
        post(slack)

    slack.wait_for(lambda: texts(slack) == ["x"])
    assert [entry.fault for entry in slack.journal_entries] == [str(fault)]
    assert [call.response["ok"] for call in slack.calls] == [False, True]


def test_a_fault_happens_to_the_calls_that_it_is_planned_for(slack: LocalSlack, api: WebClient) -> None:
    other = slack.add_channel("other", members=["ada"])
    plan = slack.add_fault(
        "chat.*",
        Fault(error="internal_error"),
        skip_count=1,
        max_times=2,
        argument_filter={"channel": slack.find_channel("news").id},
    )
    api.auth_test()
    api.chat_postMessage(channel=other.id, text="elsewhere")

    said = []
    for _ in range(4):
        try:
            said.append(api.chat_postMessage(channel=slack.find_channel("news").id, text="x")["ok"])
        except SlackApiError as error:
            said.append(error.response["error"])

    assert said == [True, "internal_error", "internal_error", True]
    assert plan.hit_count == 2


def test_chance_falls_the_same_way_for_the_same_seed(slack: LocalSlack) -> None:
    def met(seed: int) -> list[bool]:
        plan = slack.add_fault("x", Fault(drop="after"), probability=0.3, seed=seed)
        fallen = [plan.try_apply("x", {}) for _ in range(1000)]
        plan.cancel()
        return fallen

    assert met(1) == met(1) != met(2)
    assert 250 < sum(met(1)) < 350
    assert not any(slack.add_fault("x", Fault(), probability=0).try_apply("x", {}) for _ in range(100))


def test_one_workspace_can_be_troubled_alone(slack: LocalSlack) -> None:
    rival = slack.add_populated_workspace("Rival")
    slack.add_fault("*", Fault(status=500), argument_filter={"team": rival.team_id})
    spy = WebClient(token=rival.bot_token, base_url=slack.url, retry_handlers=[])

    with pytest.raises(SlackApiError):
        spy.auth_test()
    assert post(slack)[0] == 200


def test_what_is_mended_goes_well(slack: LocalSlack) -> None:
    slack.add_fault("*", Fault(status=500))
    slack.set_token_error()
    slack.set_channel_error("news", "channel_not_found")
    slack.change_rules(history_lag_seconds=60, rate_limited=True)
    slack.reset_faults()

    assert json.loads(post(slack)[2])["ok"]


@pytest.mark.parametrize(
    "fields",
    [
        {"before_seconds": -1},
        {"drop": "sometimes"},
        {"status": 99},
        {"late_seconds": 1},
        {"late_seconds": 1, "drop": "after"},
        {"late_seconds": 1, "status": 500, "accepts_anyway": True},
    ],
)
def test_a_fault_that_cannot_be_meant_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        Fault(**fields)


def test_a_fault_reads_as_its_fields() -> None:
    assert str(build_rate_limit_fault("1.5")) == "status=429 error=ratelimited retry_after=1.5"
    assert str(Fault()) == ""
