from datetime import UTC, datetime

import pytest

from news.errors import TooLarge, Unreadable
from sources.parsing import feed_discovery, html_text, page

SENTENCES = " ".join(
    f"The council of Denmouth met for the {n}th time on the matter of the bridge." for n in range(1, 12)
)
PAGE = f"""<!doctype html><html lang="en-GB"><head><title>Harl bridge closed | The Courier</title>
<meta property="og:title" content="Harl bridge closed | The Courier"><meta property="og:site_name" content="The Courier">
<meta property="og:image" content="/img/bridge.jpg"><link rel="canonical" href="https://courier.example/harl">
<meta name="author" content="Ada Brenn"><meta property="article:published_time" content="2026-11-17T08:15:00+01:00"></head><body>
<nav><a href="/">Home</a><a href="/news">News</a></nav><article><h1>Harl bridge closed after cracks</h1><p>{SENTENCES}</p><p>{SENTENCES}</p></article>
<aside>Most popular: ten cats</aside><footer>Copyright The Courier</footer></body></html>"""


def test_a_page_tells_its_headline_text_author_date_image_language_and_address() -> None:
    read = page.read_article(PAGE.encode(), url="https://www.courier.example/harl?utm_source=x")

    assert read.title == "Harl bridge closed after cracks"
    assert read.text.startswith("The council of Denmouth met for the 1th time")
    assert "ten cats" not in read.text
    assert (read.author, read.language, read.outlet) == ("Ada Brenn", "en", "The Courier")
    assert read.published_at == datetime(2026, 11, 17, 7, 15, tzinfo=UTC)
    assert read.image_url == "https://www.courier.example/img/bridge.jpg"
    assert read.url == "https://courier.example/harl"


def test_a_page_cannot_claim_the_address_of_another_site() -> None:
    forged = PAGE.replace("https://courier.example/harl", "https://bank.example/")

    assert (
        page.read_article(forged.encode(), url="https://courier.example/harl").url
        == "https://courier.example/harl"
    )


@pytest.mark.parametrize(
    "body",
    [
        "<p>Please enable JavaScript to read this page.</p>",
        "<p>Subscribe to read on.</p>",
        "",
        "".join(f"<p>Teaser {n}</p>" for n in range(60)),
    ],
)
def test_a_stub_or_an_index_is_no_article(body: str) -> None:
    with pytest.raises(Unreadable, match="no article"):
        page.read_article(
            f"<html><head><title>T</title></head><body>{body}</body></html>".encode(),
            url="https://x.example/",
        )


def test_an_empty_page_and_a_giant_one_are_refused() -> None:
    with pytest.raises(Unreadable):
        page.extract_page(b"  ")
    with pytest.raises(TooLarge):
        page.extract_page(b"<p>" * 2_000_000)


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        ("Köln".encode(), ""),
        ("Köln".encode("latin-1"), "text/html; charset=iso-8859-1"),
        ('<meta charset="windows-1252">Köln'.encode("cp1252"), ""),
        ("\ufeffKöln".encode("utf-16"), ""),
        (b"\xef\xbb\xbfK\xc3\xb6ln", "text/html; charset=nonsense"),
    ],
)
def test_bytes_are_decoded_by_what_they_say_they_are(data: bytes, content_type: str) -> None:
    assert "Köln" in html_text.decode(data, content_type)


@pytest.mark.parametrize(
    "markup_text", ["<div>" * 50_000 + "deep", "<" * 100_000, "\0\ud800<p>x</p>", "<p>" + "a" * 1_000_000]
)
def test_hostile_markup_ends(markup_text: str) -> None:
    assert isinstance(html_text.html_to_text(markup_text), str)


def test_a_page_names_its_feeds_in_order_and_against_its_base() -> None:
    head = b"""<html><head><base href="https://cdn.example/x/"><link rel="alternate" type="application/rss+xml" href="a.xml">
    <link rel="ALTERNATE" type="application/atom+xml" href="https://b.example/atom"><link rel="alternate" type="text/html" href="no"></head></html>"""

    assert feed_discovery.find_feed_links(head, "https://courier.example/") == (
        "https://cdn.example/x/a.xml",
        "https://b.example/atom",
    )


def test_a_page_without_named_feeds_is_searched_for_links_that_look_like_them() -> None:
    assert feed_discovery.find_feed_links(
        b'<a href="/rss.xml">RSS</a><a href="/about">x</a>', "https://c.example/p"
    ) == ("https://c.example/rss.xml",)


