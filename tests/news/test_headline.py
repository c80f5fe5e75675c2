"""A headline without what its outlet puts around it."""

import pytest

from news import headline
from news.headline import strip_furniture


@pytest.mark.parametrize(
    ("title", "outlet", "stripped"),
    [
        ("Bridge at Harl is closed - Harbour Courier", "Harbour Courier", "Bridge at Harl is closed"),
        ("Bridge at Harl is closed | Courier News", "Harbour Courier", "Bridge at Harl is closed"),
        (
            "Bridge at Harl is closed | Politics | Harbour Courier",
            "Harbour Courier",
            "Bridge at Harl is closed",
        ),
        ("Bridge at Harl is closed : Courier", "Courier", "Bridge at Harl is closed"),
        ("Bridge at Harl is closed: mayor", "Courier", "Bridge at Harl is closed: mayor"),
        ("EXCLUSIVE: Bridge at Harl is closed", "Courier", "Bridge at Harl is closed"),
        ("Eilmeldung: Brücke in Harl gesperrt", "Bote", "Brücke in Harl gesperrt"),
        ("Pont de Harl fermé – Le Messager", "Le Messager", "Pont de Harl fermé"),
        ("Bridge at Harl - a town in two halves", "Courier", "Bridge at Harl - a town in two halves"),
        ("Mayor: Bridge at Harl is closed", "Courier", "Mayor: Bridge at Harl is closed"),
        ("Harl - Courier", "Courier", "Harl - Courier"),
        ("市长为大桥剪彩 | 海港报", "海港报", "市长为大桥剪彩"),
    ],
)
def test_outlet_and_kicker_are_taken_off_a_headline(title: str, outlet: str, stripped: str) -> None:
    assert strip_furniture(title, outlet) == stripped


@pytest.mark.parametrize(
    ("title", "outlet", "stripped"),
    [
        ("Bridge opens after repair - Harbour Courier", "Harbour Courier", "Bridge opens after repair"),
        ("Bridge opens after repair | The Courier", "Courier", "Bridge opens after repair"),
        ("Bridge opens after repair – Harbour", "Harbour Courier", "Bridge opens after repair – Harbour"),
        (
            "The long summer of the bridge - Part 2",
            "Harbour Courier",
            "The long summer of the bridge - Part 2",
        ),
        ("Courier", "Courier", "Courier"),
    ],
)
def test_a_stored_headline_loses_only_the_whole_name_of_its_outlet(
    title: str, outlet: str, stripped: str
) -> None:
    assert headline.strip_outlet(title, outlet) == stripped
