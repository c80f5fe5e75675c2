"""Store articles for months in virtual time while old ones are pruned, and print how large the file is.

    python -m bench.retention [--per-day 1000] [--keep 90] [--days 180] [--sentences 4]

Each day, articles come in, one brief quotes five of them and names twenty more, and the articles that are older than
`--keep` days are pruned. At the end every sentence of every brief is held against its article, and every pruned article
comes in once more. Exits with status 1 if the file grew by more than a tenth after the first prunes, a quote does not
verify, or a pruned article is new again.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.services.verification import QuoteVerifier
from news.article import Article, build_article_id, dedup_keys
from news.brief import Brief, BriefRequest, LeftOutArticles, LeftOutReason
from news.source import Source
from news.story import Story
from news.window import Window
from storage.records import IncomingArticle
from storage.sqlite.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence

START = datetime(2026, 1, 5, 6, tzinfo=UTC)
DAY = timedelta(days=1)
QUOTED_PER_DAY, NAMED_PER_DAY, BATCH_SIZE, MAX_GROWTH = 5, 20, 100, 0.1
# Days after the first prune from which the file must be flat: the search index merges its segments meanwhile.
SETTLE_DAYS = 10


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the days and print the figures."""
    parser = argparse.ArgumentParser(description="Prune articles for months of virtual time.")
    for name, default in (("per-day", 1000), ("keep", 90), ("days", 180), ("sentences", 4)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args(arguments)
    words = [f"{onset}{vowel}{coda}" for onset in "bdfgklmnprst" for vowel in "aeiou" for coda in "klmnrst"]
    generator = random.Random(1)
    sizes, slowest_seconds = [], 0.0
    print("| day | articles | kept for quotes | file, MB | used, MB |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "newsbrief.db") as store:
        store.sources.save(Source("one", "https://one.example/feed", "feed", START, "Courier"))
        for day in range(options.days):
            now = START + day * DAY
            incoming = [
                _invent(day * options.per_day + number, now, words, generator, options.sentences)
                for number in range(options.per_day)
            ]
            _save_brief(store, store.articles.add(incoming).new_articles, day, now)
            count = BATCH_SIZE
            while count == BATCH_SIZE:
                started_at = time.monotonic()
                count = store.articles.prune(now - options.keep * DAY, BATCH_SIZE)
                slowest_seconds = max(slowest_seconds, time.monotonic() - started_at)
            figures = store.statistics()
            sizes.append(figures.byte_count)
            if day % 10 == 9 or day == options.days - 1:
                used_bytes = figures.byte_count - figures.free_byte_count
                print(
                    f"| {day + 1} | {figures.article_count:,} | {figures.version_count:,} | {sizes[-1] / 1e6:.1f} "
                    f"| {used_bytes / 1e6:.1f} |",
                    flush=True,
                )
        failed_count, sentence_count = _verify(store)
        first = _invent(0, START, words, random.Random(1), options.sentences)
        new_count = len(store.articles.add([first]).new_articles)
        problems = store.find_problems()
    flat_from = min(options.keep + SETTLE_DAYS, options.days - 1)
    growth = sizes[-1] / sizes[flat_from] - 1
    print(
        f"\nfile from day {flat_from + 1}: {growth:+.1%}; {sentence_count - failed_count} of {sentence_count} quotes "
        f"verified; pruned and new again: {new_count}; slowest step {slowest_seconds * 1000:.0f} ms; "
        f"{problems or 'sound'}"
    )
    return int(growth > MAX_GROWTH or failed_count > 0 or new_count > 0 or bool(problems))


# ---- private


def _invent(
    number: int, now: datetime, words: Sequence[str], generator: random.Random, sentence_count: int
) -> IncomingArticle:
    """Make an article that came in on a day; its text has some hundred letters."""
    sentences = [" ".join(generator.choices(words, k=18)).capitalize() + "." for _ in range(sentence_count)]
    text, spans, offset = " ".join(sentences), [], 0
    for sentence in sentences:
        spans.append((offset, offset + len(sentence)))
        offset += len(sentence) + 1
    title, url = f"{' '.join(generator.choices(words, k=6))} {number}", f"https://one.example/{number}"
    keys = dedup_keys(source_id="one", guid=f"item {number}", url=url, title=title, text=text)
    article = Article(build_article_id(keys), "one", "Courier", url, title, text, tuple(spans), now, now)
    return IncomingArticle(article, keys)


def _save_brief(store: Store, articles: Sequence[Article], day: int, now: datetime) -> None:
    stories = tuple(
        Story(f"s{article.id}", (article,), article.sentences[:2], ())
        for article in articles[:QUOTED_PER_DAY]
    )
    named = tuple(articles[QUOTED_PER_DAY : QUOTED_PER_DAY + NAMED_PER_DAY])
    request = BriefRequest("T1", "C1", Window(now - DAY, now))
    left_out = (LeftOutArticles(LeftOutReason.RANKED_LOWER, named, str(QUOTED_PER_DAY)),)
    store.briefs.save(Brief(f"b{day}", request, now, stories, left_out, len(articles)))
    store.stories.save("T1", [(story.id, story.articles) for story in stories])


def _verify(store: Store) -> tuple[int, int]:
    """Return how many quotes of all briefs do not verify, and how many there are."""
    results = list(QuoteVerifier(store).verify_all())
    return sum(len(result.failed_sentences) for result in results), sum(
        result.sentence_count for result in results
    )


if __name__ == "__main__":
    sys.exit(main())
