"""Where the benches find the repository and the texts that come with it."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT / "seeds"
SEED_ARTICLES = SEEDS / "articles"
SENTENCES_GOLD = ROOT / "tests" / "data" / "sentences_gold.txt"
# Articles and labels that are not part of the repository; a bench that needs them says so where they are absent.
SHARED = ROOT.parent / "shared"
