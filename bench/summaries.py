"""Measure summaries: the quality compared with Lead, and the speed compared with sumy and summa.

    python -m bench.summaries quality DATA    the quality table of docs/quality.md
    python -m bench.summaries speed           the speed table of docs/performance.md

DATA is the folder of the development data with its scorer, summ_eval.py. Results on the data that the model was fitted
to are cross-validated, which requires catboost. Libraries that are not installed are omitted from the speed table.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from bench.paths import ROOT, SEED_ARTICLES
from news.article import Article
from summarize.cleaning import preprocess
from summarize.extraction import key_sentences
from summarize.text import language

if TYPE_CHECKING:
    from collections.abc import Callable

FITTED_FILES = ("single_cnndm_val.jsonl", "single_cnndm_train.jsonl", "single_gum_news.jsonl")
UNSEEN_FILES = ("single_writers.jsonl", "multi_allsides.jsonl")
LONG_FILE = "multi_multinews.jsonl"
NOW = datetime(2026, 11, 19, tzinfo=UTC)
MAX_REPEATS = 100
SENTENCE_COUNTS = (50, 200, 1_000)
MAX_SLOW_SENTENCES = 200  # the maximum number of sentences for libraries that take quadratic time


def main() -> None:
    """Measure the quality or the speed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("quality").add_argument("data", type=Path)
    commands.add_parser("speed")
    options = parser.parse_args()
    if options.command == "quality":
        measure_quality(options.data)
    else:
        measure_speed()


def measure_quality(data: Path) -> None:
    """Score summaries and Lead: on Multi-News with 250 words, on all other sets with three sentences."""
    scorer_command = [sys.executable, str(data / "summ_eval.py"), "--baselines", "lead,sumy-lexrank,oracle"]
    newsbrief_option = ["--cmd", f"newsbrief={Path(sys.executable).with_name('newsbrief')} pipe summarize"]
    with tempfile.TemporaryDirectory() as folder:
        answers_file = Path(folder) / "answers.jsonl"
        fit_command = [
            sys.executable,
            "-m",
            "bench.fit_summaries",
            str(data),
            "--cross-validate",
            str(answers_file),
        ]
        subprocess.run(fit_command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        cross_validated_option = ["--answers", f"newsbrief, cross-validated={answers_file}"]
        subprocess.run(
            [*scorer_command, *cross_validated_option, *_build_data_options(data, FITTED_FILES)], check=True
        )
        subprocess.run(
            [*scorer_command, *newsbrief_option, *_build_data_options(data, UNSEEN_FILES)], check=True
        )
        subprocess.run(
            [*scorer_command, *newsbrief_option, "--words", "250", *_build_data_options(data, (LONG_FILE,))],
            check=True,
        )


def measure_speed() -> None:
    """Measure the time from raw text to three sentences, on one core."""
    article_texts = [path.read_text(encoding="utf-8") for path in sorted(SEED_ARTICLES.glob("*/*.txt"))]
    articles = [preprocess.preprocess(text, is_scraped=True) for text in article_texts]
    sentence_texts = [
        item.text[a:b] for item in articles if item.language == "en" for a, b in item.sentence_spans
    ]
    thousand = " ".join(" ".join(sentence_texts).split()[:1_000])
    print(
        "| system | 1,000 words, ms | articles/s | "
        + " | ".join(f"{sentence_count} sentences, ms" for sentence_count in SENTENCE_COUNTS)
        + " |"
    )
    print("|---" * (3 + len(SENTENCE_COUNTS)) + "|")
    for name, run, limit in list_peers():
        item = _measure_milliseconds(run, thousand)
        sized_cells = [
            f"{_measure_milliseconds(run, _make_text(sentence_texts, size)):.1f}" if size <= limit else ""
            for size in SENTENCE_COUNTS
        ]
        print(f"| {name} | {item:.1f} | {1000 / item:.0f} | " + " | ".join(sized_cells) + " |", flush=True)


def list_peers() -> list[tuple[str, Callable[[str], object], int]]:
    """Return (name, function of a text, maximum number of sentences) for each summarizer."""
    summarizers: list[tuple[str, Callable[[str], object], int]] = [
        ("**newsbrief**", lambda text: summarize_ours(text, "news"), 10**6)
    ]
    summarizers += [
        (f"our {name}", partial(summarize_ours, method=name), 10**6) for name in ("lead", "lexrank")
    ]
    for name, module, class_name in (
        ("LexRank", "lex_rank", "LexRankSummarizer"),
        ("TextRank", "text_rank", "TextRankSummarizer"),
        ("LSA", "lsa", "LsaSummarizer"),
        ("Luhn", "luhn", "LuhnSummarizer"),
        ("SumBasic", "sum_basic", "SumBasicSummarizer"),
    ):
        summarizers.append((f"sumy {name}", make_stock_summarizer(module, class_name), MAX_SLOW_SENTENCES))
    try:
        from summa import summarizer  # noqa: PLC0415 - a peer that may not be installed
    except ImportError:
        return summarizers
    return [*summarizers, ("summa", lambda text: summarizer.summarize(text, ratio=0.1), MAX_SLOW_SENTENCES)]


def summarize_ours(text: str, method: str) -> object:
    """Summarize a raw text with Newsbrief: clean it, detect its language, split and select sentences."""
    preprocessed = preprocess.preprocess(text, title="")
    article = Article(
        id="a",
        source_id="",
        outlet="",
        url="",
        title=preprocessed.title,
        text=preprocessed.text,
        sentence_spans=preprocessed.sentence_spans,
        first_seen_at=NOW,
        language=preprocessed.language,
    )
    return key_sentences.select_key_sentences([article], max_sentences=3, method=method)


def make_stock_summarizer(module: str, class_name: str) -> Callable[[str], object]:
    """Return a summarizer of sumy with its own stemmer and stop words, and NLTK's word tokenizer (no NLTK data)."""
    from importlib import import_module  # noqa: PLC0415 - with the two below: only the peers need them

    from nltk.tokenize.destructive import NLTKWordTokenizer  # noqa: PLC0415
    from sumy.nlp.stemmers import Stemmer  # noqa: PLC0415
    from sumy.parsers.plaintext import PlaintextParser  # noqa: PLC0415
    from sumy.utils import get_stop_words  # noqa: PLC0415

    class Words(language.Tokenizer):
        def to_words(self, sentence: str) -> tuple[str, ...]:
            return tuple(NLTKWordTokenizer().tokenize(sentence))

    summarizer = getattr(import_module(f"sumy.summarizers.{module}"), class_name)(Stemmer("english"))
    summarizer.stop_words = get_stop_words("english")
    return lambda text: summarizer(PlaintextParser.from_string(text, Words("en")).document, 3)


# ---- private


def _build_data_options(data: Path, names: tuple[str, ...]) -> list[str]:
    return [part for name in names for part in ("--data", str(data / name))]


def _make_text(lines: list[str], count: int) -> str:
    """Return a text with this number of sentences, without duplicates."""
    numbered_sentences = (f"In report {repetition}, {line}" for repetition in range(count) for line in lines)
    return "\n".join(islice(numbered_sentences, count))


def _measure_milliseconds(run: Callable[[str], object], text: str) -> float:
    """Return the CPU milliseconds of one call, the best of several."""
    run(text)
    seconds: list[float] = []
    started_at = time.process_time()
    while len(seconds) < MAX_REPEATS and (not seconds or time.process_time() - started_at < 3):
        call_started_at = time.process_time()
        run(text)
        seconds.append(time.process_time() - call_started_at)
    return 1000 * min(seconds)


if __name__ == "__main__":
    main()
