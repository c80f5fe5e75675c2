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

# Elements that begin and end a line, and elements whose words are no part of a text.
LINES = (
    "p|br|div|li|ul|ol|h[1-6]|blockquote|t[dhr]|table|section|article|aside|main|nav|header|footer|figure|pre|hr"
    "|d[dlt]"
)
SILENT = "script|style|noscript|template|figcaption|iframe|svg|form|button|object|select|textarea|head"
SWALLOWING = frozenset({"script", "style"})
# Bytes that are looked at, and the share of control characters that no text has.
HEAD = 4096
BINARY = 0.05
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 27})
# What stands in a tag; a ">" within quotes does not end it, an unclosed quote does not hide its end.
_INSIDE = r"""(?:[^<>"']*(?:"[^<"]*"[^<>"']*|'[^<']*'[^<>"']*)*>|[^<>]*>)"""
_BREAK = re.compile(rf"</?(?:{LINES}|P|BR|DIV|LI|UL|OL|H[1-6]|T[DHR]|TABLE)(?:>|[\s/]{_INSIDE})")
_TAG = re.compile(rf"<[a-zA-Z/!?]{_INSIDE}")
_CLOSING = re.compile(rf"</(?:p|div|a|em|strong|b|i|li|span|h[1-6])>|<(?:{LINES})[\s/>]", re.IGNORECASE)
_SILENT = re.compile(rf"<(?=[sntfibohSNTFIBOH])({SILENT})[\s/>]", re.IGNORECASE)
# A title is cut at this many characters before it is read: one of 10 MB was met.
LONGEST_TITLE = 2_000
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_WORDLESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]")
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Bytes that are looked at for a declared encoding, and for guessing one.
HEAD = 4096
GUESSED = 100_000


def is_binary(data: bytes) -> bool:
    """Tell whether it holds a NUL or many control characters; a text in UTF-16 begins with its mark."""
    head = data[:HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    return b"\0" in head or len(head) - len(head.translate(None, _CONTROL)) > BINARY * len(head)


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
    broken = data.decode("utf-8", "replace")
    bad = broken.count("\ufffd")
    # UTF-8 with broken places: in other encodings most bytes above ASCII make no sense as UTF-8.
    if len(broken) - len(broken.encode("ascii", "ignore")) > 2 * bad:
        return broken
    guess = charset_normalizer.from_bytes(data[:GUESSED]).best()
    try:
        return data.decode(guess.encoding if guess else "cp1252", "replace")
    except LookupError:
        return broken


def tree(text: str) -> HtmlElement | None:
    """Parse a page; None if there is nothing in it."""
    parser = trees.HTMLParser(encoding="utf-8", recover=True, no_network=True, remove_comments=True)
    try:
        return trees.document_fromstring(_safe(text).encode("utf-8"), parser=parser)
    except (etree.ParserError, ValueError):
        return None


def words(markup: str) -> str:
    """Take the text out of a piece of HTML, each paragraph on a line; plain text comes back folded by line.

    Linear and without a tree: a feed of a hundred entries is read in 4 ms, and nesting costs nothing.
    """
    if not _TAG.search(markup):
        plain = html.unescape(markup)
        if "<" in plain and "&lt;" in markup and _CLOSING.search(plain):
            return words(plain.replace("\0", " "))
        return _folded(plain)
    text = _TAG.sub("", _BREAK.sub("\n", _audible(markup).replace("\n", " ")))
    if "&" in text or "  " in text or "\t" in text or "\r" in text or "\xa0" in text:
        return _folded(html.unescape(text))
    return "\n".join(filter(None, map(str.strip, text.split("\n"))))


def line(markup: str) -> str:
    """Take the text out of a headline: markup out, entities decoded, also those that were encoded twice, one line."""
    text = _entities(markup[:LONGEST_TITLE])
    if "<" in text or "&" in text:
        text = _TAG.sub("", _audible(_entities(text)))
    return " ".join(text.split())


def size(text: str) -> int:
    """Count words; where a script writes none apart (Chinese, Japanese, Thai), two letters are about one."""
    words = len(text.split())
    return words if text.isascii() else words + len(_WORDLESS.findall(text)) // 2


# ---- private


def _safe(text: str) -> str:
    """Take out what no parser of lxml takes: NULs and lone surrogates."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def _audible(markup: str) -> str:
    """Take out comments and the elements that are silent; a script that never ends takes the rest with it."""
    if "<!--" in markup:
        first, *rest = markup.split("<!--")
        markup = first + " ".join(piece.partition("-->")[2] for piece in rest)
    found = _SILENT.search(markup)
    if not found:
        return markup
    kept, here, small, endless = [], 0, markup.lower(), set()
    while found:
        kept.append(markup[here : found.start()])
        name = found[1].lower()
        start = markup.find(">", found.start())
        here = start + 1 if start >= 0 else len(markup)
        if start >= 0 and markup[start - 1] != "/" and name not in endless:
            close = small.find(f"</{name}", start)
            if close >= 0:
                end = markup.find(">", close)
                here = end + 1 if end >= 0 else len(markup)
            elif name in SWALLOWING:
                here = len(markup)
            else:
                endless.add(name)
        found = _SILENT.search(markup, here)
    return " ".join((*kept, markup[here:]))


def _entities(text: str) -> str:
    """Decode entities that end as they should; "?page=1&copy=2" stays."""
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text


def _folded(text: str) -> str:
    return "\n".join(filter(None, [" ".join(each.split()) for each in text.splitlines()]))
