"""What is new in a feed, told by its bytes."""

import gzip
from pathlib import Path

import pytest
from paths import SHARED

from sources.parsing import entry_fingerprints, feed

EVAL = SHARED / "eval" / "ingest" / "feeds"


def rss(*titles: str) -> bytes:
    items = "".join(f"<item><title>{title}</title><guid>{title}</guid></item>" for title in titles)
    return f"<rss version='2.0'><channel><title>Courier</title>{items}</channel></rss>".encode()


def test_what_was_shown_before_is_cut_out_and_the_rest_is_a_feed() -> None:
    first = entry_fingerprints.cut_known_entries(rss("a", "b"), b"")

    second = entry_fingerprints.cut_known_entries(rss("c", "a", "b"), first.entry_fingerprints)

    assert (first.new_count, first.known_count, second.new_count, second.known_count) == (2, 0, 1, 2)
    assert [entry.title for entry in feed.parse(second.data).entries] == ["c"]


def test_an_entry_that_changed_is_new() -> None:
    before = rss("a", "b")

    assert (
        entry_fingerprints.cut_known_entries(
            before.replace(b"<title>b", b"<title>B"),
            entry_fingerprints.cut_known_entries(before, b"").entry_fingerprints,
        ).new_count
        == 1
    )


def test_an_entry_that_was_away_and_comes_again_is_shown_again() -> None:
    assert (
        entry_fingerprints.cut_known_entries(
            rss("a", "b"), entry_fingerprints.cut_known_entries(rss("a"), b"").entry_fingerprints
        ).new_count
        == 1
    )


@pytest.mark.parametrize(
    "data",
    [
        b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1"}]}',
        "<rss><item>a</item></rss>".encode("utf-16"),
        b"<feed><a:entry>x</a:entry></feed>",
        b"<rss><item><item>x</item></item></rss>",
        b"<rss><item>never closed",
        b"<rss><item><![CDATA[ </item> ]]></item></rss>",
        b"<rdf><items><li/></items></rdf>",
        b"",
    ],
)
def test_what_cannot_be_told_apart_is_one_piece(data: bytes) -> None:
    whole = entry_fingerprints.cut_known_entries(data, b"12345678")

    assert (whole.data, whole.new_count, whole.known_count) == (data, 1, 0)
    assert entry_fingerprints.cut_known_entries(data, whole.entry_fingerprints).new_count == 0


@pytest.mark.parametrize(
    "piece", [b"<item", b"<item ", b"<item>", b"</item>", b"<items>", b"<![CDATA[", b"<entry>"]
)
def test_floods_end(piece: bytes) -> None:
    assert entry_fingerprints.cut_known_entries(piece * (4 * 2**20 // len(piece)), b"").new_count == 1


@pytest.mark.skipif(not EVAL.exists(), reason="the data are not here")
def test_half_of_a_real_feed_cut_out_leaves_the_other_half() -> None:
    tried = 0
    for path in sorted(EVAL.glob("**/*kagi*/*"))[:60] + sorted(EVAL.glob("**/*nnw*/*"))[:40]:
        data = _read(path)
        whole = entry_fingerprints.cut_known_entries(data, b"")
        if whole.new_count < 4:
            continue
        half = whole.entry_fingerprints[: whole.new_count // 2 * entry_fingerprints.FINGERPRINT_BYTES]
        rest = entry_fingerprints.cut_known_entries(data, half)
        every, left = feed.parse(data).entries, feed.parse(rest.data).entries
        assert set(left) == set(every[len(every) - len(left) :]), path.name
        assert len(left) >= rest.new_count - 1
        tried += 1
    assert tried > 20


def _read(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
