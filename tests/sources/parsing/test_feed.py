import json
from datetime import UTC, datetime

import pytest

from news.errors import TooLarge, Unreadable
from sources.parsing import feed

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>The Courier &amp; Post</title><link>https://courier.example/</link>
{items}</channel></rss>"""
BODY = "<p>The bridge was <b>closed</b> on Tuesday.</p><script>alert(1)</script><p>Nobody was hurt.</p>"


def _rss(*items: str) -> bytes:
    return RSS.format(items="".join(f"<item>{item}</item>" for item in items)).encode()


def test_an_entry_keeps_its_words_link_guid_author_and_date() -> None:
    item = f"<title>Bridge closed</title><link>https://courier.example/a</link><guid>g1</guid><author>Ada</author><pubDate>Tue, 17 Nov 2026 08:00:00 +0100</pubDate><description><![CDATA[{BODY}]]></description>"

    read = feed.parse(_rss(item))
    (entry,) = read.entries

    assert (read.title, read.link) == ("The Courier & Post", "https://courier.example/")
    assert (entry.title, entry.url, entry.guid) == ("Bridge closed", "https://courier.example/a", "g1")
    assert entry.published_at == datetime(2026, 11, 17, 7, tzinfo=UTC)
    assert entry.text == "The bridge was closed on Tuesday.\nNobody was hurt."
    assert entry.partial


def test_a_feed_that_holds_the_whole_article_is_not_its_summary() -> None:
    (entry,) = feed.parse(_rss(f"<title>T</title><description>{'word ' * 200}</description>")).entries

    assert not entry.partial


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ("<title>&lt;b&gt;Bold&lt;/b&gt; news</title>", "Bold news"),
        ("<title><![CDATA[Caf&eacute; &amp; bar]]></title>", "Café & bar"),
        ("<title>Und tsch&uuml;ss</title>", "Und tschüss"),
        ("<description>One two three four five six seven eight nine ten eleven twelve thirteen</description>", "One two three four five six seven eight nine ten eleven twelve…"),
        ("<link>https://courier.example/2026/harl-bridge-closed.html</link>", "harl bridge closed"),
    ],
)  # fmt: skip
def test_a_headline_is_plain_words_and_found_where_there_is_none(item: str, title: str) -> None:
    assert feed.parse(_rss(item)).entries[0].title == title


@pytest.mark.parametrize(
    ("item", "link"),
    [
        ("<title>T</title><link>/a?b=1</link>", "https://feeds.example/a?b=1"),
        ("<title>T</title><guid>https://courier.example/g</guid>", "https://courier.example/g"),
        (
            '<title>T</title><enclosure url="https://courier.example/a.mp3" type="audio/mpeg" length="1"/>',
            "https://courier.example/a.mp3",
        ),
        ("<title>T</title><link>javascript:alert(1)</link>", ""),
    ],
)
def test_a_link_is_absolute_and_leads_to_the_web(item: str, link: str) -> None:
    assert feed.parse(_rss(item), url="https://feeds.example/rss.xml").entries[0].url == link


@pytest.mark.parametrize(
    "date",
    [
        "Mon, 01 Jan 0001 00:00:00 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Fri, 01 Jan 9999 00:00:00 GMT",
        "soon",
        "",
    ],
)
def test_an_absurd_date_is_none(date: str) -> None:
    assert feed.parse(_rss(f"<title>T</title><pubDate>{date}</pubDate>")).entries[0].published_at is None


def test_a_json_feed_is_read() -> None:
    data = {"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [{"id": 7, "url": "https://j.example/7", "title": "Seven", "content_html": BODY, "date_published": "2026-11-17T08:00:00Z", "authors": [{"name": "Ada"}]}, 3]}  # fmt: skip

    (entry,) = feed.parse(json.dumps(data).encode()).entries

    assert (entry.guid, entry.title, entry.authors) == ("7", "Seven", ("Ada",))


def test_an_atom_feed_with_xhtml_titles_is_read() -> None:
    data = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><id>1</id>
        <title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">One <em>two</em></div></title><link href="https://a.example/1"/></entry></feed>"""

    assert feed.parse(data).entries[0].title == "One two"


def test_a_charset_that_only_the_server_names_is_used() -> None:
    data = (
        _rss("<title>Kölner Straße</title>").decode().encode("latin-1").replace(b'<?xml version="1.0"?>', b"")
    )

    assert (
        feed.parse(data, content_type="application/rss+xml; charset=iso-8859-1").entries[0].title
        == "Kölner Straße"
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a feed",
        b"<html><body><p>Hello</p></body></html>",
        b"{}",
        b'{"items": 3}',
        b"[" * 100_000,
        b'{"items":' + b"[" * 100_000,
        b"\x00\xff" * 500,
    ],
)
def test_what_is_no_feed_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"https://x\.example/feed"):
        feed.parse(data, url="https://x.example/feed")


def test_external_entities_and_bombs_are_inert() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'

    read = feed.parse(bomb + _rss("<title>T &x; &b;</title>")[21:])

    assert "root:" not in read.entries[0].title
    assert "aaaaaaaaaaaaaaaaaaaa" not in read.entries[0].title


@pytest.mark.parametrize(
    "data", [b"<rss><channel><item " + b'a="1" ' * 20_000 + b"/>", b"<rss>" + b" " * (11 * 2**20)]
)
def test_a_giant_tag_and_a_giant_feed_are_too_large(data: bytes) -> None:
    with pytest.raises(TooLarge):
        feed.parse(data)


