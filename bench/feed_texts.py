"""Compare the words of feed entries as Newsbrief and feedparser read them.

    python -m bench.feed_texts FOLDER

FOLDER holds feeds, packed with gzip or not, at any depth. Printed: the feeds with an entry of which less than 80 % of
feedparser's words are left, and the number of such entries. feedparser's markup is turned into words by lxml; scripts,
styles and what browsers hide do not count.
"""

from __future__ import annotations

import argparse
import gzip
import re
from collections import Counter
from pathlib import Path

import feedparser
from lxml import etree, html

from news.errors import NewsError
from sources.parsing import feed

# The required share of feedparser's words, of each entry.
MIN_SHARE = 0.8
# A word, or a character of a script without spaces.
_WORD = re.compile(r"[\u3040-\u9fff]|[^\W\u3040-\u9fff]+")
_BLOCK_TAGS = (
    "p",
    "br",
    "div",
    "li",
    "td",
    "th",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "dt",
    "dd",
    "blockquote",
    "pre",
)
_HIDDEN_TAGS = (
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "svg",
    "figcaption",
    "form",
    "button",
    "head",
)


def main() -> None:
    """Print a line for each feed that loses words; exit with status 1 if there is one."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    feed_count = entry_count = lost_feed_count = 0
    for path in sorted(path for path in options.folder.rglob("*") if path.is_file()):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        if path.name.startswith("cases.") or data.lstrip()[:1] == b"{":
            continue
        shares = _measure_shares(data)
        feed_count += bool(shares)
        entry_count += len(shares)
        lost = [share for share in shares if share < MIN_SHARE]
        if lost:
            lost_feed_count += 1
            print(
                f"{path.relative_to(options.folder)}: {len(lost)} of {len(shares)} entries, least {min(lost):.2f}"
            )
    print(
        f"{lost_feed_count} of {feed_count} feeds ({entry_count} entries with words) lose words of an entry"
    )
    raise SystemExit(lost_feed_count > 0)


def _measure_shares(data: bytes) -> list[float]:
    """Return the share of feedparser's words that Newsbrief has too, for each entry in which feedparser reads words."""
    try:
        theirs = feedparser.parse(data).entries
    except (ValueError, TypeError, AttributeError, KeyError, LookupError, RecursionError):
        return []
    try:
        ours = feed.parse(data).entries
    except NewsError:
        ours = ()
    shares = []
    for index, entry in enumerate(theirs):
        bodies = [part.get("value") or "" for part in entry.get("content") or []] + [
            entry.get("summary") or ""
        ]
        expected = max((Counter(_split_words(_strip_markup(body))) for body in bodies), key=Counter.total)
        if expected:
            found = Counter(_split_words(ours[index].text)) if index < len(ours) else Counter()
            shares.append((expected & found).total() / expected.total())
    return shares


def _split_words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _strip_markup(body: str, *, is_escaped: bool = False) -> str:
    if not body.strip():
        return ""
    try:
        tree = html.fromstring(f"<div>{body}</div>")
    except (etree.ParserError, ValueError):
        return body
    for element in list(tree.iter(*_HIDDEN_TAGS)):
        element.drop_tree()
    for element in tree.iter(*_BLOCK_TAGS):
        element.tail = f" {element.tail or ''}"
    text = str(tree.text_content())
    return text if "</" not in text or is_escaped else _strip_markup(text, is_escaped=True)


if __name__ == "__main__":
    main()
