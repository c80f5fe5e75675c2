"""Words about a digest, as they are understood."""

from datetime import time
from zoneinfo import available_timezones

import pytest

from bot.parsing import digest_spec
from bot.parsing.digest_spec import WEEKDAYS, WEEKEND, DigestSpec
from news.brief import SectionKind
from news.digest import EVERY_DAY
from news.errors import InvalidDigestSpec, UnknownTimezone


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
            DigestSpec(times=(time(9),), days=WEEKDAYS, topics=("climate", "energy")),
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
        digest_spec.parse_zone(words)

    assert meant in refused.value.suggestions


def test_every_zone_is_known_in_any_capitals() -> None:
    for name in available_timezones() - {"localtime", "Factory"}:
        assert digest_spec.parse_zone(name.upper()) == name


@pytest.mark.parametrize("days", [EVERY_DAY, WEEKDAYS, WEEKEND, (0,), (0, 3), (1, 2, 3), (0, 2, 4, 6)])
def test_days_are_said_as_they_are_read(days: tuple[int, ...]) -> None:
    assert digest_spec.parse_days(digest_spec.format_days(days)) == days


@pytest.mark.parametrize("words", ["someday", "mon-", "", "mon;;funday"])
def test_days_that_are_none_are_refused(words: str) -> None:
    with pytest.raises(InvalidDigestSpec, match="invalid_day"):
        digest_spec.parse_days(words)
