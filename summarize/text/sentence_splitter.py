"""Cut a text into sentences as places in it, so that each can be quoted verbatim.

line break ------------> always an end
. ! ? … and their kin -> an end, unless: an abbreviation, an initial, an ordinal; the next word is in lower case;
                         the speaker of a question is named after it ("Why?" Ms Lee asked)
"end.Next" ------------> an end although the space is missing
"(CNN)", "PARIS (AP) -"  before a report: parted from it and left out
quotations, brackets --> whole if short; a long one is cut like other text

Every pattern is linear and every look-back bounded: a million characters without a space cost no more than others.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarize.text import abbreviations, quotation_marks, stopwords

if TYPE_CHECKING:
    from collections.abc import Iterator

# A quotation of several sentences stays one sentence up to this many characters, its speaker included. Of 500 CNN
# articles' sentences 9.3 % are half quotations at 0, 5.3 % at 180, 2.6 % at 250, 1.1 % at 400, where sentences of
# over 300 characters grow by a third; boundary F1 on 12 GUM news articles, whose annotators cut quotations: 97.8, 97.6,
# 97.5, 95.9.
WHOLE_UP_TO = 250
# Letters of the longest abbreviation without a full stop in it.
LONGEST_ABBREVIATION = 8
# Characters in which an agency's name follows the place it reports from.
PLACE = 60
# How far is looked for the beginning of a glued word or quotation.
NEAR = 80

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_UPPER = "A-Z\u00c0-\u00de\u0391-\u03ab\u0400-\u042f"
_CLOSERS = r"(?:[\"'”’)\]»›」』）》】]|[“‘«](?=[\s,;:]|$)|[ \u00a0\u202f]»(?!\w))*"
_GLUED_OPENERS = "“„«‘"
# One class first, so that the search for it runs in C: 6 times faster than an alternation.
_STOPS = "[.!?…؟।۔።။։。！？｡]"
_END = (
    rf"{_STOPS}(?<!{_STOPS}.){_STOPS}*{_CLOSERS}"
    rf"(?:(?=\s|$|[{_UPPER}{_GLUED_OPENERS}])|(?<=[。！？｡])|(?<=[。！？｡][」』）》】”’]))"
)
_ENDS = re.compile(_END)
_GREEK_ENDS = re.compile(_END.replace("[.!?…", "[.!?…;\u037e"))
_IDEOGRAPHIC = frozenset("。！？｡")
_NOT_OPENERS = re.compile(r"[^\s\"'“”„«»‘’(\[{（「『《【¿¡—–•*-]")
_INSIDE_WORD = re.compile(r"[\s(\[\"“”„«‘—–/-]")
_LETTERS = re.compile(r"[^\W\d_]+")
_WORDLY = re.compile(r"[^\W_]")
# A quotation goes on with its speaker: "「…。」と述べた", "“……。”他说".
_SPEAKER_EAST = re.compile(r"[とっなはがのをにでも]|[^。，、\s]{0,8}(?:说|表示|称|指出|写道|說|稱)")
_SPEAKER = re.compile(
    r"\s+(?:[A-Z][\w.’'-]{0,30}\s+){1,4}(?:said|says|asked|asks|wrote|writes|added|adds|replied|told|shouted|cried"
    r"|tweeted|wondered|joked|exclaimed|recalled|posted|continued|warned|declared|argued)\b"
)
_SMALL_WORD = re.compile(r"[a-z\u00df-\u00ff\u0430-\u044f\u03ac-\u03ce]{2}")
_WORD_ENDS = frozenset('0123456789)]"”’»')
_QUOTED = frozenset("\"'”’»“«‘")
# After "5 p.m." these go on: "5 p.m. Sunday", "5 p.m. ET".
_DAY_OR_ZONE = re.compile(
    r"\s+(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day|\b)|\(?[A-Z]{2,4}\b"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|(?:Eastern|Central|Mountain|Pacific|Greenwich|London)\b)"
)
_HOURS = frozenset({"a.m", "p.m"})
_INITIALS = re.compile(rf"(?:[{_UPPER}][a-z]?\.)*[{_UPPER}]|[^\W\d_]")
_NO_OPENING = frozenset({"may", "will"})
_ADDRESS = re.compile(r"[/@=]|www\.")
_DOMAIN = re.compile(r"(?:Com|Org|Net|Co|Js|Tv)\b")
# Who reports from where, before the first word: "(CNN)", "NEW YORK (Reuters) -", "AUSTIN, Texas — ".
_DATELINE = re.compile(
    r"\s*(?:(?:[A-Z][\w.'’-]{0,30},? ){0,6}\((?:CNN|AP|AFP|UPI|EFE|dpa|DPA|ANSA|PTI|IANS|Reuters|REUTERS"
    r"|Bloomberg|Xinhua|TASS|CBS|NBC|ABC|KTLA|Associated Press|CNN [A-Z]\w+|CNNMoney(?:\.com)?|The [A-Z]\w+ [A-Z]\w+)\)"
    r"\s*(?:[-–—_]{1,2}\s*)?"
    r"|[A-Z][A-Z.'’-]{2,30}(?: [A-Z][A-Z.'’-]{1,30}){0,3}(?:, [A-Z][\w.]{0,30}(?: [A-Z][\w.]{0,30}){0,2})?"
    rf"(?: \([^()\n]{{2,30}}\))?\s?(?:--|[–—]|(?<=\s)-(?=\s))\s*)(?=[{_UPPER}“\"'‘0-9])"
)
# "Indianapolis – Several thousand teachers ...": only near the start, where no second dash makes a parenthesis of it.
_PLACED = re.compile(
    rf"\s*[{_UPPER}][\w'’.-]{{1,30}}(?:[ /][{_UPPER}][\w'’.-]{{1,30}}){{0,3}}"
    rf"(?:, [{_UPPER}][\w.]{{1,30}}(?: [A-Z][\w.]{{1,30}})?)?"
    rf" [–—] (?=[{_UPPER}“„\"])(?![^–—\n]{{0,160}}[–—])"
)
NEAR_THE_START = 400


def spans(text: str, language: str = "en") -> tuple[tuple[int, int], ...]:
    """Cut a text into sentences.

    Args:
        text: any text; a line break always ends a sentence.
        language: ISO 639-1, or "und": its abbreviations and function words decide what a full stop means.

    Returns:
        (start, end) of each sentence, ascending, without overlap and without white space around; empty for a text
        without words. The dateline of a report ("(CNN)", "PARIS (AP) -") belongs to no sentence.
    """
    cutter = _Cutter(text, language)
    return tuple(span for line in _LINE.finditer(text) for span in cutter.line(line.start(), line.end()))


# ---- private


class _Cutter:
    """Cuts the lines of one text."""

    def __init__(self, text: str, language: str) -> None:
        self._text = text
        self._bound = abbreviations.bound(language)
        self._loose = abbreviations.loose(language)
        self._openings = stopwords.of(language) or stopwords.of("en")
        self._ordinals = language in abbreviations.ORDINAL
        self._ends = _GREEK_ENDS if language == "el" else _ENDS

    def line(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Give the sentences between two places of the text."""
        dateline = _DATELINE.match(self._text, start, end)
        if not dateline and start < NEAR_THE_START:
            dateline = _PLACED.match(self._text, start, end)
        if dateline:
            start = dateline.end()
        found = self._ends.finditer(self._text, start, end)
        cuts = [cut for each in found if (cut := self._cut(each.start(), each.end(), start, end))]
        for cut in (*self._whole(cuts, start, end), end):
            piece = self._text[start:cut]
            bare = piece.strip()
            first, last = start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
            if "(" in bare[:PLACE] and (agency := _DATELINE.match(self._text, first, last)):
                first = agency.end()
            if _WORDLY.search(bare):
                yield first, last
            start = cut

    def _whole(self, cuts: list[int], start: int, end: int) -> list[int]:
        """Leave out the cuts inside short quotations."""
        inner = quotation_marks.inside(self._text, start, end, cuts) if cuts else None
        if not inner:
            return cuts
        kept: list[int] = []
        held: list[int] = []
        begun = start
        for cut in (*cuts, end):
            if cut in inner:
                held.append(cut)
                continue
            if cut - begun > WHOLE_UP_TO:
                kept += held
            if cut < end:
                kept.append(cut)
            held, begun = [], cut
        return kept

    def _cut(self, stop: int, after: int, start: int, end: int) -> int:
        """Give the place at which a new sentence begins after the stop, or 0 if none does."""
        text = self._text
        if after >= end:
            return 0
        if text[stop] in _IDEOGRAPHIC:
            closed = after - stop > 1 and text[after - 1] not in _IDEOGRAPHIC
            return 0 if closed and _SPEAKER_EAST.match(text, after, end) else after
        if not text[after].isspace():
            return self._glued(stop, after, start)
        opening = _NOT_OPENERS.search(text, after, end)
        if not opening or opening[0].islower():
            return 0
        return after if self._ended(stop, after, start, opening.start()) else 0

    def _ended(self, stop: int, after: int, start: int, following: int) -> bool:
        """Tell whether the marks from stop to after end a sentence before a word that is not in lower case."""
        text = self._text
        if text[stop] == ".":
            if text[stop + 1 : after].startswith("."):
                return not text.startswith(("I ", "I'", "I’"), following)
            return self._stopped(stop, start, following, closed=after - stop > 1)
        if text[stop] == "…":
            return not text.startswith(("I ", "I'", "I’"), following)
        if text[after - 1] in _QUOTED:
            return not _SPEAKER.match(text, after)
        return text[stop] != "!" or self._last(stop, start) not in abbreviations.CRIES

    def _stopped(self, stop: int, start: int, following: int, *, closed: bool) -> bool:
        """Tell whether a full stop ends a sentence, by the words around it."""
        word = self._last(stop, start)
        if len(word) > LONGEST_ABBREVIATION and "." not in word:
            return True
        if word.isdigit():
            return not self._numbers(word, stop, start, following)
        low = word.lower()
        if low in abbreviations.NUMBERED and len(low) > 1:
            return not self._text[following].isdigit()
        if low in self._bound:
            return closed
        if low in _HOURS:
            return not _DAY_OR_ZONE.match(self._text, stop + 1)
        year = low in abbreviations.YEARS and self._text[max(start, stop - len(word) - 2)].isdigit()
        return year or not (low in self._loose or _INITIALS.fullmatch(word)) or self._opens(following)

    def _numbers(self, word: str, stop: int, start: int, following: int) -> bool:
        """Tell whether a number with a full stop counts ("3. Oktober") or begins a line ("1. First")."""
        if stop - len(word) <= start:
            return True
        return self._ordinals and len(word) < 3 and not self._opens(following)  # noqa: PLR2004 - days have two digits

    def _opens(self, at: int) -> bool:
        """Tell whether the word there is one that opens sentences more often than names."""
        found = _LETTERS.match(self._text, at, at + NEAR)
        if not found:
            return False
        low = found[0].lower()
        initial = len(low) == 1 and self._text.startswith(".", found.end())
        return low in self._openings and low not in _NO_OPENING and not initial

    def _last(self, stop: int, start: int) -> str:
        """Give the word before the stop, without what opens before it; "" if there is none or a space."""
        near = self._text[max(start, stop - 24) : stop]
        word = near[near.rfind(" ") + 1 :]
        if word.isalnum():
            return word
        elided = _INSIDE_WORD.split(word)[-1].replace("’", "'").rpartition("'")
        return elided[2] if len(elided[2]) > len(elided[0]) else "".join(elided).strip("'")

    def _glued(self, stop: int, after: int, start: int) -> int:
        """Give the place where a sentence begins without a space before it, or 0 if this is one word."""
        text = self._text
        before = text[max(start, stop - 2) : stop]
        if not (_SMALL_WORD.fullmatch(before) or before[-1:] in _WORD_ENDS):
            return 0
        following = _NOT_OPENERS.search(text, after, after + 3)
        if not following or not text[following.start() + 1 : following.start() + 2].islower():
            return 0
        word = self._last(stop, start).lower()
        if word in self._bound or word in self._loose or _DOMAIN.match(text, after):
            return 0
        chunk = text[max(start, stop - NEAR) : stop].split(" ")[-1] + text[after : after + NEAR].split(" ")[0]
        if _ADDRESS.search(chunk):
            return 0
        return after - 1 if text[after - 1] == '"' and self._opens_quotation(after - 1, start) else after

    def _opens_quotation(self, at: int, start: int) -> bool:
        """Tell whether a straight mark between glued words opens: the one before it is a closing one, or far."""
        earlier = self._text.rfind('"', max(start, at - 4 * NEAR), at)
        return earlier < 0 or (earlier > start and not self._text[earlier - 1].isspace())
