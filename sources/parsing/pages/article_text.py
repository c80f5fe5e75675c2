r"""Choose and clean the text of a page's article.

    tree --without hidden text--> precise extraction ---\\
                              --> balanced extraction ---+--> the better one --> lines of the article
    JSON-LD articleBody -------------------------------/

The precise extraction contains less of what surrounds an article and sometimes loses the article itself; the balanced
one is the opposite. Evidence that needs no labels decides: the article in the page's JSON-LD, else which of them
contains the words of the headline, and how much prose. Of the chosen lines, teasers of other pages and repetitions of
the headline are dropped, and what stands around the article (`edge_lines`); a standfirst that the extractor took for a
part of the header is put back.

Figures are mean token F1 on 145 pages of 116 outlets (`python -m bench.pages`): precise .958, balanced .948, chosen
.973 on outlets that were not looked at; with the lines around the article .968.
"""

from __future__ import annotations

import copy
import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import trafilatura

from sources.parsing import html_text, page_title
from sources.parsing.pages import edge_lines, noise
from sources.parsing.pages.standfirst import find_standfirst

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

# The page's own articleBody is evidence if it has this many words, and replaces both extractions if the better one
# contains less than this share of it.
MIN_JSON_LD_WORDS = 60
MIN_JSON_LD_RECALL = 0.5
# The balanced extraction is not made if the precise one has this share of the prose in all paragraphs of the page.
MIN_COMPLETE_SHARE = 0.95
# A fragment: the precise extraction has only this share of the other one's prose, and few words of it.
MAX_FRAGMENT_SHARE, MAX_FRAGMENT_WORDS = 0.35, 150
# A sentence that was lost is looked for between others, and among so many lines before them.
MAX_LEAD_LINES = 2
# Teasers are dropped unless this share of the text would be lost: then the page is an article of links.
MAX_TEASER_SHARE = 0.4
# The headline may be repeated in this many lines at the beginning.
MAX_TITLE_LINES = 3

_WORD_PATTERN = re.compile(r"\w+")
_LONG_WORD_LETTERS = 4


class TextSource(StrEnum):
    """Where the text of a page was taken from."""

    PRECISE = "precise"
    BALANCED = "balanced"
    JSON_LD = "json_ld"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ExtractionSettings:
    """The extraction settings, which were chosen by cross-validation over outlets (`python -m bench.pages`).

    Attributes:
        max_lost_share: the balanced extraction is looked at if the precise one has less than this share of its prose.
        min_agreement_gain: how much better an extraction must agree with articleBody than the other one (F1).
        max_restored_share: sentences that only the balanced extraction found between lines of the precise one are put
            back if they add at most this share of its words.
        min_title_overlap: one of the first lines repeats the headline if it shares this many of its words (F1).
        has_teasers: whether teasers stay.
        has_standfirst: whether a standfirst is put back.
        has_edges: whether the lines around the article stay.
        min_card_prose: an article without its teasers is one if it has so many words in sentences.
    """

    max_lost_share: float = 0.5
    min_agreement_gain: float = 0.1
    max_restored_share: float = 0.2
    min_title_overlap: float = 0.9
    has_teasers: bool = False
    has_standfirst: bool = True
    has_edges: bool = False
    min_card_prose: int = 150


DEFAULT_SETTINGS = ExtractionSettings()


@dataclass(frozen=True, slots=True)
class Candidates:
    """The candidates for the text of a page's article.

    Attributes:
        page: the tree of the page, without hidden text.
        title: the headline.
        headlines: all headlines that the page gives itself.
        articles: the articles in the page's JSON-LD.
        precise, balanced: the texts of both extractions; "" for one that found nothing or was not needed.
    """

    page: HtmlElement
    title: str
    headlines: tuple[str, ...]
    articles: tuple[dict[str, Any], ...]
    precise: str
    balanced: str


@dataclass(frozen=True, slots=True)
class ArticleText:
    """The text of an article, one paragraph per line, and where it was taken from."""

    text: str
    source: TextSource


