"""Which day a question speaks of."""

from datetime import date

import pytest

from summarize.text import dates

# A Monday.
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("What happened last Tuesday?", date(2026, 11, 17)),
        ("Who spoke on Friday?", date(2026, 11, 20)),
        ("What was said on Monday?", TODAY),
        ("What was said last Monday?", date(2026, 11, 16)),
        ("How many were hurt yesterday?", date(2026, 11, 22)),
        ("and the day before yesterday?", date(2026, 11, 21)),
        ("What did the mayor say three days ago?", date(2026, 11, 20)),
        ("what happened 5 days ago", date(2026, 11, 18)),
        ("What happened on 18 November?", date(2026, 11, 18)),
        ("What happened on November 18th, 2025?", date(2025, 11, 18)),
        ("What happened on the 24th of December?", date(2025, 12, 24)),
        ("What happened on 31 February?", None),
        ("When does it open next Tuesday?", None),
        ("Who may vote?", None),
        ("Did 5 march to the square?", date(2026, 3, 5)),
        ("Who is the mayor?", None),
    ],
)
def test_a_day_is_understood(question: str, day: date | None) -> None:
    assert dates.parse_question_date(question, TODAY) == day