def test_an_article_in_pieces_is_read_whole() -> None:
    pieces = "".join(
        f'<div class="article__body x">{"".join(f"<p>{SENTENCES} This is piece {n}.</p>" for _ in range(2))}</div><div class="ad">Buy!</div>'
        for n in (1, 2)
    )
    data = f"<html><head><title>T</title></head><body><main>{pieces}</main></body></html>"

    read = page.read_article(data.encode())

    assert "This is piece 1." in read.text
    assert "This is piece 2." in read.text


def test_an_article_without_spaces_between_words_is_an_article() -> None:
    data = f"<html><body><article><h1>橋</h1><p>{'議会は火曜日に橋を閉じることを決めた。' * 20}</p></article></body></html>"

    assert page.read_article(data.encode()).text.startswith("議会は")


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ('<meta property="og:title" content="Bridge shut"><title>Harl bridge: all you need to know</title><script type="application/ld+json">{"@type":"NewsArticle","headline":"Harl bridge: all you need to know"}</script>', "<h1>Bridge shut</h1>", "Bridge shut"),
        ('<meta property="og:title" content="Bridge shut"><title>Bridge | Courier</title><script type="application/ld+json">[{"@graph":[{"@type":["NewsArticle"],"headline":"Harl bridge shut &amp; locked"}]}]</script>', "<h1>News</h1>", "Harl bridge shut & locked"),
        ('<script type="application/ld+json">{"@type":"NewsArticle","headline":"Harl bridge shut for ..."}</script><title>Harl bridge shut for ten days</title>', "<h1>Harl bridge shut for ten days</h1>", "Harl bridge shut for ten days"),
        ('<meta property="og:title" content="Harl bridge shut for days - The Courier"><meta property="og:site_name" content="The Courier">', "", "Harl bridge shut for days"),
        ('<meta property="og:title" content="Courier - Harl bridge shut"><meta property="og:site_name" content="The Courier">', "", "Harl bridge shut"),
        ('<meta name="x:y dc:title" content="Harl bridge shut">', "", "Harl bridge shut"),
        ('<script type="application/ld+json">{broken</script><title>Harl bridge shut</title>', "<h1></h1>", "Harl bridge shut"),
        ("", "<h1>Harl <em>bridge</em></h1>", "Harl bridge"),
    ],
)  # fmt: skip
def test_the_headline_is_found(head: str, body: str, title: str) -> None:
    assert page.extract_page(f"<html><head>{head}</head><body>{body}<p>x</p></body></html>".encode(), url="https://www.courier.example/a").title == title  # fmt: skip


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("<p>One <b>two</b></p>\n<p>three</p>", "One two\nthree"),
        ("<p>One<script>x<p>y</script></p><style>p{}</style>two", "One\ntwo"),
        ("a<br>b<BR/>c<div class='x>y'>d</div>", "a\nb\nc\nd"),
        ('<img alt="a -> b">text', "text"),
        ("<!-- no <p>no</p> -->yes", "yes"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("&lt;p&gt;twice&lt;/p&gt;", "twice"),
        ("plain\n\n  text  ", "plain\ntext"),
        ("<td>a</td><td>b</td>", "a\nb"),
        ("<object>a", "a"),
        ("<script>a", ""),
        ("<p>One\u2003two\u2028three\xa0four</p>", "One two\nthree four"),
        ("<p>—\u200aThe Bell</p>", "— The Bell"),
        ("<p>It doesnâ€™t</p><p>caf&Atilde;&copy;</p>", "It doesn’t\ncafé"),
        ("<p>“It doesn\x92t”</p>", "“It doesn’t”"),
    ],
)
def test_markup_becomes_words_by_line(written: str, text: str) -> None:
    assert html_text.html_to_text(written) == text


@pytest.mark.parametrize("piece", ["<", "<a", '<a "', "<a '", "<object>", "<script>", "<!--", "&", "&lt;p&gt;", "<p ", "<a b='\"", "</p "])  # fmt: skip
def test_floods_of_markup_end(piece: str) -> None:
    assert isinstance(html_text.html_to_text(piece * (1_000_000 // len(piece))), str)


def test_a_picture_or_an_archive_is_told_to_be_no_page() -> None:
    for data in (b"\x1f\x8b\x08\x00" + bytes(range(256)) * 4, b"\x89PNG\r\n\x1a\n\x00\x00"):
        with pytest.raises(Unreadable, match="binary"):
            page.extract_page(data)


def test_a_page_in_utf_16_is_still_read() -> None:
    assert "Harl bridge" in page.extract_page(PAGE.encode("utf-16")).title
