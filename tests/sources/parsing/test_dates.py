from datetime import UTC, datetime

import pytest

from sources.parsing.dates import parse_date


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        ("+01:00", "09:00"), ("-05:00", "15:00"), ("+05:30", "04:30"), ("+0545", "04:15"), ("+1", "09:00"), ("+01", "09:00"),
        ("GMT+0100", "09:00"), ("GMT+01:00", "09:00"), ("UTC+1", "09:00"), ("UTC-03:30", "13:30"), ("GMT", "10:00"),
        ("UT", "10:00"), ("Z", "10:00"), ("", "10:00"), ("+0100 (CET)", "09:00"), ("(CET)", "09:00"), ("CEST", "08:00"),
        ("MEZ", "09:00"), ("MESZ", "08:00"), ("EST", "15:00"), ("PDT", "17:00"), ("ET", "15:00"), ("BST", "09:00"),
        ("IST", "04:30"), ("HKT", "02:00"), ("SGT", "02:00"), ("JST", "01:00"), ("WIB", "03:00"), ("PKT", "05:00"),
        ("SAST", "08:00"), ("EAT", "07:00"), ("WAT", "09:00"), ("BRT", "13:00"), ("ART", "13:00"), ("TRT", "07:00"),
        ("NPT", "04:15"), ("Europe/Berlin", "09:00"), ("America/Argentina/Buenos_Aires", "13:00"), ("Asia/Kolkata", "04:30"),
        ("GMT+0100 (Central European Standard Time)", "09:00"), ("\N{MINUS SIGN}05:00", "15:00"), ("XYZ", "10:00"),
    ],
)  # fmt: skip
def test_zones_are_read_in_every_spelling(zone: str, hour: str) -> None:
    moment = parse_date(f"Tue, 04 Feb 2025 10:00:00 {zone}".strip())

    assert moment is not None
    assert f"{moment:%d %H:%M}" == f"04 {hour}"


@pytest.mark.parametrize(
    "written",
    [
        "2025-02-04T10:30:00Z", "2025-02-04T11:30:00+0100", "2025-02-04 10:30:00 UTC", "2025-02-04T10:30:00.123456789Z",
        "20250204T103000Z", "2025/02/04 10:30", "2025.2.4 10:30", "Tue Feb  4 10:30:00 2025", "Tue Feb  4 05:30:00 EST 2025",
        "February 4, 2025 10:30 am", "4th Feb 2025 10:30", "Tue, 04 Feb 25 10:30:00 GMT", "04-Feb-2025 10:30", "1738665000",
        "Di, 04 Feb 2025 11:30:00 +0100", "mar, 04 feb 2025 10:30", "mardi 4 février 2025 à 10h30", "Вт, 04 фев 2025 13:30:00 +0300",
        "4 лютого 2025 10:30", "4. února 2025 10:30", "4 Şub 2025 10:30", "ti 4 helmikuuta 2025 10.30", "4 luty 2025, 10:30",
        "2025年2月4日 10時30分", "2025年02月04日 10:30", "2025년 2월 4일 오전 10:30", "٤ فبراير ٢٠٢٥ 10:30", "4 février 2025 10:30",
    ],
)  # fmt: skip
def test_dates_are_read_in_the_forms_and_languages_of_feeds(written: str) -> None:
    moment = parse_date(written)

    assert moment is not None
    assert moment.replace(microsecond=0) == datetime(2025, 2, 4, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize("written", ["04.02.2025 10:00", "4/2/2025", "2-4-2025 10:00"])
def test_a_day_that_may_be_a_month_is_no_date(written: str) -> None:
    assert parse_date(written) is None


def test_a_day_that_can_only_be_a_day_is_one() -> None:
    expected = datetime(2025, 2, 14, tzinfo=UTC)

    assert [parse_date(written) for written in ("14.02.2025", "2/14/2025", "14-2-2025")] == [expected] * 3


@pytest.mark.parametrize(
    "written", ["2025", "February 2025", "2025-02", "soon", "", "31 Feb 2025", "04 Feb 2025 25:00", "04 Feb 1970", "04 Feb 2225", "x" * 500]
)  # fmt: skip
def test_what_names_no_plausible_day_is_no_date(written: str) -> None:
    assert parse_date(written) is None


def test_a_leap_second_and_midnight_at_24_are_times() -> None:
    assert parse_date("Sat, 31 Dec 2016 23:59:60 GMT") == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert parse_date("2025-02-04T24:00:00Z") == datetime(2025, 2, 5, tzinfo=UTC)


def test_a_month_that_two_languages_share_depends_on_the_language() -> None:
    assert parse_date("4 listopada 2025", "pl") == datetime(2025, 11, 4, tzinfo=UTC)
    assert parse_date("4 listopada 2025", "hr") == datetime(2025, 10, 4, tzinfo=UTC)
