"""Where the first own word of a report stands."""

import pytest

from summarize.cleaning.datelines import find_start


@pytest.mark.parametrize(
    ("prefix", "rest"),
    [
        ("HARL, March 3 (Reuters) - ", "The mayor closed the bridge."),
        ("(CNN) -- ", "The mayor closed the bridge."),
        ("Harl, Vermont (CNN) ", "The mayor closed the bridge."),
        ("HARL, Vt. — ", "The mayor closed the bridge."),
        ("Berlin (dpa) - ", "Die Brücke bleibt gesperrt."),
        ("PARIS (AFP) – ", "Le pont est fermé."),
        ("CLOSE ", "Harl closed its bridge."),
        ("HARROW/WEIR, Vermont ", "Search teams found the boat."),
        ("[Updated 4 p.m. Friday]: ", "Harl closed its bridge."),
        ("", "Sen. Anna Berg (R) said that Harl would pay."),
        ("", "World Health Office (WHO) Director Ben Oak came."),
        ("", "NATO said on Monday that it would come."),
        ("", "CLOSE to 400 people came."),
        ("", "市长星期一为大桥剪彩。"),
    ],
)
def test_a_report_starts_after_its_dateline(prefix: str, rest: str) -> None:
    assert find_start(prefix + rest) == len(prefix)
