"""What is read as a time, a date or a score."""

import pytest

from summarize.text.times_and_scores import ClockTime, PartialDate, extract_times_and_scores


@pytest.mark.parametrize(
    ("language", "sentence", "times", "dates", "scores"),
    [
        (
            "en",
            "at 6 a.m., 6.30 p.m. or 18:45",
            {ClockTime(360, 0), ClockTime(390, 1), ClockTime(405, 1)},
            set(),
            set(),
        ),
        (
            "en",
            "at 12 a.m., noon and 6:15",
            {ClockTime(0, 0), ClockTime(0, 1), ClockTime(375, -1)},
            set(),
            set(),
        ),
        ("en", "on Dec. 3, 2026 and in March", set(), {PartialDate(12, 3, 2026), PartialDate(3)}, set()),
        ("en", "It may be that 5 may march with Theresa May.", set(), set(), set()),
        ("en", "won 2-1 and 6–4, in 2:04:58", set(), set(), {"2-1", "6-4", "2:04:58"}),
        ("en", "a 35-year-old in the season of 2019-20 with covid-19 and 10-12-14", set(), set(), set()),
        ("de", "um 6.30 Uhr am 3. Dezember 3:1", {ClockTime(390, -1)}, {PartialDate(12, 3)}, {"3-1"}),
        ("fr", "le 3 mars à 17 h 30", {ClockTime(330, 1)}, {PartialDate(3, 3)}, set()),
        ("es", "el 3 de mayo de 2027", set(), {PartialDate(5, 3, 2027)}, set()),
    ],
)
def test_times_dates_and_scores_are_read(
    language: str, sentence: str, times: set[ClockTime], dates: set[PartialDate], scores: set[str]
) -> None:
    result = extract_times_and_scores(sentence, language)

    assert (set(result.times), set(result.dates), set(result.scores)) == (times, dates, scores)


def test_times_of_a_long_text_are_read_in_linear_time() -> None:
    for piece in ("1", "1.", "3-", "12:", "1 May ", "3 and 4 ", "at ", "6.30 "):
        assert extract_times_and_scores(piece * 20_000) is not None
