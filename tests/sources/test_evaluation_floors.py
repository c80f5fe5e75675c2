"""Other people's feeds and pages, with the floors that were set for them.

They are not part of the repository; of the pages a sample is taken here, for time.
"""

import re
import subprocess
import sys

import pytest
from paths import ROOT

SUITES = ROOT.parent / "shared" / "eval" / "ingest"

pytestmark = pytest.mark.skipif(not SUITES.exists(), reason="the suites are not part of the repository")


def _score(script: str, data: str, pipe: str, *floors: str) -> str:
    command = [sys.executable, str(SUITES / script), "--data", str(SUITES / data), *floors]
    ran = subprocess.run(
        [*command, "--cmd", f"{sys.executable} -m bot pipe {pipe}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.mark.slow
def test_feeds_are_read_as_their_suites_expect_and_every_real_one_is_right() -> None:
    printed = _score("feeds_eval.py", "feeds", "feeds", "--min", "0.975")

    real = re.findall(r"real-(?:kagi|nnw|miniflux) (\d+)/(\d+)", printed)
    assert len(real) == 3
    assert all(right == every for right, every in real)


@pytest.mark.slow
def test_pages_are_read_as_their_suites_expect() -> None:
    _score("extract_eval.py", "articles", "extract", "--with-url", "--limit", "16", "--min-f1", "0.955", "--min-title", "0.80", "--min-date", "0.92")  # fmt: skip
