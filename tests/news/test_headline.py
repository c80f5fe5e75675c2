"""A headline without what its outlet puts around it."""

import pytest

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
