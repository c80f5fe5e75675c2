import pytest

from news import source


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Lantern Wire – All dispatches", "Lantern Wire"),
        ("NYT > World News", "NYT"),
        ("BBC News | World", "BBC News"),
        ("The Courier", "The Courier"),
        ("RSS | Courier", "RSS | Courier"),
        ("Feed - Courier", "Feed - Courier"),
        ("Coast-to-Coast", "Coast-to-Coast"),
        ("", ""),
    ],
)
def test_an_outlet_is_named_by_what_stands_first_in_its_feeds_title(title: str, name: str) -> None:
    assert source.parse_outlet_name(title) == name


def test_a_source_is_named_by_its_address() -> None:
    assert source.build_source_id("https://a.example/feed") != source.build_source_id(
        "https://b.example/feed"
    )
    assert len(source.build_source_id("x")) == 12
