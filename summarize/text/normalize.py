"""One character for one meaning: entities decoded, NFC, invisible characters removed, white space collapsed."""

from __future__ import annotations

import html
import re
import unicodedata

# Line breaks of any kind, HTML break tags included.
_LINE_BREAK_PATTERN = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_HTML_TAG_PATTERN = re.compile(
    r"<(?:/?(?:a|abbr|article|b|blockquote|center|cite|code|div|em|figcaption|figure|font|h[1-6]|hr|i|iframe|img|ins|li|ol|p"
    r"|script|section|small|span|strong|style|sub|sup|table|tbody|td|th|tr|u|ul|video)\b[^<>]{0,2000}|!--[^<>]{0,2000}--)>",
    re.IGNORECASE,
)
_HTML_BREAK_TAG_PATTERN = re.compile(
    r"<(?:br|/p|/div|/li|/h[1-6]|/tr|/blockquote)\b[^<>]{0,100}>", re.IGNORECASE
)
_HTML_ENTITY_PATTERN = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Controls from Windows-1252 read as Latin-1: dashes and quotation marks; browsers read them so too.
_MISREAD_CONTROL_PATTERN = re.compile("[\x80-\x84\x86-\x9f]")
# Controls, soft hyphens, zero-width and bidirectional marks, surrogates, private and tag characters, byte order marks.
_INVISIBLE_CHARACTER_PATTERN = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ue000-\uf8ff\ufe00-\ufe0f\ufeff\ufff9-\ufffc\ufffe\uffff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)


def normalize_lines(text: str) -> list[str]:
    """Return the non-empty lines of a text, each with single spaces.

    Entities are decoded once, so "&amp;lt;" becomes "&lt;". HTML tags are removed.

    Args:
        text: any text, lone surrogates and NULs included.
    """
    if "<" in text:
        text = _HTML_TAG_PATTERN.sub("", _HTML_BREAK_TAG_PATTERN.sub("\n", text))
    if "&" in text:
        text = _HTML_ENTITY_PATTERN.sub(lambda match: html.unescape(match[0]), text)
    text = _MISREAD_CONTROL_PATTERN.sub(
        lambda match: match[0].encode("latin-1").decode("cp1252", "ignore"), text
    )
    text = _INVISIBLE_CHARACTER_PATTERN.sub("", _LINE_BREAK_PATTERN.sub("\n", text))
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    collapsed_lines = (" ".join(line.split()) for line in text.split("\n"))
    return [line for line in collapsed_lines if line]
