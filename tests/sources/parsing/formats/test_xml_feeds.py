"""Entries of XML feeds: no word of a text is lost, and one broken entry harms no other."""

from collections.abc import Callable

import pytest

from sources.parsing import feed

WORDS = "Engineers found cracks in two piers of the bridge over the Harl."
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:xhtml="http://www.w3.org/1999/xhtml" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)
BODIES = [
    f"<content:encoded>&lt;p&gt;{WORDS}&lt;/p&gt;</content:encoded>",
    f"<content:encoded><![CDATA[<p>{WORDS}</p>]]></content:encoded>",
    f"<dc:description>{WORDS}</dc:description>",
    f"<media:description>{WORDS}</media:description>",
    f"<media:group><media:title>x</media:title><media:description>{WORDS}</media:description></media:group>",
    f"<media:content url='https://a.example/v'><media:description>{WORDS}</media:description></media:content>",
    f"<description><p>{WORDS}</p></description>",
    f"<description><b>Harl</b><![CDATA[<p>{WORDS}</p>]]></description>",
    f"<xhtml:body><xhtml:p>{WORDS}</xhtml:p></xhtml:body>",
    f"<itunes:summary>{WORDS}</itunes:summary>",
    f"<description>Short.</description><content:encoded>{WORDS}</content:encoded>",
]


def _rss(items: str) -> bytes:
    return f'<rss version="2.0" {NAMESPACES}><channel><title>Harl</title>{items}</channel></rss>'.encode()


def _rdf(items: str) -> bytes:
    return (
        f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" {NAMESPACES}>'
        f"<channel><title>Harl</title></channel>{items}</rdf:RDF>"
    ).encode()


def _atom(entries: str) -> bytes:
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" {NAMESPACES}><title>Harl</title>{entries}</feed>'.encode()
    )


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("container", [_rss, _rdf])
def test_no_text_of_an_item_is_lost(container: Callable[[str], bytes], body: str) -> None:
    (entry,) = feed.parse(container(f"<item><title>Bridge shut</title>{body}</item>")).entries

    assert WORDS in entry.text


@pytest.mark.parametrize(
    "content",
    [
        f"<content type='text/html'><p>{WORDS}</p></content>",
        f"<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>{WORDS}</p></div></content>",
        f"<content>{WORDS}</content>",
        f"<content mode='xml'><p>{WORDS}</p></content>",
        f"<summary type='html'>&lt;p&gt;{WORDS}&lt;/p&gt;</summary>",
        f"<media:group><media:description>{WORDS}</media:description></media:group>",
    ],
)
def test_no_text_of_an_atom_entry_is_lost(content: str) -> None:
    (entry,) = feed.parse(_atom(f"<entry><title>Bridge shut</title><id>1</id>{content}</entry>")).entries

    assert WORDS in entry.text


def test_the_caption_of_a_picture_does_not_replace_a_text() -> None:
    caption = "A very long caption says who stands where on the picture of the bridge. " * 3
    item = f"<item><title>T</title><description>{WORDS}</description><media:content url='x'><media:description>{caption}</media:description></media:content></item>"

    assert feed.parse(_rss(item)).entries[0].text == WORDS


@pytest.mark.parametrize(
    "bodies",
    [
        f'<description>{WORDS}</description><content:encoded>&lt;img src="https://a.example/{"x" * 300}.png"&gt;</content:encoded>',
        f"<description>{WORDS}</description><content:encoded>&lt;style&gt;{'p { margin: 0 } ' * 20}&lt;/style&gt;Harl.</content:encoded>",
    ],
)
def test_the_text_with_the_most_words_is_taken_not_the_most_markup(bodies: str) -> None:
    assert feed.parse(_rss(f"<item><title>T</title>{bodies}</item>")).entries[0].text == WORDS


