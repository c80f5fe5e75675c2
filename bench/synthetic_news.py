"""Synthetic news for benchmarks: words that follow Zipf's law, in articles of a given length from several sources."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

from news.article import Article, build_article_id, dedup_keys
from news.source import Source
from storage.records import IncomingArticle

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from storage.sqlite.store import Store

START = datetime(2026, 1, 1, tzinfo=UTC)
SEED = 20261120
VOCABULARY_SIZE = 60_000
WORDS_PER_ARTICLE = 420
SOURCE_COUNT = 50


def put_sources(store: Store) -> None:
    """Store the sources of the articles."""
    for number in range(SOURCE_COUNT):
        store.sources.save(Source(f"s{number}", f"https://s{number}.example/feed", "feed", START))


def make_articles(
    article_count: int,
    rng: random.Random,
    first_number: int = 0,
    words_per_article: int = WORDS_PER_ARTICLE,
) -> Iterator[IncomingArticle]:
    """Yield articles of random words, published a minute apart, each from one of the sources."""
    words = [make_word(number) for number in range(VOCABULARY_SIZE)]
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY_SIZE)))
    for number in range(first_number, first_number + article_count):
        drawn_words = rng.choices(words, cum_weights=weights, k=words_per_article + 10)
        text, spans = _make_text(drawn_words[10:])
        title = " ".join(drawn_words[:10])
        source = f"s{rng.randrange(SOURCE_COUNT)}"
        url = f"https://{source}.example/{number}"
        keys = dedup_keys(source_id=source, guid=url, url=url, title=title, text=text)
        seen_at = START + timedelta(minutes=number)
        yield IncomingArticle(
            Article(
                build_article_id(keys),
                source,
                source.title(),
                url,
                title,
                text,
                spans,
                seen_at,
                seen_at,
                language="en",
            ),
            keys,
        )


def make_word(number: int) -> str:
    """Return a pronounceable word for a frequency rank, different for every rank."""
    letters = []
    number += 17
    while number:
        number, letter = divmod(number, 21)
        letters.append("bcdfghjklmnpqrstvwxyz"[letter] + "aeiou"[letter % 5])
    return "".join(letters)


# ---- private


def _make_text(words: list[str]) -> tuple[str, tuple[tuple[int, int], ...]]:
    sentences = [" ".join(words[first : first + 20]) + "." for first in range(0, len(words), 20)]
    ends = list(accumulate(len(sentence) + 1 for sentence in sentences))
    return " ".join(sentences), tuple(
        (end - len(text_sentence) - 1, end - 1) for text_sentence, end in zip(sentences, ends, strict=True)
    )
