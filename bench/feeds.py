"""Compare the speed of Newsbrief's feed parser and feedparser on generated feeds, in one process and one run.

    python -m bench.feeds [--rounds 15] [--entries 100]
    python -m bench.feeds --folder FOLDER

With a folder of feeds, packed with gzip or not, those of at least 20 KB are parsed instead, with texts.

"ours" returns plain-text titles, absolute links, checked dates and authors. "ours with texts", which `newsbrief pipe
feeds` returns, also has the entries' bodies as plain text, which no other parser does.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import fastfeedparser
import feedparser

from news.errors import NewsError
from sources.parsing import feed

if TYPE_CHECKING:
    from collections.abc import Callable

# The required speed: thirty times that of feedparser, in one run.
MIN_SPEEDUP = 30
# Smaller files are test cases of a few lines.
MIN_REAL_FEED_BYTES = 20_000
PARAGRAPH = (
    "<p>The council of <a href='https://town.example/{n}'>Denmouth</a> met for the {n}th time on Tuesday and voted, "
    "by <em>eleven to nine</em>, to close the bridge over the Harl for ten days, its speaker said. "
    '"Nobody was hurt, and nobody will be," she added.</p>'
)
RSS_ITEM = (
    "<item><title>Bridge {n} closed &amp; reopened</title><link>https://courier.example/{n}</link><guid>courier-{n}</guid>"
    "<pubDate>Tue, 17 Nov 2026 08:{m:02}:00 +0100</pubDate><dc:creator>Ada Harl</dc:creator>"
    "<description><![CDATA[{lead}]]></description><content:encoded><![CDATA[{body}]]></content:encoded></item>"
)
ATOM_ENTRY = (
    "<entry><title type='html'>Bridge {n} closed &amp; reopened</title><link href='https://courier.example/{n}'/>"
    "<id>urn:courier:{n}</id><updated>2026-11-17T08:{m:02}:00Z</updated><author><name>Ada Harl</name></author>"
    "<content type='html'>{escaped}</content></entry>"
)


def make_rss(entry_count: int) -> bytes:
    """Return a generated RSS 2.0 feed."""
    head = (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Courier</title>'
        "<link>https://courier.example/</link>"
    )
    return f'<?xml version="1.0" encoding="utf-8"?>{head}{_make_items(RSS_ITEM, entry_count)}</channel></rss>'.encode()


def make_atom(entry_count: int) -> bytes:
    """Return a generated Atom feed."""
    head = '<feed xmlns="http://www.w3.org/2005/Atom"><title>Courier</title><link href="https://courier.example/"/>'
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{head}{_make_items(ATOM_ENTRY, entry_count)}</feed>'.encode()
    )


def main() -> None:
    """Print a row for each parser and format. Exit with status 1 if the required speed is not reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--entries", type=int, default=100)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if options.folder:
        _compare_on_files(options.folder)
        return
    lowest_speedup = float("inf")
    print(f"{'format':8}{'KB':>6}{'parser':>18}{'ms a feed':>12}{'feeds/s':>10}{'times':>8}")
    for format_name, data in (("rss", make_rss(options.entries)), ("atom", make_atom(options.entries))):
        rows = _measure_rows(
            {
                "feedparser": feedparser.parse,
                "fastfeedparser": fastfeedparser.parse,
                "ours": partial(feed.parse, with_texts=False),
                "ours with texts": feed.parse,
            },
            data,
            options.rounds,
        )
        feedparser_seconds = rows["feedparser"]
        for parser_name, seconds in rows.items():
            print(
                f"{format_name:8}{len(data) / 1000:6.0f}{parser_name:>18}{seconds * 1000:12.2f}"
                f"{1 / seconds:10.0f}{feedparser_seconds / seconds:8.1f}"
            )
        lowest_speedup = min(lowest_speedup, feedparser_seconds / rows["ours"])
    print(f"ours is {lowest_speedup:.1f} times as fast as feedparser or faster (floor {MIN_SPEEDUP})")
    raise SystemExit(lowest_speedup < MIN_SPEEDUP)


def _compare_on_files(folder: Path) -> None:
    """Print the CPU seconds of feedparser and of our parser for all feeds in a folder, and the median ratio."""
    total_seconds = {"feedparser": 0.0, "ours": 0.0}
    ratios = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        if len(data) < MIN_REAL_FEED_BYTES or data.lstrip()[:1] == b"{":
            continue
        try:
            seconds = _measure_rows({"feedparser": feedparser.parse, "ours": feed.parse}, data, round_count=1)
        except NewsError:
            continue
        ratios.append(seconds["feedparser"] / seconds["ours"])
        total_seconds = {name: total + seconds[name] for name, total in total_seconds.items()}
    print(
        f"{len(ratios)} feeds: feedparser {total_seconds['feedparser']:.2f} s, ours {total_seconds['ours']:.2f} s"
    )
    print(
        f"{total_seconds['feedparser'] / total_seconds['ours']:.1f} times as fast in total, "
        f"median {statistics.median(ratios):.1f}"
    )


def _make_items(template: str, entry_count: int) -> str:
    entries = []
    for n in range(entry_count):
        body = PARAGRAPH.format(n=n) * 7
        entries.append(
            template.format(n=n, m=n % 60, lead=PARAGRAPH.format(n=n), body=body, escaped=escape(body))
        )
    return "".join(entries)


def _measure_rows(
    parsers: dict[str, Callable[[bytes], object]], data: bytes, round_count: int
) -> dict[str, float]:
    """Return the CPU seconds of one parse for each parser: the median over rounds in which every parser takes part.

    Parses that follow each other meet the same load of the machine.
    """
    seconds_by_parser: dict[str, list[float]] = {name: [] for name in parsers}
    for _ in range(round_count):
        for name, parse in parsers.items():
            parse_count = 1 if name == "feedparser" else 10
            started_at = time.process_time()
            for _ in range(parse_count):
                parse(data)
            seconds_by_parser[name].append((time.process_time() - started_at) / parse_count)
    return {name: statistics.median(seconds) for name, seconds in seconds_by_parser.items()}


if __name__ == "__main__":
    main()