def test_content_that_is_no_text_does_not_replace_the_summary() -> None:
    content = "<content src='https://a.example/1.pdf' type='application/pdf'><data page='1'/></content>"
    entry = f"<entry><title>T</title><summary>{WORDS}</summary>{content}</entry>"

    assert feed.parse(_atom(entry)).entries[0].text == WORDS


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("<author>ada@example.org (Ada Lom)</author>", ("Ada Lom",)), ("<author>Ada Lom &lt;ada@example.org&gt;</author>", ("Ada Lom",)),
        ("<author>ada@example.org</author>", ()), ("<author>noreply@example.org (Ada Lom)</author>", ("Ada Lom",)),
        ("<dc:creator>Ada Lom</dc:creator><dc:creator>Bo Harl</dc:creator>", ("Ada Lom", "Bo Harl")),
        ("<author><name>Ada Lom</name><email>ada@example.org</email></author>", ("Ada Lom",)), ("<itunes:author>Ada Lom</itunes:author>", ("Ada Lom",)),
    ],
)  # fmt: skip
def test_an_author_is_a_name_without_an_address(author: str, name: tuple[str, ...]) -> None:
    assert feed.parse(_rss(f"<item><title>T</title>{author}</item>")).entries[0].authors == name


@pytest.mark.parametrize(
    "link",
    [
        '<link href="https://a.example/1"/>',
        "<link>https://feeds.example/~r/x</link><feedburner:origLink>https://a.example/1</feedburner:origLink>",
        "<guid>https://a.example/1</guid>",
        '<guid isPermaLink="false">https://a.example/0</guid><link>https://a.example/1</link>',
    ],
)
def test_the_link_of_an_item_is_found(link: str) -> None:
    assert feed.parse(_rss(f"<item><title>T</title>{link}</item>")).entries[0].url == "https://a.example/1"


def test_a_guid_that_is_no_permalink_is_no_link() -> None:
    item = '<item><title>T</title><guid isPermaLink="false">https://a.example/0</guid></item>'

    assert feed.parse(_rss(item)).entries[0].url == ""


@pytest.mark.parametrize(
    "junk",
    [
        "<script async src='https://ads.example/x.js' crossorigin></script><ins data-x></ins>",
        "<item><title>Broken <b></title>",
        "<item><title>\x08 &nosuch; < </title></item>",
        "</channel>",
        "<!-- -- -->",
    ],
)
def test_what_is_broken_between_items_harms_no_other_item(junk: str) -> None:
    first, last = (
        f"<item><title>{name}</title><link>https://a.example/{name}</link></item>" for name in "AZ"
    )

    titles = [entry.title for entry in feed.parse(_rss(first + junk + last)).entries]

    assert (titles[0], titles[-1]) == ("A", "Z")


def test_an_entry_may_have_a_language_of_its_own() -> None:
    entry = '<entry xml:lang="fr-CA"><title>Le pont</title><id>1</id></entry><entry><title>Bridge</title><id>2</id></entry>'

    assert [each.language for each in feed.parse(_atom(entry)).entries] == ["fr", ""]


def test_a_feed_without_entries_keeps_its_name() -> None:
    assert feed.parse(_rss("")).title == "Harl"


def test_of_too_many_entries_the_newest_are_kept() -> None:
    items = "".join(
        f"<item><title>T {n}</title><pubDate>{n % 28 + 1} Jan {2000 + n // 100} 08:00:00 GMT</pubDate></item>"
        for n in range(feed.MAX_ENTRIES + 200)
    )

    entries = feed.parse(_rss(items)).entries

    assert len(entries) == feed.MAX_ENTRIES
    assert entries[-1].title == f"T {feed.MAX_ENTRIES + 199}"
    assert "T 0" not in {entry.title for entry in entries}


def test_a_feed_that_is_cut_off_keeps_what_is_there() -> None:
    written = _rss(f"<item><title>T</title><description><![CDATA[<p>{WORDS}</p>")

    assert feed.parse(written.partition(b"</channel>")[0]).entries[0].text == WORDS
