"""Lists of feeds: what is read of them, good and broken, and that what is written is read back the same."""

import re

import pytest
from paths import SHARED

from news.errors import TooLarge, Unreadable
from sources.lists import opml
from sources.lists.opml import Outline

LISTS = SHARED / "eval" / "ingest" / "opml"


def _list(body: str) -> bytes:
    return f"<opml version='2.0'><head/><body>{body}</body></opml>".encode()


@pytest.mark.parametrize(
    ("body", "outline"),
    [
        ("<outline text='A' xmlUrl='https://a.example/f'/>", Outline("https://a.example/f", "A")),
        ("<outline xmlUrl=' https://a.example/f '/>", Outline("https://a.example/f")),
        ("<OUTLINE TITLE='A' XMLURL='https://a.example/f' type='link'/>", Outline("https://a.example/f", "A")),
        ("<outline text='t' title='A' xmlUrl='feed://a.example/f' htmlUrl='http://a.example/'/>", Outline("http://a.example/f", "A", "", "http://a.example/")),
        ("<outline text='World'><outline text='North' type='rss'><outline text='A' xmlUrl='https://a.example/f'/></outline></outline>", Outline("https://a.example/f", "A", "World/North")),
        ("<outline text='A' category='/world/north,x' xmlUrl='https://a.example/f'/>", Outline("https://a.example/f", "A", "world/north")),
        ("<outline text='R&D &eacute;' xmlUrl='https://a.example/f?a=1&b=2'/>", Outline("https://a.example/f?a=1&b=2", "R&D é")),
        ("<outline text='A' xmlUrl='https://a.example/f'>", Outline("https://a.example/f", "A")),
        ("<outline text='x\x07y' xmlUrl='https://a.example/f'/>", Outline("https://a.example/f", "xy")),
    ],
)  # fmt: skip
def test_an_outline_with_an_address_is_a_feed(body: str, outline: Outline) -> None:
    assert opml.parse(_list(body)) == (outline,)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "ftp://a.example/", "//a.example", ""])  # fmt: skip
def test_an_address_that_is_not_of_the_web_is_passed_over(address: str) -> None:
    body = f"<outline xmlUrl='{address}'/><outline xmlUrl='https://a.example/f'/>"

    assert opml.parse(_list(body)) == (Outline("https://a.example/f"),)


@pytest.mark.parametrize("data", [b"", b" \n", bytes(100), b"hello", b"<html><body>hi</body></html>", _list("<outline text='A'/>")])  # fmt: skip
def test_what_names_no_feed_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(Unreadable, match="feeds\\.opml: "):
        opml.parse(data, "feeds.opml")


def test_entities_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE o [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>' + _list(
        "<outline text='&a;&b;' xmlUrl='https://a.example/f'/>"
    )

    (outline,) = opml.parse(bomb)

    assert "aaaa" not in outline.title
    assert "root" not in outline.title


def test_a_list_of_thousands_is_refused() -> None:
    body = "".join(f"<outline xmlUrl='https://a.example/{n}'/>" for n in range(opml.MAX_FEEDS + 1))

    with pytest.raises(TooLarge, match="Split the list"):
        opml.parse(_list(body))


def test_folders_without_end_do_not_break_the_reader() -> None:
    with pytest.raises(Unreadable):
        opml.parse(_list("<outline text='a'>" * 30_000))


def test_what_was_written_is_read_back_the_same() -> None:
    outlines = (
        Outline(
            "https://a.example/f?a=1&b=<2>", 'A "quoted" & <b>', "World/North & South", "https://a.example/"
        ),
        Outline("https://b.example/f", "", "World"),
        Outline("https://c.example/f", "Ç \ud800", ""),
        Outline("https://a.example/f?a=1&b=<2>", "Again", "Other"),
    )

    read = opml.parse(opml.render(outlines))

    assert sorted(read) == sorted((*outlines[:2], outlines[2]._replace(title="Ç ?"), outlines[3]))


@pytest.mark.skipif(not LISTS.exists(), reason="the lists are not part of the repository")
def test_every_list_with_an_address_is_imported_and_survives_export() -> None:
    holding = [
        path
        for path in LISTS.iterdir()
        if re.search(rb"xmlurl\s*=\s*.\s*\w", path.read_bytes(), re.IGNORECASE)
    ]

    for path in holding:
        read = opml.parse(path.read_bytes(), path.name)
        assert sorted(opml.parse(opml.render(read))) == sorted(read), path.name
    assert holding
