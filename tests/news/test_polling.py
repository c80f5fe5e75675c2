"""When a source is visited next, for every answer that a server can give."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from news import polling
from news.errors import Refused, Unreachable
from news.source import CacheValidators, Entry, FetchResult, PollState, Source, SourceHealth

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOURCE = Source("one", "https://one.example/feed", "feed", NOW - 30 * DAY, health=SourceHealth(NOW - HOUR))
ENTRY = (Entry("Bridge closed", "The bridge is closed."),)
MARKS = b"one-----two-----"
GONE = Refused("one.example", "the server answered 410 Gone", 410)
DOWN = Unreachable("one.example", "no connection within 5 s")
ILL = Refused("one.example", "the server answered 500", 500)


def wait(source: Source, at: datetime = NOW) -> float:
    """Give the minutes to the next visit, less what spreads them."""
    assert source.poll_state.next_poll_at is not None
    return (source.poll_state.next_poll_at - at) / timedelta(minutes=1)


def failing(source: Source, problem: Exception, *hours: float, alive: datetime | None = NOW) -> Source:
    """Let visits fail so many hours from now."""
    for each in hours:
        fetched = FetchResult(source.id, NOW + each * HOUR, failures=(problem,))  # type: ignore[arg-type]
        source = polling.update_poll_state(source, fetched, other_source_success_at=alive)
    return source


def test_what_was_never_visited_is_due() -> None:
    assert polling.due_sources((SOURCE,), NOW) == (SOURCE,)


def test_what_is_not_due_or_given_up_is_not_visited() -> None:
    later = replace(SOURCE, poll_state=PollState(next_poll_at=NOW + HOUR))
    gone = replace(SOURCE, poll_state=PollState(disabled_reason="gone"))

    assert polling.due_sources((later, gone), NOW) == ()
    assert polling.due_sources((later, gone), NOW + HOUR) == (later,)


@pytest.mark.parametrize(
    ("gap_hours", "silent_hours", "minutes"),
    [
        (0.1, 0, 15),
        (1, 0, 30),
        (4, 0, 120),
        (30, 0, 240),
        (1, 8, 30),
        (1, 16, 60),
        (1, 96, 240),
        (1, 900, 240),
    ],
)
def test_a_source_is_visited_as_often_as_it_publishes(
    gap_hours: float, silent_hours: float, minutes: float
) -> None:
    fetched = FetchResult(
        "one",
        NOW,
        entries=ENTRY,
        typical_interval=gap_hours * HOUR,
        newest_entry_at=NOW - silent_hours * HOUR,
        entry_fingerprints=MARKS,
    )

    assert minutes <= wait(polling.update_poll_state(SOURCE, fetched)) <= minutes * 1.1


def test_without_dates_it_is_visited_every_half_hour() -> None:
    assert 30 <= wait(polling.update_poll_state(SOURCE, FetchResult("one", NOW, entries=ENTRY))) <= 33


def test_a_night_without_news_does_not_make_the_morning_late() -> None:
    read = polling.update_poll_state(
        SOURCE, FetchResult("one", NOW, entries=ENTRY, typical_interval=HOUR, newest_entry_at=NOW)
    )
    for night in range(1, 9):
        read = polling.update_poll_state(read, FetchResult("one", NOW + night * HOUR, unchanged=True))

    assert wait(read, NOW + 8 * HOUR) <= 33


def test_visits_to_what_was_added_together_drift_apart() -> None:
    fetched = [FetchResult(str(n), NOW, entries=ENTRY) for n in range(50)]

    due = {
        polling.update_poll_state(replace(SOURCE, id=each.source_id), each).poll_state.next_poll_at
        for each in fetched
    }

    assert len(due) > 30


@pytest.mark.parametrize(("asked", "minutes"), [(2 * HOUR, 120), (timedelta(minutes=5), 30), (9 * DAY, 1440)])
def test_a_server_that_asks_for_time_gets_it_up_to_a_day(asked: timedelta, minutes: float) -> None:
    read = polling.update_poll_state(SOURCE, FetchResult("one", NOW, entries=ENTRY, retry_after=asked))

    assert minutes <= wait(read) <= minutes * 1.1


def test_a_source_that_fails_is_left_alone_twice_as_long_each_time() -> None:
    waits = [wait(failing(SOURCE, ILL, *([0] * times))) for times in range(1, 9)]

    assert [round(each / 1.05 / 30) for each in waits] == pytest.approx(
        [2, 4, 8, 16, 32, 48, 48, 48], rel=0.06
    )


def test_where_nothing_answers_it_is_tried_every_hour_on_the_first_day() -> None:
    assert wait(failing(SOURCE, DOWN, *range(20))) - 19 * 60 <= 66
    assert wait(failing(SOURCE, DOWN, *range(40))) - 39 * 60 > 1400


def test_a_success_forgets_the_failures_and_remembers_the_last() -> None:
    well = polling.update_poll_state(
        failing(SOURCE, ILL, 0, 1), FetchResult("one", NOW + 2 * HOUR, entries=ENTRY)
    )

    assert well.health == SourceHealth(NOW + 2 * HOUR, NOW + HOUR, 0, "")


def test_gone_once_is_tried_again_and_gone_twice_is_believed() -> None:
    once = failing(SOURCE, GONE, 0)
    soon = failing(once, GONE, 0.2)
    twice = failing(once, GONE, 1.1)

    assert once.poll_state.disabled_reason == soon.poll_state.disabled_reason == ""
    assert 60 <= wait(once) <= 66
    assert twice.poll_state.disabled_reason == "gone"


def test_gone_and_then_there_again_is_not_gone() -> None:
    back = polling.update_poll_state(failing(SOURCE, GONE, 0), FetchResult("one", NOW + HOUR, entries=ENTRY))

    assert failing(back, GONE, 9).poll_state.disabled_reason == ""


def test_after_two_weeks_a_failing_source_is_given_up_and_a_success_takes_it_back() -> None:
    hours = [day * 24 for day in range(16)]
    given_up = failing(SOURCE, ILL, *hours)
    read = polling.update_poll_state(given_up, FetchResult("one", NOW + 17 * DAY, entries=ENTRY))

    assert failing(SOURCE, ILL, *hours[:13]).poll_state.disabled_reason == ""
    assert given_up.poll_state.disabled_reason == "failing"
    assert read.poll_state.disabled_reason == ""


def test_where_no_source_answers_none_is_given_up() -> None:
    hours = [day * 24 for day in range(40)]

    assert failing(SOURCE, DOWN, *hours, alive=NOW - HOUR).poll_state.disabled_reason == ""
    assert failing(SOURCE, DOWN, *hours, alive=None).poll_state.disabled_reason == ""
    assert failing(SOURCE, DOWN, *hours, alive=NOW + 30 * DAY).poll_state.disabled_reason == "failing"


def test_validators_are_shown_and_once_a_week_are_not() -> None:
    read = polling.update_poll_state(
        SOURCE, FetchResult("one", NOW, entries=ENTRY, validators=CacheValidators('"v1"'), full=True)
    )
    for day in range(1, 9):
        read = polling.update_poll_state(read, FetchResult("one", NOW + day * DAY, unchanged=True))

    assert polling.conditional_validators(read, NOW + 6 * DAY) == CacheValidators('"v1"')
    assert polling.conditional_validators(read, NOW + 8 * DAY) == CacheValidators()


def test_the_same_bytes_again_are_a_whole_answer() -> None:
    read = polling.update_poll_state(
        SOURCE, FetchResult("one", NOW, entries=ENTRY, full=True, entry_fingerprints=MARKS)
    )
    again = polling.update_poll_state(
        read, FetchResult("one", NOW + 8 * DAY, unchanged=True, full=True, validators=CacheValidators("v"))
    )

    assert again.poll_state.entry_fingerprints == MARKS
    assert polling.conditional_validators(again, NOW + 9 * DAY) == CacheValidators("v")


def redirected(source: Source, target: str, *hours: float, shared: int = 1) -> Source:
    for each in hours:
        fetched = FetchResult(
            "one",
            NOW + each * HOUR,
            entries=ENTRY,
            redirect_url=target,
            entry_fingerprints=MARKS,
            known_entry_count=shared,
        )
        source = polling.update_poll_state(source, fetched)
    return source


def test_a_permanent_redirect_is_believed_after_three_visits_over_two_days() -> None:
    there = "https://new.example/feed"

    assert redirected(SOURCE, there, 0, 24).url == SOURCE.url
    assert redirected(SOURCE, there, 0, 1, 2, 3).url == SOURCE.url
    moved = redirected(SOURCE, there, 0, 24, 48)
    assert (moved.url, moved.poll_state.previous_url) == (there, SOURCE.url)


def test_a_captive_network_that_redirects_everything_moves_nothing() -> None:
    known = redirected(SOURCE, "", 0)

    assert redirected(known, "https://hotel.example/", 1, 25, 49, 73, shared=0).url == SOURCE.url


def test_what_a_strange_feed_shows_behind_a_redirect_is_not_taken_for_what_was_shown() -> None:
    strange = FetchResult(
        "one", NOW, entries=ENTRY, redirect_url="https://hotel.example/", entry_fingerprints=b"portal--"
    )

    assert (
        polling.update_poll_state(redirected(SOURCE, "", 0), strange).poll_state.entry_fingerprints == MARKS
    )


def test_a_redirect_that_changes_or_ends_is_counted_anew() -> None:
    first = redirected(SOURCE, "https://a.example/", 0, 24)

    assert redirected(first, "https://b.example/", 48).url == SOURCE.url
    assert redirected(redirected(first, "", 30), "https://a.example/", 48).url == SOURCE.url


def test_the_same_place_over_tls_is_taken_at_once() -> None:
    plain = replace(SOURCE, url="http://one.example/feed")

    assert redirected(plain, "https://one.example/feed", 0).url == "https://one.example/feed"
    assert redirected(plain, "https://two.example/feed", 0).url == plain.url


def test_what_was_not_visited_because_its_site_asked_for_time_has_not_failed() -> None:
    held = polling.update_poll_state(
        SOURCE, FetchResult("one", NOW, failures=(ILL,), retry_after=HOUR, skipped=True)
    )

    assert held.health == SOURCE.health
    assert 60 <= wait(held) <= 66


def test_what_comes_more_often_is_visited_more_often() -> None:
    read = polling.update_poll_state(
        SOURCE,
        FetchResult(
            "one",
            NOW,
            entries=ENTRY,
            typical_interval=4 * HOUR,
            newest_entry_at=NOW,
            entry_fingerprints=MARKS,
        ),
    )
    for hours in range(1, 12):
        at = NOW + hours * HOUR
        read = polling.update_poll_state(
            read,
            FetchResult(
                "one", at, entries=ENTRY, newest_entry_at=at, known_entry_count=1, entry_fingerprints=MARKS
            ),
        )

    assert read.poll_state.typical_interval is not None
    assert HOUR < read.poll_state.typical_interval < 1.5 * HOUR
