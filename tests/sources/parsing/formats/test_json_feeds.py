import json

import pytest

from news.errors import Unreadable
from sources.parsing import feed

ITEM = {"id": "1", "url": "https://a.example/1", "title": "Brücke zu", "content_html": "<p>Sie ist zu.</p>"}
FEED = {"version": "https://jsonfeed.org/version/1.1", "title": "Harl", "items": [ITEM]}


@pytest.mark.parametrize(
    "written",
    [
        json.dumps(FEED).encode("utf-16"),
        json.dumps(FEED, ensure_ascii=False).encode("utf-16-le"),
        json.dumps(FEED, ensure_ascii=False).encode("utf-8-sig"),
        json.dumps(FEED).replace("]}", ",]}").encode(),
        json.dumps(FEED).replace("}]", ",}]").encode(),
        json.dumps(FEED).replace("<p>", "<p>\n\n\t").encode(),
        json.dumps(FEED).encode() + b"\n\n<!-- cached -->",
    ],
)
def test_what_is_nearly_json_is_read(written: bytes) -> None:
    (entry,) = feed.parse(written).entries

    assert (entry.title, entry.text) == ("Brücke zu", "Sie ist zu.")


@pytest.mark.parametrize(
    ("more", "authors"),
    [
        ({"authors": [{"name": "Ada Lom"}, {"name": "Bo"}]}, ("Ada Lom", "Bo")), ({"authors": {"name": "Ada Lom"}}, ("Ada Lom",)),
        ({"author": {"name": "Ada Lom"}}, ("Ada Lom",)), ({"author": "Ada Lom"}, ("Ada Lom",)), ({"authors": ["Ada Lom"]}, ("Ada Lom",)), ({}, ("Harl",)),
    ],
)  # fmt: skip
def test_authors_are_read_in_every_form(more: dict[str, object], authors: tuple[str, ...]) -> None:
    written = json.dumps({**FEED, "authors": [{"name": "Harl"}], "items": [ITEM | more]}).encode()

    assert feed.parse(written).entries[0].authors == authors


def test_dates_languages_and_plain_texts_are_read() -> None:
    item = {"id": "1", "title": "T", "content_text": "a < b & c", "date_published": "Tue, 04 Feb 2025 10:00:00 +01:00", "language": "de-AT"}  # fmt: skip

    (entry,) = feed.parse(json.dumps({**FEED, "items": [item]}).encode()).entries

    assert entry.published_at is not None
    assert (entry.text, entry.language, entry.published_at.hour) == ("a < b & c", "de", 9)


def test_markup_without_words_does_not_replace_the_summary() -> None:
    item = {
        "id": "1",
        "title": "T",
        "content_html": '<img src="https://a.example/1.png">',
        "summary": "Sie ist zu.",
    }

    assert feed.parse(json.dumps({**FEED, "items": [item]}).encode()).entries[0].text == "Sie ist zu."


def test_broken_json_is_refused() -> None:
    with pytest.raises(Unreadable, match="JSON"):
        feed.parse(b'{"items": [')
