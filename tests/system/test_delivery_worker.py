"""The sender on the local Slack, which misbehaves: what Slack accepted is the judge, never our own tables."""

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import pytest
import waiting
import yaml
from cutting_proxy import CuttingProxy
from paths import ROOT
from slack_sdk import WebClient

from bot.slack import posted_message, socket_mode
from bot.slack.delivery_sender import MAX_ATTEMPTS, DeliveryCallbacks
from bot.slack.delivery_worker import DeliveryWorker
from bot.slack.post_errors import METADATA_ERRORS, POST_ERROR_ACTIONS, PostErrorAction
from bot.slack.posted_message import METADATA_EVENT_TYPE, post_arguments
from bot.slack.server_clock import ServerClock
from local_slack import LocalSlack
from local_slack.state.clock import Clock
from local_slack.state.faults import HTML_ERROR_PAGE, Fault, build_rate_limit_fault
from news.digest import FINAL_STATES, Delivery
from news.errors import StoreError, StoreProblem
from storage.sqlite.store import Store

MANIFEST = yaml.safe_load((ROOT / "app.yaml").read_text())
SETTLE = 0.3
PAYLOAD = json.dumps({"text": "text of {} <https://example.org|link>", "blocks": []})


def until(holds: Callable[[], bool], timeout: float = 15) -> None:
    """Wait until something holds."""
    waiting.until(holds, timeout, every=0.01)


class Post:
    """An outbox, its sender and the Slack it sends to."""

    def __init__(self, slack: LocalSlack, store: Store) -> None:
        self.slack = slack
        self.store = store
        self.sent: list[Delivery] = []
        self.keeper: Callable[[Delivery], None] = self.sent.append
        self.closed: list[Delivery] = []
        self.before_send: Callable[[Delivery], Delivery] = lambda delivery: delivery
        self.server_clock: ServerClock | None = None
        self.given_up: list[Delivery] = []

    def put(self, *names: str, channel: str = "news", payload: str = PAYLOAD, **more: Any) -> None:
        """Put pending messages into the outbox."""
        now = datetime.now(UTC) - timedelta(seconds=1)
        place = channel if channel.startswith("U") else self.slack.find_channel(channel).id
        self.store.ledger.enqueue(
            [
                replace(
                    Delivery(self.slack.team_id, name, "d1", place, now, "pending", now),
                    payload_json=payload.replace("{}", name),
                    **more,
                )
                for name in names
            ],
            scan_progress=(),
        )

    def state(self, name: str) -> Delivery:
        found = self.store.outbox.get(self.slack.team_id, name)
        assert found is not None
        return found

    @contextmanager
    def sending(
        self, settle: float = SETTLE, owner: str = "me", pace: float = 0.0, url: str = ""
    ) -> Iterator[DeliveryWorker]:
        client = WebClient(
            token=self.slack.bot_token, base_url=url or self.slack.url, timeout=2, retry_handlers=[]
        )
        sender = DeliveryWorker(
            self.slack.team_id,
            client,
            self.store,
            worker_id=owner,
            clock=lambda: datetime.now(UTC),
            recheck_seconds=settle,
            callbacks=DeliveryCallbacks(
                self.keeper, self.closed.append, self.given_up.append, before_send=self.before_send
            ),
            server_clock=self.server_clock,
            channel_interval_seconds=pace,
        )
        sender.start()
        try:
            yield sender
        finally:
            sender.stop()

    def ended(self, *names: str, timeout: float = 15) -> None:
        """Wait until deliveries have come to an end."""
        until(lambda: all(self.state(name).state in FINAL_STATES for name in names), timeout)

    def stands(self, channel: str = "news") -> list[str]:
        """Give the slots that stand in a channel, as Slack accepted them."""
        place = self.slack.find_channel(channel).id
        return [
            entry.metadata["event_payload"]["slot"]
            for entry in self.slack.journal_entries
            if entry.method == "chat.postMessage" and entry.channel_id == place and entry.metadata
        ]


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with LocalSlack(MANIFEST) as slack:
        store = Store(tmp_path / "newsbrief.db")
        yield Post(slack, store)
        slack.check_defects()
        store.close()


