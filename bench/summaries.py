"""Measure summaries: how good beside Lead, how fast beside stock sumy and summa.

summaries.py quality DATA    the quality table of docs/quality.md. DATA is the folder of the development data with its
                             scorer, summ_eval.py. What the model was fitted to is cross-validated (needs catboost).
summaries.py speed           the speed table of docs/performance.md; peers that are not installed are left out
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from news.article import Article
from summarize.cleaning import preprocess
from summarize.extraction import key_sentences
from summarize.text import language

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).resolve().parent
SEEDS = HERE.parent / "seeds" / "articles"
FITTED = ("single_cnndm_val.jsonl", "single_cnndm_train.jsonl", "single_gum_news.jsonl")
UNSEEN = ("single_writers.jsonl", "multi_allsides.jsonl")
LONG = "multi_multinews.jsonl"
NOW = datetime(2026, 11, 19, tzinfo=UTC)
REPEATS = 100
SENTENCES = (50, 200, 1_000)
SLOW = 200  # sentences beyond which the peers whose time grows with the square are left out


def main() -> None:
    """Measure one or the other."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("quality").add_argument("data", type=Path)
    commands.add_parser("speed")
    given = parser.parse_args()
    if given.command == "quality":
        quality(given.data)
    else:
        speed()


def quality(data: Path) -> None:
    """Score beside Lead; Multi-News with 250 words, everything else with three sentences."""
    scorer = [sys.executable, str(data / "summ_eval.py"), "--baselines", "lead,sumy-lexrank,oracle"]
    ours = ["--cmd", f"newsbrief={Path(sys.executable).with_name('newsbrief')} pipe summarize"]
    with tempfile.TemporaryDirectory() as folder:
        answers = Path(folder) / "answers.jsonl"
        fit = [sys.executable, str(HERE / "fit_summaries.py"), str(data), "--cross-validate", str(answers)]
        subprocess.run(fit, check=True, stdout=subprocess.DEVNULL)
        held = ["--answers", f"newsbrief, cross-validated={answers}"]
        subprocess.run([*scorer, *held, *_files(data, FITTED)], check=True)
        subprocess.run([*scorer, *ours, *_files(data, UNSEEN)], check=True)
        subprocess.run([*scorer, *ours, "--words", "250", *_files(data, (LONG,))], check=True)


def speed() -> None:
    """Time from raw text to three sentences, on one core."""
    raw = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*/*.txt"))]
    read = [preprocess.read(text, scraped=True) for text in raw]
    lines = [each.text[a:b] for each in read if each.language == "en" for a, b in each.spans]
    thousand = " ".join(" ".join(lines).split()[:1_000])
    print(
        "| system | 1,000 words, ms | articles/s | "
        + " | ".join(f"{n} sentences, ms" for n in SENTENCES)
        + " |"
    )
    print("|---" * (3 + len(SENTENCES)) + "|")
    for name, run, limit in peers():
        each = _milliseconds(run, thousand)
        sized = [
            f"{_milliseconds(run, _numbered(lines, size)):.1f}" if size <= limit else "" for size in SENTENCES
        ]
        print(f"| {name} | {each:.1f} | {1000 / each:.0f} | " + " | ".join(sized) + " |", flush=True)


def peers() -> list[tuple[str, Callable[[str], object], int]]:
    """Give (name, function of a text, sentences it is shown at most)."""
    found: list[tuple[str, Callable[[str], object], int]] = [
        ("**newsbrief**", lambda text: ours(text, "news"), 10**6)
    ]
    found += [
        (f"our {name}", lambda text, name=name: ours(text, name), 10**6) for name in ("lead", "lexrank")
    ]
    for name, module, kind in (
        ("LexRank", "lex_rank", "LexRankSummarizer"),
        ("TextRank", "text_rank", "TextRankSummarizer"),
        ("LSA", "lsa", "LsaSummarizer"),
        ("Luhn", "luhn", "LuhnSummarizer"),
        ("SumBasic", "sum_basic", "SumBasicSummarizer"),
    ):
        found.append((f"sumy {name}", stock(module, kind), SLOW))
    try:
        from summa import summarizer  # noqa: PLC0415 - a peer that may not be installed
    except ImportError:
        return found
    return [*found, ("summa", lambda text: summarizer.summarize(text, ratio=0.1), SLOW)]


def ours(text: str, method: str) -> object:
    """Go the whole way: clean, detect, split, summarise."""
    read = preprocess.read(text, title="")
    told = Article(
        id="a",
        source="",
        outlet="",
        url="",
        title=read.title,
        text=read.text,
        spans=read.spans,
        seen=NOW,
        language=read.language,
    )
    return key_sentences.key([told], sentences=3, method=method)


def stock(module: str, kind: str) -> Callable[[str], object]:
    """Make a summariser of sumy's as it comes: its stemmer, its stop words, NLTK's word tokenizer (no NLTK data)."""
    from importlib import import_module  # noqa: PLC0415 - with the two below: only the peers need them

    from nltk.tokenize.destructive import NLTKWordTokenizer  # noqa: PLC0415
    from sumy.nlp.stemmers import Stemmer  # noqa: PLC0415
    from sumy.parsers.plaintext import PlaintextParser  # noqa: PLC0415
    from sumy.utils import get_stop_words  # noqa: PLC0415

    class Words(language.Tokenizer):
        def to_words(self, sentence: str) -> tuple[str, ...]:
            return tuple(NLTKWordTokenizer().tokenize(sentence))

    summarizer = getattr(import_module(f"sumy.summarizers.{module}"), kind)(Stemmer("english"))
    summarizer.stop_words = get_stop_words("english")
    return lambda text: summarizer(PlaintextParser.from_string(text, Words("en")).document, 3)


# ---- private


def _files(data: Path, names: tuple[str, ...]) -> list[str]:
    return [part for name in names for part in ("--data", str(data / name))]


def _numbered(lines: list[str], count: int) -> str:
    """Make a text of so many sentences, none of which is like another word for word."""
    more = (f"In report {turn}, {line}" for turn in range(count) for line in lines)
    return "\n".join(islice(more, count))


def _milliseconds(run: Callable[[str], object], text: str) -> float:
    """Give CPU milliseconds a call, the best of several."""
    run(text)
    spent = []
    begun = time.process_time()
    while len(spent) < REPEATS and (not spent or time.process_time() - begun < 3):
        start = time.process_time()
        run(text)
        spent.append(time.process_time() - start)
    return 1000 * min(spent)


if __name__ == "__main__":
    main()
