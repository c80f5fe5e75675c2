"""Decode documents by the rules of the web (https://encoding.spec.whatwg.org), and repair text decoded twice.

byte order mark, else NULs, else an escape code that the label names, else valid UTF-8, else the label, else a guess

Valid UTF-8 wins over the label: other encodings with characters above ASCII are hardly ever valid UTF-8.
"""

from __future__ import annotations

import codecs
import re

import charset_normalizer

# The number of bytes to search for a declared encoding, and to use for guessing the encoding.
MAX_HEAD_BYTES = 4096
MAX_GUESS_BYTES = 100_000
# Text decoded twice is repaired this many times: "Doesn’t" was seen encoded three times.
MAX_REPAIRS = 4
_DECLARED_ENCODING = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Codecs for the labels that the web reads differently from Python, by the labels' letters and digits.
_CODEC_BY_LABEL = {
    label: codec
    for codec, labels in {
        "cp1252": "ascii usascii iso88591 latin1 l1 windows1252 cp1252 xcp1252 ansix341968 iso885911987 isoir100 cp819"
        " csisolatin1 ibm819 ansi",
        "cp1250": "windows1250 cp1250 xcp1250 win1250",
        "cp1251": "windows1251 cp1251 xcp1251 win1251",
        "cp1253": "windows1253 cp1253 xcp1253 win1253",
        "cp1254": "iso88599 latin5 l5 windows1254 cp1254 xcp1254 iso885991989 isoir148 csisolatin5",
        "cp874": "iso885911 tis620 windows874 dos874",
        "gb18030": "gb2312 gbk gb18030 gb231280 chinese csgb2312 csiso58gb231280 isoir58 xgbk cp936 ms936 windows936",
        "cp932": "shiftjis sjis xsjis ms932 mskanji windows31j csshiftjis cp932",
        "cp949": "euckr ksc56011987 ksc56011989 ksc5601 korean ksc csksc56011987 cseuckr isoir149 windows949 cp949 uhc",
        "big5hkscs": "big5 big5hkscs cnbig5 csbig5 xxbig5 cp950",
        "euc_jp": "eucjp xeucjp cseucpkdfmtjapanese",
        "iso2022_jp_ext": "iso2022jp csiso2022jp",
        "iso8859_8": "iso88598 iso88598i iso88598e hebrew visual logical csiso88598e csiso88598i",
        "koi8_u": "koi8u koi8ru",
        "koi8_r": "koi8r koi8 koi cskoi8r",
        "mac_roman": "macintosh mac xmacroman csmacintosh",
        "mac_cyrillic": "xmaccyrillic xmacukrainian",
        "cp866": "ibm866 cp866 866 csibm866",
        "utf-16-le": "utf16 utf16le unicode ucs2 iso10646ucs2 csunicode unicodefeff",
        "utf-16-be": "utf16be unicodefffe",
        "utf-8": "utf8 unicode11utf8 unicode20utf8 xunicode20utf8",
    }.items()
    for label in labels.split()
}
# Encodings whose bytes are all ASCII, so that they look like UTF-8, with the bytes that show their use.
_ESCAPE_CODES = {"iso2022_jp_ext": b"\x1b", "iso2022_kr": b"\x0e", "hz": b"~{", "utf-7": b"+"}
# The characters of windows-1252 in the order of its bytes from 0x80; undefined bytes are C1 controls.
_WINDOWS_1252 = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0x100))
_WINDOWS_1252_BYTES = {ord(character): 0x80 + place for place, character in enumerate(_WINDOWS_1252)} | {
    code: code for code in range(0x80, 0xA0)
}
_C1_TO_WINDOWS_1252 = {
    code: _WINDOWS_1252[code - 0x80] if ord(_WINDOWS_1252[code - 0x80]) != code else None
    for code in range(0x80, 0xA0)
}
# What texts to repair contain, in UTF-8: a search for one byte is some twenty times as fast as one for ranges of
# characters, which took a third of the time for the given real feeds.
_C1_IN_UTF_8 = re.compile(rb"\xc2[\x80-\x9f]")
_DOUBLE_DECODED_IN_UTF_8 = re.compile(rb"\xc3[\x82-\xb4][\xc2\xc5\xc6\xcb\xe2]")
_CONTINUATION = re.escape(_WINDOWS_1252[:0x40] + "".join(map(chr, range(0x80, 0xA0))))
_DOUBLE_DECODED_PATTERN = f"[Â-ß][{_CONTINUATION}]|[à-ï][{_CONTINUATION}]{{2}}|[ð-ô][{_CONTINUATION}]{{3}}"
_DOUBLE_DECODED = re.compile(f"(?:{_DOUBLE_DECODED_PATTERN})+")
_ONE_CHARACTER = re.compile(_DOUBLE_DECODED_PATTERN)
# Two characters that may be meant: a capital before a quotation mark, a dash or a space ("IRMÃ”", "PÃ …").
_DOUBTFUL_SECOND = frozenset("‘’“”‚„†‡•…‹›–—«»´¨¸·ºª\xa0")
# Fewer characters of other alphabets in a row may be meant: "Ð²" stands in Icelandic footnotes.
_MIN_OTHER_CHARACTERS = 3


def decode(data: bytes, content_type: str = "") -> str:
    """Decode a document, repair text that was decoded twice, and remove C1 controls.

    Never raises; an invalid byte becomes U+FFFD.

    Args:
        data: the document.
        content_type: the Content-Type header, whose charset is used before the one in the document.
    """
    text = decode_as_written(data, content_type)
    if _contains(text, _DOUBLE_DECODED_IN_UTF_8):
        text = "".join(map(repair_double_decoded, text.splitlines(keepends=True)))
    return without_c1_controls(text)


