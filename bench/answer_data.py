"""Questions with the sentences that answer them, from ../shared and tests/data, for fitting and measuring answers."""

from __future__ import annotations

import csv
import gzip
import itertools
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bench.paths import SEED_ARTICLES, SHARED, TEST_DATA
from news.article import Article
from summarize.answers.in_memory_index import InMemoryIndex
from summarize.text import language, sentence_splitter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

# The number of articles of an evening's archive that are read for one question.
MAX_ARCHIVE_ARTICLES = 10
# An evening's archive is of so many days.
ARCHIVE_DAYS = timedelta(days=5)
OUR_QUESTIONS = TEST_DATA / "answer_questions.jsonl"
_TIME = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question and its right sentences.

    Attributes:
        set_name: the set of questions that it is from.
        group: its article, or its archive; questions of one group are never split.
        text: as asked.
        history: earlier questions of its thread, oldest first.
        articles: the articles to be searched.
        gold: (article id, sentence index) of each sentence that answers; empty if it is unanswerable.
        is_answerable: whether the articles answer.
    """

    set_name: str
    group: str
    text: str
    history: tuple[str, ...]
    articles: tuple[Article, ...]
    gold: frozenset[tuple[str, int]]
    is_answerable: bool


ALL_SETS = ("threads.dev", "ours", "days", "chat", "selqa.dev", "squad2_article.dev")


def load_questions(set_names: Sequence[str] = ALL_SETS) -> list[LabelledQuestion]:
    """Load sets of questions."""
    loaders = {"ours": _load_our_questions, "days": _load_days, "chat": _load_chat}
    return [
        question
        for name in set_names
        for question in (loaders[name]() if name in loaders else _load_shared_set(name))
    ]


# ---- private


def _build_article(article_id: str, title: str, sentences: list[str], article_language: str = "") -> Article:
    spans, start = [], 0
    for sentence in sentences:
        spans.append((start, start + len(sentence)))
        start += len(sentence) + 1
    text = "\n".join(sentences)
    return Article(
        article_id,
        "s",
        "o",
        "",
        title,
        text,
        tuple(spans),
        _TIME,
        language=article_language or _detect(text),
    )


def _detect(text: str) -> str:
    detected = language.detect(text)
    return detected if detected != language.UNKNOWN else "en"


def _load_shared_set(name: str) -> Iterator[LabelledQuestion]:
    articles: dict[str, Article] = {}
    with (SHARED / "eval" / "qa" / f"{name}.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if "article" in row:
                article = row["article"]
                articles[article["id"]] = _build_article(
                    article["id"], article["title"], article["sentences"], "en"
                )
                continue
            question = row["question"]
            yield LabelledQuestion(
                name,
                question["article_ids"][0],
                question["text"],
                tuple(question.get("history", ())),
                tuple(articles[article_id] for article_id in question["article_ids"]),
                frozenset((article_id, index) for article_id, index in row["gold"]),
                bool(row["gold"]),
            )


def _read_table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _read_day_rows() -> dict[tuple[str, str], Mapping[str, str]]:
    rows = {}
    for path in sorted((SHARED / "eval" / "days").glob("?.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows.update({(path.name[0], row["id"]): row for row in map(json.loads, lines)})
    return rows


def _cut(text: str, article_language: str) -> list[tuple[int, str]]:
    return [
        (start, text[start:end]) for start, end in sentence_splitter.split_into_spans(text, article_language)
    ]


def _load_days() -> Iterator[LabelledQuestion]:
    rows = _read_day_rows()
    questions = _read_table(SHARED / "eval" / "days" / "answers.tsv")
    for (set_name, day), group in itertools.groupby(questions, key=lambda row: (row["set"], row["day"])):
        now = datetime.fromisoformat(f"{day}T22:00:00+00:00")
        articles = [
            _build_article(row["id"], row["title"], [text for _, text in _cut(row["text"], "en")], "en")
            for (row_set, _), row in rows.items()
            if row_set == set_name and now - ARCHIVE_DAYS <= datetime.fromisoformat(row["published"]) < now
        ]
        index = InMemoryIndex(articles)
        for question in group:
            answers = [] if question["answer_holds"] == "-" else question["answer_holds"].split("|")
            yield LabelledQuestion(
                "days",
                f"days {set_name} {day}",
                question["question"],
                (),
                index.search(question["question"], (), MAX_ARCHIVE_ARTICLES),
                _find_words(articles, answers),
                bool(answers),
            )


def _load_chat() -> Iterator[LabelledQuestion]:
    rows = json.loads((SHARED / "cases" / "chat" / "articles.json").read_text(encoding="utf-8"))
    articles = tuple(_build_article(row["id"], row["title"], row["sentences"], "en") for row in rows)
    for question in _read_table(SHARED / "cases" / "chat" / "questions.tsv"):
        expected = question["expected_in_first_answer"]
        answers = [] if expected == "REFUSE" else [expected]
        history = tuple(turn.strip() for turn in (question["history"] or "").split("|") if turn.strip())
        yield LabelledQuestion(
            "chat",
            "chat",
            question["question"],
            history,
            articles,
            _find_words(articles, answers),
            bool(answers),
        )


def _load_our_questions() -> Iterator[LabelledQuestion]:
    texts = {key: (row["title"], row["text"]) for key, row in _read_day_rows().items()}
    with (SHARED / "eval" / "ingest" / "articles" / "cases.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            texts["ingest", row["path"]] = (row.get("title") or "", row.get("text") or "")
    for path in SEED_ARTICLES.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            texts["seeds", str(path.relative_to(SEED_ARTICLES))] = (text.partition("\n")[0], text)
    articles: dict[tuple[str, str], tuple[Article, list[tuple[int, str]]]] = {}
    with OUR_QUESTIONS.open(encoding="utf-8") as lines:
        for question in map(json.loads, lines):
            key = (question["set"], question["article"])
            if key not in articles:
                title, text = texts[key]
                sentences = _cut(text, _detect(text))
                articles[key] = (
                    _build_article("/".join(key), title, [sentence for _, sentence in sentences]),
                    sentences,
                )
            article, sentences = articles[key]
            gold = {
                (article.id, index)
                for place in question["places"]
                for index, (start, sentence) in enumerate(sentences)
                if start <= place < start + len(sentence)
            }
            yield LabelledQuestion(
                "ours",
                article.id,
                question["question"],
                tuple(question["history"]),
                (article,),
                frozenset(gold),
                bool(gold),
            )


def _find_words(
    articles: list[Article] | tuple[Article, ...], answers: list[str]
) -> frozenset[tuple[str, int]]:
    return frozenset(
        (article.id, sentence.index)
        for article in articles
        for sentence in article.sentences
        if any(_plain(answer) in _plain(sentence.text) for answer in answers)
    )


def _plain(text: str) -> str:
    straight = text.translate(str.maketrans("“”‘’", "\"\"''"))
    return " ".join(straight.split()).casefold()
