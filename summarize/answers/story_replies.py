"""Build replies about a story from sentences of its articles, such as a summary or the background.

story (and related articles) --intent--> sentences --deduplicate--> answer
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from news.answer import Answer, Intent, Quote, Verdict
from summarize.answers import attribution, indexed_article, quoting
from summarize.cleaning import clean
from summarize.clustering import cluster, discrepancies, novelty
from summarize.extraction import key_sentences
from summarize.text import language as lang
from summarize.text import word_families

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from news.article import Article, Sentence
    from news.story import Story

# The maximum number of quotes in one reply: a reader takes in no more at a glance.
MAX_QUOTES = 4
# The number of key sentences searched for sentences not quoted yet.
MAX_KEY_SENTENCES = 12
# The length of a timeline, and of a list of coverage.
MAX_TIMELINE_ARTICLES, MAX_LISTED_ARTICLES = 6, 12
# An earlier article is background of a story if it shares this many roots with its headline and lead, one of them of
# a name, and this share of the shorter one's. Days and months do not count. Pairs of the 41 seed articles, by the
# share: .10, .13, .16, .20 are right in 78, 86, 95, 94 % and find 71, 60, 53, 43 %; a wrong one is worse than a
# missed one.
MIN_SHARED_ROOTS, MIN_SHARED_ROOT_SHARE = 4, 0.16
_WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH_NAMES = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
)
_CALENDAR_WORDS = frozenset((*_WEEKDAY_NAMES, *_MONTH_NAMES, "december"))
# "Edgar Corvane, said", "said Edgar Corvane": the speaker's name is next to the verb.
_PERSON_NAME_REGEX = r"[A-Z][\w'’.-]+(?: [A-Z][\w'’.-]+){0,3}"
_REPORTING_VERB_REGEX = r"(?:said|says|told|wrote|added|asked|called|warned|replied|argued)"
_NAMED_SPEAKER_PATTERN = re.compile(
    rf"{_PERSON_NAME_REGEX}(?:, [^,“”\"]{{2,60}})?,? "
    rf"{_REPORTING_VERB_REGEX}\b|\b{_REPORTING_VERB_REGEX} {_PERSON_NAME_REGEX}"
)
_QUOTATION_MARK_PATTERN = re.compile(r"[\"“”„«»]")
# Words refer to a story if its headline and key sentences have this share of their roots.
MIN_STORY_MATCH = 0.5


def choose_story(
    brief_stories: Sequence[Story], story_text: str, story_number: int, last_story_id: str
) -> Story | None:
    """Return the story in a brief that a person refers to, or None.

    Args:
        brief_stories: the stories of the brief, in its order.
        story_text: words that name the story; "" if none are given.
        story_number: the number of the story; 0 if none is given.
        last_story_id: the id of the last story discussed; "" if there is none.

    Returns:
        None if neither the number nor the words match a story.
    """
    if story_number:
        return brief_stories[story_number - 1] if story_number <= len(brief_stories) else None
    if story_text:
        best_match = max(brief_stories, key=lambda story: _story_match(story_text, story), default=None)
        return (
            best_match
            if best_match is not None and _story_match(story_text, best_match) >= MIN_STORY_MATCH
            else None
        )
    return next(
        (story for story in brief_stories if story.id == last_story_id),
        brief_stories[0] if brief_stories else None,
    )


def build_more_reply(story: Story, quoted_texts: Iterable[str]) -> Answer:
    """Build the reply with sentences of a story that have not been quoted yet."""
    earlier_texts = list(quoted_texts)
    sentences = key_sentences.select_key_sentences(story.articles, max_sentences=MAX_KEY_SENTENCES)
    novel_sentences = novelty.novel_sentences(
        earlier_texts,
        [sentence for sentence in sentences if sentence.text not in earlier_texts],
        language=_story_language(story),
    )
    return _build_reply(
        Intent.MORE,
        story,
        _merge_overlapping([_quote_with_context(story, sentence) for sentence in novel_sentences])[
            :MAX_QUOTES
        ],
    )


def build_summary_reply(articles: Sequence[Article], sentence_count: int, story: Story | None) -> Answer:
    """Build the reply with key sentences of one or several stories."""
    articles_by_id = {article.id: article for article in articles}
    sentences = key_sentences.select_key_sentences(articles, max_sentences=sentence_count)
    quotes = [Quote(articles_by_id[sentence.article_id], (sentence,)) for sentence in sentences]
    return _build_reply(Intent.SUMMARY, story, quotes)


def build_quotes_reply(story: Story) -> Answer:
    """Build the reply with quotations of named people. Direct quotations come before reported speech."""
    speech_quotes: list[Quote] = []
    for article in reversed(story.articles):
        speech_quotes += [
            quote for quote in _find_speech_quotes(article) if not _is_already_quoted(quote, speech_quotes)
        ]
    direct_quotes = [
        quote for quote in speech_quotes if any(_is_direct_quote(sentence) for sentence in quote.sentences)
    ]
    partial_quotes = [
        quote
        for quote in speech_quotes
        if quote not in direct_quotes
        and any(_QUOTATION_MARK_PATTERN.search(sentence.text) for sentence in quote.sentences)
    ]
    return _build_reply(
        Intent.QUOTES,
        story,
        [*_alternate_articles(direct_quotes), *_alternate_articles(partial_quotes)][:MAX_QUOTES],
    )


def build_coverage_reply(story: Story) -> Answer:
    """Build the reply that lists the articles of a story with their links, newest first."""
    linked_articles = story.articles[:MAX_LISTED_ARTICLES]
    return replace(
        _build_reply(Intent.COVERAGE, story, []), verdict=Verdict.ANSWERED, linked_articles=linked_articles
    )


def build_discrepancies_reply(story: Story) -> Answer:
    """Build the reply that compares the numbers on which the outlets of a story differ."""
    story_discrepancies = story.discrepancies or discrepancies.find_discrepancies(
        key_sentences.select_key_sentences(story.articles, max_sentences=MAX_KEY_SENTENCES), story.articles
    )
    quotes = [
        Quote(story.get_article(sentence.article_id), (sentence,))
        for discrepancy in story_discrepancies
        for sentence in discrepancy.quantity_mentions
    ]
    return _build_reply(Intent.DIFFERENCES, story, quotes[: 2 * MAX_QUOTES])


def build_background_reply(
    story: Story, earlier_articles: Sequence[Article], previous_articles: Sequence[Article] = ()
) -> Answer:
    """Build the reply about the background of a story.

    The reply has one sentence from each article with new information, oldest first.

    Args:
        story: the story of the brief.
        earlier_articles: articles that may be background; others are left out.
        previous_articles: articles of the same story from days before.
    """
    story_articles = {article.id: article for article in (*previous_articles, *story.articles)}
    lead_article = story.lead_article
    related_articles = [
        candidate
        for candidate in earlier_articles
        if candidate.id not in story_articles and _is_related(candidate, lead_article)
    ]
    dated_articles = sorted(
        (*related_articles, *story_articles.values()), key=lambda candidate: candidate.appeared_at
    )
    quotes: list[Quote] = []
    for article in dated_articles:
        first_sentence = next(
            (candidate for candidate in article.sentences[:MAX_QUOTES] if _is_quotable(article, candidate)),
            None,
        )
        if first_sentence is not None and not _is_already_quoted(Quote(article, (first_sentence,)), quotes):
            quotes.append(Quote(article, (first_sentence,)))
    return _build_reply(Intent.BACKGROUND, story, quotes[:MAX_TIMELINE_ARTICLES])


def build_updates_reply(story: Story, since: datetime, recent_articles: Sequence[Article]) -> Answer:
    """Build the reply with the reports on a story that arrived since a given time.

    Args:
        story: the story of the brief.
        since: the time of the brief.
        recent_articles: all articles that arrived since.
    """
    story_article_ids = {article.id for article in story.articles}
    article_groups = cluster.cluster_articles(
        {item.id: item for item in (*story.articles, *recent_articles)}.values()
    )
    related_articles = [
        item
        for _, members in article_groups
        if story_article_ids & {member.id for member in members}
        for item in members
    ]
    new_articles = sorted(
        (
            item
            for item in related_articles
            if item.id not in story_article_ids and item.first_seen_at > since
        ),
        key=lambda item: item.appeared_at,
    )
    quoted_texts = [sentence.text for sentence in story.key_sentences]
    quotes: list[Quote] = []
    for article in new_articles:
        sentences = key_sentences.select_key_sentences((article,), max_sentences=2)
        novel_sentences = novelty.novel_sentences(
            quoted_texts, sentences, language=indexed_article.language_of(article)
        )
        quotes += [Quote(article, (item,)) for item in novel_sentences]
        quoted_texts += [item.text for item in novel_sentences]
    return replace(
        _build_reply(Intent.UPDATES, story, quotes[:MAX_QUOTES]),
        linked_articles=tuple(new_articles[:MAX_LISTED_ARTICLES]),
    )


def build_ranking_reply(story: Story) -> Answer:
    """Build the reply that explains the position of a story in its brief."""
    return replace(
        _build_reply(Intent.RANKING, story, []),
        verdict=Verdict.ANSWERED,
        ranking_signals=story.ranking_signals,
    )


# ---- private


def _build_reply(intent: Intent, story: Story | None, quotes: Sequence[Quote]) -> Answer:
    return Answer(
        question="",
        verdict=Verdict.ANSWERED if quotes else Verdict.NO_ANSWER,
        quotes=tuple(quotes),
        intent=intent,
        story_id=story.id if story else "",
        story_title=story.title if story else "",
    )


def _quote_with_context(story: Story, sentence: Sentence) -> Quote:
    return quoting.quote_with_context(story.get_article(sentence.article_id), sentence.index)


def _story_language(story: Story) -> str:
    return indexed_article.language_of(story.lead_article)


def _story_match(story_text: str, story: Story) -> float:
    language = _story_language(story)
    text_roots = _extract_content_roots(story_text, language)
    if not text_roots:
        return 0.0
    story_roots = _extract_content_roots(
        " ".join(
            [
                *(article.title for article in story.articles),
                *(sentence.text for sentence in story.key_sentences),
            ]
        ),
        language,
    )
    return len(text_roots & story_roots) / len(text_roots)


def _extract_content_roots(text: str, language: str) -> frozenset[str]:
    ignored_words = lang.stop_words(language) | {"story", "news", "one", "article", "thing"}
    return frozenset(
        word_families.word_root(word, language)
        for word in lang.tokenize(text, language)
        if word not in ignored_words and word not in _CALENDAR_WORDS
    )


def _is_quotable(article: Article, sentence: Sentence) -> bool:
    return sentence.text.strip() != article.title.strip() and clean.is_quotable(sentence.text)


def _is_related(article: Article, lead_article: Article) -> bool:
    language = indexed_article.language_of(lead_article)
    if indexed_article.language_of(article) != language:
        return False
    lead_roots = _extract_content_roots(f"{lead_article.title} {cluster.lead_text(lead_article)}", language)
    article_roots = _extract_content_roots(f"{article.title} {cluster.lead_text(article)}", language)
    shared_roots = lead_roots & article_roots
    name_roots = {
        root
        for name in indexed_article.extract_name_words(lead_article) - _CALENDAR_WORDS
        for root in indexed_article.extract_roots(name, language)
    }
    has_enough_shared_roots = len(shared_roots) >= MIN_SHARED_ROOTS and len(
        shared_roots
    ) >= MIN_SHARED_ROOT_SHARE * min(len(lead_roots), len(article_roots))
    return has_enough_shared_roots and bool(shared_roots & name_roots)


def _is_direct_quote(sentence: Sentence) -> bool:
    return bool(
        _QUOTATION_MARK_PATTERN.search(sentence.text) and _NAMED_SPEAKER_PATTERN.search(sentence.text)
    )


def _merge_overlapping(quotes: Sequence[Quote]) -> list[Quote]:
    """Merge overlapping quotes into the longest of them, at the position of the first."""
    merged_quotes: list[Quote] = []
    for quote in quotes:
        overlapping_indices = [
            index
            for index, merged_quote in enumerate(merged_quotes)
            if set(quote.sentences) & set(merged_quote.sentences)
        ]
        if overlapping_indices:
            merged_quotes[overlapping_indices[0]] = max(
                quote,
                merged_quotes[overlapping_indices[0]],
                key=lambda merged_quote: len(merged_quote.sentences),
            )
        else:
            merged_quotes.append(quote)
    return merged_quotes


def _find_speech_quotes(article: Article) -> list[Quote]:
    """Return the sentences that quote a named person."""
    language = indexed_article.language_of(article)
    name_words = indexed_article.extract_name_words(article)
    attributions = attribution.attribute_sentences(article)
    speech_quotes: list[Quote] = []
    for index, sentence in enumerate(article.sentences):
        has_named_speaker = attribution.has_reporting_verb(
            sentence.text, language
        ) and not name_words.isdisjoint(indexed_article.capitalized_words(sentence.text))
        if has_named_speaker and attributions[index].head_index == index and _is_quotable(article, sentence):
            speech_quotes.append(quoting.quote_with_context(article, index))
    return speech_quotes


def _alternate_articles(quotes: Sequence[Quote]) -> list[Quote]:
    """Reorder quotes so that they alternate between the articles."""
    quotes_by_article: dict[str, list[Quote]] = {}
    for quote in quotes:
        quotes_by_article.setdefault(quote.article.id, []).append(quote)
    max_per_article = max(map(len, quotes_by_article.values()), default=0)
    return [
        article_quotes[index]
        for index in range(max_per_article)
        for article_quotes in quotes_by_article.values()
        if index < len(article_quotes)
    ]


def _is_already_quoted(quote: Quote, quotes: Sequence[Quote]) -> bool:
    language = indexed_article.language_of(quote.article)
    quoted_texts = [sentence.text for earlier_quote in quotes for sentence in earlier_quote.sentences]
    return not novelty.novel_sentences(quoted_texts, quote.sentences, language=language)
