from pathlib import Path

import pytest

from bot.parsing.source_place import PlaceKind, parse_source_place

PACKS = ("science", "world")


@pytest.mark.parametrize(
    ("words", "url"),
    [
        ("https://a.example/feed", "https://a.example/feed"), ("  http://a.example  ", "http://a.example"), ("bbc.com/news", "https://bbc.com/news"),
        ("feed://a.example/rss", "https://a.example/rss"), ("feed:https://a.example/rss", "https://a.example/rss"), ("FEED://a.example", "https://a.example"),
        ("<https://a.example|a.example>", "https://a.example"), ("localhost:8080/feed.xml", "https://localhost:8080/feed.xml"), ("example.org", "https://example.org"),
    ],
)  # fmt: skip
def test_an_address_may_be_written_as_people_write_it(words: str, url: str) -> None:
    place = parse_source_place(words, PACKS)

    assert (place.kind, place.value) == (PlaceKind.WEB, url)


@pytest.mark.parametrize("words", ["", "   ", "<>"])
def test_an_empty_place_is_empty(words: str) -> None:
    assert parse_source_place(words, PACKS).kind is PlaceKind.EMPTY


def test_a_folder_is_meant_only_if_it_is_written_as_a_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "world").mkdir()
    (tmp_path / "articles").mkdir()
    (tmp_path / "story.txt").write_text("Bridge shut")

    kinds = {
        words: parse_source_place(words, PACKS).kind
        for words in ("world", "articles", "./articles", "articles/", ".", str(tmp_path), "story.txt", "~/news", "nothing")
    }  # fmt: skip

    assert kinds == {
        "world": PlaceKind.PACK,
        "articles": PlaceKind.UNNAMED_FOLDER,
        "./articles": PlaceKind.PATH,
        "articles/": PlaceKind.PATH,
        ".": PlaceKind.PATH,
        str(tmp_path): PlaceKind.PATH,
        "story.txt": PlaceKind.PATH,
        "~/news": PlaceKind.PATH,
        "nothing": PlaceKind.UNKNOWN,
    }
