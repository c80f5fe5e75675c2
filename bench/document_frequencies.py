"""Count the number of news articles that contain each English stem: the background statistics for clustering.

    python -m bench.document_frequencies EVAL_FOLDER > summarize/clustering/data/document_frequencies_en.txt

Reads `days/weak-genre.jsonl.gz`, `summ/multi_allsides.jsonl` and `summ/single_cnndm_*.jsonl` in the folder. Counts
stems in the headline and in the part of the text that clustering uses. Prints only counts, no texts.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter, defaultdict
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from summarize.clustering import cluster, cluster_features
from summarize.clustering.clustering_parameters import DEFAULT_PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Iterator

# Stems in fewer articles are omitted: they weigh about as much as unknown stems, and most are misspelt.
MIN_DOCUMENTS = 3
HEADER = """# In how many of {total} English news articles each stem stands: a count, then the stems with that count.
# Headline and first 2,000 characters (of the first source 1,200) of articles of 2012 to 2020: US outlets by AllSides,
# CNN, Daily Mail. Counted by bench/document_frequencies.py.
# Counts only, of stems in at least {minimum} articles; no text of an article is here.
# Sources: github.com/ramybaly/Article-Bias-Prediction, HLTCHKUST/framing-bias-metric, CNN/DailyMail 3.0.0.
documents {total}"""


def main() -> None:
    """Print the counts in the format of the data file."""
    counts: Counter[str] = Counter()
    total = 0
    for title, text in _read_articles(Path(sys.argv[1])):
        total += 1
        terms = cluster_features.read_terms(
            title,
            text[: cluster.MAX_OPENING_CHARACTERS],
            "en",
            title_term_weight=DEFAULT_PARAMETERS.title_term_weight,
        )
        counts.update(term for term in terms.counts if not cluster_features.is_bigram(term))
    stems_by_count: defaultdict[int, list[str]] = defaultdict(list)
    for stem, count in counts.items():
        if count >= MIN_DOCUMENTS and not stem.isdigit():
            stems_by_count[count].append(stem)
    print(HEADER.format(total=total, minimum=MIN_DOCUMENTS))
    for count, stems in sorted(stems_by_count.items(), reverse=True):
        print(count, *sorted(stems))


# ---- private


def _read_articles(folder: Path) -> Iterator[tuple[str, str]]:
    with gzip.open(folder / "days/weak-genre.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from _headlines_and_texts(chain.from_iterable(_documents(line) for line in lines))
    for path in (
        folder / "summ/multi_allsides.jsonl",
        *sorted((folder / "summ").glob("single_cnndm_*.jsonl")),
    ):
        with path.open(encoding="utf-8") as lines:
            yield from _headlines_and_texts(chain.from_iterable(_documents(line) for line in lines))


def _documents(line: str) -> list[dict[str, str]]:
    row = json.loads(line)
    return list(row.get("documents") or [row])


def _headlines_and_texts(documents: Iterator[dict[str, str]]) -> Iterator[tuple[str, str]]:
    for document in documents:
        yield document.get("title") or "", document.get("text") or ""


if __name__ == "__main__":
    main()
