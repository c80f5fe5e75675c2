"""Post every message in the outbox to Slack exactly once. Each workspace has its own worker.

    pending --claim--> sending --post--> sent | rate limited: pending | refused: failed | no answer: unknown
    unknown --recheck time--> look for our own post: found: sent | not there: pending | cannot look: doubtful

The metadata of a message contains the key of its slot, so that the message can be found again. The recheck time runs on
the monotonic clock (`time.monotonic`), because a jump of the wall clock would end it early. Messages that were being
sent when the process died are looked up after the recheck time, counted from the next start. See docs/reliability.md.
"""

from __future__ import annotations

import logging
import threading
import time
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.runtime import clock as machine_clock
from bot.runtime.settings import DELIVERY_RECHECK_SECONDS
from bot.slack import web_api
from bot.slack.posted_message import find_posted_message, post_message
from news.digest import DeliveryError
from news.errors import NewsError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from slack_sdk import WebClient

    from bot.slack.web_api import ApiResult
    from news.digest import Delivery
    from storage.contract import Store

log = logging.getLogger(__name__)

# Slack accepts about one message a second in a channel.
CHANNEL_INTERVAL_SECONDS = 1.0
# Concurrent calls in a workspace: at 200 ms each, more than the several hundred a minute that Slack accepts.
WORKER_THREADS = 4
# Seconds to wait after a fault in Slack: the first wait, which doubles every time, and the longest wait.
INITIAL_BACKOFF_SECONDS, MAX_BACKOFF_SECONDS = 0.25, 60.0
# How many times `on_sent` is called for a post if writing to the disk fails.
MAX_CALLBACK_ATTEMPTS = 5
# Seconds before each early search for a message of which Slack did not confirm that it was posted.
EARLY_LOOKUP_DELAYS_SECONDS = (0.0, 2.0)
# Seconds until a refused token is tried again.
TOKEN_RECHECK_SECONDS = 300.0
# Seconds until the worker checks the outbox again without being woken.
POLL_INTERVAL_SECONDS = 5.0

