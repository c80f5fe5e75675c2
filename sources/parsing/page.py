"""Extract the article and its metadata from a page."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING

from trafilatura.metadata import extract_metadata

from news.errors import TooLarge, Unreadable
from news.source import Page, PageRefusal
from sources.parsing import html_text, page_title, split_body
from sources.parsing.pages import article_text, metadata

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trafilatura.settings import Document

# 5 MiB: anything larger is a web application or an attack.
MAX_PAGE_BYTES = 5 * 2**20
# A paywall, a consent form or "enable JavaScript" has fewer words than this; an article has more.
MIN_ARTICLE_WORDS = 60
# An index page is a list of teasers and links. In all of 190 articles except ten tests and lists of parts, lines of at
# least this many words contain this share of the words.
LONG_LINE_WORDS, MIN_LONG_LINE_SHARE = 15, 0.4
# Tabloids, and languages with long words, write paragraphs of one short sentence: then nearly all lines are sentences,
# while an index has a headline for each.
MIN_SENTENCE_WORDS, MIN_SENTENCE_SHARE = 3, 0.75
# A consent form speaks of consent: this many such words in a hundred, under a headline that tells of nothing else.
MIN_CONSENT_SHARE = 0.02
_CONSENT_PATTERN = re.compile(
    r"cookies?\b|\bconsent|\bprivacy|\bopt[ -]out|einwilligung|datenschutz|zustimm|confidentialité|consentement"
    r"|consentimiento|privacidad|consenso|riservatezza|toestemming|samtykke|samtycke|suostumus|zgod[aęy]\b|çerez|согласи",
    re.IGNORECASE,
)
_SENTENCE_PATTERN = re.compile(r"[.!?…:。！？।؟۔][\"'”’»“)」』]{0,3}$")
_LONG_WORD_PATTERN = re.compile(r"\w{4,}")


def read_article(data: bytes, *, url: str = "", content_type: str = "") -> Page:
    """Return the article on a page.

    Args:
        data: the page's bytes; nothing is fetched.
        url: the page's URL after redirects; "" if the page has none.
        content_type: the Content-Type header.

    Raises:
        Unreadable: the page has no article.
        TooLarge: the page is larger than `MAX_PAGE_BYTES`.
    """
    page = extract_page(data, url=url, content_type=content_type)
    if page.refusal:
        raise Unreadable(url or "page", "no article found on it (an index, a paywall or a consent page?)")
    return page


def extract_page(data: bytes, *, url: str = "", content_type: str = "") -> Page:
    """Return the text and metadata of any page, even if the page is not an article.

    Missing fields are "" or None.

    Raises:
        Unreadable: the page is empty or binary.
        TooLarge: the page is larger than `MAX_PAGE_BYTES`.
    """
    if len(data) > MAX_PAGE_BYTES:
        raise TooLarge(url or "page", f"larger than {MAX_PAGE_BYTES // 2**20} MB")
    if "utf-16" not in content_type.lower() and html_text.is_binary(data):
        raise Unreadable(url or "page", "this is a binary file, not a web page")
    tree = html_text.parse_tree(html_text.decode(data, content_type))
    if tree is None:
        raise Unreadable(url or "page", "the page is empty")
    extracted: Document = extract_metadata(copy.deepcopy(tree), url or None)
    split_body.merge_split_body(tree)
    meta_values = page_title.read_meta(tree)
    title = page_title.resolve_title(tree, url) or extracted.title or ""
    published_at = metadata.find_published_at(tree, meta_values, extracted.date or "", url)
    authors = metadata.find_authors(tree, extracted.author or "")
    language = metadata.find_language(tree, meta_values)
    canonical_url = metadata.find_canonical_url(tree, meta_values, url)
    article = article_text.extract_text(tree, url=url, title=title)
    return Page(
        title=title,
        text=article.text,
        author=authors,
        published_at=published_at,
        image_url=metadata.find_image_url(meta_values, extracted.image or "", url),
        language=language,
        url=canonical_url,
        outlet=meta_values.get("og:site_name") or extracted.sitename or "",
        text_source=article.source,
        refusal=_find_refusal(article.text, title),
    )


# ---- private


def _find_refusal(text: str, title: str) -> PageRefusal:
    """Return why a text is not an article; `PageRefusal.NONE` if it is an article."""
    lines = text.splitlines()
    word_counts = [html_text.count_words(line) for line in lines]
    if sum(word_counts) < MIN_ARTICLE_WORDS:
        return PageRefusal.TOO_SHORT
    long_lines = sum(count for count in word_counts if count >= LONG_LINE_WORDS)
    if long_lines < MIN_LONG_LINE_SHARE * sum(word_counts) and not _are_sentences(lines, word_counts):
        return PageRefusal.INDEX
    return PageRefusal.CONSENT if _is_consent_form(text, title, sum(word_counts)) else PageRefusal.NONE


def _are_sentences(lines: Sequence[str], word_counts: Sequence[int]) -> bool:
    """Whether nearly all lines of a text are sentences."""
    sentence_count = sum(
        count >= MIN_SENTENCE_WORDS and bool(_SENTENCE_PATTERN.search(line.rstrip()[-4:]))
        for line, count in zip(lines, word_counts, strict=True)
    )
    return sentence_count >= MIN_SENTENCE_SHARE * len(lines)


def _is_consent_form(text: str, title: str, word_count: int) -> bool:
    """Whether a text is a consent form. An article about consent is not, as its headline occurs in its text."""
    if len(_CONSENT_PATTERN.findall(text)) < max(3, MIN_CONSENT_SHARE * word_count):
        return False
    title_words = _LONG_WORD_PATTERN.findall(_CONSENT_PATTERN.sub("", title).lower())
    return not any(word in text.lower() for word in title_words)
