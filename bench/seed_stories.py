"""Measure the grouping of the demo articles in seeds/ against tests/data/seed_stories.json, by pairs.

    python -m bench.seed_stories [--show]

Only pairs of labelled articles in the same language count. Two articles count as joined if they are in the same story,
or if one of them is attached to the other's story as commentary.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from datetime import UTC, datetime
from itertools import combinations

from bench.paths import ROOT, SEEDS
from news.article import Article
from sources import files
from summarize.classification import article_kind
from summarize.cleaning import clean, preprocess
from summarize.clustering import cluster

NOW = datetime(2026, 11, 20, tzinfo=UTC)
LANGUAGE = "en"


def main() -> None:
    """Print the precision and recall of pairs."""
    events = _events()
    articles = [article for article in _articles(events) if article.language == LANGUAGE]
    clustering = cluster.cluster_incrementally(articles)
    commentary = clustering.attach_commentary(articles, {story_id for story_id, _ in clustering.groups})
    story_of = {article.id: story_id for story_id, members in clustering.groups for article in members}
    story_of |= {article.id: story_id for story_id, members in commentary.items() for article in members}
    print("| articles | labelled pairs | precision | recall | stories |\n|---|---|---|---|---|")
    for label, chosen in (
        ("reports", [article for article in articles if article.kind.value == "report"]),
        ("all, commentary beside its story", articles),
    ):
        pairs = list(combinations(chosen, 2))
        wanted = {pair for pair in pairs if events[pair[0].id] and events[pair[0].id] == events[pair[1].id]}
        joined = {pair for pair in pairs if story_of[pair[0].id] == story_of[pair[1].id]}
        right = len(wanted & joined)
        stories = len({story_of[article.id] for article in chosen if events[article.id]})
        print(
            f"| {len(chosen)} {label} | {len(wanted)} | {right / len(joined):.3f} | {right / len(wanted):.3f} "
            f"| {stories} of {len({events[article.id] for article in chosen} - {None})} events |"
        )
    if "--show" in sys.argv:
        _show(articles, story_of, events)


# ---- private


def _events() -> dict[str, str | None]:
    """Return the event of each labeled article, by file path or, for feed items, by headline."""
    rows = json.loads((ROOT / "tests/data/seed_stories.json").read_text(encoding="utf-8"))["articles"]
    return {row.get("title") or row["path"]: row["event"] for row in rows}


def _articles(events: dict[str, str | None]) -> list[Article]:
    """Read the labeled articles as the demo does."""
    entries = files.read_path(SEEDS, now=NOW, source_id="seeds").entries
    texts_by_outlet: defaultdict[str, list[str]] = defaultdict(list)
    for entry in entries:
        texts_by_outlet[entry.outlet].append(entry.text)
    articles = []
    for entry in entries:
        path = entry.guid.removeprefix("file ")
        key = path if path in events else entry.title
        preprocessed = preprocess.preprocess(
            entry.text,
            title=entry.title,
            is_scraped=entry.scraped,
            repeated_lines=clean.find_repeated_lines(texts_by_outlet[entry.outlet])
            if entry.scraped
            else frozenset(),
        )
        if key not in events or not preprocessed.title or not preprocessed.sentence_spans:
            continue
        kind = article_kind.classify(
            preprocessed.title,
            preprocessed.text,
            url=entry.url,
            language=preprocessed.language,
            outlet=entry.outlet,
        ).kind
        articles.append(
            Article(
                id=key,
                source_id="seeds",
                outlet=entry.outlet,
                url="",
                title=preprocessed.title,
                text=preprocessed.text,
                sentence_spans=preprocessed.sentence_spans,
                first_seen_at=NOW,
                published_at=entry.published_at,
                language=preprocessed.language,
                kind=kind,
            )
        )
    return articles


def _show(articles: list[Article], story_of: dict[str, str], events: dict[str, str | None]) -> None:
    stories: defaultdict[str, list[Article]] = defaultdict(list)
    for article in articles:
        stories[story_of[article.id]].append(article)
    for members in stories.values():
        print()
        for article in members:
            print(f"{events[article.id] or '-':14} {article.kind.value:9} {article.outlet}: {article.title}")


if __name__ == "__main__":
    main()
