"""Split a text into sentences by position, so that sentences can be quoted unchanged.

line break ------------> always an end
. ! ? … and the like --> an end, unless: an abbreviation, an initial, an ordinal; the next word is in lower case;
                         the speaker of a question follows ("Why?" Ms Lee asked)
"end.Next" ------------> an end although the space is missing
"(CNN)", "PARIS (AP) -"  before a report: split off and left out
quotations, brackets --> whole if short; long quotations are split like other text

Every pattern is linear and every look-behind bounded: a million characters without a space cost no more than others.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarize.text import abbreviations, quotation_marks, stopwords

if TYPE_CHECKING:
    from collections.abc import Iterator

# A quotation of several sentences stays one sentence up to this many characters, its speaker included. Of 500 CNN
# articles' sentences 9.3 % are half quotations at 0, 5.3 % at 180, 2.6 % at 250, 1.1 % at 400, where sentences of
# over 300 characters grow by a third; boundary F1 on 12 GUM news articles, whose annotators split quotations: 97.8,
# 97.6, 97.5, 95.9.
MAX_WHOLE_QUOTATION_LENGTH = 250
# The length of the longest abbreviation without an inner full stop.
MAX_ABBREVIATION_LENGTH = 8
# The maximum distance of an agency's name from the start of a dateline.
MAX_DATELINE_PLACE_LENGTH = 60
# How far back the beginning of a glued word or quotation is searched.
MAX_CONTEXT_LENGTH = 80

_LINE_PATTERN = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_UPPERCASE_RANGES = "A-Z\u00c0-\u00de\u0391-\u03ab\u0400-\u042f"
_CLOSING_MARKS = r"(?:[\"'”’)\]»›」』）》】]|[“‘«](?=[\s,;:]|$)|[ \u00a0\u202f]»(?!\w))*"
_GLUED_OPENING_MARKS = "“„«‘"
# A character class first, so that the search runs in C: 6 times faster than an alternation.
_SENTENCE_END_MARKS = "[.!?…؟।॥۔።፧။។։。！？｡]"
# After these a sentence begins without a space: ideographs, Burmese, Khmer, Ethiopic.
_UNSPACED_END_MARKS = "。！？｡။។።፧"
# "The bridge is old.[1]": a reference to a source belongs to its sentence.
_REFERENCES = r"(?:\[(?:\d{1,3}|[a-z]|citation needed)\])*"
_SENTENCE_END_REGEX = (
    rf"{_SENTENCE_END_MARKS}(?<!{_SENTENCE_END_MARKS}.){_SENTENCE_END_MARKS}*{_CLOSING_MARKS}{_REFERENCES}"
    rf"(?:(?=\s|$|[{_UPPERCASE_RANGES}{_GLUED_OPENING_MARKS}])|(?<=[{_UNSPACED_END_MARKS}])"
    rf"|(?<=[{_UNSPACED_END_MARKS}][」』）》】”’]))"
)
_SENTENCE_END_PATTERN = re.compile(_SENTENCE_END_REGEX)
_GREEK_SENTENCE_END_PATTERN = re.compile(_SENTENCE_END_REGEX.replace("[.!?…", "[.!?…;\u037e"))
_IDEOGRAPHIC_END_MARKS = frozenset(_UNSPACED_END_MARKS)
# "iPhone" begins a sentence; Georgian letters count as lower case, and there are no others.
_BRAND_PATTERN = re.compile(r"[a-z]{1,2}[A-Z]")
_GEORGIAN_LETTERS = ("\u10d0", "\u10ff")
# Thai and Lao have no full stops: a space between two long pieces ends a sentence, unless a word joins them.
MIN_THAI_SENTENCE_LENGTH, MIN_THAI_NEXT_LENGTH = 15, 10
_THAI_SPACE_PATTERN = re.compile(r"(?<=[\u0e00-\u0eff\"”’)]) +(?=[\"“‘(]?[\u0e00-\u0eff])")
_THAI_PIECE_PATTERN = re.compile(r"[\"“‘(]?[\u0e00-\u0eff]+")
_THAI_JOINING_START_PATTERN = re.compile(
    r"[\"“‘(]?(?:และ|หรือ|แต่|ซึ่ง|ที่|โดย|เพราะ|เนื่องจาก|ว่า|เพื่อ|จึง|รวมถึง|รวมทั้ง|ตลอดจน|พร้อม|กับ|ของ|ใน|จาก|ถึง|ไป|มา|ก็|คือ|เช่น|ได้แก่|ทั้งนี้|ขณะที่|หลังจาก|แล้ว)"
)
_THAI_JOINING_END_PATTERN = re.compile(
    r"(?:และ|หรือ|แต่|ซึ่ง|ที่|โดย|เพราะ|ว่า|เพื่อ|กับ|ของ|ใน|จาก|ถึง|คือ|เช่น|ได้แก่|นาย|นาง|นางสาว|พล\.?|ดร\.|เมื่อ|ณ|ฯ)$"
)
_NON_OPENING_CHARACTER_PATTERN = re.compile(r"[^\s\"'“”„«»‘’(\[{（「『《【¿¡—–•*-]")
_WORD_BOUNDARY_PATTERN = re.compile(r"[\s(\[\"“”„«‘—–/-]")
_LETTERS_PATTERN = re.compile(r"[^\W\d_]+")
_WORD_CHARACTER_PATTERN = re.compile(r"[^\W_]")
# The speaker follows a quotation: "「…。」と述べた", "“……。”他说".
_EAST_ASIAN_SPEAKER_PATTERN = re.compile(
    r"[とっなはがのをにでも]|[^。，、\s]{0,8}(?:说|表示|称|指出|写道|說|稱)"
)
_SPEAKER_PATTERN = re.compile(
    r"\s+(?:[A-Z][\w.’'-]{0,30}\s+){1,4}(?:said|says|asked|asks|wrote|writes|added|adds|replied|told|shouted|cried"
    r"|tweeted|wondered|joked|exclaimed|recalled|posted|continued|warned|declared|argued)\b"
)
_LOWERCASE_LETTERS_PATTERN = re.compile(r"[a-z\u00df-\u00ff\u0430-\u044f\u03ac-\u03ce]{2}")
_WORD_END_CHARACTERS = frozenset('0123456789)]"”’»')
_QUOTATION_MARKS = frozenset("\"'”’»“«‘")
# "5 p.m." continues before these: "5 p.m. Sunday", "5 p.m. ET".
_DAY_OR_TIMEZONE_PATTERN = re.compile(
    r"\s+(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day|\b)|\(?[A-Z]{2,4}\b"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|(?:Eastern|Central|Mountain|Pacific|Greenwich|London)\b)"
)
_CLOCK_ABBREVIATIONS = frozenset({"a.m", "p.m"})
_INITIALS_PATTERN = re.compile(rf"(?:[{_UPPERCASE_RANGES}][a-z]?\.)*[{_UPPERCASE_RANGES}]|[^\W\d_]")
_AMBIGUOUS_OPENING_WORDS = frozenset({"may", "will"})
_URL_OR_EMAIL_PATTERN = re.compile(r"[/@=]|www\.")
_DOMAIN_SUFFIX_PATTERN = re.compile(r"(?:Com|Org|Net|Co|Js|Tv)\b")
# The agency and the place, before the first word: "(CNN)", "NEW YORK (Reuters) -", "AUSTIN, Texas — ".
_DATELINE_PATTERN = re.compile(
    r"\s*(?:(?:[A-Z][\w.'’-]{0,30},? ){0,6}\((?:CNN|AP|AFP|UPI|EFE|dpa|DPA|ANSA|PTI|IANS|Reuters|REUTERS"
    r"|Bloomberg|Xinhua|TASS|CBS|NBC|ABC|KTLA|Associated Press|CNN [A-Z]\w+|CNNMoney(?:\.com)?|The [A-Z]\w+ [A-Z]\w+)\)"
    r"\s*(?:[-–—_]{1,2}\s*)?"
    r"|[A-Z][A-Z.'’-]{2,30}(?: [A-Z][A-Z.'’-]{1,30}){0,3}(?:, [A-Z][\w.]{0,30}(?: [A-Z][\w.]{0,30}){0,2})?"
    rf"(?: \([^()\n]{{2,30}}\))?\s?(?:--|[–—]|(?<=\s)-(?=\s))\s*)(?=[{_UPPERCASE_RANGES}“\"'‘0-9])"
)
# "Indianapolis – Several thousand teachers ...": only near the start, where no second dash makes it a parenthesis.
_PLACE_DATELINE_PATTERN = re.compile(
    rf"\s*[{_UPPERCASE_RANGES}][\w'’.-]{{1,30}}(?:[ /][{_UPPERCASE_RANGES}][\w'’.-]{{1,30}}){{0,3}}"
    rf"(?:, [{_UPPERCASE_RANGES}][\w.]{{1,30}}(?: [A-Z][\w.]{{1,30}})?)?"
    rf" [–—] (?=[{_UPPERCASE_RANGES}“„\"])(?![^–—\n]{{0,160}}[–—])"
)
MAX_DATELINE_OFFSET = 400


def split_into_spans(text: str, language: str = "en") -> tuple[tuple[int, int], ...]:
    """Split a text into sentences, given as start and end positions.

    Args:
        text: any text; a line break always ends a sentence.
        language: ISO 639-1, or "und": its abbreviations and function words decide what a full stop means.

    Returns:
        (start, end) of each sentence, ascending, without overlap and without surrounding white space; empty for a text
        without words. The dateline of a report ("(CNN)", "PARIS (AP) -") belongs to no sentence.
    """
    splitter = _SentenceSplitter(text, language)
    return tuple(
        span
        for line in _LINE_PATTERN.finditer(text)
        for span in splitter.split_line(line.start(), line.end())
    )


def is_lowercase(letter: str) -> bool:
    """Whether a letter is lower case; False for scripts without capitals."""
    return letter.islower() and not _GEORGIAN_LETTERS[0] <= letter <= _GEORGIAN_LETTERS[1]


# ---- private


class _SentenceSplitter:
    """Splits the lines of one text into sentences."""

    def __init__(self, text: str, language: str) -> None:
        self._text = text
        self._non_terminal_abbreviations = abbreviations.non_terminal_abbreviations(language)
        self._possibly_terminal_abbreviations = abbreviations.possibly_terminal_abbreviations(language)
        self._number_abbreviations = abbreviations.number_abbreviations(language)
        self._opening_words = stopwords.for_language(language) or stopwords.for_language("en")
        self._has_space_boundaries = language in {"th", "lo"}
        self._has_ordinal_dots = language in abbreviations.ORDINAL_DOT_LANGUAGES
        self._sentence_end_pattern = (
            _GREEK_SENTENCE_END_PATTERN if language == "el" else _SENTENCE_END_PATTERN
        )

    def split_line(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the start and end of each sentence between two positions of the text."""
        dateline = _DATELINE_PATTERN.match(self._text, start, end)
        if not dateline and start < MAX_DATELINE_OFFSET:
            dateline = _PLACE_DATELINE_PATTERN.match(self._text, start, end)
        if dateline:
            start = dateline.end()
        end_matches = self._sentence_end_pattern.finditer(self._text, start, end)
        boundaries = [
            boundary
            for end_match in end_matches
            if (boundary := self._find_boundary(end_match.start(), end_match.end(), start, end))
        ]
        if self._has_space_boundaries:
            boundaries = sorted({*boundaries, *self._find_space_boundaries(start, end)})
        for boundary in (*self._keep_short_quotations(boundaries, start, end), end):
            piece = self._text[start:boundary]
            stripped_piece = piece.strip()
            span_start, span_end = start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
            if "(" in stripped_piece[:MAX_DATELINE_PLACE_LENGTH] and (
                inner_dateline := _DATELINE_PATTERN.match(self._text, span_start, span_end)
            ):
                span_start = inner_dateline.end()
            if _WORD_CHARACTER_PATTERN.search(stripped_piece):
                yield span_start, span_end
            start = boundary

    def _find_space_boundaries(self, start: int, end: int) -> Iterator[int]:
        """Yield the starts of sentences that are separated by spaces, in scripts without full stops."""
        sentence_start = start
        for space in _THAI_SPACE_PATTERN.finditer(self._text, start, end):
            piece = _THAI_PIECE_PATTERN.match(self._text, space.end(), end)
            before = self._text[sentence_start : space.start()]
            if (
                len(before) >= MIN_THAI_SENTENCE_LENGTH
                and piece
                and len(piece[0]) >= MIN_THAI_NEXT_LENGTH
                and not _THAI_JOINING_START_PATTERN.match(piece[0])
                and not _THAI_JOINING_END_PATTERN.search(before)
            ):
                sentence_start = space.end()
                yield sentence_start

    def _keep_short_quotations(self, boundaries: list[int], line_start: int, line_end: int) -> list[int]:
        """Remove the sentence boundaries inside short quotations."""
        quoted_boundaries = (
            quotation_marks.find_quoted_positions(self._text, line_start, line_end, boundaries)
            if boundaries
            else None
        )
        if not quoted_boundaries:
            return boundaries
        kept_boundaries: list[int] = []
        pending_boundaries: list[int] = []
        sentence_start = line_start
        for boundary in (*boundaries, line_end):
            if boundary in quoted_boundaries:
                pending_boundaries.append(boundary)
                continue
            if boundary - sentence_start > MAX_WHOLE_QUOTATION_LENGTH:
                kept_boundaries += pending_boundaries
            if boundary < line_end:
                kept_boundaries.append(boundary)
            pending_boundaries, sentence_start = [], boundary
        return kept_boundaries

    def _find_boundary(self, mark_start: int, mark_end: int, line_start: int, line_end: int) -> int:
        """Return the start of the next sentence after a punctuation mark; 0 if no sentence begins there."""
        text = self._text
        if mark_end >= line_end:
            return 0
        if text[mark_start] in _IDEOGRAPHIC_END_MARKS:
            is_quotation_closed = (
                mark_end - mark_start > 1 and text[mark_end - 1] not in _IDEOGRAPHIC_END_MARKS
            )
            return (
                0
                if is_quotation_closed and _EAST_ASIAN_SPEAKER_PATTERN.match(text, mark_end, line_end)
                else mark_end
            )
        if not text[mark_end].isspace():
            return self._find_glued_boundary(mark_start, mark_end, line_start)
        next_word_match = _NON_OPENING_CHARACTER_PATTERN.search(text, mark_end, line_end)
        if not next_word_match or (
            is_lowercase(next_word_match[0]) and not _BRAND_PATTERN.match(text, next_word_match.start())
        ):
            return 0
        return (
            mark_end if self._ends_sentence(mark_start, mark_end, line_start, next_word_match.start()) else 0
        )

    def _ends_sentence(self, mark_start: int, mark_end: int, line_start: int, next_index: int) -> bool:
        """Whether punctuation marks end a sentence, given that the next word is not in lower case."""
        text = self._text
        if text[mark_start] == ".":
            if text[mark_start + 1 : mark_end].startswith("."):
                return not text.startswith(("I ", "I'", "I’"), next_index)
            return self._full_stop_ends_sentence(
                mark_start, line_start, next_index, has_closing_mark=mark_end - mark_start > 1
            )
        if text[mark_start] == "…":
            return not text.startswith(("I ", "I'", "I’"), next_index)
        if text[mark_end - 1] in _QUOTATION_MARKS:
            return not _SPEAKER_PATTERN.match(text, mark_end)
        return (
            text[mark_start] != "!"
            or self._word_before(mark_start, line_start) not in abbreviations.NAMES_WITH_EXCLAMATION_MARK
        )

    def _full_stop_ends_sentence(
        self, mark_start: int, line_start: int, next_index: int, *, has_closing_mark: bool
    ) -> bool:
        """Whether a full stop ends a sentence, judged by the surrounding words."""
        word = self._word_before(mark_start, line_start)
        if len(word) > MAX_ABBREVIATION_LENGTH and "." not in word:
            return True
        if word.isdigit():
            return not self._is_numbering(word, mark_start, line_start, next_index)
        lowercase_word = word.lower()
        if lowercase_word in self._number_abbreviations and len(lowercase_word) > 1:
            return not self._text[next_index].isdigit()
        if lowercase_word in self._non_terminal_abbreviations:
            return has_closing_mark
        if lowercase_word in _CLOCK_ABBREVIATIONS:
            return not _DAY_OR_TIMEZONE_PATTERN.match(self._text, mark_start + 1)
        is_year = (
            lowercase_word in abbreviations.YEAR_ABBREVIATIONS
            and self._text[max(line_start, mark_start - len(word) - 2)].isdigit()
        )
        return (
            is_year
            or not (
                lowercase_word in self._possibly_terminal_abbreviations or _INITIALS_PATTERN.fullmatch(word)
            )
            or self._is_opening_word(next_index)
        )

    def _is_numbering(self, word: str, mark_start: int, line_start: int, next_index: int) -> bool:
        """Whether a number with a full stop is an ordinal ("3. Oktober") or begins a line ("1. First")."""
        if mark_start - len(word) <= line_start:
            return True
        return self._has_ordinal_dots and len(word) < 3 and not self._is_opening_word(next_index)  # noqa: PLR2004 - days have two digits

    def _is_opening_word(self, index: int) -> bool:
        """Whether the next word probably opens a sentence and is not a name."""
        match = _LETTERS_PATTERN.match(self._text, index, index + MAX_CONTEXT_LENGTH)
        if not match:
            return False
        lowercase_word = match[0].lower()
        is_initial = len(lowercase_word) == 1 and self._text.startswith(".", match.end())
        return (
            lowercase_word in self._opening_words
            and lowercase_word not in _AMBIGUOUS_OPENING_WORDS
            and not is_initial
        )

    def _word_before(self, mark_start: int, line_start: int) -> str:
        """Return the word before a punctuation mark, without opening marks; "" if there is no word."""
        nearby_text = self._text[max(line_start, mark_start - 24) : mark_start]
        word = nearby_text[nearby_text.rfind(" ") + 1 :]
        if word.isalnum():
            return word
        elision_parts = _WORD_BOUNDARY_PATTERN.split(word)[-1].replace("’", "'").rpartition("'")
        return (
            elision_parts[2]
            if len(elision_parts[2]) > len(elision_parts[0])
            else "".join(elision_parts).strip("'")
        )

    def _find_glued_boundary(self, mark_start: int, mark_end: int, line_start: int) -> int:
        """Return the start of a sentence with no space before it; 0 if no sentence begins there."""
        text = self._text
        preceding_letters = text[max(line_start, mark_start - 2) : mark_start]
        if not (
            _LOWERCASE_LETTERS_PATTERN.fullmatch(preceding_letters)
            or preceding_letters[-1:] in _WORD_END_CHARACTERS
        ):
            return 0
        next_letter_match = _NON_OPENING_CHARACTER_PATTERN.search(text, mark_end, mark_end + 3)
        if (
            not next_letter_match
            or not text[next_letter_match.start() + 1 : next_letter_match.start() + 2].islower()
        ):
            return 0
        word = self._word_before(mark_start, line_start).lower()
        if (
            word in self._non_terminal_abbreviations
            or word in self._possibly_terminal_abbreviations
            or _DOMAIN_SUFFIX_PATTERN.match(text, mark_end)
        ):
            return 0
        chunk = (
            text[max(line_start, mark_start - MAX_CONTEXT_LENGTH) : mark_start].split(" ")[-1]
            + text[mark_end : mark_end + MAX_CONTEXT_LENGTH].split(" ")[0]
        )
        if _URL_OR_EMAIL_PATTERN.search(chunk):
            return 0
        return (
            mark_end - 1
            if text[mark_end - 1] == '"' and self._is_opening_quotation_mark(mark_end - 1, line_start)
            else mark_end
        )

    def _is_opening_quotation_mark(self, mark_index: int, line_start: int) -> bool:
        """Whether a straight quotation mark without spaces around it opens a quotation.

        The previous quotation mark decides.
        """
        previous_mark_index = self._text.rfind(
            '"', max(line_start, mark_index - 4 * MAX_CONTEXT_LENGTH), mark_index
        )
        return previous_mark_index < 0 or (
            previous_mark_index > line_start and not self._text[previous_mark_index - 1].isspace()
        )
