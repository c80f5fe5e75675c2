"""Events that Slack sends twice, late, for another workspace or for a message that is gone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from newsroom import BRIDGE, TICK, Newsroom, open_newsroom

from bot.slack import app
from local_slack.state.faults import Fault
from local_slack.state.users import User
from news.thread import Thread


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    monkeypatch.setattr(app, "DIGEST_CHECK_INTERVAL_SECONDS", TICK)
    with open_newsroom(tmp_path) as newsroom:
        newsroom.comes()
        yield newsroom


# ---- one answer for one message


def test_an_edited_mention_is_answered_once(room: Newsroom) -> None:
    mention = room.slack.mention("ada", "news", "bridge")
    room.answer(mention)

    room.slack.edit("ada", mention, f"<@{room.slack.workspace.bot.id}> the bridge")

    room.stays(lambda: len(room.said(mention)) == 1)


def test_a_mention_added_by_an_edit_is_answered(room: Newsroom) -> None:
    message = room.slack.say("ada", "news", "bridge")
    room.slack.edit("ada", message, f"<@{room.slack.workspace.bot.id}> bridge")

    assert "Harl bridge" in room.answer(message)


def test_one_message_under_two_event_ids_is_answered_once(room: Newsroom) -> None:
    mention = room.slack.mention("ada", "news", "bridge")
    room.answer(mention)

    event = next(
        each for each in room.slack.envelopes if each.payload.get("event", {}).get("type") == "app_mention"
    )
    room.slack.resend(event, event_id="Ev0000009999")

    room.stays(lambda: len(room.said(mention)) == 1)


def test_a_reply_that_comes_as_message_and_as_mention_is_answered_once(room: Newsroom) -> None:
    root = room.brief()
    room.slack.say("ada", "news", "How many families were moved?", root["ts"])
    reply = next(
        each
        for each in room.slack.envelopes
        if each.payload.get("event", {}).get("text", "").startswith("How many")
    )
    room.slack.resend(reply, event_id="Ev0000009998", event=reply.payload["event"] | {"type": "app_mention"})

    room.answer(root)
    room.stays(lambda: len(room.said(root)) == 1)


def test_a_mention_whose_name_stands_in_blocks_alone_is_answered(room: Newsroom) -> None:
    message = room.slack.say("ada", "news", "bridge")
    event = room.slack.envelopes[-1]
    room.slack.resend(event, event_id="Ev0000009997", event=event.payload["event"] | {"type": "app_mention"})

    assert "Harl bridge" in room.answer(message)


# ---- whose workspace


def test_a_partners_question_in_the_thread_is_answered(room: Newsroom) -> None:
    root = room.brief()
    partner = _partner(room)
    room.slack.say(partner, "news", "How many families were moved?", root["ts"])

    assert "400 families" in room.answer(root)


def test_a_partners_mention_under_a_brief_is_answered_from_it(room: Newsroom) -> None:
    root = room.brief()
    room.slack.mention(_partner(room), "news", "How many families were moved?", root["ts"])

    assert "400 families" in room.answer(root)


@pytest.mark.parametrize("words", ["digest daily 9:00", "24h", "add https://courier.example/feed"])
def test_a_command_of_a_workspace_without_a_sender_is_refused(room: Newsroom, words: str) -> None:
    partner = _partner(room)

    said = room.types(words, who=partner)

    assert "isn't set up for your workspace" in said
    assert not room.store.subscriptions.all()
    room.stays(lambda: not room.posts())


def test_a_command_without_a_workspace_is_refused(room: Newsroom) -> None:
    said = room.types("digest daily 9:00", team_id=None)

    assert "isn't set up for your workspace" in said
    assert not room.store.subscriptions.all()


# ---- messages that are gone


@pytest.mark.parametrize(
    "fault",
    [
        Fault(before_seconds=1.0),
        Fault(before_seconds=1.0, drop="after"),
        Fault(before_seconds=1.0, drop="midway"),
    ],
    ids=str,
)
def test_nothing_stands_in_the_channel_for_a_mention_that_was_deleted(room: Newsroom, fault: Fault) -> None:
    # The brief is on its way when the mention goes.
    room.slack.add_fault("chat.postMessage", fault, max_times=1)
    mention = room.slack.mention("ada", "news", "bridge")
    room.until(lambda: _sending(room) == 1, "a brief on its way")
    room.slack.delete("ada", mention)

    room.until(lambda: _calls(room, "chat.delete"), "taken back")
    room.stays(lambda: room.slack.messages("news") == [])


def test_a_mention_deleted_at_once_gets_no_brief(room: Newsroom) -> None:
    mention = room.slack.say("ada", "news", "bridge")
    event = room.slack.envelopes[-1]
    room.slack.delete("ada", mention)
    room.until(lambda: _count(room, "processed_events") == 1, "message_deleted")

    room.slack.resend(event, event=event.payload["event"] | {"type": "app_mention"})

    room.stays(lambda: not _calls(room, "chat.postMessage"))


def test_a_deleted_brief_is_not_corrected_in_the_channel(room: Newsroom) -> None:
    root = room.brief()
    room.slack.delete("ada", root)
    thread = Thread(room.slack.team_id, root["channel"], root["ts"])
    room.until(lambda: not room.services.threads.is_brief_thread(thread), "message_deleted")

    room.comes(text=BRIDGE.replace("in two of its pillars", "in three of its pillars"))

    room.stays(lambda: room.posts() == [])


# ---- what Slack wraps into a message


@pytest.mark.parametrize(
    "text",
    [
        "How many families were moved? <#C0000000007|general>",
        "<#C0000000007> How many families were moved?",
        "How many families were moved? <https://courier.example/harl-bridge-closed>",
        "How many families were moved? <https://courier.example/a|courier.example/a>",
    ],
)
def test_a_question_with_a_channel_or_a_link_is_answered(room: Newsroom, text: str) -> None:
    root = room.brief()
    message = room.slack.say("ada", "news", "placeholder", root["ts"])
    event = next(
        each for each in reversed(room.slack.envelopes) if each.payload["event"]["ts"] == message["ts"]
    )
    room.slack.resend(event, event=event.payload["event"] | {"text": text})

    assert "400 families" in room.answer(root)


def test_a_question_that_stands_in_blocks_alone_is_answered(room: Newsroom) -> None:
    root = room.brief()
    message = room.slack.say("ada", "news", "placeholder", root["ts"])
    event = next(
        each for each in reversed(room.slack.envelopes) if each.payload["event"]["ts"] == message["ts"]
    )
    words = {"type": "text", "text": "How many families were moved?"}
    blocks = [
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [words]}]},
    ]
    room.slack.resend(event, event=event.payload["event"] | {"text": "", "blocks": blocks})

    assert "400 families" in room.answer(root)


@pytest.mark.parametrize("text", ["<http://harl.bridge|Harl bridge>", "Harl <#C0000000007|bridge>"])
def test_a_topic_that_slack_made_a_link_is_read_as_its_name(room: Newsroom, text: str) -> None:
    mention = room.slack.mention("ada", "news", "placeholder")
    room.answer(mention)
    event = next(
        each for each in room.slack.envelopes if each.payload.get("event", {}).get("type") == "app_mention"
    )
    bot = room.slack.workspace.bot.id
    changed = event.payload["event"] | {"text": f"<@{bot}> {text}", "ts": "1795834634.000100"}
    room.slack.resend(event, event=changed | {"thread_ts": mention["ts"]})

    assert "Harl bridge closed" in room.answer(mention, 2)


def test_the_author_of_a_very_long_question_is_told_why_it_is_not_answered(room: Newsroom) -> None:
    root = room.brief()
    room.slack.say(
        "ada", "news", f"{'The bridge was closed. ' * 60}How many families were moved?", root["ts"]
    )

    room.until(lambda: room.said(root) or room.slack.ephemerals("ada", "news"), "a word")
    shown = [*room.said(root), *room.slack.ephemerals("ada", "news")]
    assert "400 families" in shown[0]["text"] or "characters" in shown[0]["text"]


# ---- private


def _partner(room: Newsroom) -> User:
    """Give a person of another workspace, who is in the channel too."""
    workspace = room.slack.add_workspace("Partner")
    partner = room.slack.add_user("bob", workspace=workspace)
    room.slack.join(partner, "news")
    return partner


def _calls(room: Newsroom, method: str) -> int:
    return sum(call.method == method for call in room.slack.calls)


def _sending(room: Newsroom) -> int:
    return _count(room, "outbox WHERE state = 'sending'")


def _count(room: Newsroom, rows: str) -> int:
    with room.store._database.read_transaction() as db:
        return int(db.execute(f"SELECT count(*) FROM {rows}").fetchone()[0])
