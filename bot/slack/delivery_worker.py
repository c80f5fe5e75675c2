"""The sender: brings what stands in the outbox to Slack, each message once. One for each workspace.

    pending --claim--> sending --post--> sent | too soon: pending | refused: failed | nobody can say: unknown
    unknown --a settling time--> look for our own post: found: sent | not there: pending | cannot look: doubtful

A message carries its slot's key as metadata, by which it is found again. The settling time is counted by a clock that
nobody can set (`time.monotonic`), because a wall clock that jumps would end it early; what was under way when the
process died is looked for a settling time after the next start. See docs/reliability.md.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.runtime.settings import SETTLE
from bot.slack import web_api
from news.errors import NewsError

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from slack_sdk import WebClient

    from bot.slack.web_api import Outcome
    from news.digest import Delivery
    from storage.sqlite.outbox import Deliveries

log = logging.getLogger(__name__)

EVENT = "newsbrief_slot"
# Slack takes about one message a second in a channel.
CHANNEL_PACE = 1.0
# Calls under way at once in a workspace: at 200 ms each, more than the several hundred a minute that Slack takes.
HANDS = 4
# Seconds of waiting after Slack's own faults: the first, doubled each time, and the longest.
BACK_OFF, LONGEST = 0.25, 60.0
# Times that whoever keeps the thread of a post is told of it, if the disk refuses.
TOLD = 5
# Seconds until a token that was refused is tried again.
RECHECK = 300.0
# Seconds until the outbox is looked at again when nobody said that there is something in it.
IDLE = 5.0
# Slack's clock and ours may differ so much; the earlier is taken, and this much before it.
SKEW = timedelta(seconds=60)
# Messages looked through on one page, and pages, before "it cannot be said".
PAGE, PAGES = 200, 100

# Slack's words by which a token is of no use: the workspace waits, no subscription is at fault.
TOKEN = frozenset(
    {
        "invalid_auth",
        "not_authed",
        "token_revoked",
        "token_expired",
        "missing_scope",
        "not_allowed_token_type",
    }
)
# Slack's words by which nothing more can be posted in that place.
CLOSED = frozenset(
    {
        "is_archived",
        "not_in_channel",
        "channel_not_found",
        "account_inactive",
        "user_not_found",
        "user_disabled",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "messages_tab_disabled",
        "cannot_reply_to_message",
    }
)


@dataclass(frozen=True, slots=True)
class Ends:
    """Who is told how a delivery ended, and how a channel is held meanwhile.

    Attributes:
        sent: it stands in its channel; called again if the bot ended in between.
        closed: its place takes nothing any more.
        door: holds a channel while a message is on its way, so that a question below it waits.
    """

    sent: Callable[[Delivery], None] = lambda _delivery: None
    closed: Callable[[Delivery], None] = lambda _delivery: None
    door: Callable[[str], AbstractContextManager[None]] = lambda _channel: nullcontext()


class Sender:
    """Sends what is pending for one workspace, on threads of its own.

    Args:
        team: the workspace.
        client: with its token, and without retry handlers.
        deliveries: the outbox.
        owner: names this process; what another was sending is looked for.
        clock: the bot's time, which says what quiet hours hold back.
        settle: the settling time, in seconds.
        ends: who is told.
        pace: seconds between two messages to one channel.

    Attributes:
        stopped: Slack's word for why the token is of no use; "" while it is.
    """

    def __init__(  # noqa: PLR0913 - all but the first five have usual values
        self,
        team: str,
        client: WebClient,
        deliveries: Deliveries,
        *,
        owner: str,
        clock: Callable[[], datetime],
        settle: float = SETTLE,
        ends: Ends | None = None,
        pace: float = CHANNEL_PACE,
        hands: int = HANDS,
    ) -> None:
        self._team = team
        self._client = client
        self._deliveries = deliveries
        self._owner = owner
        self._clock = clock
        self._settle = settle
        self._ends = ends or Ends()
        self._pace = pace
        self._born = time.monotonic()
        self._changed = threading.Condition()
        self._ending = False
        self._held_until = 0.0
        self._faults = 0
        self._busy: set[str] = set()
        self._channels: dict[str, float] = {}  # channel -> when it takes the next message
        self._slots: dict[str, float] = {}  # slot -> when it may be looked for
        self._threads = [
            threading.Thread(target=self._work, name=f"sender-{team}-{hand}", daemon=True)
            for hand in range(hands)
        ]
        self._heard: tuple[datetime, float] | None = (
            None  # Slack's clock, and ours that nobody sets, at that moment
        )
        self.stopped = ""

    def start(self) -> None:
        """Begin to send."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Say that there is something in the outbox."""
        with self._changed:
            self._changed.notify_all()

    def stop(self) -> None:
        """Begin nothing more, and wait for what is under way."""
        with self._changed:
            self._ending = True
            self._changed.notify_all()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    # -- private: what is next

    def _work(self) -> None:
        while True:
            with self._changed:
                if self._ending:
                    return
                delivery = self._take()
                if delivery is None:
                    self._changed.wait(self._until_next())
                    continue
                self._busy.add(delivery.channel)
            try:
                self._bring(delivery)
            except NewsError as problem:
                log.error("outbox cannot be used cause=%s", problem)  # noqa: TRY400 - a sentence, not a fault of ours
                self._hold(LONGEST / 10)
            except Exception:
                log.exception("fault slot=%s", delivery.slot)
                self._hold(LONGEST)
            finally:
                with self._changed:
                    self._busy.discard(delivery.channel)
                    self._changed.notify_all()

    def _take(self) -> Delivery | None:
        """Give what is to be done now: first what has to be looked for, then what has been due longest."""
        now = time.monotonic()
        if now < self._held_until:
            return None
        self._channels = {channel: at for channel, at in self._channels.items() if at > now}
        unready = [slot for slot, at in self._slots.items() if at > now]
        try:
            if now >= self._born + self._settle:
                lost = self._deliveries.next(
                    self._team, "unknown", self._clock(), channels=self._busy, slots=unready
                )
                if lost is not None:
                    return lost
            taken = {*self._busy, *self._channels}
            return self._deliveries.next(self._team, "pending", self._clock(), channels=taken)
        except NewsError as problem:
            log.error("outbox cannot be read cause=%s", problem)  # noqa: TRY400 - see _work
            self._held_until = now + LONGEST / 10
            return None

    def _until_next(self) -> float:
        """Give how long to wait: to the next channel, look-up or end of a hold that is known, at most `IDLE`."""
        now = time.monotonic()
        known = [self._held_until, self._born + self._settle, *self._channels.values(), *self._slots.values()]
        return min([IDLE, *(at - now for at in known if at > now)])

    # -- private: what is done

    def _bring(self, delivery: Delivery) -> None:
        if delivery.state == "unknown":
            self._look_for(delivery)
            return
        claimed = self._deliveries.claim(delivery, self._owner, self._earliest())
        if claimed is not None:
            with self._ends.door(claimed.channel):
                self._post(claimed)

    def _post(self, delivery: Delivery) -> None:
        done = web_api.call(self._client, "chat.postMessage", body(delivery))
        self._learn(done)
        with self._changed:
            self._channels[delivery.channel] = time.monotonic() + self._pace
        if done.ts:
            channel = str(done.answer.get("channel") or delivery.channel)
            self._sent(replace(delivery, ts=done.ts, channel=channel))
        elif done.wait:
            self._hold(done.wait)
            self._write(replace(delivery, state="pending", error=done.error))
        elif done.unknown or not done.error:
            self._back_off()
            with self._changed:
                self._slots[delivery.slot] = time.monotonic() + self._settle
            self._write(replace(delivery, state="unknown", error=web_api.UNKNOWN))
        elif done.error in TOKEN:
            self._lock_out(done.error)
            self._write(replace(delivery, state="pending", error=done.error))
        else:
            self._refused(replace(delivery, state="failed", error=done.error))

    def _sent(self, delivery: Delivery) -> None:
        self._faults, self.stopped = 0, ""
        # Told first: if the bot ends in between, the message is found at the next start and told of again.
        self._write(replace(delivery, state="sent", error=""), self._ends.sent)
        self._slots.pop(delivery.slot, None)
        log.info("sent slot=%s tries=%d", delivery.slot, delivery.tries)

    def _refused(self, delivery: Delivery) -> None:
        log.warning("not delivered slot=%s error=%s", delivery.slot, delivery.error)
        self._write(delivery)
        if delivery.error in CLOSED:
            self._ends.closed(delivery)

    def _look_for(self, delivery: Delivery) -> None:
        """Look whether our message stands in its channel, page by page from before the first attempt on."""
        place = self._place(delivery)
        if isinstance(place, str):
            cursor = ""
            for _ in range(PAGES):
                page = self._page(place, delivery, cursor)
                self._learn(page)
                if page.error:
                    self._cannot_look(delivery, page)
                    return
                found = next(
                    (said for said in page.answer.get("messages") or () if _is(said, delivery)), None
                )
                if found is not None:
                    self._sent(replace(delivery, ts=str(found["ts"]), channel=place))
                    return
                cursor = str((page.answer.get("response_metadata") or {}).get("next_cursor") or "")
                if not cursor:
                    self._slots.pop(delivery.slot, None)
                    self._write(replace(delivery, state="pending"))
                    return
            place = web_api.Outcome(error="too_many_messages")
        self._cannot_look(delivery, place)

    def _place(self, delivery: Delivery) -> str | Outcome:
        """Give the conversation a message went to: that of a person is opened under the person's id."""
        if not delivery.channel.startswith(("U", "W")):
            return delivery.channel
        opened = web_api.call(self._client, "conversations.open", {"users": delivery.channel})
        return str((opened.answer.get("channel") or {}).get("id") or "") or opened

    def _page(self, place: str, delivery: Delivery, cursor: str) -> Outcome:
        oldest = (delivery.first or delivery.due) - SKEW
        arguments: dict[str, Any] = {
            "channel": place,
            "oldest": f"{oldest.timestamp():.6f}",
            "limit": PAGE,
            "include_all_metadata": "true",
            **({"cursor": cursor} if cursor else {}),
            **({"ts": delivery.thread} if delivery.thread else {}),
        }
        method = "conversations.replies" if delivery.thread else "conversations.history"
        return web_api.ask(self._client, method, **arguments)

    def _cannot_look(self, delivery: Delivery, page: Outcome) -> None:
        if page.wait or page.unknown:
            wait = page.wait or self._back_off()
            with self._changed:
                self._slots[delivery.slot] = time.monotonic() + wait
        elif page.error in TOKEN - {"missing_scope"}:
            self._lock_out(page.error)
        else:
            # At most once: what may stand there is not sent again unless a person says so.
            self._refused(replace(delivery, state="doubtful", error=page.error))

    # -- private: what was learned

    def _earliest(self) -> datetime:
        """Tell the time, by our clock or by Slack's as it was last heard, whichever is earlier."""
        ours = datetime.now(UTC)
        heard = self._heard
        if heard is None:
            return ours
        return min(ours, heard[0] + timedelta(seconds=time.monotonic() - heard[1]))

    def _learn(self, done: Outcome) -> None:
        if done.at is not None:
            self._heard = (done.at, time.monotonic())

    def _hold(self, seconds: float) -> None:
        with self._changed:
            self._held_until = max(self._held_until, time.monotonic() + seconds)

    def _back_off(self) -> float:
        with self._changed:
            self._faults += 1
            wait = min(LONGEST, BACK_OFF * 2.0 ** min(self._faults - 1, 16))
        self._hold(wait)
        return wait

    def _lock_out(self, error: str) -> None:
        log.error("workspace stopped team=%s error=%s", self._team, error)
        self.stopped = error
        self._hold(RECHECK)

    def _write(self, delivery: Delivery, first: Callable[[Delivery], None] | None = None) -> None:
        """Write down what became of a delivery; if the disk refuses, again and again until it takes it.

        Args:
            delivery: in its new state.
            first: is told of it before; what it cannot keep after some tries is given up, the delivery is not.

        Nothing else is begun by this hand meanwhile. If the bot is ended first, the delivery is found as "sending" at
        the next start, and looked for.
        """
        wait, tries = BACK_OFF, 0
        while True:
            try:
                if first is not None and tries < TOLD:
                    first(delivery)
                self._deliveries.settle(delivery)
            except NewsError as problem:
                log.error("not written down slot=%s cause=%s", delivery.slot, problem)  # noqa: TRY400 - see _work
            else:
                return
            with self._changed:
                if self._ending:
                    return
                self._changed.wait(wait)
            wait, tries = min(LONGEST, wait * 2), tries + 1


def body(delivery: Delivery) -> dict[str, Any]:
    """Give the arguments of `chat.postMessage` for a delivery: always the same."""
    return {
        "channel": delivery.channel,
        **json.loads(delivery.payload),
        **({"thread_ts": delivery.thread} if delivery.thread else {}),
        "metadata": {"event_type": EVENT, "event_payload": {"slot": delivery.slot}},
        "unfurl_links": False,
        "unfurl_media": False,
    }


# ---- private


def _is(message: dict[str, Any], delivery: Delivery) -> bool:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return metadata.get("event_type") == EVENT and payload.get("slot") == delivery.slot
