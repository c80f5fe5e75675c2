"""Find the standfirst of an article: the page's description, where readers see it between the headline and the text."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

from sources.parsing import page_title
from sources.parsing.pages import noise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

# A standfirst has this many words, and is the page's description: this many of its first letters agree.
MIN_STANDFIRST_WORDS, MAX_STANDFIRST_WORDS = 8, 80
MIN_DESCRIPTION_LETTERS = 60

_TRUNCATION_PATTERN = re.compile(r"\s*(?:\.\.\.|…)$")
_DESCRIPTION_NAMES = ("description", "og:description", "twitter:description")
_LINE_TAGS = ("p", "h2", "h3", "h4", "div", "span", "li", "strong", "section", "header")
_BLOCK_TAGS = ("p", "div", "ul", "h2", "section")


def find_standfirst(
    page: HtmlElement, text: str, headlines: Sequence[str], articles: Sequence[dict[str, Any]]
) -> str:
    """Return the standfirst: the page's description, if readers see it above the article; otherwise "".

    Args:
        page: the tree of the page.
        text: the text of the article.
        headlines: all headlines that the page gives itself.
        articles: the articles in the page's JSON-LD.
    """
    meta_values = page_title.read_meta(page)
    descriptions = [
        *(meta_values.get(name, "") for name in _DESCRIPTION_NAMES),
        *(description for article in articles if isinstance(description := article.get("description"), str)),
    ]
    description_keys = {
        noise.line_key(_TRUNCATION_PATTERN.sub("", unescape(description).strip()))
        for description in descriptions
        if len(description.split()) >= MIN_STANDFIRST_WORDS
    }
    if not description_keys:
        return ""
    text_key = noise.line_key(text)
    headline_keys = {noise.line_key(headline) for headline in headlines}
    is_after_headline = False
    for element in page.iter("h1", *_LINE_TAGS):
        if element.tag == "h1":
            is_after_headline = True
            continue
        if next(element.iterdescendants(*_BLOCK_TAGS), None) is not None:
            continue
        line = " ".join(element.text_content().split())
        if not MIN_STANDFIRST_WORDS <= line.count(" ") + 1 <= MAX_STANDFIRST_WORDS:
            continue
        key = noise.line_key(line)
        if key[:MIN_DESCRIPTION_LETTERS] in text_key:
            if is_after_headline:
                return ""
        elif key not in headline_keys and any(_agrees(key, description) for description in description_keys):
            return line
    return ""


# ---- private


def _agrees(key: str, description_key: str) -> bool:
    """Whether a line agrees with a description, which may be cut off."""
    return key == description_key or (
        len(description_key) >= MIN_DESCRIPTION_LETTERS and key.startswith(description_key)
    )
