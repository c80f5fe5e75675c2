"""Quote sentences with the neighboring sentences needed to understand them.

The context names the speaker or the person meant by "he", or completes the quotation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from news.answer import Quote
from summarize.answers import attribution, indexed_article
from summarize.cleaning import clean
from summarize.text import dangling_references

if TYPE_CHECKING:
    from news.article import Article

# The maximum length of a quote: a reader takes in no more at a glance.
MAX_SENTENCES_PER_QUOTE = 3


def quote_with_context(article: Article, index: int) -> Quote:
    """Quote a sentence with the neighboring sentences needed to understand it.

    The quote begins with the sentence that opens the quotation or names the speaker, or before a "he" or "this";
    an open quotation is continued to its end, within three sentences.

    Args:
        article: the article.
        index: the index of the sentence.
    """
    attributions = attribution.attribute_sentences(article)
    first_index = _find_first_index(article, index, attributions[index].head_index)
    last_index = index
    while (
        last_index + 1 < len(article.sentences)
        and last_index - first_index + 1 < MAX_SENTENCES_PER_QUOTE
        and attributions[last_index].is_open
    ):
        last_index += 1
    return Quote(article, article.sentences[first_index : last_index + 1])


# ---- private


def _find_first_index(article: Article, index: int, head_index: int) -> int:
    if head_index < index:
        return head_index if index - head_index < MAX_SENTENCES_PER_QUOTE else index
    if not dangling_references.is_dangling(
        article.sentences[index].text, indexed_article.language_of(article)
    ):
        return index
    preceding_indices = [
        candidate
        for candidate in range(index - 1, max(-1, index - MAX_SENTENCES_PER_QUOTE), -1)
        if _is_body_sentence(article, candidate)
    ]
    naming_indices = [candidate for candidate in preceding_indices if _contains_name(article, candidate)]
    return next(iter(naming_indices or preceding_indices), index)


def _is_body_sentence(article: Article, index: int) -> bool:
    """Whether a sentence is prose.

    A sentence with an open quotation counts, although it looks like a fragment.
    """
    text = article.sentences[index].text
    return text.strip() != article.title.strip() and (
        clean.is_quotable(text) or attribution.attribute_sentences(article)[index].is_open
    )


def _contains_name(article: Article, index: int) -> bool:
    return not indexed_article.extract_name_words(article).isdisjoint(
        indexed_article.capitalized_words(article.sentences[index].text)
    )