def test_entries_without_a_link_do_not_share_their_feeds() -> None:
    entries = feed.parse(
        _rss("<title>One</title>", "<title>Two</title><link>https://courier.example/</link>")
    ).entries

    assert [entry.url for entry in entries] == ["", ""]


@pytest.mark.parametrize(
    ("links", "link"),
    [
        ('<link rel="related" href="https://r.example/"/><link href="https://a.example/1"/>', "https://a.example/1"),
        ('<link rel="enclosure" href="https://a.example/1.mp3"/><link rel="alternate" href="https://a.example/1"/>', "https://a.example/1"),
        ('<link rel="current" href="https://a.example/all"/><link href="/1"/>', "https://feeds.example/1"),
    ],
)  # fmt: skip
def test_an_atom_entry_is_where_its_own_link_leads(links: str, link: str) -> None:
    data = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><title>T</title><id>1</id>{links}</entry></feed>'

    assert feed.parse(data.encode(), url="https://feeds.example/atom.xml").entries[0].url == link


def test_a_link_cannot_break_out_of_the_place_where_it_is_shown() -> None:
    (entry,) = feed.parse(
        _rss("<title>T</title><link>https://a.example/1|x&gt;&lt;!everyone&gt;\u202e</link>")
    ).entries

    assert entry.url == "https://a.example/1%7Cx%3E%3C!everyone%3E%E2%80%AE"


@pytest.mark.parametrize(
    ("written", "title"),
    [("Fish & Chips &amp; more", "Fish & Chips & more"), ("?page=1&copy=2 &amp; done", "?page=1&copy=2 & done"), ("<![CDATA[A & B]]> & C", "A & B & C"), ("&eacute; &nosuch; x", "é &nosuch; x")],
)  # fmt: skip
def test_a_bare_ampersand_is_one(written: str, title: str) -> None:
    assert feed.parse(_rss(f"<title>{written}</title>")).entries[0].title == title


def test_a_feed_says_in_which_language_it_is() -> None:
    data = _rss("<title>T</title>").replace(b"<channel>", b"<channel><language>de-CH</language>")

    assert feed.parse(data).entries[0].language == "de"


def test_without_texts_only_titles_links_and_dates_come() -> None:
    (entry,) = feed.parse(
        _rss(f"<title>T</title><description>{'word ' * 200}</description>"), with_texts=False
    ).entries

    assert (entry.title, entry.text, entry.partial) == ("T", "", True)


def test_a_whole_article_without_spaces_between_words_is_not_its_summary() -> None:
    (entry,) = feed.parse(
        _rss(f"<title>T</title><description>{'議会は橋を閉じた。' * 40}</description>")
    ).entries

    assert not entry.partial


def test_tags_nested_without_end_are_too_much() -> None:
    with pytest.raises(TooLarge, match="nested"):
        feed.parse(b"<rss><channel>" + b"<a>" * 300_000)


@pytest.mark.parametrize("piece", [b"<", b"<title", b"<![CDATA[", b"&a", b"<!DOCTYPE [", b"<item>", b"<!--", b"<content mode="])  # fmt: skip
def test_floods_end(piece: bytes) -> None:
    with pytest.raises((Unreadable, TooLarge)):
        feed.parse(b"<x>" + piece * (1_000_000 // len(piece)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_a_feed_is_read_in_the_encoding_that_it_declares(encoding: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    written = RSS.replace('<?xml version="1.0"?>', declared).format(
        items="<item><title>Köln &amp; Bonn</title></item>"
    )

    assert feed.parse(written.encode(encoding)).entries[0].title == "Köln & Bonn"


@pytest.mark.parametrize("guid", ["2", "17", "2024-01-02", "a-2"])
def test_a_guid_is_no_date(guid: str) -> None:
    written = f"<rss version='2.0'><channel><title>C</title><item><title>T</title><guid>{guid}</guid></item></channel></rss>"

    assert feed.parse(written.encode()).entries[0].published_at is None


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("<![CDATA[How should &lt;ferryplan&gt; work?]]>", "How should <ferryplan> work?"),
        ("A short guide to &amp;lt;head&amp;gt; elements", "A short guide to <head> elements"),
        ("Java's List&lt;String&gt; explained", "Java's List<String> explained"),
        ("What &lt;!-- means", "What <!-- means"),
        ("Use &lt;em&gt; and not &lt;i&gt;", "Use <em> and not <i>"),
        ("Is 3 &lt; 4 &gt; 2?", "Is 3 < 4 > 2?"),
        ("Pages without &lt;blink&gt;", "Pages without <blink>"),
        ("Storm hits&lt;br/&gt;coast", "Storm hits coast"),
        ("&lt;p&gt;Storm hits&lt;/p&gt;&lt;p&gt;coast&lt;/p&gt;", "Storm hits coast"),
        ("H&lt;sub&gt;2&lt;/sub&gt;O &lt;!-- ad --&gt;found", "H2O found"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Storm", "Storm"),
        ("Doesn&#195;&#162;&#226;&#130;&#172;&#226;&#132;&#162;t matter", "Doesn’t matter"),
        ("It&#146;s &#147;open&#148;", "It’s “open”"),
    ],
)
def test_words_in_a_headline_stay_and_markup_goes(written: str, title: str) -> None:
    assert feed.parse(_rss(f"<title>{written}</title>")).entries[0].title == title


def test_a_picture_without_a_title_has_the_text_that_stands_for_it() -> None:
    item = "<link>https://a.example/2025/112</link><description>&lt;img src='x.jpg' alt='A flooded street in Harl'&gt;</description>"

    assert feed.parse(_rss(item)).entries[0].title == "A flooded street in Harl"