# Slack errors for a token that does not work: the workspace waits, because no subscription is at fault.
TOKEN_ERRORS = frozenset(
    {
        "invalid_auth",
        "not_authed",
        "token_revoked",
        "token_expired",
        "missing_scope",
        "not_allowed_token_type",
    }
)
# Slack errors for a channel that no longer accepts messages.
CHANNEL_CLOSED_ERRORS = frozenset(
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
class DeliveryCallbacks:
    """Functions to call when a delivery ends, and a lock for the channel of a running delivery.

    Attributes:
        on_sent: called when the message is in its channel; called again if the bot stopped in between.
        on_channel_closed: called when the channel no longer accepts messages.
        channel_lock: locks a channel while a message is posted, so that questions below the message wait.
    """

    on_sent: Callable[[Delivery], None] = lambda _delivery: None
    on_channel_closed: Callable[[Delivery], None] = lambda _delivery: None
    channel_lock: Callable[[str], AbstractContextManager[None]] = lambda _channel: nullcontext()


class DeliveryWorker:
    """Sends the pending messages of one workspace on its own threads.

    Args:
        team: the workspace.
        client: a client with the token of the workspace and without retry handlers.
        store: the store with the outbox and the ledger.
        worker_id: the id of this process; messages that another process was sending are looked up.
        clock: the bot's clock, which applies to quiet hours.
        recheck_seconds: the recheck time.
        callbacks: called when a delivery ends.
        channel_interval_seconds: seconds between two messages to one channel.
        thread_count: the number of concurrent calls.

    Attributes:
        team: the workspace.
        token_error: Slack's error if the token does not work; "" if it works.
    """

    def __init__(  # noqa: PLR0913 - all but the first five have usual values
        self,
        team: str,
        client: WebClient,
        store: Store,
        *,
        worker_id: str,
        clock: Callable[[], datetime],
        recheck_seconds: float = DELIVERY_RECHECK_SECONDS,
        callbacks: DeliveryCallbacks | None = None,
        channel_interval_seconds: float = CHANNEL_INTERVAL_SECONDS,
        thread_count: int = WORKER_THREADS,
    ) -> None:
        self.team = team
        self._client = client
        self._outbox = store.outbox
        self._ledger = store.ledger
        self._worker_id = worker_id
        self._clock = clock
        self._recheck_seconds = recheck_seconds
        self._callbacks = callbacks or DeliveryCallbacks()
        self._channel_interval_seconds = channel_interval_seconds
        self._started_at = time.monotonic()
        self._condition = threading.Condition()
        self._is_stopping = False
        self._paused_until = 0.0
        self._failure_count = 0
        self._busy_channels: set[str] = set()
        self._channel_ready_at: dict[str, float] = {}  # channel -> when it takes the next message
        self._slot_recheck_at: dict[str, float] = {}  # slot -> when its message may be looked up
        self._threads = [
            threading.Thread(target=self._run, name=f"sender-{team}-{thread_number}", daemon=True)
            for thread_number in range(thread_count)
        ]
        self._server_clock: tuple[datetime, float] | None = (
            None  # Slack's clock, and the monotonic clock at the same moment
        )
        self.token_error = ""

    def start(self) -> None:
        """Start the threads that send deliveries."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Make the worker check the outbox now."""
        with self._condition:
            self._condition.notify_all()

    def send_now(self, delivery: Delivery, follow_ups: Sequence[Delivery] = ()) -> Delivery:
        """Put a message in the outbox and send it on the caller's thread, ahead of the pending messages.

        Args:
            delivery: the message.
            follow_ups: its further parts, which the worker sends in the thread of the first.

        Returns:
            The delivery as it is stored afterwards: "sent" or "failed"; "pending" if Slack asks to wait, "unknown" if
            Slack did not confirm the message. The worker then continues.

        Raises:
            StoreError: the outbox cannot be written.
        """
        with self._condition:
            must_wait = self._is_stopping or time.monotonic() < self._paused_until
        enqueued = delivery if must_wait else self._start_sending(delivery)
        self._ledger.enqueue([enqueued, *follow_ups], scan_progress=())
        if not must_wait:
            with self._channel_lock_of(delivery):
                self._post(enqueued)
                self._look_early(enqueued)
        self.wake()
        return self._outbox.get(delivery.team, delivery.idempotency_key) or enqueued

    def stop(self, timeout_seconds: float | None = None) -> bool:
        """Stop sending and wait, up to a timeout, for running deliveries. Return whether all have ended.

        A message that is still being sent after the timeout stays "sending", and is looked up after the next start.
        """
        with self._condition:
            self._is_stopping = True
            self._condition.notify_all()
        deadline = None if timeout_seconds is None else time.monotonic() + timeout_seconds
        started_threads = [thread for thread in self._threads if thread.ident is not None]
        for thread in started_threads:
            thread.join(None if deadline is None else max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in started_threads)

    # ---- private: select the next delivery

    def _run(self) -> None:
        while True:
            with self._condition:
                if self._is_stopping:
                    return
                delivery = self._next_delivery()
                if delivery is None:
                    self._condition.wait(self._seconds_until_next())
                    continue
                self._busy_channels.add(delivery.channel)
            try:
                self._process(delivery)
            except NewsError as problem:
                log.error("outbox cannot be used cause=%s", problem)  # noqa: TRY400 - an expected error, without a traceback
                self._pause(MAX_BACKOFF_SECONDS / 10)
            except Exception:
                log.exception("fault slot=%s", delivery.idempotency_key)
                self._pause(MAX_BACKOFF_SECONDS)
            finally:
                with self._condition:
                    self._busy_channels.discard(delivery.channel)
                    self._condition.notify_all()

    def _next_delivery(self) -> Delivery | None:
        """Return the next delivery to recheck or to send; None if there is none.

        Deliveries with an unknown outcome come first, then the one that has been due longest.
        """
        now = time.monotonic()
        if now < self._paused_until:
            return None
        self._channel_ready_at = {
            channel: ready_at for channel, ready_at in self._channel_ready_at.items() if ready_at > now
        }
        unready_slots = [slot for slot, ready_at in self._slot_recheck_at.items() if ready_at > now]
        try:
            if now >= self._started_at + self._recheck_seconds:
                unknown_delivery = self._outbox.next_ready(
                    self.team,
                    "unknown",
                    self._clock(),
                    excluded_channels=self._busy_channels,
                    excluded_keys=unready_slots,
                )
                if unknown_delivery is not None:
                    return unknown_delivery
            unavailable_channels = {*self._busy_channels, *self._channel_ready_at}
            return self._outbox.next_ready(
                self.team, "pending", self._clock(), excluded_channels=unavailable_channels
            )
        except NewsError as problem:
            log.error("outbox cannot be read cause=%s", problem)  # noqa: TRY400 - see _run
            self._paused_until = now + MAX_BACKOFF_SECONDS / 10
            return None

    def _seconds_until_next(self) -> float:
        """Return the seconds until the next channel is free, recheck is due or pause ends.

        The result is at most the poll interval.
        """
        now = time.monotonic()
        wake_times = [
            self._paused_until,
            self._started_at + self._recheck_seconds,
            *self._channel_ready_at.values(),
            *self._slot_recheck_at.values(),
        ]
        return min([POLL_INTERVAL_SECONDS, *(wake_at - now for wake_at in wake_times if wake_at > now)])

    # ---- private: send and look up

    def _start_sending(self, delivery: Delivery) -> Delivery:
        started_at = self._earliest_time()
        return replace(
            delivery, state="sending", attempts=1, first_attempt_at=started_at, last_attempt_at=started_at
        )

    def _channel_lock_of(self, delivery: Delivery) -> AbstractContextManager[None]:
        """Return the lock of the channel if the message opens a thread that must be stored before questions come."""
        return self._callbacks.channel_lock(delivery.channel) if delivery.brief_id else nullcontext()

    def _look_early(self, delivery: Delivery) -> None:
        """Look for a message whose outcome is unknown, so that questions below it need not wait for the recheck.

        If it is not found, nothing is concluded: Slack may still be about to post it.
        """
        for delay_seconds in EARLY_LOOKUP_DELAYS_SECONDS:
            stored = self._outbox.get(delivery.team, delivery.idempotency_key)
            if stored is None or stored.state != "unknown":
                return
            with self._condition:
                self._condition.wait_for(lambda: self._is_stopping, delay_seconds)
            found = find_posted_message(self._client, stored, on_page=self._update_server_clock)
            if found is not None and not isinstance(found, web_api.ApiResult):
                self._record_sent(found)

    def _process(self, delivery: Delivery) -> None:
        if delivery.state == "unknown":
            self._find_posted_message(delivery)
            return
        claimed_delivery = self._outbox.claim(delivery, self._worker_id, self._earliest_time())
        if claimed_delivery is not None:
            with self._callbacks.channel_lock(claimed_delivery.channel):
                self._post(claimed_delivery)

    def _post(self, delivery: Delivery) -> None:
        result = post_message(self._client, delivery)
        self._update_server_clock(result)
        with self._condition:
            self._channel_ready_at[delivery.channel] = time.monotonic() + self._channel_interval_seconds
        if result.ts:
            channel = str(result.response.get("channel") or delivery.channel)
            self._record_sent(replace(delivery, ts=result.ts, channel=channel))
        elif result.retry_after_seconds:
            self._pause(result.retry_after_seconds)
            self._save_result(replace(delivery, state="pending", error=result.error))
        elif result.is_unknown or not result.error:
            self._back_off()
            with self._condition:
                self._slot_recheck_at[delivery.idempotency_key] = time.monotonic() + self._recheck_seconds
            self._save_result(replace(delivery, state="unknown", error=web_api.OUTCOME_UNKNOWN))
        elif result.error in TOKEN_ERRORS:
            self._pause_for_token(result.error)
            self._save_result(replace(delivery, state="pending", error=result.error))
        else:
            self._record_refused(replace(delivery, state="failed", error=result.error))

    def _record_sent(self, delivery: Delivery) -> None:
        self._failure_count, self.token_error = 0, ""
        # The callback comes first: if the bot stops in between, the callback is called again after the next start.
        self._save_result(replace(delivery, state="sent", error=""), self._callbacks.on_sent)
        self._slot_recheck_at.pop(delivery.idempotency_key, None)
        log.info("sent slot=%s tries=%d", delivery.idempotency_key, delivery.attempts)

    def _record_refused(self, delivery: Delivery) -> None:
        log.warning("not delivered slot=%s error=%s", delivery.idempotency_key, delivery.error)
        self._save_result(delivery)
        if delivery.error in CHANNEL_CLOSED_ERRORS:
            self._callbacks.on_channel_closed(delivery)

    def _find_posted_message(self, delivery: Delivery) -> None:
        found = find_posted_message(self._client, delivery, on_page=self._update_server_clock)
        if found is None:
            self._slot_recheck_at.pop(delivery.idempotency_key, None)
            self._save_result(replace(delivery, state="pending"))
        elif isinstance(found, web_api.ApiResult):
            self._handle_lookup_error(delivery, found)
        else:
            self._record_sent(found)

    def _handle_lookup_error(self, delivery: Delivery, result: ApiResult) -> None:
        if result.retry_after_seconds or result.is_unknown:
            wait_seconds = result.retry_after_seconds or self._back_off()
            with self._condition:
                self._slot_recheck_at[delivery.idempotency_key] = time.monotonic() + wait_seconds
        elif result.error == DeliveryError.THREAD_DELETED:
            self._record_refused(replace(delivery, state="failed", error=result.error))
        elif result.error in TOKEN_ERRORS - {"missing_scope"}:
            self._pause_for_token(result.error)
        else:
            # At most once: a message that may have arrived is not sent again unless a person asks for it.
            self._record_refused(replace(delivery, state="doubtful", error=result.error))

    # ---- private: save results

    def _earliest_time(self) -> datetime:
        """Return the current time on this machine's clock or on Slack's clock, whichever is earlier."""
        local_time = machine_clock.now()
        server_clock = self._server_clock
        if server_clock is None:
            return local_time
        return min(local_time, server_clock[0] + timedelta(seconds=time.monotonic() - server_clock[1]))

    def _update_server_clock(self, result: ApiResult) -> None:
        if result.responded_at is not None:
            self._server_clock = (result.responded_at, time.monotonic())

    def _pause(self, seconds: float) -> None:
        with self._condition:
            self._paused_until = max(self._paused_until, time.monotonic() + seconds)

    def _back_off(self) -> float:
        with self._condition:
            self._failure_count += 1
            wait_seconds = min(
                MAX_BACKOFF_SECONDS, INITIAL_BACKOFF_SECONDS * 2.0 ** min(self._failure_count - 1, 16)
            )
        self._pause(wait_seconds)
        return wait_seconds

    def _pause_for_token(self, error: str) -> None:
        log.error("workspace stopped team=%s error=%s", self.team, error)
        self.token_error = error
        self._pause(TOKEN_RECHECK_SECONDS)

    def _save_result(self, delivery: Delivery, before_save: Callable[[Delivery], None] | None = None) -> None:
        """Store the result of a delivery. If writing to the disk fails, retry until it succeeds.

        Args:
            delivery: the delivery in its new state.
            before_save: called first; after several failures it is skipped, but the delivery is still stored.

        The thread does nothing else until then. If the bot stops first, the delivery is still "sending" at the next
        start, and is looked up.
        """
        wait_seconds, attempts = INITIAL_BACKOFF_SECONDS, 0
        while True:
            try:
                if before_save is not None and attempts < MAX_CALLBACK_ATTEMPTS:
                    before_save(delivery)
                self._ledger.record_result(delivery)
            except NewsError as problem:
                log.error("not written down slot=%s cause=%s", delivery.idempotency_key, problem)  # noqa: TRY400 - see _run
            else:
                return
            with self._condition:
                if self._is_stopping:
                    return
                self._condition.wait(wait_seconds)
            wait_seconds, attempts = min(MAX_BACKOFF_SECONDS, wait_seconds * 2), attempts + 1