def test_what_is_pending_is_posted_once_with_the_key_of_its_slot(post: Post) -> None:
    post.put("a", "b")
    with post.sending():
        post.ended("a", "b")

    assert sorted(post.stands()) == ["a", "b"]
    message = post.slack.messages("news")[0]
    assert message["metadata"] == {"event_type": METADATA_EVENT_TYPE, "event_payload": {"slot": "a"}}
    assert post.state("a").ts == message["ts"]
    assert {each.idempotency_key for each in post.sent} == {"a", "b"}


def test_link_previews_are_off_each_time(post: Post) -> None:
    post.slack.add_fault("chat.postMessage", build_rate_limit_fault("0.1"), max_times=1)
    post.put("a")
    with post.sending():
        post.ended("a")

    calls = [call for call in post.slack.calls if call.method == "chat.postMessage"]
    assert len(calls) == 2
    assert all(call.arguments["unfurl_links"] is call.arguments["unfurl_media"] is False for call in calls)
    assert calls[0].arguments == calls[1].arguments == post_arguments(post.state("a"))


@pytest.mark.parametrize(
    "fault",
    [
        Fault(drop="before"),
        Fault(drop="after"),
        Fault(drop="midway"),
        Fault(status=500),
        Fault(status=500, accepts_anyway=True),
        Fault(status=503, body=HTML_ERROR_PAGE),
        Fault(status=502, body="", accepts_anyway=True),
        Fault(body=HTML_ERROR_PAGE, accepts_anyway=True),
        Fault(body=HTML_ERROR_PAGE),
        Fault(half_body=True),
        Fault(error="internal_error", accepts_anyway=True),
        Fault(error="fatal_error"),
        Fault(error="request_timeout", accepts_anyway=True),
        Fault(before_seconds=2.5),
        Fault(after_seconds=2.5),
        Fault(drop="before", late_seconds=SETTLE / 2),
        Fault(status=500, late_seconds=SETTLE / 2),
    ],
    ids=str,
)
def test_after_an_answer_that_says_nothing_it_looks_before_it_sends_again(post: Post, fault: Fault) -> None:
    post.slack.add_fault("chat.postMessage", fault, max_times=1)
    post.put("a")
    with post.sending(settle=3 if fault.before_seconds else SETTLE):
        post.ended("a")

    assert post.stands() == ["a"]
    assert post.state("a").state == "sent"
    assert [each.idempotency_key for each in post.sent] == ["a"]


@pytest.mark.parametrize(
    ("fault", "least"),
    [
        (build_rate_limit_fault("1"), 1.0),
        (build_rate_limit_fault("0.6", body=""), 0.6),
        (build_rate_limit_fault("0.6", body=HTML_ERROR_PAGE), 0.6),
        (build_rate_limit_fault(None), 0.9),
        (build_rate_limit_fault("soon"), 0.9),
    ],
    ids=str,
)
def test_it_comes_back_when_slack_says_and_not_before(post: Post, fault: Fault, least: float) -> None:
    post.slack.add_fault("chat.postMessage", fault, max_times=1)
    post.put("a")
    with post.sending():
        post.ended("a")

    first, second = [call.called_at for call in post.slack.calls if call.method == "chat.postMessage"]
    assert second - first >= least
    assert post.stands() == ["a"]


def test_a_channel_takes_one_message_in_its_time_and_others_do_not_wait(post: Post) -> None:
    for number in range(3):
        post.slack.add_channel(f"other{number}", members=["ada"])
        post.put(f"other{number}", channel=f"other{number}")
    post.put("a", "b", "c")
    with post.sending(pace=0.4):
        post.ended("a", "b", "c")

    moments = [
        entry.accepted_at
        for entry in post.slack.journal_entries
        if entry.channel_id == post.slack.find_channel("news").id
    ]
    assert all(late - early >= 0.4 for early, late in pairwise(moments))
    order = [
        entry.metadata["event_payload"]["slot"] for entry in post.slack.journal_entries if entry.metadata
    ]
    assert set(order[:4]) == {"a", "other0", "other1", "other2"}


