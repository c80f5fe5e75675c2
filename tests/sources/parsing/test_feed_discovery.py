"""The feeds that a page leads to."""

import json

import pytest
from paths import SHARED

from sources.parsing import feed_discovery

PAGES = SHARED / "eval" / "ingest" / "discovery"
HERE = "https://town.example/news/page.html"


@pytest.mark.parametrize(
    ("page", "links"),
    [
        ('<link rel="alternate" type="application/rss+xml" href="/f">', ("https://town.example/f",)),
        ('<link rel="Alternate feed" type="Application/Atom+XML; charset=utf-8" href="f">', ("https://town.example/news/f",)),
        ('<base href="https://cdn.example/x/"><link rel=alternate type=application/feed+json href=f>', ("https://cdn.example/x/f",)),
        ('<link rel="stylesheet" type="application/rss+xml" href="/s"><a href="/feeds/main.xml">RSS</a>', ("https://town.example/feeds/main.xml",)),
        ('<link rel="alternate" type="application/rss+xml" href="javascript:x">', ()),
        ('<link rel="alternate" type="application/rss+xml" href="/f"><link rel="alternate" type="application/rss+xml" href="/f"><a href="/atom.xml">x</a>', ("https://town.example/f",)),
        ('<link rel="alternate" hreflang="de" href="/de"><a href="/feedback">Tell us</a>', ()),
        ("", ()),
        ("\0<\0", ()),
    ],
)  # fmt: skip
def test_a_page_names_its_feeds_in_order(page: str, links: tuple[str, ...]) -> None:
    assert feed_discovery.find_feed_links(page.encode(), HERE) == links


@pytest.mark.skipif(not PAGES.exists(), reason="the pages are not part of the repository")
def test_the_feeds_of_real_pages_are_found() -> None:
    for line in (PAGES / "cases.jsonl").read_text().splitlines():
        case = json.loads(line)

        found = feed_discovery.find_feed_links((PAGES / case["path"]).read_bytes(), case["page_url"])

        assert list(found) == case["feeds"], case["path"]
