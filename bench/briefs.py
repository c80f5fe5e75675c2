"""Measure a brief from many articles: the first one, and later ones after a few articles more.

    python -m bench.briefs [ARTICLES]

The articles are those of `bench.stories`, from 40 sources over four days, in a store on disk; the brief reads all of
them, ranks them and selects sentences. CPU time of one thread. Exits with status 1 if a later brief takes longer than
the limit.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bench.stories import make_reports
from bench.synthetic_news import SEED, START
from bot.render import payloads
from bot.services.services import build_services
from news.article import Article, build_article_id, dedup_keys
from news.brief import BriefRequest
from news.source import Source
from news.window import recent_window
from storage.records import IncomingArticle
from storage.sqlite.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from news.brief import Brief

ARTICLES = 5_000
SOURCE_COUNT = 40
DAYS = timedelta(days=4)
WORDS_PER_SENTENCE = 14
NEW_ARTICLES = (1, 20, 50)
TEAM_ID, CHANNEL_ID = "T", "C"
# The required limit for a later brief, in CPU milliseconds.
LIMIT = 1_000


def main() -> None:
    """Store the articles, create the briefs and print their times. Exit with status 1 if one exceeds the limit."""
    article_count = int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES
    incoming = list(_make_articles(article_count + sum(NEW_ARTICLES), DAYS / article_count))
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "briefs.db") as store:
        for number in range(SOURCE_COUNT):
            store.sources.save(Source(f"s{number}", f"https://s{number}.example/feed", "feed", START))
            store.sources.follow(TEAM_ID, CHANNEL_ID, f"s{number}", created_at=START)
        services = build_services(store, payloads)
        stored_count, slowest = 0, 0.0
        print("| brief | articles | stories | CPU ms |\n|---|---|---|---|")
        for new_count in (article_count, *NEW_ARTICLES):
            store.articles.add(incoming[stored_count : stored_count + new_count])
            stored_count += new_count
            now = incoming[stored_count - 1].article.appeared_at
            request = BriefRequest(TEAM_ID, CHANNEL_ID, recent_window(DAYS * 2, now))
            started_at = time.process_time()
            made: Brief = services.briefs.create_brief(request, now=now)
            milliseconds = 1_000 * (time.process_time() - started_at)
            is_first = stored_count == article_count
            label = "the first" if is_first else f"after {new_count} more"
            print(
                f"| {label} | {made.article_count:,} | {len(made.stories)} | {milliseconds:,.0f} |",
                flush=True,
            )
            slowest = slowest if is_first else max(slowest, milliseconds)
    print(f"asked of a later brief: {LIMIT:,} ms")
    raise SystemExit(slowest > LIMIT)


# ---- private


def _make_articles(article_count: int, step: timedelta) -> Iterator[IncomingArticle]:
    reports = make_reports(random.Random(SEED), article_count)
    for number, (title, lead, _) in zip(range(article_count), reports, strict=False):
        words = lead.split()
        sentences = [
            " ".join(words[first : first + WORDS_PER_SENTENCE]).capitalize() + "."
            for first in range(0, len(words), WORDS_PER_SENTENCE)
        ]
        text, spans, start = " ".join(sentences), [], 0
        for sentence in sentences:
            spans.append((start, start + len(sentence)))
            start += len(sentence) + 1
        source = f"s{number % SOURCE_COUNT}"
        url = f"https://{source}.example/{number}"
        keys = dedup_keys(source_id=source, guid=url, url=url, title=title, text=text)
        seen_at = START + number * step
        yield IncomingArticle(
            Article(
                id=build_article_id(keys),
                source_id=source,
                outlet=source.title(),
                url=url,
                title=title,
                text=text,
                sentence_spans=tuple(spans),
                first_seen_at=seen_at,
                published_at=seen_at,
                language="en",
            ),
            keys,
        )


if __name__ == "__main__":
    main()
