"""Decompress HTTP bodies up to a size limit, even if Content-Encoding is missing or wrong."""

from __future__ import annotations

import zlib

import brotli

# A body is packed once, or twice by a proxy; more layers are an attack.
MAX_LAYERS = 3
# Bytes that a decompressor returns at a time.
CHUNK_BYTES = 2**18
_GZIP_MAGIC = b"\x1f\x8b\x08"
# The window sizes for zlib: gzip, zlib, and deflate without a header.
_GZIP, _ZLIB, _RAW_DEFLATE = 31, 15, -15


class BodyTooLargeError(Exception):
    """Raised if an unpacked body is larger than the limit."""


class BrokenEncodingError(Exception):
    """Raised if a body cannot be unpacked."""


def unpack(body: bytes, content_encoding: str, max_bytes: int) -> bytes:
    """Return the body of a response without its content encodings.

    What the body is counts for more than what the header says: gzip is recognized by its first bytes.

    Args:
        body: the body as it was sent.
        content_encoding: the Content-Encoding header; "" if there is none.
        max_bytes: the maximum number of unpacked bytes.

    Raises:
        BodyTooLargeError: the unpacked body is larger than `max_bytes`.
        BrokenEncodingError: the body is not what the header says.
    """
    names = [name.strip().lower().removeprefix("x-") for name in content_encoding.split(",")]
    for name in reversed(names[-MAX_LAYERS:]):
        if name == "br":
            body = _unpack_brotli(body, max_bytes)
        elif name == "deflate" and not body.startswith(_GZIP_MAGIC):
            body = _unpack_deflate(body, max_bytes)
        elif name == "gzip" and body.startswith(_GZIP_MAGIC):
            body = _unpack_gzip(body, max_bytes)
    for _ in range(MAX_LAYERS - 1):
        if not body.startswith(_GZIP_MAGIC):
            break
        body = _unpack_gzip(body, max_bytes)
    if len(body) > max_bytes:
        raise BodyTooLargeError
    return body


# ---- private


def _unpack_gzip(body: bytes, max_bytes: int) -> bytes:
    """Return the content of the gzip members of a body, ignoring any bytes after them."""
    parts: list[bytes] = []
    while body.startswith(_GZIP_MAGIC):
        content, body = _inflate(body, _GZIP, max_bytes - sum(map(len, parts)))
        parts.append(content)
    return b"".join(parts)


def _unpack_deflate(body: bytes, max_bytes: int) -> bytes:
    for window_size in (_ZLIB, _RAW_DEFLATE):
        try:
            return _inflate(body, window_size, max_bytes)[0]
        except BrokenEncodingError:
            continue
    if body.lstrip()[:1] in {b"<", b"{"}:
        return body
    raise BrokenEncodingError


def _inflate(body: bytes, window_size: int, max_bytes: int) -> tuple[bytes, bytes]:
    """Return the unpacked content, and the bytes that follow the compressed data."""
    decompressor = zlib.decompressobj(window_size)
    try:
        content = decompressor.decompress(body, max_bytes + 1)
    except zlib.error as error:
        raise BrokenEncodingError from error
    if len(content) > max_bytes:
        raise BodyTooLargeError
    if not decompressor.eof:
        raise BrokenEncodingError
    return content, decompressor.unused_data


def _unpack_brotli(body: bytes, max_bytes: int) -> bytes:
    decompressor, content = brotli.Decompressor(), bytearray()
    try:
        content += decompressor.process(body, output_buffer_limit=CHUNK_BYTES)
        while not decompressor.is_finished():
            if len(content) > max_bytes:
                raise BodyTooLargeError
            piece = decompressor.process(b"", output_buffer_limit=CHUNK_BYTES)
            if not piece and not decompressor.is_finished():
                raise BrokenEncodingError
            content += piece
    except brotli.error as error:
        if body.lstrip()[:1] in {b"<", b"{"}:
            return body
        raise BrokenEncodingError from error
    return bytes(content)
