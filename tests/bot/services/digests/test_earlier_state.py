"""The state of a digest that a button carries."""

from datetime import UTC, datetime, time

import pytest

from bot.services.digests.earlier_state import decode_digest, encode_digest
from news.brief import SectionKind
from news.digest import Subscription

PLAIN = Subscription(
    "ab12cd", "T1", "C1", (time(9),), "Europe/Berlin", datetime(2026, 11, 2, 8, 30, tzinfo=UTC)
)
FULL = Subscription(
    "ab12cd",
    "T1",
    "U1",
    (time(7, 30), time(17)),
    "Asia/Kolkata",
    datetime(2026, 11, 2, 8, 30, tzinfo=UTC),
    weekdays=(0, 4),
    topics=("Klimaschutz", 'the "big" dig'),
    excluded_terms=("/F[12]/",),
    source_ids=("s1",),
    max_stories=7,
    max_per_outlet=2,
    quiet_hours=(time(22), time(7)),
    skip_when_empty=True,
    created_by="U1",
    source_channel="C1",
    paused=True,
    disabled_reason="is_archived",
    skip_until=datetime(2026, 11, 3, 8, tzinfo=UTC),
    with_opinion=True,
    sections=SectionKind.TOPIC,
)


@pytest.mark.parametrize("subscription", [PLAIN, FULL])
def test_a_digest_comes_back_as_it_was(subscription: Subscription) -> None:
    assert decode_digest(encode_digest(subscription)) == subscription


def test_an_ordinary_digest_fits_into_a_button() -> None:
    assert len(encode_digest(FULL)) < 1_000
