"""Compare the words of feed entries as Newsbrief and feedparser read them.

    python -m bench.feed_texts FOLDER

FOLDER holds feeds, packed with gzip or not, at any depth. An entry is kept if it has at least 80 % of feedparser's
words, lost if it has fewer words; else another text of the entry was read. feedparser's markup is turned into words by
lxml; scripts, styles and what browsers hide do not count.
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
    """Print a line for each feed with entries that are not kept, and the totals."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    totals: Counter[str] = Counter()
    for path in sorted(path for path in options.folder.rglob("*") if path.is_file()):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        if path.name.startswith("cases.") or data.lstrip()[:1] == b"{":
            continue
        kinds = Counter(_compare_entries(data))
        totals += kinds
        totals["feeds"] += bool(kinds)
        if kinds["lost"] or kinds["other text"]:
            print(
                f"{path.relative_to(options.folder)}: {kinds['lost']} lost, {kinds['other text']} other texts"
            )
    print(
        f"{totals['feeds']} feeds: {totals['kept']} entries kept, {totals['other text']} with another text that is no "
        f"shorter, {totals['lost']} with fewer words"
    )


def _compare_entries(data: bytes) -> list[str]:
    """Return "kept", "other text" or "lost" for each entry in which feedparser finds words."""
    try:
        theirs = feedparser.parse(data).entries
    except (ValueError, TypeError, AttributeError, KeyError, LookupError, RecursionError):
        return []
    try:
        ours = feed.parse(data).entries
    except NewsError:
        ours = ()
    kinds = []
    for index, entry in enumerate(theirs):
        bodies = [part.get("value") or "" for part in entry.get("content") or []] + [
            entry.get("summary") or ""
        ]
        expected = max((Counter(_split_words(_strip_markup(body))) for body in bodies), key=Counter.total)
        if expected:
            found = Counter(_split_words(ours[index].text)) if index < len(ours) else Counter()
            has_words = (expected & found).total() >= MIN_SHARE * expected.total()
            is_shorter = found.total() < MIN_SHARE * expected.total()
            kinds.append("kept" if has_words else "lost" if is_shorter else "other text")
    return kinds


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
