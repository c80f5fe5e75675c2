"""Measure the extraction of article text from pages of outlets that were not used for choosing settings.

    python -m bench.pages [--data FOLDER] [--folds N] [--worst N]

FOLDER has cases.jsonl, with {"path", "url", "text"} for each page, and gzipped pages. Outlets are dealt into N folds.
For each fold, the settings of `sources.parsing.pages.article_text` that are best on the other folds are measured on it.
Prints for each fold, and for all of them: the mean token F1 with the chosen settings and with the settings in use, that
of trafilatura in both modes, and the gain over the better mode.
"""

from __future__ import annotations

import argparse
import copy
import gzip
import json
import re
from collections import Counter
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import trafilatura

from bench.paths import SHARED
from sources.parsing import html_text, page_title, split_body
from sources.parsing.pages import article_text, metadata

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DEFAULT = article_text.DEFAULT_SETTINGS
# The settings to choose from: the ones in use, and one change at a time.
SETTINGS = (
    DEFAULT,
    replace(DEFAULT, has_standfirst=False),
    replace(DEFAULT, has_teasers=True),
    *(replace(DEFAULT, max_lost_share=share) for share in (0.0, 0.25, 0.75)),
    *(replace(DEFAULT, min_title_overlap=overlap) for overlap in (0.7, 0.8, 1.1)),
    *(replace(DEFAULT, max_restored_share=share) for share in (0.0, 0.5)),
    replace(DEFAULT, has_edges=True),
    *(replace(DEFAULT, min_card_prose=words) for words in (80, 300, 10_000)),
    *(replace(DEFAULT, min_agreement_gain=gain) for gain in (0.02, 0.05, 1.1)),
)
MODES = {"precise": True, "balanced": False}
_WORD_PATTERN = re.compile(r"\w+")


@dataclass(frozen=True)
class PageScores:
    """The token F1 of a page for each setting and for each mode of the extractor alone."""

    path: str
    outlet: str
    by_settings: tuple[float, ...]
    by_mode: dict[str, float]
    source: str


def main() -> None:
    """Print a table of the folds."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=SHARED / "eval" / "ingest" / "articles")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--worst", type=int, default=0, help="show so many pages with the lowest F1")
    options = parser.parse_args()
    pages = list(_score_pages(options.data))
    print(f"{len(pages)} pages of {len({page.outlet for page in pages})} outlets", end="; ")
    print(", ".join(f"{source} {count}" for source, count in Counter(page.source for page in pages).items()))
    print("fold  pages  chosen  in use  precise  balanced  gain  settings")
    chosen_scores: list[float] = []
    for fold in range(options.folds):
        chosen_scores += _print_fold(pages, fold, options.folds)
    _print_row("all", pages, mean(chosen_scores), "")
    for page in sorted(pages, key=lambda page: page.by_settings[0])[: options.worst]:
        print(f"  {page.by_settings[0]:.3f} {page.path} {page.by_mode} {page.source}")


# ---- private


def _print_fold(pages: Sequence[PageScores], fold: int, fold_count: int) -> list[float]:
    """Print a fold's figures. Return its scores with the settings that are best on the other folds."""
    held_out = [page for page in pages if _find_fold(page.outlet, fold_count) == fold]
    others = [page for page in pages if _find_fold(page.outlet, fold_count) != fold]
    best = max(range(len(SETTINGS)), key=lambda index: mean(page.by_settings[index] for page in others))
    scores = [page.by_settings[best] for page in held_out]
    defaults = asdict(DEFAULT)
    changed = ", ".join(
        f"{name}={value}" for name, value in asdict(SETTINGS[best]).items() if value != defaults[name]
    )
    _print_row(str(fold + 1), held_out, mean(scores), changed or "as in use")
    return scores


def _print_row(name: str, pages: Sequence[PageScores], chosen: float, note: str) -> None:
    by_mode = {mode: mean(page.by_mode[mode] for page in pages) for mode in MODES}
    in_use = mean(page.by_settings[0] for page in pages)
    print(
        f"{name:5} {len(pages):5}   {chosen:.4f}  {in_use:.4f}   {by_mode['precise']:.4f}    {by_mode['balanced']:.4f}"
        f"  {chosen - max(by_mode.values()):+.4f}  {note}"
    )


def _find_fold(outlet: str, fold_count: int) -> int:
    return int(sha256(outlet.encode()).hexdigest(), 16) % fold_count


def _score_pages(folder: Path) -> Iterator[PageScores]:
    for line in (folder / "cases.jsonl").read_text(encoding="utf-8").splitlines():
        case: dict[str, Any] = json.loads(line)
        if "text" in case:
            yield _score_page(case, gzip.decompress((folder / case["path"]).read_bytes()))


def _score_page(case: dict[str, Any], data: bytes) -> PageScores:
    gold, url = _count_tokens(case["text"]), case.get("url") or ""
    page_text = html_text.decode(data)
    tree = html_text.parse_tree(page_text)
    assert tree is not None, case["path"]
    by_mode = {
        mode: article_text.count_agreement(
            gold, _count_tokens(_extract_alone(page_text, url, is_precise=is_precise))
        )
        for mode, is_precise in MODES.items()
    }
    outlet = _find_outlet(case, metadata.find_canonical_url(tree, page_title.read_meta(tree), url))
    split_body.merge_split_body(tree)
    candidates = article_text.read_candidates(tree, url=url, title=page_title.resolve_title(tree, url))
    texts = [article_text.choose_text(candidates, settings) for settings in SETTINGS]
    return PageScores(
        case["path"],
        outlet,
        tuple(article_text.count_agreement(gold, _count_tokens(text.text)) for text in texts),
        by_mode,
        texts[0].source,
    )


def _extract_alone(page_text: str, url: str, *, is_precise: bool) -> str:
    extraction: Any = trafilatura.bare_extraction(
        page_text, url=url or None, include_comments=False, favor_precision=is_precise
    )
    return str(copy.copy(extraction).as_dict().get("text") or "") if extraction is not None else ""


def _find_outlet(case: dict[str, Any], url: str) -> str:
    """Return the outlet of a page: its host, or the first part of its file's name, such as "uk_TheCourier"."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    named = re.match(r"[a-z]{2}_[A-Za-z]+(?=_\d{4})", Path(case["path"]).name)
    return named[0] if named else host or case["path"]


def _count_tokens(text: str) -> Counter[str]:
    return Counter(_WORD_PATTERN.findall(text.lower()))


if __name__ == "__main__":
    main()