def decode_as_written(data: bytes, content_type: str = "") -> str:
    """Decode a document like `decode`, but without repairs."""
    if (encoding := _find_certain_encoding(data)) is not None:
        return data.decode(encoding, "replace")
    declared_match = _DECLARED_ENCODING.search(content_type.encode("ascii", "ignore"))
    declared_match = declared_match or _DECLARED_ENCODING.search(data[:MAX_HEAD_BYTES])
    codec = find_codec(declared_match[1].decode("ascii")) if declared_match else ""
    if codec in _ESCAPE_CODES and _ESCAPE_CODES[codec] in data:
        return data.decode(codec, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeError:
        return _decode_mixed(data, codec)


def to_utf8(data: bytes) -> bytes:
    """Return a document in UTF-16 or UTF-32 as UTF-8; others stay as they are.

    Such a document is known by its byte order mark, or by the NULs of its first characters.
    """
    encoding = _find_certain_encoding(data)
    if encoding is None or encoding == "utf-8-sig":
        return data
    text = data.decode(encoding, "replace")
    # Binary files may begin with the same bytes: then the text has NULs or hardly any known characters.
    is_text = "\0" not in text and text.count("\ufffd") * 10 <= len(text)
    return text.encode() if is_text else data


def find_codec(label: str) -> str:
    """Return the name of the codec that browsers use for a declared encoding; "" if the label is unknown."""
    if codec := _CODEC_BY_LABEL.get(re.sub(r"[^a-z0-9]", "", label.lower())):
        return codec
    try:
        codec_info = codecs.lookup(label)
    except (LookupError, ValueError):
        return ""
    return codec_info.name if getattr(codec_info, "_is_text_encoding", True) else ""


def without_c1_controls(text: str) -> str:
    """Return the text with each C1 control replaced by the windows-1252 character with the same code."""
    return text.translate(_C1_TO_WINDOWS_1252) if _contains(text, _C1_IN_UTF_8) else text


def repair_double_decoded(text: str) -> str:
    """Return the text with wrongly decoded characters repaired, as in "doesnâ€™t" and "cafÃ©".

    Only what can hardly be meant is repaired.
    """
    for _ in range(MAX_REPAIRS):
        if not _contains(text, _DOUBLE_DECODED_IN_UTF_8) or not any(
            map(_is_surely_wrong, _DOUBLE_DECODED.findall(text))
        ):
            break
        repaired = _DOUBLE_DECODED.sub(_repair_run, text)
        if repaired == text:
            break
        text = repaired
    return text


# ---- private


def _contains(text: str, utf_8_pattern: re.Pattern[bytes]) -> bool:
    return not text.isascii() and utf_8_pattern.search(text.encode("utf-8", "replace")) is not None


def _decode_mixed(data: bytes, codec: str) -> str:
    """Decode a document that is not valid UTF-8."""
    utf8_text = data.decode("utf-8", "replace")
    replacement_count = utf8_text.count("\ufffd")
    # UTF-8 with some invalid bytes: in other encodings most bytes above ASCII are invalid as UTF-8.
    is_mostly_utf8 = len(utf8_text) - len(utf8_text.encode("ascii", "ignore")) > 4 * replacement_count
    if codec and codec not in {"utf-8", "utf-16-le", "utf-16-be"}:
        declared_text = _decode_lenient(data, codec)
        if not is_mostly_utf8 or "\ufffd" not in declared_text:
            return declared_text
    if is_mostly_utf8:
        return utf8_text
    if codec == "utf-8" and replacement_count * 2 < len(data) - len(
        data.translate(None, bytes(range(128, 256)))
    ):
        return utf8_text
    guess = charset_normalizer.from_bytes(data[:MAX_GUESS_BYTES]).best()
    try:
        return _decode_lenient(data, find_codec(guess.encoding) if guess else "cp1252")
    except LookupError:
        return utf8_text


def _find_certain_encoding(data: bytes) -> str | None:
    """Return the encoding that a byte order mark, or NUL bytes at the start, prove."""
    for byte_order_mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(byte_order_mark):
            return encoding
    head = data[:4]
    if b"\0" not in head or len(head) < 4:  # noqa: PLR2004 - four bytes are one character of UTF-32
        return None
    return {"0101": "utf-16-le", "1010": "utf-16-be", "0111": "utf-32-le", "1110": "utf-32-be"}.get(
        "".join("0" if byte else "1" for byte in head)
    )


def _decode_lenient(data: bytes, codec: str) -> str:
    """Decode as browsers do: bytes that windows-1252 leaves undefined are C1 controls."""
    try:
        return data.decode(codec)
    except UnicodeError:
        if codec == "cp1252":
            return data.decode("latin-1").translate(
                {code: _WINDOWS_1252[code - 0x80] for code in range(0x80, 0xA0)}
            )
        return data.decode(codec, "replace")


def _is_surely_wrong(run: str) -> bool:
    characters = _ONE_CHARACTER.findall(run)
    is_sure = len(characters) >= _MIN_OTHER_CHARACTERS or any(
        len(character) > 2 or (character[0] in "ÂÃ" and character[1] not in _DOUBTFUL_SECOND)  # noqa: PLR2004
        for character in characters
    )
    return is_sure and _encode_again(run) != run


def _repair_run(match: re.Match[str]) -> str:
    return _encode_again(match[0])


def _encode_again(run: str) -> str:
    try:
        return bytes(_WINDOWS_1252_BYTES[ord(character)] for character in run).decode("utf-8")
    except (UnicodeError, KeyError):
        return run
