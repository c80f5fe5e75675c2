"""Post a message from the outbox, or look up whether it was posted, and store the outcome.

    pending --claim--> sending --post--> sent | rate limited: pending | refused: see `post_errors` | no answer: unknown
    unknown --look for our own post--> found: sent | not there: pending | cannot look: doubtful

A message that is too late when it could be sent, or was tried too often, ends without a post.
"""

from __future__ import annotations

import logging
import threading
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.slack import web_api
from bot.slack.delivery_pacing import INITIAL_BACKOFF_SECONDS, MAX_BACKOFF_SECONDS
from bot.slack.post_errors import POST_ERROR_ACTIONS, PostErrorAction, action_for_error
from bot.slack.posted_message import MessageSearch, as_plain_text, has_key, post_message
from news.digest import DeliveryError
from news.errors import NewsError

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from slack_sdk import WebClient

    from bot.slack.delivery_pacing import DeliveryPacing
    from bot.slack.server_clock import ServerClock
    from bot.slack.web_api import ApiResult
    from news.digest import Delivery, DeliveryState
    from storage.contract import Store

log = logging.getLogger(__name__)

# How many times `on_sent` is called for a post if writing to the disk fails.
MAX_CALLBACK_ATTEMPTS = 5
# Seconds before each early search for a message of which Slack did not confirm that it was posted.
EARLY_LOOKUP_DELAYS_SECONDS = (0.0, 2.0)
# Seconds until a refused token is tried again.
TOKEN_RECHECK_SECONDS = 300.0
# Attempts after which a message is given up that its channel alone refuses to confirm, and in any case. The waits
# between them grow from the recheck time to fifteen times that, so that thirty take six hours: as long as a digest may
# be late.
MAX_ATTEMPTS_WHILE_OTHERS_SUCCEED, MAX_ATTEMPTS = 8, 30
MAX_RECHECK_FACTOR = 15.0


@dataclass(frozen=True, slots=True)
class DeliveryCallbacks:
    """Functions to call when a delivery ends, and a function that locks a channel during a delivery.

    Attributes:
        on_sent: called when the message is in its channel; called again if the bot stopped in between.
        on_channel_closed: called when the channel no longer accepts messages.
        on_given_up: called when a message cannot be sent, although its channel accepts others.
        before_send: returns the delivery as it should be sent now: marked as late, or "missed" if it is too late.
        on_saved: called when the new state of a message is stored, also if it is sent again later.
        channel_lock: locks a channel while a message is posted, so that questions below the message wait.
    """

    on_sent: Callable[[Delivery], None] = lambda _delivery: None
    on_channel_closed: Callable[[Delivery], None] = lambda _delivery: None
    on_given_up: Callable[[Delivery], None] = lambda _delivery: None
    before_send: Callable[[Delivery], Delivery] = lambda delivery: delivery
    on_saved: Callable[[Delivery], None] = lambda _delivery: None
    channel_lock: Callable[[str], AbstractContextManager[None]] = lambda _channel: nullcontext()


