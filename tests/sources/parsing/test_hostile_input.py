"""Hostile files that hurt other parsers: each ends soon, in little memory, and tells nothing that it should not."""

import gzip
import sys
import time
from pathlib import Path

import pytest
from paths import SHARED

from news.errors import SourceError
from sources.parsing.worker_pool import ParserPool

NASTY = SHARED / "eval" / "ingest" / "nasty"
FILES = [path for path in sorted(NASTY.glob("*")) if path.suffix == ".gz" and ".body" not in path.name]
SECONDS, MEGABYTES = 10, 300


@pytest.mark.skipif(not FILES, reason="the data are not here")
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
@pytest.mark.parametrize("kind", ["feed", "page"])
def test_a_nasty_file_ends_soon_in_little_memory(path: Path, kind: str) -> None:
    data = gzip.decompress(path.read_bytes())
    with ParserPool(max_processes=1) as bench:
        bench.parse_feed(b"<rss><channel><title>x</title><item><title>y</title></item></channel></rss>")
        process = bench._processes[0].process
        assert process is not None
        status = Path(f"/proc/{process.pid}/status")
        start = time.monotonic()
        try:
            told = repr(bench.parse_feed(data, "x") if kind == "feed" else bench.parse_page(data, "x"))
        except SourceError as problem:
            told = str(problem)
        took = time.monotonic() - start
        highest = _peak(status)

    assert took < SECONDS + 2
    assert highest < MEGABYTES
    assert "root:" not in told


def _peak(status: Path) -> float:
    """Give the most memory that a process held, MB; 0 if it was killed."""
    try:
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return 0
    return int(line.split()[1]) / 1024
