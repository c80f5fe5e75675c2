"""Accept HTTP responses that browsers accept but aiohttp's parser rejects.

A repeated equal Content-Length counts once, and bytes after the announced length are left out.
"""

from __future__ import annotations

import re

from aiohttp.client_proto import ResponseHandler

_LENGTH_LINE = re.compile(rb"\r\ncontent-length[ \t]*:[ \t]*(\d{1,15})[ \t]*(?=\r\n)", re.IGNORECASE)
_CHUNKED_LINE = re.compile(rb"\r\ntransfer-encoding[ \t]*:", re.IGNORECASE)
_RESPONSE_START, _HEAD_END = b"HTTP/1.", b"\r\n\r\n"


class LenientResponseHandler(ResponseHandler):
    """Repairs responses before they are parsed."""

    _expected_bytes: int | None = None

    def data_received(self, data: bytes) -> None:
        """Pass received bytes to the parser, without the parts that it would reject."""
        if data.startswith(_RESPONSE_START) and _HEAD_END in data:
            data, self._expected_bytes = repair_head(data)
        elif self._expected_bytes is not None and data:
            data = data[: self._expected_bytes]
            self._expected_bytes -= len(data)
            if not data:
                return
        super().data_received(data)


def repair_head(data: bytes) -> tuple[bytes, int | None]:
    """Return a response's head without a repeated Content-Length and without the bytes that follow the body.

    With it, return the number of bytes that are still to come; None if the response does not say it.
    """
    head, separator, body = data.partition(_HEAD_END)
    lines = head + b"\r\n"
    lengths = {int(length) for length in _LENGTH_LINE.findall(lines)}
    if len(lengths) != 1 or _CHUNKED_LINE.search(lines):
        return data, None
    first = _LENGTH_LINE.search(lines)
    assert first
    rest = _LENGTH_LINE.sub(b"", lines[first.end() :])
    body = body[: max(lengths)]
    # The last line of the head ends before the empty line.
    head = (lines[: first.end()] + rest).removesuffix(b"\r\n")
    return head + separator + body, max(lengths) - len(body)
