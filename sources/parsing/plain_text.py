"""Texts that people have: pasted paragraphs, Markdown, lines wrapped at a fixed width.

text --Markdown? strip its marks--> lines --wrapped? join them--> paragraphs --> headline, date, text
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from datetime import UTC, datetime

# A text of one line is an article if it has this many characters, or more than one sentence.
MIN_PARAGRAPH_CHARACTERS = 160
# A first sentence that serves as headline is cut to this many characters, at a word.
MAX_HEADLINE_CHARACTERS = 110
# A line is wrapped if the next one goes on in lower case. Of the breaks inside paragraphs, 55 to 100 % are such in
# 93 texts wrapped at 60, 72 and 80 characters; none in the same texts with a paragraph a line. All are English.
MIN_WRAPPED_SHARE = 0.3
# A headline above a wrapped text is shorter than this share of its longest line.
MAX_HEADLINE_SHARE = 0.85
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(?P<text>.+?)[ \t]*#*$")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-{3,})[ \t]*$")
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<fields>(?:.*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_FIELD = re.compile(r"^(?P<name>title|date)[ \t]*:[ \t]*(?P<value>.+?)[ \t]*$", re.MULTILINE | re.IGNORECASE)
_FENCE = re.compile(r"^ {0,3}(```|~~~).*?^ {0,3}\1[ \t]*$", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_IMAGE = re.compile(r"!\[[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\])")
_LINK = re.compile(r"\[([^\]\n]+)\](?:\([^)\n]*\)|\[[^\]\n]*\])")
_LINK_TARGET = re.compile(r"^ {0,3}\[[^\]\n]+\]:[ \t]*\S+.*$", re.MULTILINE)
_AUTOLINK = re.compile(r"<(https?://[^>\s]+)>")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*_])([*_])(?=[^\s*_])([^*_\n]+?)(?<=\S)\1(?![\w*_])")
_CODE = re.compile(r"`([^`\n]+)`")
_LINE_MARK = re.compile(r"^ {0,3}(?:>[ \t]?)+|^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+")
_RULE = re.compile(r"^ {0,3}(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$")
_TABLE_ROW = re.compile(r"^[ \t]*\|.*\|[ \t]*$")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>])")
_SENTENCE_END = re.compile(
    r"[.!?…][\"'”’»)\]]*(?=\s+[\"'“‘„«¿¡(]*[A-ZÀ-ÞŁŚŻА-ЯΑ-Ω\d])|[。！？]|[.!?…][\"'”’»)\]]*\s*$"
)
_FINAL_CHARACTERS = ".!?…:;。！？"


@dataclass(frozen=True, slots=True)
class PlainArticle:
    """An article read from a plain text.

    Attributes:
        title: the headline; "" if it is the first line of the text.
        text: the text, one paragraph a line if its lines were wrapped.
        published_at: the date that the text states for itself, UTC; None if it states none.
    """

    title: str
    text: str
    published_at: datetime | None = None


def is_markdown(text: str) -> bool:
    """Whether a text begins with a heading or front matter of Markdown."""
    first_line = text.lstrip("\ufeff\n\r ").partition("\n")[0]
    return bool(_HEADING.match(first_line) or _FRONT_MATTER.match(text.lstrip("\ufeff")))


def read_plain(text: str) -> PlainArticle | None:
    """Return the article in a plain text, whose first line is its headline if it looks like one.

    Return None for a single line that is only a headline.
    """
    text = _join_wrapped_lines(text.lstrip("\ufeff"))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return None
    if len(lines) > 1:
        return PlainArticle(_headline_of(lines[0]) if _is_prose(lines[0]) else "", text)
    sentences = _SENTENCE_END.findall(lines[0])
    is_article = len(sentences) > 1 or (sentences and len(lines[0]) >= MIN_PARAGRAPH_CHARACTERS)
    return PlainArticle(_headline_of(lines[0]), text) if is_article else None


def read_markdown(text: str) -> PlainArticle | None:
    """Return the article in a Markdown text, without its marks; None if there is no text below its heading."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n")
    fields: dict[str, str] = {}
    if match := _FRONT_MATTER.match(text):
        fields = {
            each["name"].lower(): each["value"].strip("\"'") for each in _FIELD.finditer(match["fields"])
        }
        text = text[match.end() :]
    text = _LINK_TARGET.sub("", _COMMENT.sub("", _FENCE.sub("", text)))
    title, lines = fields.get("title", ""), []
    for line, next_line in _pairs(text.splitlines()):
        heading = _HEADING.match(line)
        if heading or (line.strip() and _UNDERLINE.match(next_line) and not _is_prose(line)):
            heading_text = _strip_inline_marks(heading["text"] if heading else line.strip())
            if title:
                lines += ["", heading_text, ""] if heading_text != title else []
            else:
                title = heading_text
        elif not (_RULE.match(line) or _UNDERLINE.match(line) or _TABLE_ROW.match(line)):
            # A mark of a list or quotation begins a paragraph of its own.
            plain = _LINE_MARK.sub("", line)
            lines += ["", plain] if plain != line and not line.lstrip().startswith(">") else [plain]
    body = _join_wrapped_lines(_strip_inline_marks("\n".join(lines)))
    if not body.strip():
        return None
    if not title:
        found = read_plain(body)
        return PlainArticle(found.title, found.text, _parse_day(fields.get("date", ""))) if found else None
    return PlainArticle(title, body, _parse_day(fields.get("date", "")))


