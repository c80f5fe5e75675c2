"""When a page was published, and by whom."""

from datetime import datetime

import pytest

from news.source import Page
from sources.parsing import page

PARAGRAPH = (
    "<p>" + "The council of Harl voted on Monday to close the old bridge after a long debate. " * 8 + "</p>"
)


def extract(head: str, body: str = "", url: str = "https://www.courier.example/bridge") -> Page:
    return page.extract_page(
        f"<html><head><title>Harl closes its bridge</title>{head}</head><body><article>{PARAGRAPH}</article>{body}</body></html>".encode(),
        url=url,
    )


@pytest.mark.parametrize(
    "stated",
    [
        "2025-03-03T23:30:00-05:00",
        "2025-03-03T17:10:00-08:00",
        "2025-03-04T07:10:00+09:00",
        "2025-03-04T00:20:00+01:00",
        "2025-03-04T00:20:00+0100",
        "2025-03-04T10:20:00Z",
    ],
)
def test_the_time_of_day_is_kept_with_its_zone(stated: str) -> None:
    for head in (
        f'<meta property="article:published_time" content="{stated}">',
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "{stated}"}}</script>',
    ):
        published_at = extract(head).published_at

        assert published_at == datetime.fromisoformat(stated)
        assert published_at is not None
        assert published_at.utcoffset() == datetime.fromisoformat(stated).utcoffset()


@pytest.mark.parametrize("year", ["© 2025 Harl Gazette", "Copyright 2025 Harl Gazette. All rights reserved."])
def test_a_year_is_not_a_date(year: str) -> None:
    assert extract("", f"<footer><p>{year}</p></footer>").published_at is None


def test_a_new_years_day_that_a_page_states_is_a_date() -> None:
    published_at = extract(
        '<meta property="article:published_time" content="2025-01-01T09:00:00Z">'
    ).published_at

    assert published_at is not None
    assert published_at.isoformat() == "2025-01-01T09:00:00+00:00"


def test_a_date_before_the_web_is_none() -> None:
    assert (
        extract('<meta property="article:published_time" content="1970-01-01T00:00:00Z">').published_at
        is None
    )


@pytest.mark.parametrize(
    ("stated", "authors"),
    [
        ("Ada Lom", "Ada Lom"),
        ("Ada Lom December 5", "Ada Lom"),
        ("Ada Lom View author archive Get author RSS feed", "Ada Lom"),
        ("Link Copied", ""),
        ("Lesedauer 3 Minuten", ""),
        ("By Ada Lom and Ben Oak", "Ada Lom, Ben Oak"),
        ("April May", "April May"),
    ],
)
def test_authors_have_no_buttons_and_dates(stated: str, authors: str) -> None:
    json_ld = f'<script type="application/ld+json">{{"@type": "NewsArticle", "author": "{stated}"}}</script>'

    assert extract(json_ld).author == authors