def test_what_another_process_left_half_done_is_looked_for(post: Post) -> None:
    post.put("stands", "does not")
    for name in ("stands", "does not"):
        post.store.outbox.claim(post.state(name), "before", datetime.now(UTC))
    client = WebClient(token=post.slack.bot_token, base_url=post.slack.url)
    client.api_call("chat.postMessage", json=post_arguments(post.state("stands")))
    post.store.outbox.recover_in_flight("me")

    with post.sending():
        post.ended("stands", "does not")

    assert sorted(post.stands()) == ["does not", "stands"]


def test_nothing_is_looked_for_before_the_settling_time_is_over(post: Post) -> None:
    post.put("a")
    post.store.outbox.claim(post.state("a"), "before", datetime.now(UTC))
    post.store.outbox.recover_in_flight("me")
    begun = datetime.now(UTC).timestamp()

    with post.sending(settle=1.0):
        post.ended("a")

    assert min(call.called_at for call in post.slack.calls) - begun >= 1.0


def test_its_own_post_is_found_below_many_others(post: Post) -> None:
    post.put("a")
    claimed = post.store.outbox.claim(post.state("a"), "before", datetime.now(UTC))
    client = WebClient(token=post.slack.bot_token, base_url=post.slack.url)
    assert claimed is not None
    client.api_call("chat.postMessage", json=post_arguments(claimed))
    for number in range(450):
        client.chat_postMessage(channel=claimed.channel, text=f"talk {number}")
    post.store.outbox.recover_in_flight("me")
    with post.sending():
        post.ended("a")

    assert post.stands() == ["a"]
    assert sum(call.method == "conversations.history" for call in post.slack.calls) == 3


def test_a_history_that_lags_is_waited_for(post: Post) -> None:
    post.slack.change_rules(history_lag_seconds=0.5)
    post.slack.add_fault("chat.postMessage", Fault(drop="after"), max_times=1)
    post.put("a")
    with post.sending(settle=1.0):
        post.ended("a")

    assert post.stands() == ["a"]


def test_a_look_that_fails_is_tried_again_before_anything_is_sent(post: Post) -> None:
    post.slack.add_fault("chat.postMessage", Fault(drop="after"), max_times=1)
    post.slack.add_fault("conversations.history", Fault(status=500), max_times=2)
    post.slack.add_fault("conversations.history", build_rate_limit_fault("0.2"), max_times=1)
    post.put("a")
    with post.sending():
        post.ended("a")

    assert post.stands() == ["a"]


def test_where_history_cannot_be_read_it_is_sent_at_most_once(post: Post) -> None:
    post.slack.add_fault("chat.postMessage", Fault(drop="before"), max_times=1)
    post.slack.add_fault("conversations.history", Fault(error="missing_scope"))
    post.put("a")
    with post.sending():
        post.ended("a")

    assert post.stands() == []
    assert (post.state("a").state, post.state("a").error) == ("doubtful", "missing_scope")


@pytest.mark.parametrize("error", ["is_archived", "not_in_channel", "channel_not_found", "a_new_word"])
def test_a_place_that_takes_nothing_more_is_told_of_once(post: Post, error: str) -> None:
    post.slack.set_channel_error("news", error)
    post.put("a")
    with post.sending():
        post.ended("a")

    assert (post.state("a").state, post.state("a").error) == ("failed", error)
    assert [each.idempotency_key for each in post.closed] == ["a"]
    assert sum(call.method == "chat.postMessage" for call in post.slack.calls) == 1


