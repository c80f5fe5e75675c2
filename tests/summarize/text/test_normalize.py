"""The same characters for the same thing."""

import pytest

from summarize.text.normalize import normalize_lines, repair_double_decoded


@pytest.mark.parametrize(
    ("broken", "right"),
    [
        ("The bridge doesnâ€™t close.", "The bridge doesn’t close."),
        ("The bridge doesnÃ¢â‚¬â„¢t close.", "The bridge doesn’t close."),
        ("Das CafÃ© in KÃ¶ln", "Das Café in Köln"),
        ("El niÃ±o pagÃ³ 5 â‚¬", "El niño pagó 5 €"),
        ("Â£5 a head", "£5 a head"),
    ],
)
def test_letters_that_were_decoded_twice_are_repaired(broken: str, right: str) -> None:
    assert repair_double_decoded(broken) == right
    assert normalize_lines(broken) == [right]


@pytest.mark.parametrize(
    "text",
    [
        "SÃO PAULO",
        "VOILÀ » dit-il",
        "„Die CDÄ“ stand da",
        "Elle dit : “café”…",
        "Größe, Öl, ß",
        "«Ça va», dijo",
        "Ñandú y Ñu",
        "市长星期一为大桥剪彩。",
        "Мост закрыт",
    ],
)
def test_letters_that_are_right_stay(text: str) -> None:
    assert repair_double_decoded(text) == text
