"""The waits of the delivery worker: whose they are, how they grow, and what ends them."""

import pytest

from bot.slack import delivery_pacing
from bot.slack.delivery_pacing import DeliveryPacing, backoff_seconds


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1_000.0]
    monkeypatch.setattr("bot.slack.delivery_pacing.time.monotonic", lambda: now[0])
    return now


def test_waits_double_up_to_a_minute() -> None:
    assert [backoff_seconds(count) for count in (1, 2, 3, 9, 10, 10_000)] == [0.25, 0.5, 1.0, 60, 60, 60]


def test_a_fault_in_one_channel_makes_that_channel_wait(moment: list[float]) -> None:
    pacing = DeliveryPacing(1.0, 60.0)
    waits = [pacing.record_failure("C1") for _ in range(3)]

    assert waits == [0.25, 0.5, 1.0]
    assert pacing.waiting_channels() == {"C1"}
    assert not pacing.is_paused
    moment[0] += 1.0
    assert pacing.waiting_channels() == set()


def test_faults_in_two_channels_make_the_workspace_wait_until_a_success(moment: list[float]) -> None:
    pacing = DeliveryPacing(1.0, 60.0)
    pacing.record_failure("C1")
    assert pacing.record_failure("C2") == 0.5
    states = [pacing.is_paused]
    moment[0] += 0.5
    states.append(pacing.is_paused)
    pacing.record_success("C3")
    pacing.record_failure("C1")
    states.append(pacing.is_paused)

    assert states == [True, False, False]


def test_a_success_elsewhere_counts_for_ten_minutes(moment: list[float]) -> None:
    pacing = DeliveryPacing(1.0, 60.0)
    pacing.record_success("C1")

    assert pacing.others_succeed("C2")
    assert not pacing.others_succeed("C1")
    moment[0] += delivery_pacing.SUCCESS_COUNTS_SECONDS
    assert not pacing.others_succeed("C2")


def test_a_slot_waits_for_its_recheck_and_a_channel_for_its_pace(moment: list[float]) -> None:
    pacing = DeliveryPacing(1.0, 60.0)
    pacing.start_recheck("a")
    pacing.start_recheck("b", 2.0)
    pacing.start_recheck("c", seconds=5.0)
    pacing.start_channel_interval("C1")
    assert (pacing.waiting_slots(), pacing.waiting_channels()) == ({"a", "b", "c"}, {"C1"})
    assert min(wake_at for wake_at in pacing.wake_times() if wake_at > moment[0]) == moment[0] + 1.0

    moment[0] += 60.0
    assert (pacing.waiting_slots(), pacing.waiting_channels()) == ({"b"}, set())
    pacing.end_recheck("b")
    assert pacing.waiting_slots() == set()
