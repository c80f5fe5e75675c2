"""Limits on how much of an article a brief quotes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from news.article import Article

# A brief quotes at most this number and this share (rounded up) of an article's sentences, because it leads readers
# to the article and does not replace it.
MAX_SENTENCES_PER_ARTICLE, MAX_QUOTED_SHARE = 3, 0.25


def max_sentences_of(article: Article) -> int:
    """Return how many sentences a brief may quote from an article."""
    return max(1, min(MAX_SENTENCES_PER_ARTICLE, math.ceil(MAX_QUOTED_SHARE * len(article.sentences))))
