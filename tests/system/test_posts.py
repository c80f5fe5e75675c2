"""What people ask for comes once: posts that Slack does not confirm, clicks and commands that come twice, floods."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from newsroom import TICK, Newsroom, open_newsroom

from bot.render.wording import command_wording
from bot.slack import app
from bot.slack.listeners.request_limits import MAX_PER_CHANNEL, MAX_PER_PERSON, RequestLimits
from local_slack.state.faults import Fault, build_rate_limit_fault
from news.digest import Delivery
from news.errors import TooManyRequests

CUTS = [
    Fault(drop="after"),
    Fault(drop="midway"),
    Fault(status=500, accepts_anyway=True),
    Fault(half_body=True),
    Fault(drop="before"),
]


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    monkeypatch.setattr(app, "DIGEST_CHECK_INTERVAL_SECONDS", TICK)
    with open_newsroom(tmp_path) as newsroom:
        newsroom.comes()
        yield newsroom


# ---- posts that Slack does not confirm


@pytest.mark.parametrize("fault", CUTS, ids=str)
def test_a_brief_whose_confirmation_is_cut_stands_once_with_a_living_thread(
    room: Newsroom, fault: Fault
) -> None:
    room.slack.add_fault("chat.postMessage", fault, max_times=1)
    root = room.brief()
    room.until(lambda: room.store.threads.for_brief(room.slack.team_id, _brief_id(root)), "a thread")
    room.slack.say("ada", "news", "How many families were moved?", root["ts"])

    assert "400 families" in room.answer(root)
    assert len(room.posts()) == 1
    assert not any(
        command_wording.POST_FAILED in each["text"] for each in room.slack.ephemerals("ada", "news")
    )


@pytest.mark.parametrize("fault", [*CUTS, build_rate_limit_fault("1")], ids=str)
def test_an_answer_whose_confirmation_is_cut_stands_once(room: Newsroom, fault: Fault) -> None:
    root = room.brief()
    room.slack.add_fault("chat.postMessage", fault, max_times=1)
    room.slack.say("ada", "news", "How many families were moved?", root["ts"])

    room.answer(root)
    room.stays(lambda: len(room.said(root)) == 1, 1.0)


def test_every_message_carries_a_key_of_its_own(room: Newsroom) -> None:
    root = room.brief()
    room.slack.say("ada", "news", "How many families were moved?", root["ts"])
    room.answer(root)
    keys = [_key(each) for each in (root, *room.said(root))]

    assert all(re.fullmatch(r"post\|[0-9a-f]{32}", key) for key in keys)
    assert len(set(keys)) == len(keys)


def test_the_words_of_a_question_do_not_stay_in_the_outbox(room: Newsroom) -> None:
    root = room.brief()
    room.slack.say("ada", "news", "How many families were moved?", root["ts"])
    room.answer(root)
    key = _key(room.said(root)[0])

    room.until(lambda: _stored(room, key).state == "sent", "sent")
    assert _stored(room, key).payload_json == ""


# ---- twice


def test_a_command_that_comes_twice_is_done_once(room: Newsroom) -> None:
    room.brief()
    command = next(each for each in room.slack.envelopes if each.envelope_type == "slash_commands")
    room.slack.resend(command)

    room.stays(lambda: len(room.posts()) == 1, 1.0)


def test_a_click_that_comes_twice_is_done_once(room: Newsroom) -> None:
    root = room.brief()
    room.slack.press("ada", root, "suggested_more")
    room.answer(root)
    click = next(each for each in room.slack.envelopes if each.envelope_type == "interactive")
    room.slack.resend(click)

    room.stays(lambda: len(room.said(root)) == 1, 1.0)


def test_resend_typed_twice_sends_once(room: Newsroom) -> None:
    room.types("digest daily 9:00")
    (digest,) = room.store.subscriptions.all()
    doubtful = Delivery(
        digest.team,
        f"{digest.id}|2026-11-23|09:00",
        digest.id,
        digest.channel,
        room.now,
        "doubtful",
        room.now,
    )
    room.store.ledger.enqueue(
        [replace(doubtful, payload_json='{"text": "the digest", "blocks": []}')], scan_progress=()
    )
    stale = _stored(room, doubtful.idempotency_key)

    assert room.services.digests.resend(stale, now=room.now)
    assert not room.services.digests.resend(stale, now=room.now + timedelta(seconds=1))
    room.until(lambda: len(room.posts()) == 1, "the digest")
    room.stays(lambda: len(room.posts()) == 1)


# ---- floods


def test_a_person_who_orders_forty_briefs_gets_a_few_and_a_kind_word(room: Newsroom) -> None:
    for _ in range(MAX_PER_PERSON + 3):
        room.slack.command("ada", "news", "/brief", "24h")

    room.until(lambda: len(room.slack.ephemerals("ada", "news")) == 3, "three kind words")
    assert "happy to make another" in room.slack.ephemerals("ada", "news")[-1]["text"]
    room.until(lambda: len(room.posts()) == MAX_PER_PERSON, "the others")


def test_a_channel_has_a_limit_of_its_own() -> None:
    limits = RequestLimits()
    for number in range(MAX_PER_CHANNEL):
        limits.count(f"U{number}", "C1")

    with pytest.raises(TooManyRequests) as refused:
        limits.count("U99", "C1")
    assert not refused.value.is_personal
    limits.count("U99", "C2")


# ---- what others may see


def test_buttons_and_verify_show_a_brief_in_its_channel_alone(room: Newsroom) -> None:
    secret = room.slack.add_channel("secret", members=["ada"], kind="private")
    root = room.brief("secret")
    brief_id = _brief_id(root)
    assert "Verified" in room.types(f"verify {brief_id}", where="secret")

    assert "Verified" not in room.types(f"verify {brief_id}", where="news", who="grace")
    here = room.brief()
    room.slack.press("grace", here, "suggested_more")
    room.answer(here)
    click = next(each for each in reversed(room.slack.envelopes) if each.envelope_type == "interactive")
    action = click.payload["actions"][0] | {"value": f"{brief_id} 1 more"}
    room.slack.resend(click, actions=[action], trigger_id="other")
    room.until(lambda: room.slack.ephemerals("grace", "news"), "a refusal")
    assert room.said(root) == []
    assert secret.id != here["channel"]


# ---- private


def _brief_id(root: dict[str, Any]) -> str:
    """Give the id of a brief, which the values of its buttons begin with."""
    elements = (each for block in root["blocks"] for each in block.get("elements", ()))
    return next(str(each["value"]).split()[0] for each in elements if "value" in each)


def _key(message: dict[str, Any]) -> str:
    return str(message["metadata"]["event_payload"]["slot"])


def _stored(room: Newsroom, key: str) -> Delivery:
    found = room.store.outbox.get(room.slack.team_id, key)
    assert found is not None
    return found
