from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.parsing.schedule import time_range
from news.errors import InvalidDuration
from news.window import Window, recent_window

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)  # a Wednesday


@pytest.mark.parametrize(
    ("words", "since"),
    [
        ("24h", NOW - timedelta(hours=24)),
        ("90m", NOW - timedelta(minutes=90)),
        ("3 days", NOW - timedelta(days=3)),
        ("3D", NOW - timedelta(days=3)),
        ("last 2 weeks", NOW - timedelta(weeks=2)),
        ("past 6 hours", NOW - timedelta(hours=6)),
        ("today", NOW.replace(hour=0, minute=0)),
        ("this week", datetime(2026, 11, 16, tzinfo=UTC)),
        ("this month", datetime(2026, 11, 1, tzinfo=UTC)),
    ],
)
def test_a_length_of_time_reads_as_people_say_it(words: str, since: datetime) -> None:
    read = time_range.parse_time_range(words, NOW)

    assert read.since == since
    assert read.contains(NOW)


def test_yesterday_ends_where_today_begins() -> None:
    read = time_range.parse_time_range("yesterday", NOW)

    assert read == Window(datetime(2026, 11, 17, tzinfo=UTC), datetime(2026, 11, 18, tzinfo=UTC))


def test_the_zone_of_now_decides_where_today_begins() -> None:
    read = time_range.parse_time_range("today", NOW.astimezone(ZoneInfo("Asia/Tokyo")))

    assert read.since == datetime(2026, 11, 17, 15, tzinfo=UTC)


@pytest.mark.parametrize("words", ["24x", "", "h", "0h", "9999w", "storm", "-3d", "3.5h", "٣h x"])
def test_what_is_no_length_of_time_is_refused_with_the_words_in_it(words: str) -> None:
    with pytest.raises(InvalidDuration, match="invalid_duration") as refused:
        time_range.parse_time_range(words, NOW)

    assert refused.value.duration_text == words


@pytest.mark.parametrize(
    ("word", "meant"), [("24x", True), ("10years", True), ("6mo", True), ("5G", False), ("storm", False)]
)
def test_a_number_with_letters_was_meant_as_a_length_but_5g_was_not(word: str, *, meant: bool) -> None:
    assert time_range.looks_like_duration(word) is meant


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(hours=1), "the last hour"),
        (timedelta(hours=24), "the last 24 hours"),
        (timedelta(days=3), "the last 3 days"),
    ],
)
def test_a_window_says_itself_as_a_person_would(length: timedelta, words: str) -> None:
    assert recent_window(length, NOW).description == words


@pytest.mark.parametrize(
    ("words", "since", "until", "description"),
    [
        (
            "last night",
            datetime(2026, 11, 17, 18, tzinfo=UTC),
            datetime(2026, 11, 18, 6, tzinfo=UTC),
            "last night",
        ),
        ("last week", datetime(2026, 11, 9, tzinfo=UTC), datetime(2026, 11, 16, tzinfo=UTC), "last week"),
        ("last month", datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC), "last month"),
        ("yesterday", datetime(2026, 11, 17, tzinfo=UTC), datetime(2026, 11, 18, tzinfo=UTC), "yesterday"),
        (
            "the weekend",
            datetime(2026, 11, 14, tzinfo=UTC),
            datetime(2026, 11, 16, tzinfo=UTC),
            "the weekend",
        ),
        (
            "on friday",
            datetime(2026, 11, 13, tzinfo=UTC),
            datetime(2026, 11, 14, tzinfo=UTC),
            "Friday, 13 Nov",
        ),
    ],
)
def test_a_named_range_has_its_own_beginning_end_and_name(
    words: str, since: datetime, until: datetime, description: str
) -> None:
    read = time_range.parse_time_range(words, NOW)

    assert (read.since, read.until, read.description) == (since, until, description)


@pytest.mark.parametrize(
    ("words", "since"),
    [
        ("since monday", datetime(2026, 11, 16, tzinfo=UTC)),
        ("since yesterday", datetime(2026, 11, 17, tzinfo=UTC)),
        ("since 12 nov", datetime(2026, 11, 12, tzinfo=UTC)),
        ("since 2026-11-12", datetime(2026, 11, 12, tzinfo=UTC)),
        ("two days", NOW - timedelta(days=2)),
        ("a week", NOW - timedelta(weeks=1)),
        ("in the last couple of days", NOW - timedelta(days=2)),
        ("6 months", NOW - timedelta(days=180)),
        ("past day", NOW - timedelta(days=1)),
    ],
)
def test_a_range_that_lasts_until_now(words: str, since: datetime) -> None:
    read = time_range.parse_time_range(words, NOW)

    assert read.since == since
    assert read.contains(NOW)


@pytest.mark.parametrize("words", ["last 500 days", "past 0 days", "since 31 june", "black friday", "days"])
def test_what_no_calendar_has_is_no_range(words: str) -> None:
    with pytest.raises(InvalidDuration):
        time_range.parse_time_range(words, NOW)


def test_a_small_word_is_no_time_range() -> None:
    for word in ("and", "a", "an", "mid", "the", "over"):
        assert not time_range.is_time_range(word)


@pytest.mark.parametrize(
    ("words", "since"),
    [
        ("since noon", datetime(2026, 11, 25, 12, tzinfo=UTC)),
        ("since midnight", datetime(2026, 11, 25, tzinfo=UTC)),
        ("since breakfast", datetime(2026, 11, 25, 8, tzinfo=UTC)),
        ("since dinner", datetime(2026, 11, 24, 19, tzinfo=UTC)),
        ("since the weekend", datetime(2026, 11, 21, tzinfo=UTC)),
        ("since the 20th", datetime(2026, 11, 20, tzinfo=UTC)),
        ("since the 28th", datetime(2026, 10, 28, tzinfo=UTC)),
        ("since 6am", datetime(2026, 11, 25, 6, tzinfo=UTC)),
        ("since 9pm", datetime(2026, 11, 24, 21, tzinfo=UTC)),
    ],
)
def test_a_range_since_an_hour_a_meal_or_a_day_of_the_month(words: str, since: datetime) -> None:
    # A Wednesday afternoon.
    window = time_range.parse_time_range(words, datetime(2026, 11, 25, 15, tzinfo=UTC))

    assert window.since == since


@pytest.mark.parametrize("words", ["since the 31st", "since 31.02.", "since 25pm"])
def test_a_day_or_an_hour_that_does_not_exist_begins_no_range(words: str) -> None:
    with pytest.raises(InvalidDuration):
        time_range.parse_time_range(words, datetime(2026, 11, 25, 15, tzinfo=UTC))
