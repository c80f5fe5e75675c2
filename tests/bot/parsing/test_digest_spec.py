"""Words about a digest, as they are understood."""

from datetime import time
from zoneinfo import available_timezones

import pytest

from bot.parsing import digest_spec
from bot.parsing.digest_spec import DigestSpec
from bot.parsing.schedule import time_zones, weekdays
from bot.parsing.schedule.weekdays import WEEKEND, WORKDAYS
from news.brief import SectionKind
from news.digest import EVERY_DAY
from news.errors import InvalidDigestSpec, RequestProblem, UnknownTimezone


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("9:00", DigestSpec(times=(time(9),))),
        ("daily 9am and 17.30", DigestSpec(times=(time(9), time(17, 30)))),
        ("every day at 12 pm everything", DigestSpec(times=(time(12),))),
        ("12am", DigestSpec(times=(time(0),))),
        ("me weekly 9", DigestSpec(is_direct=True, times=(time(9),), days=(0,))),
        (
            "weekdays 9:00 climate, energy",
            DigestSpec(times=(time(9),), days=WORKDAYS, topics=("climate", "energy")),
        ),
        ("Weekends 10:15 Football", DigestSpec(times=(time(10, 15),), days=WEEKEND, topics=("Football",))),
        (
            "mon, thu 8:15 europe/berlin storm -film",
            DigestSpec(times=(time(8, 15),), days=(0, 3), zone="Europe/Berlin", topics=("storm -film",)),
        ),
        (
            "sat-mon 7:05 world cup 2026",
            DigestSpec(times=(time(7, 5),), days=(0, 5, 6), topics=("world cup 2026",)),
        ),
        (
            "fridays at 16:00 UTC quiet 22:00-7:00 max 2 of one outlet silent top 7",
            DigestSpec(
                times=(time(16),),
                days=(4,),
                zone="UTC",
                stories=7,
                max_per_outlet=2,
                quiet_hours=(time(22), time(7)),
                silent_when_empty=True,
            ),
        ),
        (
            "9:00 energy without oil, /gas(es)?/ and coal",
            DigestSpec(times=(time(9),), topics=("energy",), excluded_terms=("/gas(es)?/", "oil", "coal")),
        ),
        (
            '9:00 "solar power" only from Courier, Ledger',
            DigestSpec(times=(time(9),), topics=('"solar power"',), source_names=("Courier", "Ledger")),
        ),
        (
            "9:00 energy, storm by topic with opinion",
            DigestSpec(
                times=(time(9),),
                topics=("energy", "storm"),
                sections=SectionKind.TOPIC,
                with_opinion=True,
            ),
        ),
        ("9:00 by folder", DigestSpec(times=(time(9),), sections=SectionKind.FOLDER)),
        ("9:00 5G, 4K", DigestSpec(times=(time(9),), topics=("5G", "4K"))),
    ],
)
def test_words_are_understood(words: str, wish: DigestSpec) -> None:
    assert digest_spec.parse_digest_spec(words) == wish


@pytest.mark.parametrize(
    ("words", "spec"),
    [
        ("daily 0900", DigestSpec(times=(time(9),))),
        ("daily noon", DigestSpec(times=(time(12),))),
        ("9 Uhr täglich", DigestSpec(times=(time(9),))),
        ("daily 7 in the evening", DigestSpec(times=(time(19),))),
        ("every evening at 8", DigestSpec(times=(time(20),))),
        ("half past eight every weekday", DigestSpec(times=(time(8, 30),), days=WORKDAYS)),
        ("mon to fri 8:00", DigestSpec(times=(time(8),), days=WORKDAYS)),
        ("mon/thu 8:00", DigestSpec(times=(time(8),), days=(0, 3))),
        ("weekly friday 8:00", DigestSpec(times=(time(8),), days=(4,))),
        ("weekdays 8:00 except friday", DigestSpec(times=(time(8),), days=(0, 1, 2, 3))),
        ("weekdays 9:00 utc", DigestSpec(times=(time(9),), days=WORKDAYS, zone="UTC")),
        ("weekdays 9:00 Lisbon time", DigestSpec(times=(time(9),), days=WORKDAYS, zone="Europe/Lisbon")),
        ("8am ET weekdays", DigestSpec(times=(time(8),), days=WORKDAYS, zone="America/New_York")),
        ("weekdays 9:00 my time", DigestSpec(times=(time(9),), days=WORKDAYS)),
        ("harbour weekdays 9:00", DigestSpec(times=(time(9),), days=WORKDAYS, topics=("harbour",))),
        ("9:00 harbour weekdays", DigestSpec(times=(time(9),), days=WORKDAYS, topics=("harbour",))),
        (
            "weekdays 9:00 for harbour; rail",
            DigestSpec(times=(time(9),), days=WORKDAYS, topics=("harbour", "rail")),
        ),
        ("daily 8:00 harbour OR rail", DigestSpec(times=(time(8),), topics=("harbour", "rail"))),
        ("daily 8:00 no football", DigestSpec(times=(time(8),), excluded_terms=("football",))),
        ("daily 9:00 weekly jobs report", DigestSpec(times=(time(9),), topics=("weekly jobs report",))),
        ("daily 9:00 for me", DigestSpec(times=(time(9),), is_direct=True)),
        (
            "weekdays 9:00 without boxing only Courier",
            DigestSpec(
                times=(time(9),), days=WORKDAYS, excluded_terms=("boxing",), source_names=("Courier",)
            ),
        ),
    ],
)
def test_an_order_is_understood_in_the_words_people_use(words: str, spec: DigestSpec) -> None:
    assert digest_spec.parse_digest_spec(words) == spec


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("every 2 hours", RequestProblem.UNSUPPORTED_RHYTHM),
        ("first monday of the month 8:00", RequestProblem.UNSUPPORTED_RHYTHM),
        ("tomorrow 9am", RequestProblem.UNSUPPORTED_RHYTHM),
        ("weekdays 9:00 except holidays", RequestProblem.HOLIDAYS_UNSUPPORTED),
        ("twice a day", RequestProblem.TIMES_UNNAMED),
        ("every morning", RequestProblem.TIME_UNCLEAR),
        ("daily 8:00 in #general", RequestProblem.OTHER_CHANNEL),
        ("daily 8:00 in german", RequestProblem.LANGUAGE_UNSUPPORTED),
        ("1,2,3,4,5 9:00", RequestProblem.NOT_UNDERSTOOD),
        ("mon 9:00 and thu 17:00", RequestProblem.SEVERAL_SCHEDULES),
    ],
)
def test_what_a_digest_cannot_do_is_said_and_never_becomes_a_topic(
    words: str, problem: RequestProblem
) -> None:
    with pytest.raises(InvalidDigestSpec) as refused:
        digest_spec.parse_digest_spec(words)

    assert refused.value.problem is problem


