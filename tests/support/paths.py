"""Where tests find the repository, their own data, and the data that may stand beside the checkout."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"
# Articles and scorers that are not part of the repository; tests that use them skip where they are absent.
SHARED = ROOT.parent / "shared"
