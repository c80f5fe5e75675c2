"""Create briefs of whole days of real news, and score their openers, added sentences, stories and order.

    python -m bench.days [DATA]

DATA is ../shared/eval/days: labelled days with a scorer, day_eval.py, which is given `newsbrief pipe brief`.
Beside it stands the first two sentences of the newest articles. Intervals are 95 %, by resampling evenings.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.paths import ROOT, SHARED

DATA = SHARED / "eval" / "days"
TIMEOUT_SECONDS = 1800
BASELINE = "newest, first two sentences"
# The scorer's names, in the order of docs/quality.md.
MEASURES = (
    "openers sound in every form",
    "openers sound and of a report",
    "openers usable, of those labelled",
    "opener: 40 words at most",
    "sentences without rubbish",
    "sentences verbatim",
    "second sentence: share of new words",
    "places led by a report",
    "headline is a report's",
    "editor's five quoted",
    "editor's five quoted or in the rest",
    "pairs: precision",
    "pairs: recall",
    "stories of several without a strange article",
    "places that repeat an event",
    "topic places right",
)


def main() -> None:
    """Score the briefs and print one row for each measure."""
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    scorer = data / "day_eval.py"
    if not scorer.is_file():
        print(f"skipped: no scorer in {data}")
        return
    print("\n".join(format_table(_score(data, scorer))))


def format_table(results: dict[str, dict[str, Any]]) -> list[str]:
    """Return the lines of a Markdown table.

    Args:
        results: the scorer's measures by what it scored; the first is Newsbrief.
    """
    measures = next(iter(results.values()))
    baseline = results.get(BASELINE, {})
    lines = [f"| | Newsbrief | n | {BASELINE} |", "|---|---|---|---|"]
    lines += [
        f"| {measure} | {_format_share(measures[measure])} | {measures[measure]['n']:.0f}"
        f" | {_format_share(baseline[measure]) if measure in baseline else '-'} |"
        for measure in MEASURES
        if measure in measures
    ]
    return lines


# ---- private


def _score(data: Path, scorer: Path) -> dict[str, dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "results.json"
        subprocess.run(
            [
                *(sys.executable, str(scorer), "--data", str(data)),
                *("--cmd", f"{sys.executable} -m bot pipe brief", "--json", str(output)),
            ],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
            timeout=TIMEOUT_SECONDS,
        )
        return dict(json.loads(output.read_text(encoding="utf-8")))


def _format_share(measure: dict[str, Any]) -> str:
    interval = (
        f" [{100 * measure['low']:.0f}, {100 * measure['high']:.0f}]" if measure["low"] is not None else ""
    )
    return f"{100 * measure['value']:.1f}{interval}"


if __name__ == "__main__":
    main()
