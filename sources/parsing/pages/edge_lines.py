"""Drop the lines that stand before, after and between the sentences of an article without being a part of it.

before     the date and the name of the author
between    pull quotes: a sentence that the text says in full elsewhere
after      lists of links, labels, and invitations to subscribe, to follow or to write to the outlet
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sources.parsing import html_text
from sources.parsing.pages import noise

if TYPE_CHECKING:
    from collections.abc import Collection

# A line is a sentence of the article if it has this many words and ends like one.
MIN_SENTENCE_WORDS = 8
# A line with a date, or with "by", before the first sentence has at most this many words.
MAX_DATE_LINE_WORDS, MAX_BYLINE_WORDS = 14, 6
# A pull quote has at least this many letters.
MIN_PULL_QUOTE_LETTERS, MAX_PULL_QUOTES = 40, 3
# An invitation has at most this many words; so many lines may stand below it.
MAX_INVITATION_WORDS, MAX_LINES_BELOW = 45, 4
# What comes after the last sentence is a part of the article if it is more than this share.
MAX_CLOSING_SHARE = 0.15

_SENTENCE_END = re.compile(r"[.!?:。！？।؟۔][\"”’»)」』]{0,2}$")
_DATE = re.compile(
    r"\d{1,2}[./-]\s?\d{1,2}[./-]\s?(?:19|20)\d\d|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}|\d{4}\s?[年년]\s?\d{1,2}\s?[月월]"
    r"|\b(?:19|20)\d\d\b.{0,12}\b\d{1,2}[:.h]\d\d\b"
)
_BYLINE = re.compile(r"(?i:by|von|par|por|di|door|av|af|автор)\s+[^\W\d_a-zа-я]")
_INVITATION = re.compile(
    r"\bnewsletters?\b|\bsign(?:ing)? up (?:for|to|here|today)\b|\bsubscribe (?:to|now|here|today)\b"
    r"|\bfollow (?:us|me|him|her|them|the|@).{0,60}\b(?:on|at|via|twitter|facebook|instagram|whatsapp|linkedin)\b"
    r"|\b(?:on|via) (?:twitter|x|bluesky) (?:at |@)|\ball rights reserved\b|\bfehler gefunden\b|\bjetzt abonnieren\b"
    r"|\babonnier|\babonnez|\bsuscr[ií]b|\binscreva-se\b|\biscriviti\b|\bprenumerera\b|\bzapisz się\b|\bподпис(?:ы|ат)"
    r"|\bfolge(?:n sie)? uns\b|\bsuivez-nous\b|\bs[ií]guenos\b|\bsiga-nos\b|\bseguici\b|\bvolg ons\b"
    r"|\bfølg oss\b|\bfölj oss\b|会員登録|フォローする|메일링|구독",
    re.IGNORECASE,
)


def without_edges(text: str, link_list_lines: Collection[str]) -> str:
    """Return the text of an article without the lines around it.

    Args:
        text: one paragraph per line.
        link_list_lines: the lines of lists with a link in most items, as `noise.line_key` returns them.
    """
    lines = text.splitlines()
    sentence_indexes = [index for index, line in enumerate(lines) if is_sentence(line)]
    if not sentence_indexes:
        return text
    first = sentence_indexes[0]
    lines = [line for line in lines[:first] if not _is_date_or_byline(line)] + lines[first:]
    return "\n".join(_without_pull_quotes(_without_closing_lines(lines, link_list_lines)))


def is_sentence(line: str) -> bool:
    """Whether a line is long enough for a sentence, and ends like one."""
    return html_text.count_words(line) >= MIN_SENTENCE_WORDS and bool(_SENTENCE_END.search(line[-4:]))


# ---- private


def _is_date_or_byline(line: str) -> bool:
    word_count = html_text.count_words(line)
    if word_count <= MAX_DATE_LINE_WORDS and _DATE.search(line):
        return True
    return word_count <= MAX_BYLINE_WORDS and bool(_BYLINE.match(line))


def _without_closing_lines(lines: list[str], link_list_lines: Collection[str]) -> list[str]:
    """Drop the lists of links and the invitations after the last sentence, with what stands below them."""
    end = len(lines)
    while (closing := _find_closing_line(lines[:end], link_list_lines)) is not None:
        end = closing
    is_article_of_lists = sum(map(len, lines[end:])) > MAX_CLOSING_SHARE * sum(map(len, lines))
    return lines if is_article_of_lists else lines[:end]


def _find_closing_line(lines: list[str], link_list_lines: Collection[str]) -> int | None:
    """Return the index of the last closing line, if no sentence and not many lines follow it."""
    for index in range(len(lines) - 1, max(0, len(lines) - 1 - MAX_LINES_BELOW), -1):
        if _is_closing_line(lines[index], link_list_lines):
            return index
        if is_sentence(lines[index]):
            return None
    return None


def _is_closing_line(line: str, link_list_lines: Collection[str]) -> bool:
    if noise.line_key(line) in link_list_lines:
        return True
    return html_text.count_words(line) <= MAX_INVITATION_WORDS and bool(_INVITATION.search(line))


def _without_pull_quotes(lines: list[str]) -> list[str]:
    """Drop the lines that longer ones contain, unless they are many: then the article has a summary."""
    keys = [noise.line_key(line) for line in lines]
    pull_quotes = {
        key
        for line, key in zip(lines, keys, strict=True)
        if len(key) >= MIN_PULL_QUOTE_LETTERS
        and is_sentence(line)
        and any(key in other and key != other for other in keys)
    }
    if len(pull_quotes) > MAX_PULL_QUOTES:
        return lines
    return [line for line, key in zip(lines, keys, strict=True) if key not in pull_quotes]
