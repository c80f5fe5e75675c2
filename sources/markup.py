"""HTML as words: bytes decoded, markup taken out, paragraphs on lines of their own."""

from __future__ import annotations

import codecs
import html
import re
from typing import TYPE_CHECKING

import charset_normalizer
from lxml import etree
from lxml import html as trees

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Elements that begin and end a line.
LINES = frozenset(
    {
        "p",
        "div",
        "br",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "tr",
        "table",
        "section",
    }
    | {"article", "header", "footer", "figure", "pre", "hr", "dd", "dt"}
)
# Elements whose words are no part of a text.
SILENT = (
    "script",
    "style",
    "noscript",
    "template",
    "figcaption",
    "iframe",
    "svg",
    "form",
    "button",
    "object",
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,2000}>")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Bytes that are looked at for a declared encoding, and for guessing one.
HEAD = 4096
GUESSED = 100_000


def decode(data: bytes, content_type: str = "") -> str:
    """Decode a page or a text: by its byte order mark, what the server says, what it says itself, UTF-8, a guess.

    Never fails; a byte that fits nowhere becomes U+FFFD.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace")
    declared = _DECLARED.search(content_type.encode("ascii", "ignore")) or _DECLARED.search(data[:HEAD])
    for name in ([declared[1].decode("ascii")] if declared else []) + ["utf-8"]:
        try:
            return data.decode(name)
        except (LookupError, UnicodeError):
            continue
    guess = charset_normalizer.from_bytes(data[:GUESSED]).best()
    try:
        return data.decode(guess.encoding if guess else "utf-8", "replace")
    except LookupError:
        return data.decode("utf-8", "replace")


def tree(text: str) -> HtmlElement | None:
    """Parse a page; None if there is nothing in it."""
    parser = trees.HTMLParser(encoding="utf-8", recover=True, no_network=True, remove_comments=True)
    try:
        return trees.document_fromstring(_safe(text).encode("utf-8"), parser=parser)
    except (etree.ParserError, ValueError):
        return None


def words(markup: str) -> str:
    """Take the text out of a piece of HTML, each paragraph on a line; plain text comes back folded by line."""
    if not _TAG.search(markup):
        lines = html.unescape(markup).splitlines()
        return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))
    root = tree(f"<div>{markup}</div>")
    if root is None:
        return ""
    for element in list(root.iter(*SILENT)):
        element.drop_tree()
    return _lines(root)


def line(markup: str) -> str:
    """Take the text out of a headline: markup out, entities decoded, also those that were encoded twice, one line."""
    text = html.unescape(markup)
    if "<" in text or "&" in text:
        text = _TAG.sub("", html.unescape(text))
    return " ".join(text.split())


# ---- private


def _safe(text: str) -> str:
    """Take out what no parser of lxml takes: NULs and lone surrogates."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def _lines(root: HtmlElement) -> str:
    """Walk the tree without recursion: a hostile page nests deeper than Python calls."""
    parts: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):
            if event == "end":
                parts.append(element.tail or "")
            continue
        broken = element.tag in LINES
        if event == "start":
            parts.append("\n" if broken else "")
            parts.append(_flat(element.text))
        else:
            parts.append("\n" if broken else "")
            parts.append(_flat(element.tail) if element is not root else "")
    return "\n".join(filter(None, (" ".join(each.split()) for each in "".join(parts).split("\n"))))


def _flat(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""
