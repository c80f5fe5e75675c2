"""List the future events that reports announce, by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news.article_kind import ArticleKind
from news.brief import PlannedEvent
from summarize.cleaning import clean
from summarize.extraction.stories import standalone_sentences
from summarize.text import dates
from summarize.text import language as lang

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date

    from news.article import Article, Sentence

# A list that takes a quarter of a minute to read.
MAX_EVENTS = 3
MIN_WORDS, MAX_WORDS = 6, 30
# What happens next stands early in a report, or at its very end.
MAX_SENTENCES_READ = 25
# Two sentences that share so many of the shorter one's words say the same.
MAX_SHARED_WORDS = 0.5


def find_planned_events(
    stories: Iterable[Sequence[Article]], *, after: date, quoted: Collection[str]
) -> tuple[PlannedEvent, ...]:
    """Return the announced events after a given day, in order of day: one per story, at most `MAX_EVENTS`.

    Args:
        stories: the articles of each story, newest first; the best story first.
        after: the day of the brief.
        quoted: sentences that the brief quotes already.
    """
    events: list[PlannedEvent] = []
    known_words = [_words(text) for text in quoted]
    for articles in stories:
        if len(events) == MAX_EVENTS:
            break
        event = next(_events_of_story(articles, after, known_words), None)
        if event is not None:
            events.append(event)
            known_words.append(_words(event.sentence.text))
    return tuple(sorted(events, key=lambda event: event.day))


# ---- private


def _events_of_story(
    articles: Sequence[Article], after: date, known_words: Sequence[frozenset[str]]
) -> Iterator[PlannedEvent]:
    for article in articles:
        if article.kind is not ArticleKind.REPORT or article.language != "en":
            continue
        for sentence in article.sentences[:MAX_SENTENCES_READ]:
            day = dates.find_planned_date(sentence.text, article.appeared_at.date(), after)
            if day is not None and _can_be_listed(sentence) and not _is_known(sentence.text, known_words):
                yield PlannedEvent(day, sentence, article)


def _can_be_listed(sentence: Sentence) -> bool:
    return (
        MIN_WORDS <= standalone_sentences.count_words(sentence.text) <= MAX_WORDS
        and clean.is_quotable(sentence.text)
        and standalone_sentences.can_open(sentence.text)
        and not standalone_sentences.is_continuing(sentence.text)
    )


def _is_known(text: str, known_words: Iterable[frozenset[str]]) -> bool:
    words = _words(text)
    return any(len(words & known) > MAX_SHARED_WORDS * min(len(words), len(known)) for known in known_words)


def _words(text: str) -> frozenset[str]:
    stop_words = lang.stop_words("en")
    return frozenset(lang.stem(word) for word in lang.tokenize(text) if word not in stop_words)
