"""The schedule, while people change a digest around its slot."""

import random
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.render import payloads
from bot.services.services import build_services
from news.digest import Subscription
from storage.sqlite.store import Store

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ZONES = ("UTC", "Europe/Lisbon", "Europe/Berlin", "Africa/Cairo", "America/New_York", "Asia/Tokyo")


@pytest.mark.parametrize("seed", range(20))
def test_a_digest_that_is_changed_around_its_slot_comes_at_most_once_a_day(seed: int) -> None:
    rng = random.Random(seed)
    with Store(None) as store:
        services = build_services(store, payloads)
        subscription = Subscription("d", "T1", "C1", (time(9),), "UTC", NINE - timedelta(days=2))
        services.digests.save(subscription, now=NINE - timedelta(days=1))
        now = NINE - timedelta(minutes=1)
        while now < NINE + timedelta(hours=1):
            if rng.random() < 0.4:
                change = rng.choice(("zone", "channel", "pause", "time"))
                if change == "zone":
                    subscription = replace(subscription, timezone=rng.choice(ZONES))
                elif change == "time":
                    subscription = replace(subscription, wall_times=(time(9, rng.randrange(30)),))
                elif change == "channel":
                    subscription = replace(subscription, channel=rng.choice(("C1", "C2", "C3")))
                else:
                    subscription = replace(subscription, paused=not subscription.paused)
                services.digests.save(subscription, now=now)
                # As a listener does, which reads the digest before it changes it.
                (subscription,) = store.subscriptions.all()
            services.digest_schedule.enqueue_due(now=now)
            now += timedelta(seconds=rng.randrange(1, 40))
        slots = store.outbox.for_subscription("T1", "d", limit=100)

    days = [slot.idempotency_key.split("|")[1] for slot in slots if slot.state != "missed"]
    assert len(days) == len(set(days))
