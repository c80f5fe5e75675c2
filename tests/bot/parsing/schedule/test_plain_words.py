"""Times and days in other words and languages."""

from datetime import time

import pytest

from bot.parsing import digest_spec


@pytest.mark.parametrize(
    ("words", "times", "days"),
    [
        ("jeden Werktag um halb neun", [time(8, 30)], (0, 1, 2, 3, 4)),
        ("jeden Tag um 9 Uhr", [time(9)], tuple(range(7))),
        ("freitags um viertel vor sieben", [time(6, 45)], (4,)),
        ("am Wochenende um 10", [time(10)], (5, 6)),
        ("de lunes a viernes a las 9", [time(9)], (0, 1, 2, 3, 4)),
        ("tous les jours à 8h30", [time(8, 30)], tuple(range(7))),
        ("todos os dias às 7", [time(7)], tuple(range(7))),
        ("ogni giorno alle 18", [time(18)], tuple(range(7))),
        ("m-f 6:30a", [time(6, 30)], (0, 1, 2, 3, 4)),
        ("half eight on working days", [time(8, 30)], (0, 1, 2, 3, 4)),
        ("eleven thirty weekdays", [time(11, 30)], (0, 1, 2, 3, 4)),
        ("each evening at six", [time(18)], tuple(range(7))),
        ("9 and 4pm weekdays", [time(9), time(16)], (0, 1, 2, 3, 4)),
        ("7, 12 and 18 daily", [time(7), time(12), time(18)], tuple(range(7))),
    ],
)
def test_an_order_is_read_in_other_words_and_languages(
    words: str, times: list[time], days: tuple[int, ...]
) -> None:
    spec = digest_spec.parse_digest_spec(words)

    assert (list(spec.times), spec.days, spec.topics) == (times, days, ())


@pytest.mark.parametrize(
    ("words", "topics"),
    [
        ("could you post the news about heat pumps here every weekday at 9?", ("heat pumps",)),
        ("hi, we need something on rail and buses at 8 on working days", ("rail", "buses")),
        ("gimme tech at 8 daily but nothing on crypto", ("tech",)),
    ],
)
def test_the_topic_of_an_order_in_a_sentence_is_what_it_is_about(words: str, topics: tuple[str, ...]) -> None:
    assert digest_spec.parse_digest_spec(words).topics == topics


def test_an_order_is_told_back_in_the_documented_words() -> None:
    spec = digest_spec.parse_digest_spec(
        "please send me the news about rail every weekday at half past eight"
    )

    words = digest_spec.format_digest_spec(spec)

    assert words == "me weekdays 8:30 rail"
    assert digest_spec.parse_digest_spec(words).times == spec.times