@pytest.mark.parametrize("error", ["invalid_auth", "token_revoked"])
def test_a_token_that_is_refused_stops_the_workspace_and_nothing_is_lost(post: Post, error: str) -> None:
    post.slack.set_token_error(error)
    post.put("a", "b", "c")
    with post.sending() as sender:
        until(lambda: sender.token_error == error)

    assert {post.state(name).state for name in "abc"} == {"pending"}
    assert sum(call.method == "chat.postMessage" for call in post.slack.calls) <= 4  # one for each hand
    assert post.closed == []

    post.slack.reset_faults()
    with post.sending():
        post.ended("a", "b", "c")
    assert sorted(post.stands()) == ["a", "b", "c"]


def test_a_message_to_a_person_is_looked_for_in_the_conversation_with_that_person(post: Post) -> None:
    post.slack.add_fault("chat.postMessage", Fault(drop="after"), max_times=1)
    ada = post.slack.find_user("ada")
    post.put("a", channel=ada.id)
    with post.sending():
        post.ended("a")

    accepted = [entry for entry in post.slack.journal_entries if entry.metadata]
    assert len(accepted) == 1
    assert post.state("a").channel == accepted[0].channel_id != ada.id


def test_the_rest_goes_on_in_the_thread_once(post: Post) -> None:
    post.put("a")
    post.put("a#2", state="waiting")
    post.slack.add_fault("chat.postMessage", Fault(drop="after"), max_times=2)
    with post.sending():
        post.ended("a", "a#2")

    assert post.stands() == ["a", "a#2"]
    root = post.state("a").ts
    assert [reply["metadata"]["event_payload"]["slot"] for reply in post.slack.replies("news", root)] == [
        "a#2"
    ]


def test_two_senders_on_one_outbox_send_nothing_twice(post: Post) -> None:
    names = [f"n{number}" for number in range(40)]
    post.put(*names)
    with post.sending(owner="one"), post.sending(owner="two"):
        post.ended(*names)

    assert sorted(post.stands()) == sorted(names)


def test_what_was_sent_is_written_down_when_the_disk_takes_it_again(post: Post) -> None:
    database = post.store._database
    with database.write_transaction() as db:
        db.execute(
            "CREATE TRIGGER full BEFORE UPDATE ON outbox WHEN new.state = 'sent' "
            "BEGIN SELECT raise(ABORT, 'disk'); END"
        )
    post.put("a", "b")
    with post.sending():
        until(lambda: bool(post.stands()))
        time.sleep(1.0)
        assert post.state("a").state == "sending"
        with database.write_transaction() as db:
            db.execute("DROP TRIGGER full")
        post.ended("a", "b")

    assert sorted(post.stands()) == ["a", "b"]


def test_whoever_keeps_the_thread_is_told_again_until_the_disk_takes_it(post: Post) -> None:
    refused = iter([True, True, False])

    def keep(delivery: Delivery) -> None:
        if next(refused):
            raise StoreError(StoreProblem.DISK_FULL)
        post.sent.append(delivery)

    post.keeper = keep
    post.put("a")
    with post.sending():
        post.ended("a")

    assert [each.idempotency_key for each in post.sent] == post.stands() == ["a"]


def test_many_faults_at_once(post: Post) -> None:
    for seed, fault in enumerate(
        [
            Fault(drop="after"),
            Fault(drop="before"),
            Fault(status=500, accepts_anyway=True),
            build_rate_limit_fault("0.1"),
            Fault(after_seconds=0.05),
        ]
    ):
        post.slack.add_fault("*", fault, probability=0.08, seed=seed)
    names = [f"n{number:03}" for number in range(60)]
    post.put(*names)
    with contextlib.ExitStack() as stack:
        stack.enter_context(post.sending())
        post.ended(*names, timeout=90)

    assert sorted(post.stands()) == names


def test_a_look_that_fails_ends_when_it_is_too_late_to_send(post: Post) -> None:
    post.slack.add_fault("chat.postMessage", Fault(drop="before"), max_times=1)
    post.slack.add_fault("conversations.history", Fault(status=503))
    post.put("a")
    with post.sending(settle=0.05):
        until(lambda: sum(call.method == "conversations.history" for call in post.slack.calls) >= 3)
        assert post.state("a").state == "unknown"
        post.before_send = lambda delivery: replace(delivery, state="missed")
    with post.sending(settle=0.05):
        post.ended("a")

    assert post.state("a").state == "doubtful"


