"""Digests: what the clock asks for.

    sweep   subscriptions --which slots are due--> deliveries "due"
    make    due --brief since the last one--> messages, frozen --> "pending", which the sender brings to Slack
    sent, closed   what the sender tells back

All of it may be interrupted at any instant, and done again.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.render import blocks, source_wording, wording
from news import due_slots
from news.brief import BriefRequest
from news.digest import Delivery, Subscription
from news.errors import StoreError, UnknownWish
from news.thread import Thread
from news.window import Window
from summarize.ranking import filters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from bot.parsing.digest_spec import Wish
    from bot.render.blocks import Message
    from bot.services.briefs import Desk
    from news.brief import Brief
    from news.digest import Slot, State
    from news.source import Source
    from storage.sqlite.store import Store

log = logging.getLogger(__name__)

# After a time in which nobody looked, the latest slot of a subscription that is at most so old is made up for.
CATCHUP = timedelta(hours=6)
# A slot is late after so long. Several that are not late are all sent: the clock may have been stepped a little.
LATE = timedelta(minutes=15)
# Slots missed longer ago than this are not even written down.
RECORDED = timedelta(days=31)
# Subscriptions swept in one transaction: others that write wait some tens of milliseconds.
BATCH = 500
# A source that cannot be read for so long is told of.
OUTAGE = timedelta(hours=24)
# Times that a digest is tried to be made.
TRIES = 3
_INSTANT = timedelta(microseconds=1)


class Digests:
    """What the clock asks for, over the store and the desk.

    Args:
        store: where subscriptions and deliveries are.
        desk: makes the briefs.
        catchup: how old a slot may be to be made up for.
    """

    def __init__(self, store: Store, desk: Desk, *, catchup: timedelta = CATCHUP) -> None:
        self._store = store
        self._desk = desk
        self._catchup = catchup
        self._swept: datetime | None = None

    # -- subscriptions

    def ordered(
        self, wish: Wish, team: str, channel: str, *, zone: str, now: datetime, by: str = "", reads: str = ""
    ) -> Subscription:
        """Make a subscription of what was understood; it is not kept yet.

        Args:
            wish: what was understood.
            team: the workspace.
            channel: where it is to be posted.
            zone: for the wall times, if the wish names none.
            now: aware.
            by: who ordered it.
            reads: the channel whose sources are named; without it, `channel`.

        Raises:
            UnknownWish: a source is named that is not read there.
            BadPattern: an expression cannot be read.
        """
        filters.check(wish.without)
        return Subscription(
            id=secrets.token_hex(4),
            team=team,
            channel=channel,
            times=wish.times,
            zone=wish.zone or zone,
            made=now,
            days=wish.days,
            topics=wish.topics,
            without=wish.without,
            sources=self._sources(wish, team, reads or channel),
            stories=wish.stories,
            most_of_one=wish.most_of_one,
            quiet=wish.quiet,
            silent=wish.silent,
            made_by=by,
        )

    def put(self, subscription: Subscription, *, now: datetime) -> None:
        """Keep a subscription, new or changed. Slots before now are not due any more."""
        following = _following(subscription, now) if subscription.active else None
        self._store.subscriptions.put(subscription, swept=now, following=following)

    def of(self, team: str, channel: str) -> tuple[Subscription, ...]:
        """Give a channel's subscriptions in the order of making."""
        return self._store.subscriptions.of(team, channel)

    def remove(self, subscription: Subscription) -> bool:
        """Delete a subscription; tell whether there was one."""
        return self._store.subscriptions.remove(subscription.team, subscription.id)

    def skip(self, subscription: Subscription, *, now: datetime) -> Slot | None:
        """Leave out the next slot that is not left out yet; give it."""
        after = max(now, subscription.skip_until or now)
        skipped = due_slots.following(subscription, after)
        if skipped is not None:
            self.put(replace(subscription, skip_until=skipped.due), now=now)
        return skipped

    def next(self, subscription: Subscription, *, now: datetime) -> Slot | None:
        """Give the next slot that will be sent; None if none is."""
        if not subscription.active:
            return None
        return due_slots.following(subscription, max(now, subscription.skip_until or now))

    def deliveries(self, subscription: Subscription, *, most: int = 5) -> tuple[Delivery, ...]:
        """Give its latest deliveries, the newest first."""
        return self._store.deliveries.of(subscription.team, subscription.id, most=most)

    def preview(self, subscription: Subscription, *, now: datetime) -> tuple[Message, ...]:
        """Make what would be sent now, and neither send nor remember it."""
        made = self._brief(subscription, self._window(subscription, now), now=now, kept=False)
        return self._messages(subscription, made, now=now)

    def send_now(self, subscription: Subscription, *, now: datetime) -> None:
        """Have one sent now, beside the slots."""
        self._enter(
            [_delivery(subscription, f"{subscription.id}|now|{now.isoformat()}", now, "due", now=now)]
        )

    def again(self, delivery: Delivery, *, now: datetime) -> bool:
        """Send once more what may not have been delivered; False if that is not in doubt any more."""
        kept = self._store.deliveries.by_slot(delivery.team, delivery.slot)
        if kept is None or kept.state != "doubtful":
            return False
        name = f"{kept.slot}|again|{now.isoformat()}"
        self._enter(
            [replace(kept, slot=name, state="pending", ready=now, tries=0, first=None, last=None, error="")]
        )
        self._store.deliveries.settle(replace(kept, state="failed", error="sent_again", brief=""))
        return True

    # -- the clock

    def start(self, *, now: datetime) -> None:
        """Look at every subscription anew: the clock, or the world's time zones, may have changed meanwhile."""
        self._store.subscriptions.rewind(now)
        self._swept = now

    def sweep(self, *, now: datetime) -> int:
        """Enter every slot that is due by now; give how many were new and are to be sent."""
        if self._swept is not None and now < self._swept - timedelta(seconds=1):
            log.warning("the clock was set back by %.0f s", (self._swept - now).total_seconds())
            self.start(now=now)
        self._swept = now
        ready = self._store.subscriptions.ready(now)
        entered = 0
        for start in range(0, len(ready), BATCH):
            part = ready[start : start + BATCH]
            found = [each for subscription, swept in part for each in self._due(subscription, swept, now)]
            done = [(each.team, each.id, now, _following(each, now)) for each, _ in part]
            new = self._store.deliveries.enter(found, swept=done)
            entered += sum(each.state == "due" for each in new)
        if entered:
            log.info("swept subscriptions=%d due=%d", len(ready), entered)
        return entered

    def make(self, *, now: datetime, one_made: Callable[[str], None] = lambda _team: None) -> int:
        """Make what is due ready to be sent; give how many were made.

        Args:
            now: aware.
            one_made: called after each with its workspace, so that the first is sent while the next is made.
        """
        made = 0
        while due := self._store.deliveries.due():
            before = made
            for delivery in due:
                made += self._made(delivery, now)
                one_made(delivery.team)
            if made == before:
                break  # none of them could be made; the next tick tries again
        return made

    # -- the sender

    def sent(self, delivery: Delivery, *, now: datetime) -> None:
        """Remember that a digest stands in its channel, so that it can be asked."""
        if delivery.brief and not delivery.thread:
            self._desk.opened(Thread(delivery.team, delivery.channel, delivery.ts), delivery.brief, now=now)

    def closed(self, delivery: Delivery, *, now: datetime) -> None:
        """Take a subscription out of service because its place takes nothing more, and have its maker told once."""
        subscription = self._store.subscriptions.by_id(delivery.team, delivery.subscription)
        if subscription is None or subscription.parked:
            return
        self.put(replace(subscription, parked=delivery.error), now=now)
        self._store.deliveries.park(delivery.team, delivery.subscription, delivery.error)
        if subscription.made_by:
            words = blocks.notice(wording.parked(subscription, delivery.error))
            told = _delivery(
                subscription, f"{subscription.id}|parked|{delivery.slot}", now, "pending", now=now
            )
            self._enter(
                [replace(told, subscription="", channel=subscription.made_by, payload=blocks.frozen(words))]
            )

    # -- outages

    def alarm(self, *, now: datetime) -> int:
        """Have whoever added a source told, once each, that it could not be read for a day, or is given up."""
        told = 0
        for source in self._store.sources.failing():
            since = source.health.succeeded or source.added
            if source.course.stopped:
                told += self._alarmed("stopped", source, since, source_wording.given_up(source), now)
            elif now - since >= OUTAGE:
                told += self._alarmed("outage", source, since, source_wording.outage(source, since), now)
        return told

    # -- private

    def _alarmed(self, what: str, source: Source, since: datetime, words: str, now: datetime) -> int:
        payload, told = blocks.frozen(blocks.notice(words)), 0
        for team, person in self._store.sources.added_by(source.id):
            slot = f"{what}|{source.id}|{since.isoformat()}|{person}"
            alarm = Delivery(team, slot, "", person, now, "pending", now, payload=payload)
            told += len(self._store.deliveries.enter([alarm], swept=()))
        return told

    def _sources(self, wish: Wish, team: str, channel: str) -> tuple[str, ...]:
        ids: list[str] = []
        for name in wish.outlets:
            found = self._desk.named(team, channel, name)
            if not found:
                raise UnknownWish(f"No source that is read here is called “{name}”.")
            ids += found
        return tuple(dict.fromkeys(ids))

    def _enter(self, deliveries: Sequence[Delivery]) -> None:
        self._store.deliveries.enter(deliveries, swept=())

    def _due(self, subscription: Subscription, swept: datetime, now: datetime) -> Iterator[Delivery]:
        """Give the slots since the last sweep: those to send, and those that were missed and why."""
        found = list(due_slots.due(subscription, max(swept, now - RECORDED), now))
        skipped = [slot for slot in found if subscription.skip_until and slot.due <= subscription.skip_until]
        served = [slot for slot in found if slot not in skipped]
        wanted = [slot for slot in served if slot.due > now - LATE] or [
            slot for slot in served[-1:] if slot.due > now - self._catchup
        ]
        for slot in found:
            if slot in wanted:
                yield _delivery(subscription, slot.key, slot.due, "due", now=now)
            else:
                missed = _delivery(subscription, slot.key, slot.due, "missed", now=now)
                yield replace(missed, error="skipped" if slot in skipped else "not_running")

    def _made(self, delivery: Delivery, now: datetime) -> bool:
        subscription = self._store.subscriptions.by_id(delivery.team, delivery.subscription)
        if subscription is None:
            self._store.deliveries.settle(replace(delivery, state="missed", error="deleted"))
            return True
        try:
            self._freeze(delivery, subscription, now)
        except StoreError as problem:
            log.error("digest not made slot=%s cause=%s", delivery.slot, problem)  # noqa: TRY400 - told in words
            return False
        except Exception:
            # One digest that cannot be made must not keep the others back.
            log.exception("fault slot=%s tries=%d", delivery.slot, delivery.tries + 1)
            ended = delivery.tries + 1 >= TRIES
            self._store.deliveries.settle(
                replace(delivery, tries=delivery.tries + 1, state="failed" if ended else "due", error="fault")
            )
            return ended
        return True

    def _freeze(self, delivery: Delivery, subscription: Subscription, now: datetime) -> None:
        window = self._window(subscription, now)
        made = self._brief(subscription, window, now=now, kept=True)
        ready = due_slots.held(now, subscription.quiet, subscription.zone)
        base = replace(delivery, window=window, ready=ready, brief=made.id if made.stories else "")
        if not made.stories and subscription.silent:
            self._store.deliveries.made(replace(base, state="empty"), now=now)
            return
        late = delivery.due if now - delivery.due > LATE else None
        first, *more = self._messages(subscription, made, now=now, late=late)
        parts = [
            replace(
                base,
                slot=f"{delivery.slot}#{number}",
                state="waiting",
                payload=blocks.frozen(message),
                brief="",
            )
            for number, message in enumerate(more, 2)
        ]
        self._store.deliveries.made(
            replace(base, state="pending", payload=blocks.frozen(first)), parts, told=made.told, now=now
        )

    def _window(self, subscription: Subscription, now: datetime) -> Window:
        """Give the time since the last digest that was made; never "today"."""
        told = self._store.deliveries.last_until(subscription.team, subscription.id)
        return Window(min(told or subscription.made + _INSTANT, now), now + _INSTANT)

    def _brief(self, subscription: Subscription, window: Window, *, now: datetime, kept: bool) -> Brief:
        request = BriefRequest(
            subscription.team,
            subscription.channel,
            window,
            topic=", ".join(subscription.topics),
            stories=subscription.stories,
            arrivals=True,
            without=subscription.without,
            sources=subscription.sources,
            most_of_one=subscription.most_of_one,
        )
        told = self._store.memory.of(subscription.team, subscription.channel, now)
        return self._desk.brief(request, now=now, told=told, kept=kept)

    def _messages(
        self, subscription: Subscription, made: Brief, *, now: datetime, late: datetime | None = None
    ) -> tuple[Message, ...]:
        following = self.next(subscription, now=now)
        return blocks.digest(
            made,
            wording.Heading(
                what=wording.subscribed(subscription),
                zone=subscription.zone,
                late=late,
                following=following.due if following else None,
            ),
        )


# ---- private


def _delivery(
    subscription: Subscription, slot: str, due: datetime, state: State, *, now: datetime
) -> Delivery:
    return Delivery(
        team=subscription.team,
        slot=slot,
        subscription=subscription.id,
        channel=subscription.channel,
        due=due,
        state=state,
        ready=now,
    )


def _following(subscription: Subscription, now: datetime) -> datetime | None:
    slot = due_slots.following(subscription, now)
    return slot.due if slot else None