def extract_text(page: HtmlElement, *, url: str, title: str) -> ArticleText:
    """Return the text of the article on a page.

    Args:
        page: the tree of the page, which is changed.
        url: the page's URL; "" if it has none.
        title: the headline.
    """
    return choose_text(read_candidates(page, url=url, title=title))


def read_candidates(page: HtmlElement, *, url: str, title: str) -> Candidates:
    """Return the candidates for the text of a page's article. Hidden text is removed from the page."""
    headlines = (*page_title.find_headlines(page), title)
    articles = tuple(page_title.find_json_ld_articles(page))
    noise.remove_hidden(page)
    noise.remove_furniture(page)
    precise = _extract(page, url, is_precise=True)
    is_complete = _count_prose(precise) >= MIN_COMPLETE_SHARE * _count_paragraph_prose(page) > 0
    balanced = "" if is_complete else _extract(page, url, is_precise=False)
    return Candidates(page, title, headlines, articles, precise, balanced)


def choose_text(candidates: Candidates, settings: ExtractionSettings = DEFAULT_SETTINGS) -> ArticleText:
    """Return the best text of a page, without teasers and repetitions of the headline."""
    teaser_lines = frozenset() if settings.has_teasers else noise.find_teaser_lines(candidates.page)
    precise = _without_teasers(candidates.precise, teaser_lines, settings.min_card_prose)
    balanced = _without_teasers(candidates.balanced, teaser_lines, settings.min_card_prose)
    json_ld_text = max(map(_read_article_body, candidates.articles), key=len, default="")
    text, source = _choose(precise, balanced, json_ld_text, candidates.title, settings)
    if source is TextSource.PRECISE:
        text = _restore_sentences(text, balanced, settings.max_restored_share)
    text = _without_headline(text, candidates.headlines, settings.min_title_overlap)
    if not settings.has_edges:
        text = edge_lines.without_edges(text, noise.find_link_list_lines(candidates.page))
    standfirst = (
        find_standfirst(candidates.page, text, candidates.headlines, candidates.articles)
        if text and settings.has_standfirst
        else ""
    )
    return ArticleText(f"{standfirst}\n{text}" if standfirst else text, source)


def count_agreement(words: Counter[str], other_words: Counter[str]) -> float:
    """Return the F1 score of two bags of words."""
    shared = (words & other_words).total()
    return 2 * shared / (words.total() + other_words.total()) if shared else 0.0


# ---- private


def _extract(page: HtmlElement, url: str, *, is_precise: bool) -> str:
    """Return the text of one extraction, without the cell marks of layout tables; "" if it found no text."""
    extraction: Any = trafilatura.bare_extraction(
        copy.deepcopy(page), url=url or None, include_comments=False, favor_precision=is_precise
    )
    if extraction is None:
        return ""
    text = extraction.get("text") if isinstance(extraction, dict) else extraction.as_dict().get("text")
    return "\n".join(filter(None, map(_without_cell_marks, str(text or "").splitlines())))


def _without_cell_marks(line: str) -> str:
    """Return a table row without its cell marks if it has a single cell, as in layout tables."""
    stripped_line = line.rstrip()
    if not stripped_line.startswith("|"):
        return stripped_line
    cells = [cell.strip() for cell in stripped_line.split("|") if cell.strip()]
    return stripped_line if len(cells) > 1 else "".join(cells)


def _choose(
    precise: str, balanced: str, json_ld_text: str, title: str, settings: ExtractionSettings
) -> tuple[str, TextSource]:
    """Return the better extraction."""
    precise_words, balanced_words = _count_words(precise), _count_words(balanced)
    source = TextSource.PRECISE
    if html_text.count_words(json_ld_text) >= MIN_JSON_LD_WORDS:
        reference = _count_words(json_ld_text)
        precise_score, balanced_score = (
            count_agreement(words, reference) for words in (precise_words, balanced_words)
        )
        if balanced_score >= precise_score + settings.min_agreement_gain:
            source = TextSource.BALANCED
        chosen_words = balanced_words if source is TextSource.BALANCED else precise_words
        if (chosen_words & reference).total() < MIN_JSON_LD_RECALL * reference.total():
            return json_ld_text, TextSource.JSON_LD
    elif _has_lost_article(precise, balanced, title, settings.max_lost_share):
        source = TextSource.BALANCED
    text = balanced if source is TextSource.BALANCED else precise
    return text, source if text else TextSource.NONE