def errors_of(*actions: PostErrorAction) -> list[str]:
    return sorted(error for error, action in POST_ERROR_ACTIONS.items() if action in actions)


@pytest.mark.parametrize("error", errors_of(PostErrorAction.PARK, PostErrorAction.GIVE_UP))
def test_a_word_that_refuses_a_message_is_told(post: Post, error: str) -> None:
    post.slack.add_fault("chat.postMessage", Fault(error=error))
    post.put("a")
    with post.sending():
        post.ended("a")

    assert (post.state("a").state, post.state("a").error) == ("failed", error)
    is_parked = POST_ERROR_ACTIONS[error] is PostErrorAction.PARK
    assert [each.idempotency_key for each in (post.closed if is_parked else post.given_up)] == ["a"]
    assert len(post.closed) + len(post.given_up) == 1
    assert len(post.slack.calls) == 1


@pytest.mark.parametrize("error", errors_of(PostErrorAction.STOP_WORKSPACE))
def test_a_word_about_the_token_keeps_everything(post: Post, error: str) -> None:
    plan = post.slack.add_fault("chat.postMessage", Fault(error=error))
    post.put("a")
    with post.sending() as sender:
        until(lambda: sender.token_error == error and post.state("a").state == "pending")
    plan.cancel()
    with post.sending() as sender:
        post.ended("a")

    assert post.stands() == ["a"]
    assert not sender.token_error
    assert not post.closed + post.given_up


@pytest.mark.parametrize("error", errors_of(PostErrorAction.WAIT))
def test_a_word_that_asks_to_wait_loses_nothing(post: Post, error: str) -> None:
    post.slack.add_fault("chat.postMessage", Fault(error=error), max_times=2)
    post.put("a")
    with post.sending():
        post.ended("a", timeout=30)

    assert post.stands() == ["a"]


@pytest.mark.parametrize("error", errors_of(PostErrorAction.SEND_AS_TEXT))
def test_what_slack_refuses_to_show_as_blocks_is_sent_as_text(post: Post, error: str) -> None:
    post.slack.add_fault("chat.postMessage", Fault(error=error), max_times=1)
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "*Harl bridge* closed &amp; guarded"}}]
    post.put("a", payload=json.dumps({"text": "brief", "blocks": blocks}))
    with post.sending():
        post.ended("a")

    message = post.slack.messages("news")[0]
    assert message["text"] == "*Harl bridge* closed &amp; guarded"
    assert "blocks" not in message
    assert ("metadata" in message) == (error not in METADATA_ERRORS)
    assert post.state("a").state == "sent"


def test_text_that_is_refused_too_is_given_up(post: Post) -> None:
    post.slack.add_fault("chat.postMessage", Fault(error="msg_blocks_too_long"))
    post.put("a", payload=json.dumps({"text": "brief", "blocks": [{"type": "divider"}]}))
    with post.sending():
        post.ended("a")

    assert [each.error for each in post.given_up] == ["msg_blocks_too_long"]
    assert len(post.slack.calls) == 2


def test_a_message_without_a_key_is_sent_at_most_once(post: Post) -> None:
    post.slack.add_fault("chat.postMessage", Fault(error="metadata_too_large"), max_times=1)
    post.slack.add_fault("chat.postMessage", Fault(drop="after"), max_times=1)
    post.put("a")
    with post.sending():
        post.ended("a")

    assert post.state("a").state == "doubtful"
    assert len(post.slack.messages("news")) == 1


@pytest.mark.slow
def test_a_fault_of_one_channel_ends_and_holds_up_no_other(post: Post) -> None:
    place = post.slack.find_channel("news").id
    post.slack.add_channel("other", members=["ada"])
    post.slack.add_fault(
        "chat.postMessage", Fault(error="internal_error"), argument_filter={"channel": place}
    )
    post.put("a")
    names = [f"n{number}" for number in range(20)]
    post.put(*names, channel="other")
    with post.sending(settle=0.01):
        post.ended(*names, timeout=20)
        post.ended("a", timeout=80)

    assert post.state("a").state == "failed"
    assert [each.idempotency_key for each in post.given_up] == ["a"]
    assert sorted(post.stands("other")) == sorted(names)
    attempts = [call for call in post.slack.calls if call.arguments.get("channel") == place]
    assert sum(call.method == "chat.postMessage" for call in attempts) <= MAX_ATTEMPTS


