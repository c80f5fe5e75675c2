"""Find text that does not belong to a page's article: hidden text, and teasers for other pages.

hidden text    `hidden`, `aria-hidden`, `display: none`: readers do not see it, so it must never be quoted
teasers        a link around a heading or a paragraph; a paragraph or a list that consists of links to other pages

Extractors keep both where they stand between the paragraphs of an article.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

# Hidden elements stay if they contain more than this share of the words in paragraphs: some pages show their article
# only with JavaScript.
MAX_HIDDEN_SHARE = 0.5
# A paragraph of at least this many words is a teaser if this share of its letters is link text.
MIN_TEASER_WORDS, MIN_LINK_SHARE = 4, 0.9
# "Read more: ..." has words before its link.
MIN_LABELLED_LINK_SHARE = 0.5
# A list consists of links if each item has this share, and all of them together that one: "Culture: Museum opens".
MIN_ITEM_LINK_SHARE, MIN_LIST_LINK_SHARE = 0.5, 0.65

_HIDDEN_STYLE_PATTERN = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE
)
_TEASER_LABEL_PATTERN = re.compile(
    r"\W*(?:(?:read|see|watch|hear|listen|learn)(?: (?:more|also|next|it))?\b.{0,20}:|also read|read also|related"
    r"|more on this|don['’]t miss|(?:lesen|sehen|hören) sie (?:auch|mehr|hier)|mehr (?:zum thema|dazu)|auch interessant"
    r"|lesetipp|(?:à )?lire aussi|à lire|lee (?:también|más)|lea también|te puede interesar|leggi anche"
    r"|leia (?:também|mais)|lees (?:ook|meer)|läs (?:också|även|mer)|les (?:også|mer)|læs også|lue (?:myös|lisää)"
    r"|czytaj (?:też|także|więcej)|čtěte také|читайте также|читайте також|ayrıca oku|baca juga|xem thêm"
    r"|【関連|関連記事|相关阅读|延伸阅读|관련 ?기사)",
    re.IGNORECASE,
)
_BLOCK_TAGS = (
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "div",
    "ul",
    "ol",
    "section",
    "article",
    "table",
    "blockquote",
)
_LINE_TAGS = ("p", "h2", "h3", "h4", "h5", "h6", "div", "dd", "dt")
_NON_LETTERS_PATTERN = re.compile(r"[\W_]+")


def remove_hidden(page: HtmlElement) -> None:
    """Remove the elements that a page hides from its readers."""
    hidden_elements = [
        element
        for element in page.iter()
        if isinstance(element.tag, str)
        and element.tag not in {"html", "head", "body"}
        and _is_hidden(element)
    ]
    if not hidden_elements:
        return
    outermost = [
        element
        for element in hidden_elements
        if not any(
            _is_hidden(ancestor)
            for ancestor in element.iterancestors()
            if ancestor.tag not in {"html", "body"}
        )
    ]
    if sum(map(_count_paragraph_words, outermost)) > MAX_HIDDEN_SHARE * _count_paragraph_words(page):
        return
    for element in outermost:
        element.drop_tree()


def find_teaser_lines(page: HtmlElement) -> frozenset[str]:
    """Return the lines of a page that are teasers for other pages, as keys of `line_key`."""
    keys = {line_key(text) for text in _find_teaser_texts(page)}
    return frozenset(keys - {""})


def line_key(line: str) -> str:
    """Return the letters and digits of a line in lower case, to compare lines of different extractions."""
    return _NON_LETTERS_PATTERN.sub("", line.lower())


# ---- private


def _is_hidden(element: HtmlElement) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN_STYLE_PATTERN.search(element.get("style") or ""))
    )


def _count_paragraph_words(element: HtmlElement) -> int:
    return sum(len(paragraph.text_content().split()) for paragraph in element.iter("p"))


def _find_teaser_texts(page: HtmlElement) -> Iterator[str]:
    for element in page.iter(*_LINE_TAGS):
        if _is_link_line(element):
            yield element.text_content()
    for element in page.iter("ul", "ol"):
        items = [item for item in element if item.tag == "li"]
        if _is_link_list(items):
            yield from (item.text_content() for item in items)
    for link in page.iter("a"):
        if _is_card(link):
            yield link.text_content()
            yield from (line.text_content() for line in link.iter(*_LINE_TAGS))


def _is_link_line(element: HtmlElement) -> bool:
    """Whether a block without nested blocks consists of links."""
    if (
        next(element.iter("a"), None) is None
        or next(element.iterdescendants(*_BLOCK_TAGS, "li"), None) is not None
    ):
        return False
    text, link_characters = _measure_links(element)
    min_share = MIN_LABELLED_LINK_SHARE if _TEASER_LABEL_PATTERN.match(text) else MIN_LINK_SHARE
    return text.count(" ") + 1 >= MIN_TEASER_WORDS and link_characters >= min_share * len(text)


def _is_link_list(items: list[HtmlElement]) -> bool:
    if len(items) < 2:  # noqa: PLR2004 - one item is no list
        return False
    measured_items = [_measure_links(item) for item in items]
    characters = sum(len(text) for text, _ in measured_items)
    words = sum(text.count(" ") + 1 for text, _ in measured_items)
    return (
        all(link_characters >= MIN_ITEM_LINK_SHARE * len(text) for text, link_characters in measured_items)
        and sum(link_characters for _, link_characters in measured_items) >= MIN_LIST_LINK_SHARE * characters
        and words >= MIN_TEASER_WORDS * len(items)
    )


def _is_card(link: HtmlElement) -> bool:
    """Whether a link surrounds a heading or paragraph and is therefore a teaser; a link around an h1 is not."""
    return (
        bool(link.get("href"))
        and next(link.iter("h1"), None) is None
        and next(link.iter(*_BLOCK_TAGS), None) is not None
        and len(link.text_content().split()) >= MIN_TEASER_WORDS
    )


def _measure_links(element: HtmlElement) -> tuple[str, int]:
    """Return the text of an element on one line, and the number of its characters in links."""
    return " ".join(element.text_content().split()), sum(
        len(" ".join(link.text_content().split())) for link in element.iter("a") if link.get("href")
    )