# ---- private


def _join_wrapped_lines(text: str) -> str:
    """Return a text with each paragraph on one line, if its lines were wrapped at a fixed width."""
    blocks = [[line.strip() for line in block.splitlines()] for block in re.split(r"\n[ \t\r]*\n", text)]
    blocks = [lines for block in blocks if (lines := [line for line in block if line])]
    breaks = [(line, next_line) for lines in blocks for line, next_line in itertools.pairwise(lines)]
    wrapped_count = sum(next_line[0].islower() and line[-1] not in ".!?…" for line, next_line in breaks)
    if not breaks or wrapped_count < MIN_WRAPPED_SHARE * len(breaks):
        return text
    longest = max(len(line) for line, _ in breaks)
    if len(blocks[0]) > 1 and _stands_above(blocks[0][0], blocks[0][1], longest):
        blocks[:1] = [blocks[0][:1], blocks[0][1:]]
    return "\n".join(" ".join(lines) for lines in blocks)


def _stands_above(line: str, next_line: str, longest: int) -> bool:
    """Whether the first line of a wrapped text is a headline: it ends early, and not with a full stop."""
    return (
        len(line) + 1 + len(next_line.split(maxsplit=1)[0]) < MAX_HEADLINE_SHARE * longest
        and line[-1] not in _FINAL_CHARACTERS
        and not next_line[0].islower()
    )


def _is_prose(line: str) -> bool:
    """Whether a line above others is a paragraph rather than a headline, which may have two short sentences."""
    return len(line) >= MIN_PARAGRAPH_CHARACTERS and bool(_SENTENCE_END.search(line))


def _headline_of(paragraph: str) -> str:
    """Return the first sentence of a paragraph as its headline, cut at a word if it is long."""
    match = _SENTENCE_END.search(paragraph)
    sentence = paragraph[: match.end()] if match else paragraph
    if len(sentence) > MAX_HEADLINE_CHARACTERS:
        return sentence[:MAX_HEADLINE_CHARACTERS].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + " …"
    return sentence.rstrip(".")


def _strip_inline_marks(text: str) -> str:
    for pattern, replacement in (
        (_IMAGE, ""),
        (_LINK, r"\1"),
        (_AUTOLINK, r"\1"),
        (_CODE, r"\1"),
        (_BOLD, r"\2"),
        (_EMPHASIS, r"\2"),
        (_ESCAPED, r"\1"),
    ):
        text = pattern.sub(replacement, text)
    return text


def _pairs(lines: list[str]) -> list[tuple[str, str]]:
    """Return each line with the one after it; "" after the last."""
    return list(zip(lines, [*lines[1:], ""], strict=False))


def _parse_day(text: str) -> datetime | None:
    try:
        parsed = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)
