"""Paths of the repository and the texts in it, for the benchmarks."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT / "seeds"
SEED_ARTICLES = SEEDS / "articles"
TEST_DATA = ROOT / "tests" / "data"
SENTENCES_GOLD = TEST_DATA / "sentences_gold.txt"
# Articles and labels outside the repository; a benchmark that needs them reports an error if they are missing.
SHARED = ROOT.parent / "shared"
