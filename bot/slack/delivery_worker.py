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
from typing import TYPE_CHECKING

from bot.runtime.settings import DELIVERY_RECHECK_SECONDS
from bot.slack.delivery_pacing import MAX_BACKOFF_SECONDS, DeliveryPacing
from bot.slack.delivery_sender import DeliveryCallbacks, DeliverySender
from bot.slack.server_clock import ServerClock
from news.errors import NewsError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from slack_sdk import WebClient

    from news.digest import Delivery
    from storage.contract import Store

log = logging.getLogger(__name__)

# Slack accepts about one message a second in a channel.
CHANNEL_INTERVAL_SECONDS = 1.0
# Concurrent calls in a workspace: at 200 ms each, more than the several hundred a minute that Slack accepts.
WORKER_THREADS = 4
# Seconds until the worker checks the outbox again without being woken.
POLL_INTERVAL_SECONDS = 5.0


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
        server_clock: Slack's clock, as the start has learned it.
        channel_interval_seconds: seconds between two messages to one channel.
        thread_count: the number of concurrent calls.

    Attributes:
        team: the workspace.
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
        server_clock: ServerClock | None = None,
        channel_interval_seconds: float = CHANNEL_INTERVAL_SECONDS,
        thread_count: int = WORKER_THREADS,
    ) -> None:
        self.team = team
        self._outbox = store.outbox
        self._ledger = store.ledger
        self._clock = clock
        self._pacing = DeliveryPacing(channel_interval_seconds, recheck_seconds)
        self._sender = DeliverySender(
            team,
            client,
            store,
            worker_id=worker_id,
            pacing=self._pacing,
            server_clock=server_clock or ServerClock(),
            callbacks=callbacks or DeliveryCallbacks(),
        )
        self._may_recheck_at = time.monotonic() + recheck_seconds
        self._condition = threading.Condition()
        self._is_stopping = False
        self._busy_channels: set[str] = set()
        self._threads = [
            threading.Thread(target=self._run, name=f"sender-{team}-{thread_number}", daemon=True)
            for thread_number in range(thread_count)
        ]

    @property
    def token_error(self) -> str:
        """Slack's error for the bot token; "" if the token works."""
        return self._sender.token_error

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
        must_wait = self._is_stopping or self._pacing.is_paused
        enqueued = delivery if must_wait else self._sender.start_sending(delivery)
        self._ledger.enqueue([enqueued, *follow_ups], scan_progress=())
        if not must_wait:
            self._sender.send_now(enqueued)
        self.wake()
        return self._outbox.get(delivery.team, delivery.idempotency_key) or enqueued

    def stop(self, timeout_seconds: float | None = None) -> bool:
        """Stop sending and wait, up to a timeout, for running deliveries. Return whether all have ended.

        A message that is still being sent after the timeout stays "sending", and is looked up after the next start.
        """
        self._sender.stopping.set()
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
                self._sender.process(delivery)
            except NewsError as problem:
                log.error("outbox cannot be used cause=%s", problem)  # noqa: TRY400 - an expected error, without a traceback
                self._pacing.pause(MAX_BACKOFF_SECONDS / 10)
            except Exception:
                log.exception("fault slot=%s", delivery.idempotency_key)
                self._pacing.pause(MAX_BACKOFF_SECONDS)
            finally:
                with self._condition:
                    self._busy_channels.discard(delivery.channel)
                    self._condition.notify_all()

    def _next_delivery(self) -> Delivery | None:
        """Return the next delivery to recheck or to send; None if there is none.

        Deliveries with an unknown outcome come first, then the one that has been due longest.
        """
        if self._pacing.is_paused:
            return None
        try:
            if time.monotonic() >= self._may_recheck_at:
                unknown_delivery = self._outbox.next_ready(
                    self.team,
                    "unknown",
                    self._clock(),
                    excluded_channels=self._busy_channels,
                    excluded_keys=self._pacing.waiting_slots(),
                )
                if unknown_delivery is not None:
                    return unknown_delivery
            unavailable_channels = self._busy_channels | self._pacing.waiting_channels()
            return self._outbox.next_ready(
                self.team, "pending", self._clock(), excluded_channels=unavailable_channels
            )
        except NewsError as problem:
            log.error("outbox cannot be read cause=%s", problem)  # noqa: TRY400 - see _run
            self._pacing.pause(MAX_BACKOFF_SECONDS / 10)
            return None

    def _seconds_until_next(self) -> float:
        """Return the seconds until a channel is free, a recheck is due or a pause ends, whichever is first.

        The result is at most the poll interval.
        """
        now = time.monotonic()
        wake_times = [
            self._may_recheck_at,
            *self._pacing.wake_times(),
        ]
        return min([POLL_INTERVAL_SECONDS, *(wake_at - now for wake_at in wake_times if wake_at > now)])