def _has_lost_article(precise: str, balanced: str, title: str, max_lost_share: float) -> bool:
    """Whether the precise extraction is only a fragment of the article in the balanced extraction."""
    precise_prose, balanced_prose = _count_prose(precise), _count_prose(balanced)
    if precise_prose >= max_lost_share * balanced_prose:
        return False
    title_words = {word for word in _WORD_PATTERN.findall(title.lower()) if len(word) >= _LONG_WORD_LETTERS}
    precise_hits, balanced_hits = (
        sum(word in text.lower() for word in title_words) for text in (precise, balanced)
    )
    is_fragment = precise_prose < MAX_FRAGMENT_SHARE * balanced_prose and precise_prose < MAX_FRAGMENT_WORDS
    return balanced_hits > precise_hits or is_fragment


def _restore_sentences(precise: str, balanced: str, max_share: float) -> str:
    """Insert into one extraction the sentences that only the balanced extraction found."""
    precise_keys = [noise.line_key(line) for line in precise.splitlines()]
    balanced_lines = balanced.splitlines()
    balanced_keys = [noise.line_key(line) for line in balanced_lines]
    common_indexes = [index for index, key in enumerate(balanced_keys) if key in precise_keys]
    if not common_indexes or not set(precise_keys) <= set(balanced_keys):
        return precise
    restored_indexes = [
        index
        for index in range(max(0, common_indexes[0] - MAX_LEAD_LINES), common_indexes[-1])
        if balanced_keys[index] not in precise_keys and edge_lines.is_sentence(balanced_lines[index])
    ]
    restored_words = sum(html_text.count_words(balanced_lines[index]) for index in restored_indexes)
    if not restored_indexes or restored_words > max_share * html_text.count_words(precise):
        return precise
    return "\n".join(balanced_lines[index] for index in sorted({*common_indexes, *restored_indexes}))


def _without_teasers(text: str, teaser_lines: frozenset[str], min_prose: int) -> str:
    lines = text.splitlines()
    kept_lines = [line for line in lines if noise.line_key(line) not in teaser_lines]
    kept_text = "\n".join(kept_lines)
    is_article_of_links = (
        len(kept_text) < (1 - MAX_TEASER_SHARE) * len(text) and _count_prose(kept_text) < min_prose
    )
    return text if is_article_of_links else kept_text


def _without_headline(text: str, headlines: Sequence[str], min_overlap: float) -> str:
    """Remove the lines at the start of a text that repeat one of the page's headlines."""
    lines = text.splitlines()
    keys = {noise.line_key(headline) for headline in headlines} - {""}
    headline_words = [_count_words(headline) for headline in headlines]
    first_lines = [
        line
        for line in lines[:MAX_TITLE_LINES]
        if noise.line_key(line) not in keys
        and all(count_agreement(_count_words(line), words) < min_overlap for words in headline_words)
    ]
    return "\n".join(first_lines + lines[MAX_TITLE_LINES:])


def _read_article_body(article: dict[str, Any]) -> str:
    """Return the text of a JSON-LD article; "" if it has none."""
    body = article.get("articleBody")
    return html_text.html_to_text(body) if isinstance(body, str) else ""


def _count_words(text: str) -> Counter[str]:
    """Return the bag of words of a text, or of pairs of letters in scripts without spaces."""
    return Counter(
        token
        for word in _WORD_PATTERN.findall(text.lower())
        for token in ((word,) if html_text.count_words(word) <= 1 else map("".join, pairwise(word)))
    )


def _count_paragraph_prose(page: HtmlElement) -> int:
    """Return the number of words in sentences in all paragraphs of a page."""
    return _count_prose("\n".join(" ".join(element.text_content().split()) for element in page.iter("p")))


def _count_prose(text: str) -> int:
    """Return the number of words in sentences."""
    return sum(html_text.count_words(line) for line in text.splitlines() if edge_lines.is_sentence(line))