@pytest.mark.parametrize("skew_seconds", [-300, -120, 120, 300])
def test_a_clock_of_slack_that_is_wrong_doubles_nothing(tmp_path: Path, skew_seconds: float) -> None:
    clock = Clock(lambda: time.time() + skew_seconds)
    with LocalSlack(MANIFEST, clock=clock) as slack, Store(tmp_path / "newsbrief.db") as store:
        post, names = Post(slack, store), [f"channel{number}" for number in range(8)]
        for name in names:
            slack.add_channel(name, members=["ada"])
            slack.add_fault(
                "chat.postMessage",
                Fault(drop="after"),
                max_times=1,
                argument_filter={"channel": slack.find_channel(name).id},
            )
            post.put(name, channel=name)
        identity = socket_mode.fetch_identity(WebClient(token=slack.bot_token, base_url=slack.url))
        post.server_clock = ServerClock(identity.responded_at, identity.received_at)
        with post.sending():
            post.ended(*names, timeout=30)

        assert [post.stands(name) for name in names] == [[name] for name in names]


def test_a_server_that_tells_no_time_is_taken_to_be_minutes_behind() -> None:
    behind = datetime.now(UTC) - ServerClock().earliest_time()

    assert behind > timedelta(minutes=10)


@pytest.mark.parametrize("part", [0, 1, 2])
@pytest.mark.parametrize(
    "fault",
    [Fault(drop="after"), Fault(drop="midway"), Fault(drop="before"), Fault(status=500, accepts_anyway=True)],
    ids=str,
)
def test_all_parts_of_a_message_stand_once_in_their_order(post: Post, fault: Fault, part: int) -> None:
    post.slack.add_fault("chat.postMessage", fault, max_times=1, skip_count=part)
    now = datetime.now(UTC)
    place, payload = post.slack.find_channel("news").id, '{"text": "a part", "blocks": []}'
    first = Delivery(post.slack.team_id, "p", "", place, now, "pending", now, payload_json=payload)
    more = [replace(first, idempotency_key=f"p#{number}", state="waiting") for number in (2, 3)]
    with post.sending() as sender:
        sender.send_now(first, more)
        post.ended("p", "p#2", "p#3")

    assert post.stands() == ["p", "p#2", "p#3"]
    root = post.slack.messages("news")[0]["ts"]
    assert [post.state(key).thread_ts for key in ("p", "p#2", "p#3")] == ["", root, root]


def test_parts_of_an_answer_stay_in_the_thread_of_the_question(post: Post) -> None:
    question = post.slack.say("ada", "news", "What happened?")
    now = datetime.now(UTC)
    payload = '{"text": "a part", "blocks": []}'
    first = Delivery(
        post.slack.team_id, "p", "", question["channel"], now, "pending", now, payload_json=payload,
        thread_ts=question["ts"],
    )  # fmt: skip
    with post.sending() as sender:
        sender.send_now(first, [replace(first, idempotency_key="p#2", state="waiting", thread_ts="")])
        post.ended("p", "p#2")

    assert len(post.slack.replies("news", question["ts"])) == 2


def test_a_search_goes_on_after_a_rate_limit_on_the_second_page(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posted_message, "MESSAGES_PER_PAGE", 2)
    post.slack.add_fault("chat.postMessage", Fault(drop="after"), max_times=1)
    limits = post.slack.add_fault(
        "conversations.history", build_rate_limit_fault("0.2"), skip_count=1, max_times=1
    )
    post.put("a")
    with post.sending(settle=1.0):
        until(lambda: post.stands() == ["a"])
        for number in range(7):
            post.slack.say("ada", "news", f"talk {number}")
        post.ended("a")

    assert post.stands() == ["a"]
    assert limits.hit_count == 1
    pages = [call for call in post.slack.calls if call.method == "conversations.history"]
    assert sum("cursor" not in call.arguments for call in pages) == 1


