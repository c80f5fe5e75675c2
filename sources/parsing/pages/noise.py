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

# A list has links if so many of its items have one, and they are this share of its letters: "And more: News on AI".
MIN_LINKED_ITEM_SHARE, MIN_CLOSING_LIST_LINK_SHARE = 0.6, 0.25
# The label above a list has at most so many words.
MAX_LABEL_WORDS = 6
# Furniture has at most so many words, and this share of the words in paragraphs.
MAX_FURNITURE_WORDS, MAX_FURNITURE_SHARE = 150, 0.2

_FURNITURE_NAME_PATTERN = re.compile(
    r"(?:^|[\s_-])(?:(?i:captions?|newsletters?|promo|sign-?up|ai-?summary|aiarticlesummary)(?=$|[\s_A-Z-])"
    r"|ai(?:Article)?Summary)"
)
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
    """Return the lines of a page that are teasers for other pages, in the form that `line_key` returns."""
    keys = {line_key(text) for text in _find_teaser_texts(page)}
    return frozenset(keys - {""})


def find_link_list_lines(page: HtmlElement) -> frozenset[str]:
    """Return the lines of lists with a link in most items and of their labels, as `line_key` returns them.

    They may be a part of the article, unless they come after its end.
    """
    keys = set()
    for element in page.iter("ul", "ol"):
        items = [item for item in element if item.tag == "li"]
        measured_items = [_measure_links(item) for item in items]
        linked_items = sum(link_characters > 0 for _, link_characters in measured_items)
        characters = sum(len(text) for text, _ in measured_items)
        link_characters = sum(link_characters for _, link_characters in measured_items)
        if (
            linked_items >= MIN_LINKED_ITEM_SHARE * len(items) > 0
            and link_characters >= MIN_CLOSING_LIST_LINK_SHARE * characters
        ):
            keys |= {line_key(text) for text, _ in measured_items}
            label = element.getprevious()
            label_text = label.text_content() if label is not None and isinstance(label.tag, str) else ""
            if len(label_text.split()) <= MAX_LABEL_WORDS:
                keys.add(line_key(label_text))
    return frozenset(keys - {""})


def remove_furniture(page: HtmlElement) -> None:
    """Remove the small elements that a page names as captions, invitations to subscribe, or summaries by a machine."""
    max_words = min(MAX_FURNITURE_WORDS, MAX_FURNITURE_SHARE * _count_paragraph_words(page))
    named_elements = [
        element
        for element in page.iter()
        if isinstance(element.tag, str)
        and element.tag not in {"html", "head", "body", "main", "article"}
        and _FURNITURE_NAME_PATTERN.search(f"{element.get('class') or ''} {element.get('id') or ''}")
    ]
    for element in named_elements:
        if element.getparent() is not None and len(element.text_content().split()) <= max_words:
            element.drop_tree()


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
    first_headline = next(page.iter("h1"), None)
    for link in page.iter("a"):
        if _is_card(link, first_headline):
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


def _is_card(link: HtmlElement, first_headline: HtmlElement | None) -> bool:
    """Whether a link surrounds a heading or paragraph and is therefore a teaser, unless it is the page's headline."""
    return (
        bool(link.get("href"))
        and next(link.iter(*_BLOCK_TAGS), None) is not None
        and len(link.text_content().split()) >= MIN_TEASER_WORDS
        and (first_headline is None or link not in first_headline.iterancestors())
    )


def _measure_links(element: HtmlElement) -> tuple[str, int]:
    """Return the text of an element on one line, and the number of its characters in links."""
    return " ".join(element.text_content().split()), sum(
        len(" ".join(link.text_content().split())) for link in element.iter("a") if link.get("href")
    )