@pytest.mark.parametrize(
    ("words", "zones"),
    [
        ("weekdays 9:00 EST", ("America/New_York", "Australia/Sydney")),
        ("weekdays 9:00 UTC+2", ("Europe/Berlin", "Europe/Helsinki")),
        ("weekdays 9:00 Lisbon", ("Europe/Lisbon",)),
    ],
)
def test_a_zone_with_several_meanings_is_asked_back(words: str, zones: tuple[str, ...]) -> None:
    with pytest.raises(UnknownTimezone) as refused:
        digest_spec.parse_digest_spec(words)

    assert refused.value.suggestions == zones


@pytest.mark.parametrize(
    "words",
    [
        "",
        "climate",
        "weekdays",
        "24:00",
        "9:60",
        "25pm",
        "9:00 top 0",
        "9:00 top 999",
        "9:00 quiet dusk-dawn",
        "9:00 max 77 of one outlet",
    ],
)
def test_words_that_name_no_time_or_number_are_refused(words: str) -> None:
    with pytest.raises(InvalidDigestSpec):
        digest_spec.parse_digest_spec(words)


def test_more_times_than_hours_are_refused() -> None:
    with pytest.raises(InvalidDigestSpec, match="too_many_times: 24"):
        digest_spec.parse_digest_spec(" ".join(f"9:{minute:02}" for minute in range(25)))


@pytest.mark.parametrize(
    ("words", "meant"), [("Europe/Berlim", "Europe/Berlin"), ("Asia/New_York", "America/New_York")]
)
def test_an_unknown_zone_is_refused_with_one_that_is_meant(words: str, meant: str) -> None:
    with pytest.raises(UnknownTimezone) as refused:
        time_zones.parse_zone(words)

    assert meant in refused.value.suggestions


def test_every_zone_is_known_in_any_capitals() -> None:
    for name in available_timezones() - {"localtime", "Factory"}:
        assert time_zones.parse_zone(name.upper()) == name


@pytest.mark.parametrize("days", [EVERY_DAY, WORKDAYS, WEEKEND, (0,), (0, 3), (1, 2, 3), (0, 2, 4, 6)])
def test_days_are_said_as_they_are_read(days: tuple[int, ...]) -> None:
    assert weekdays.parse_days(weekdays.format_days(days)) == days


@pytest.mark.parametrize("words", ["someday", "mon-", "", "mon;;funday"])
def test_days_that_are_none_are_refused(words: str) -> None:
    with pytest.raises(InvalidDigestSpec, match="invalid_day"):
        weekdays.parse_days(words)


@pytest.mark.parametrize(
    ("words", "days", "clock"),
    [
        ("every day but saturday at 8am", (0, 1, 2, 3, 4, 6), "08:00"),
        ("daily after lunch around 1:30", EVERY_DAY, "13:30"),
        ("thursday 15:30: museums", (3,), "15:30"),
        ("climate 0700 daily", EVERY_DAY, "07:00"),
    ],
)
def test_days_and_times_are_read_wherever_they_stand(words: str, days: tuple[int, ...], clock: str) -> None:
    spec = digest_spec.parse_digest_spec(words)

    assert (spec.days, f"{spec.times[0]:%H:%M}") == (days, clock)


@pytest.mark.parametrize(
    "words", ["every day at five", "fridays at 3", "7 or 8am daily", "first of the month 9:00"]
)
def test_an_order_with_two_meanings_is_not_guessed(words: str) -> None:
    with pytest.raises(InvalidDigestSpec):
        digest_spec.parse_digest_spec(words)


def test_an_hour_without_its_half_of_the_day_has_a_button_for_each() -> None:
    with pytest.raises(InvalidDigestSpec) as refused:
        digest_spec.parse_digest_spec("fridays at 3 wine")

    assert refused.value.suggestions == ("digest fri 15:00 wine", "digest fri 3:00 wine")