def test_a_search_that_never_gets_on_ends_in_doubt(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posted_message, "MAX_WAITS", 3)
    post.slack.add_fault("chat.postMessage", Fault(drop="after"), max_times=1)
    post.slack.add_fault("conversations.history", build_rate_limit_fault("0.1"))
    post.put("a")
    with post.sending():
        post.ended("a")

    assert post.state("a").state == "doubtful"
    assert post.stands() == ["a"]


def test_a_search_ends_where_the_last_attempt_must_have_arrived(post: Post) -> None:
    post.slack.add_fault("chat.postMessage", Fault(drop="before"), max_times=1, skip_count=1)
    with post.sending() as sender:
        post.put("b")  # from whose answer Slack's time is known
        sender.wake()
        post.ended("b")
        post.put("a")
        sender.wake()
        post.ended("a")

    (page,) = [call for call in post.slack.calls if call.method == "conversations.history"]
    assert 0 < float(page.arguments["latest"]) - time.time() < 1200


# A request has about 700 bytes, an answer about 900. In the fast tests, some bytes of the line, the head and the body.
SOME_CUTS, ALL_CUTS = (0, 20, 300, 690, 880), tuple(range(0, 1_000, 3))


@pytest.mark.parametrize("direction", ["request", "answer"])
def test_a_connection_cut_at_a_byte_loses_and_doubles_nothing(
    post: Post, direction: Literal["request", "answer"]
) -> None:
    _cut_at_each(post, direction, SOME_CUTS)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("direction", ["request", "answer"])
def test_a_connection_cut_at_any_byte_loses_and_doubles_nothing(
    post: Post, direction: Literal["request", "answer"]
) -> None:
    _cut_at_each(post, direction, ALL_CUTS)


def _cut_at_each(post: Post, direction: Literal["request", "answer"], cuts: tuple[int, ...]) -> None:
    host, _, port = post.slack.url.removeprefix("http://").partition("/")[0].partition(":")
    names = []
    for cut_at in cuts:
        with CuttingProxy(
            (host, int(port)), mark=b"chat.postMessage", direction=direction, cut_at=cut_at
        ) as proxy:
            names.append(f"{direction}{cut_at:04}")
            post.put(names[-1])
            # Longer than a loaded machine takes to accept a call whose connection is cut already.
            with post.sending(settle=0.15, url=f"http://{host}:{proxy.port}/api/"):
                post.ended(names[-1])
            assert proxy.has_cut

    assert post.stands() == names


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    "fault",
    [
        Fault(drop="before"),
        Fault(drop="after"),
        Fault(status=503),
        Fault(error="internal_error", accepts_anyway=True),
        Fault(half_body=True),
        build_rate_limit_fault("0.1"),
    ],
    ids=str,
)
def test_the_nth_call_fails_for_every_n(post: Post, fault: Fault) -> None:
    calls_before = 0
    names: list[str] = []
    for skip_count in range(12):
        plan = post.slack.add_fault("*", fault, max_times=1, skip_count=skip_count)
        root = f"n{skip_count:02}"
        post.put(root)
        post.put(f"{root}#2", f"{root}#3", state="waiting")
        names += [root, f"{root}#2", f"{root}#3"]
        # The first call of each round is lost after it was accepted, so that there is a look-up too.
        post.slack.add_fault("chat.postMessage", Fault(drop="after"), max_times=1)
        with post.sending(settle=0.05):
            post.ended(root, f"{root}#2", f"{root}#3")
        has_failed = plan.hit_count
        post.slack.reset_faults()
        if not has_failed:
            break
        calls_before = len(post.slack.calls)

    assert calls_before
    assert not has_failed
    assert sorted(post.stands()) == sorted(names)