class DeliverySender:
    """Sends the messages of one workspace, one at a time on each thread.

    Args:
        team: the workspace.
        client: a client with the token of the workspace and without retry handlers.
        store: the store with the outbox and the ledger.
        worker_id: the id of this process; messages that another process was sending are looked up.
        pacing: the waits of the workspace.
        server_clock: Slack's clock.
        callbacks: called when a delivery ends.

    Attributes:
        token_error: Slack's error if the token does not work; "" if it works.
        stopping: set when the worker stops.
    """

    def __init__(
        self,
        team: str,
        client: WebClient,
        store: Store,
        *,
        worker_id: str,
        pacing: DeliveryPacing,
        server_clock: ServerClock,
        callbacks: DeliveryCallbacks,
    ) -> None:
        self._team = team
        self._client = client
        self._outbox = store.outbox
        self._ledger = store.ledger
        self._worker_id = worker_id
        self._pacing = pacing
        self._server_clock = server_clock
        self._callbacks = callbacks
        self._search = MessageSearch(client, server_clock, pacing.recheck_time)
        self.token_error = ""
        self.stopping = threading.Event()

    def process(self, delivery: Delivery) -> None:
        """Send a pending delivery, or look up the message of a delivery with an unknown outcome.

        Raises:
            NewsError: the outbox cannot be used.
        """
        if delivery.state == "unknown":
            self._find_posted_message(delivery)
            return
        prepared = self._callbacks.before_send(delivery)
        claimed = self._outbox.claim(
            replace(prepared, state="pending"), self._worker_id, self._server_clock.earliest_time()
        )
        if claimed is None:
            return
        if prepared.state != "pending":
            log.warning("not sent slot=%s error=%s", delivery.idempotency_key, prepared.error)
            self._save_result(prepared)
        elif self._was_tried_too_often(delivery):
            self._give_up(replace(delivery, state="failed", error=delivery.error or web_api.OUTCOME_UNKNOWN))
        else:
            with self._callbacks.channel_lock(claimed.channel):
                self._post(claimed)

    def start_sending(self, delivery: Delivery) -> Delivery:
        """Return a copy of a new delivery in the state "sending", with the current time as its first attempt."""
        started_at = self._server_clock.earliest_time()
        return replace(
            delivery, state="sending", attempts=1, first_attempt_at=started_at, last_attempt_at=started_at
        )

    def send_now(self, delivery: Delivery) -> None:
        """Post a message that is stored as being sent, on the caller's thread.

        If Slack does not confirm it, look for it, so that questions below it need not wait for the recheck.
        """
        opens_thread = bool(delivery.brief_id)
        with self._callbacks.channel_lock(delivery.channel) if opens_thread else nullcontext():
            self._post(delivery)
            self._look_early(delivery)

    # ---- private

    def _look_early(self, delivery: Delivery) -> None:
        """Look for a message whose outcome is unknown.

        If it is not found, nothing is concluded: Slack may still be about to post it.
        """
        for delay_seconds in EARLY_LOOKUP_DELAYS_SECONDS:
            stored = self._outbox.get(delivery.team, delivery.idempotency_key)
            if stored is None or stored.state != "unknown" or self.stopping.wait(delay_seconds):
                return
            found = self._search.look_once(stored)
            if found is not None:
                self._record_sent(found)

    def _was_tried_too_often(self, delivery: Delivery) -> bool:
        if delivery.attempts >= MAX_ATTEMPTS:
            return True
        others_succeed = self._pacing.others_succeed(delivery.channel)
        return others_succeed and delivery.attempts >= MAX_ATTEMPTS_WHILE_OTHERS_SUCCEED

    def _post(self, delivery: Delivery) -> None:
        result = post_message(self._client, delivery)
        self._server_clock.update(result.responded_at)
        self._pacing.start_channel_interval(delivery.channel)
        if result.ts:
            channel = str(result.response.get("channel") or delivery.channel)
            self._record_sent(replace(delivery, ts=result.ts, channel=channel))
        elif result.retry_after_seconds:
            self._pacing.pause(result.retry_after_seconds)
            # Slack has not looked at the message, so this is no attempt.
            self._save_result(
                replace(delivery, state="pending", attempts=delivery.attempts - 1, error=result.error)
            )
        elif result.is_unknown or not result.error:
            self._record_unknown(delivery)
        else:
            self._handle_refusal(replace(delivery, error=result.error))

    def _record_unknown(self, delivery: Delivery) -> None:
        self._pacing.record_failure(delivery.channel)
        factor = min(2.0 ** min(delivery.attempts - 1, 8), MAX_RECHECK_FACTOR)
        self._pacing.start_recheck(delivery.idempotency_key, factor)
        state: DeliveryState = "unknown" if has_key(delivery) else "doubtful"
        self._save_result(replace(delivery, state=state, error=web_api.OUTCOME_UNKNOWN))

    def _handle_refusal(self, delivery: Delivery) -> None:
        """Handle an error from Slack with the action that `post_errors` assigns to it."""
        action = action_for_error(delivery.error)
        if action is PostErrorAction.STOP_WORKSPACE:
            self._stop_workspace(delivery.error)
            self._save_result(replace(delivery, state="pending", attempts=delivery.attempts - 1))
        elif action is PostErrorAction.WAIT:
            self._pacing.record_failure(delivery.channel)
            self._save_result(replace(delivery, state="pending"))
        elif action is PostErrorAction.SEND_AS_TEXT and (text := as_plain_text(delivery)) is not None:
            log.warning("sent as text slot=%s error=%s", delivery.idempotency_key, delivery.error)
            self._save_result(replace(text, state="pending"))
        elif action is PostErrorAction.PARK:
            self._record_refused(replace(delivery, state="failed"))
        else:
            self._give_up(replace(delivery, state="failed"))

    def _record_sent(self, delivery: Delivery) -> None:
        self._pacing.record_success(delivery.channel)
        error, self.token_error = self.token_error, ""
        if error:
            log.info("workspace resumed team=%s", self._team)
        # The callback comes first: if the bot stops in between, the callback is called again after the next start.
        self._save_result(replace(delivery, state="sent", error=""), self._callbacks.on_sent)
        self._pacing.end_recheck(delivery.idempotency_key)
        log.info("sent slot=%s tries=%d", delivery.idempotency_key, delivery.attempts)

    def _record_refused(self, delivery: Delivery) -> None:
        log.warning("not delivered slot=%s error=%s", delivery.idempotency_key, delivery.error)
        self._save_result(delivery)
        if POST_ERROR_ACTIONS.get(delivery.error) is PostErrorAction.PARK or delivery.state == "failed":
            self._callbacks.on_channel_closed(delivery)

    def _give_up(self, delivery: Delivery) -> None:
        log.warning(
            "given up slot=%s error=%s tries=%d", delivery.idempotency_key, delivery.error, delivery.attempts
        )
        self._save_result(delivery)
        self._callbacks.on_given_up(delivery)

    def _find_posted_message(self, delivery: Delivery) -> None:
        found = self._search.look(delivery)
        if found is None:
            self._pacing.end_recheck(delivery.idempotency_key)
            self._save_result(replace(delivery, state="pending"))
        elif isinstance(found, web_api.ApiResult):
            self._handle_lookup_error(delivery, found)
        else:
            self._record_sent(found)

    def _handle_lookup_error(self, delivery: Delivery, result: ApiResult) -> None:
        is_temporary = result.retry_after_seconds or result.is_unknown
        if is_temporary and self._callbacks.before_send(delivery).state == "missed":
            # Too late to be sent again, if it was not there.
            self._record_refused(replace(delivery, state="doubtful", error=result.error))
        elif is_temporary:
            wait_seconds = result.retry_after_seconds or self._pacing.record_failure(delivery.channel)
            self._pacing.start_recheck(delivery.idempotency_key, seconds=wait_seconds)
        elif result.error == DeliveryError.THREAD_DELETED:
            self._give_up(replace(delivery, state="failed", error=result.error))
        elif (
            action_for_error(result.error) is PostErrorAction.STOP_WORKSPACE
            and result.error != "missing_scope"  # of the history, not of posting
        ):
            self._stop_workspace(result.error)
        else:
            # At most once: a message that may have arrived is not sent again unless a person asks for it.
            self._record_refused(replace(delivery, state="doubtful", error=result.error))

    # ---- private: results

    def _stop_workspace(self, error: str) -> None:
        """Stop sending until the token works again. This is logged only once."""
        is_new, self.token_error = error != self.token_error, error
        self._pacing.pause(TOKEN_RECHECK_SECONDS)
        if is_new:
            log.error("workspace stopped team=%s error=%s", self._team, error)

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
                self._callbacks.on_saved(delivery)
                return
            if self.stopping.wait(wait_seconds):
                return
            wait_seconds, attempts = min(MAX_BACKOFF_SECONDS, wait_seconds * 2), attempts + 1
