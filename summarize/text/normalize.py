"""Normalize text: entities, composed characters (NFC), invisible characters and white space."""

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
# A soft hyphen hyphenates a word; after a space it was a dash, as in "HARL \u00ad The mayor".
_MISREAD_DASH_PATTERN = re.compile(r"(?<=[ \u00a0])\u00ad+")

# UTF-8 that was read as Windows-1252, once or twice ("â€™" or "Ã¢â‚¬â„¢" for an apostrophe): a lead byte's letter and
# what continuation bytes were read as. Bytes that Windows-1252 has no letter for were kept as controls.
_CONTINUATION_CHARACTERS = "\x80-\xbf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ€"
_DOUBLE_DECODED_PATTERN = re.compile(
    f"(?:[\xc2-\xdf][{_CONTINUATION_CHARACTERS}]|[\xe0-\xef][{_CONTINUATION_CHARACTERS}]{{2}}"
    f"|[\xf0-\xf4][{_CONTINUATION_CHARACTERS}]{{3}})+"
)
# Only signs and letters of Western Europe are repaired: "café”…" is also valid UTF-8, for an ideograph.
_REPAIRABLE_PATTERN = re.compile(
    "[\x80-\xff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2010-\u203a\u20ac\u2122]+"
)
# The maximum number of wrong decodings that are repaired.
MAX_DECODINGS = 2


def repair_double_decoded(text: str) -> str:
    """Repair characters that were decoded with the wrong encoding, if the repair is certain.

    A repair is certain if a run of characters, encoded as Windows-1252, is the UTF-8 of Western letters or signs.
    """
    for _ in range(MAX_DECODINGS):
        repaired = _DOUBLE_DECODED_PATTERN.sub(_decode_again, text)
        if repaired == text:
            break
        text = repaired
    return text


def _decode_again(match: re.Match[str]) -> str:
    # "IRMÃ”": a capital at the end of a quotation in capitals.
    before = match.string[match.start() - 1 : match.start()]
    if len(match[0]) == 2 and match[0][1] in "“”‘’»" and before.isupper():  # noqa: PLR2004
        return match[0]
    try:
        decoded = b"".join(
            character.encode("latin-1") if "\x80" <= character <= "\xff" else character.encode("cp1252")
            for character in match[0]
        ).decode("utf-8")
    except UnicodeError:
        return match[0]
    return decoded if _REPAIRABLE_PATTERN.fullmatch(decoded) else match[0]


def normalize_lines(text: str) -> list[str]:
    """Return the non-empty lines of a text, with runs of white space replaced by single spaces.

    Entities are decoded once, so "&amp;lt;" becomes "&lt;". HTML tags are removed.

    Args:
        text: any text, lone surrogates and NULs included.
    """
    if "<" in text:
        text = _HTML_TAG_PATTERN.sub("", _HTML_BREAK_TAG_PATTERN.sub("\n", text))
    if "&" in text:
        text = _HTML_ENTITY_PATTERN.sub(lambda match: html.unescape(match[0]), text)
    if not text.isascii():
        text = repair_double_decoded(text)
    if "\u00ad" in text:
        text = _MISREAD_DASH_PATTERN.sub("-", text)
    text = _MISREAD_CONTROL_PATTERN.sub(
        lambda match: match[0].encode("latin-1").decode("cp1252", "ignore"), text
    )
    text = _INVISIBLE_CHARACTER_PATTERN.sub("", _LINE_BREAK_PATTERN.sub("\n", text))
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    collapsed_lines = (" ".join(line.split()) for line in text.split("\n"))
    return [line for line in collapsed_lines if line]
