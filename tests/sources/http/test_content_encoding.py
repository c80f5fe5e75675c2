import gzip
import zlib

import brotli
import pytest

from sources.http import content_encoding

FEED = b"<rss><channel><title>Harl</title></channel></rss>" * 20
GZIPPED = gzip.compress(FEED, mtime=0)


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ("", FEED), ("identity", FEED), ("utf-8", FEED), ("gzip", GZIPPED), ("x-gzip", GZIPPED), ("", GZIPPED),
        ("gzip", FEED), ("gzip", GZIPPED + b"\r\n\r\n"), ("gzip, gzip", gzip.compress(GZIPPED, mtime=0)), ("gzip", gzip.compress(GZIPPED, mtime=0)),
        ("", gzip.compress(GZIPPED, mtime=0)), ("gzip", gzip.compress(FEED[:100], mtime=0) + gzip.compress(FEED[100:], mtime=0)),
        ("deflate", zlib.compress(FEED)), ("deflate", zlib.compress(FEED)[2:-4]), ("br", brotli.compress(FEED)), ("br", FEED),
        ("deflate", FEED), ("br, gzip", gzip.compress(FEED, mtime=0)),
    ],
)  # fmt: skip
def test_a_body_is_unpacked_whatever_the_header_says(header: str, body: bytes) -> None:
    assert content_encoding.unpack(body, header, 100_000) == FEED


@pytest.mark.parametrize(
    ("header", "bomb"),
    [
        ("gzip", gzip.compress(bytes(5_000_000), mtime=0)),
        ("", gzip.compress(bytes(5_000_000), mtime=0)),
        ("gzip", gzip.compress(gzip.compress(bytes(5_000_000), mtime=0), mtime=0)),
        ("deflate", zlib.compress(bytes(5_000_000))),
        ("br", brotli.compress(bytes(5_000_000))),
    ],
)
def test_a_bomb_is_not_unpacked(header: str, bomb: bytes) -> None:
    with pytest.raises(content_encoding.BodyTooLargeError):
        content_encoding.unpack(bomb, header, 1_000_000)


@pytest.mark.parametrize("body", [GZIPPED[:-20], b"\x1f\x8b\x08nonsense"])
def test_a_body_that_is_cut_off_is_broken(body: bytes) -> None:
    with pytest.raises(content_encoding.BrokenEncodingError):
        content_encoding.unpack(body, "gzip", 100_000)
