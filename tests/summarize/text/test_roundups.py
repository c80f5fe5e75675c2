import pytest

from summarize.text import roundups


@pytest.mark.parametrize(
    ("title", "alone"),
    [
        ("LIVE: Lowmere flood, minute by minute", True),
        ("Wednesday briefing: Lowmere searches on", True),
        ("CORRECTION: A dispatch of Nov. 16", True),
        ("Weekend round-up: five things", True),
        ("Couple who live by the bridge lose their home", False),
        ("Officer corrects his statement", False),
        ("Brief storm cuts power", False),
    ],
)
def test_rolling_items_are_told_by_their_headlines(title: str, *, alone: bool) -> None:
    assert roundups.is_roundup(title) is alone
