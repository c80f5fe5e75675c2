"""Lines of a page that are no part of the article on it, told by their words alone.

rubbish.txt lists what pages say; bylines, dates, rows of buttons and picture credits are told by pattern. A line of
LONG words or more is never told by its words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from summarize.text import stopwords

# Words in a line from which on it is taken for prose whatever it holds.
LONG = 45
# Characters of what is compared whole; words of what is told by its first words.
SHORT = 90
SHORT_WORDS = 8
# Characters at the end of a line in which a picture's maker is looked for.
TAIL = 100

_WORD = re.compile(r"[^\W_]+")
_NO_LETTERS = re.compile(r"[\W_]+")
# What publishers' systems leave inside the text, and plain readers of pages with it.
_MARKER = re.compile(
    r"\{\{[^{}]{0,200}\}\}|\{%[^{}]{0,200}%\}|\{(?:mosads|beacon|[a-z]{1,20}ads?|ad[-_ ]?\w{0,20})\}"
    r"|\[(?:ads?|advertisement|advert|embedded content|embed|video|audio|gallery|/?caption[^\]]{0,100})\]",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?:(?:story |written |reported |text |words )?by|von|par|por|di|door|av|af|text|автор):?\s+(\S.*)",
    re.IGNORECASE,
)
_AND = frozenset(
    {
        "and",
        "und",
        "et",
        "y",
        "e",
        "en",
        "och",
        "og",
        "&",
        "|",
        ",",
        "–",
        "-",
        "for",
        "in",
        "im",
        "le",
        "of",
        "the",
        "der",
        "de",
        "van",
        "von",
        "on",
        "del",
        "da",
        "di",
        "a.m.",
        "p.m.",
    }
)
_NAME = re.compile(r"[^\W\d_a-zà-ÿа-я][\w.'’-]*[,;]?")
_SECTION = re.compile(r"\[\w+\]")
_BULLETS = "•·*->»[(“\"'‘ "
# What may stand at the end of a word.
_ENDS = ("", ".", ",", ":", ";", "!", "?", ")", "s", "s.", "s,", "'s", "’s", '"', "”", "…", "...")
# One of these stands in every picture credit; looked for first, because the pattern is 20 times dearer.
_CREDIT_HINTS = ("(", "/", "|", "©", ":", "Getty", "tock", "Courtesy", "Alamy", "Wikimedia")
_AGENCY = (
    r"(?:AP(?: Photo)?|AFP|EPA|PA|Reuters|REUTERS|Getty(?: Images)?|Shutterstock|NTB|dpa|Bloomberg|[Ii]mago|Scanpix"
    r"|Unsplash|Pixabay)"
)
_IN_BRACKETS = r"\((?:AP )?(?:Photo|Foto|Image|Picture|Credit|Courtesy|Source)\b[^()]{0,80}\)"
_CREDITED = re.compile(
    rf"(?:\((?:[^()]{{0,60}}[/|, ])?(?:{_AGENCY}|Associated Press|(?:The )?[A-Z]\w+ (?:Times|Post)"
    rf"|[Ff]ile|Courtesy[^()]{{0,40}})(?:[ /|,][^()]{{0,60}})?\)|{_IN_BRACKETS}"
    r"|\b(?:Photo|Photograph|Photos|Image|Picture|Credit|Illustration|Foto|Fotos|Bild|Crédit|Archivfoto)"
    r"(?: by| credit| credits| courtesy)?\s?[:©].{2,80}"
    rf"|©.{{2,80}}|[|/]\s?{_AGENCY}"
    r"|(?:Getty Images|Shutterstock|iStock|Courtesy of [\w .]{3,40}|AP Photo/[\w .]{3,40}"
    r"|Alamy|Wikimedia Commons))[\s.)]*$"
)
_FILED = ("file - ", "file -- ", "file – ", "file — ", "file photo")
# The same of a long line, where a closing "(Reuters)" would be the agency's report.
_SIGNED = re.compile(rf"(?:[|/]\s?{_AGENCY}|{_IN_BRACKETS}|\(Associated Press\))[\s.)]*$")


@dataclass(frozen=True, slots=True)
class _Phrases:
    """rubbish.txt, by section.

    Attributes:
        labels: those of the short ones that are one word; a whole sentence may begin so too.
        firsts: the first words of all that `_small` can tell.
        openings: the first words of what lines begin with.
        hints: the rarest word of each phrase that is held, in each form in which it may end.
    """

    whole: frozenset[str]
    short: tuple[str, ...]
    labels: tuple[str, ...]
    begins: tuple[str, ...]
    holds: tuple[str, ...]
    inside: tuple[str, ...]
    buttons: frozenset[str]
    dates: frozenset[str]
    firsts: frozenset[str]
    openings: frozenset[str]
    hints: frozenset[str]


def without_markers(line: str) -> str:
    """Take the marks of the publisher's system out of a line, wherever they stand."""
    if "{" not in line and "[" not in line:
        return line
    return " ".join(_MARKER.sub(" ", line).split())


def certain(line: str) -> bool:
    """Tell whether a line, or a sentence that stands for one, is rubbish by its words.

    Args:
        line: normalised, not empty.
    """
    phrases = _phrases()
    low = line.lower()
    found = _WORD.search(low)
    first = found[0] if found else ""
    may_be_known = not first or first[0].isdigit() or first in phrases.firsts
    if may_be_known and len(line) <= SHORT and _small(line, low, phrases):
        return True
    if line.count(" ") >= LONG:
        return low.startswith(_FILED) or bool(_SIGNED.search(line[-TAIL:]))
    if (first in phrases.openings or low[0] == "©") and low.lstrip(_BULLETS).startswith(phrases.begins):
        return True
    held = not phrases.hints.isdisjoint(low.split()) and any(map(low.__contains__, phrases.holds))
    return held or is_caption(line)


def interrupts(line: str) -> bool:
    """Tell whether a line of rubbish is one that stands inside articles ("Advertisement"), not around them."""
    return len(line) <= SHORT and line.lower().lstrip(_BULLETS).startswith(_phrases().inside)


def is_caption(line: str) -> bool:
    """Tell whether a line or sentence ends with who made the picture."""
    tail = line[-TAIL:]
    return any(map(tail.__contains__, _CREDIT_HINTS)) and bool(_CREDITED.search(tail))


# ---- private


def _small(line: str, low: str, phrases: _Phrases) -> bool:
    """Tell a short line that is known, a byline, a date, or a row of buttons."""
    bare = _NO_LETTERS.sub(" ", low).strip()
    if not bare or bare in phrases.whole:
        return True
    found = bare.split(" ")
    if len(found) <= SHORT_WORDS and f"{bare} ".startswith(phrases.short):
        return True
    if len(found) <= SHORT_WORDS and not line.endswith((".", "?", "!")) and bare.startswith(phrases.labels):
        return True
    return phrases.buttons.issuperset(found) or _is_date(found, phrases) or _is_byline(line, phrases)


def _is_date(found: list[str], phrases: _Phrases) -> bool:
    """Tell whether the words are nothing but day and time, a digit among them."""
    numbers = [word[:1].isdigit() for word in found]
    return any(numbers) and all(
        number or word in phrases.dates for number, word in zip(numbers, found, strict=True)
    )


def _is_byline(line: str, phrases: _Phrases) -> bool:
    """Tell whether a line is "By" and names: nearly all of its words begin with a capital."""
    begun = _BYLINE.fullmatch(line)
    if not begun or (line.endswith((".", "?", "!", ":")) and not line.endswith((".m.", "Jr."))):
        return False
    found = begun[1].split()
    names = sum(bool(_NAME.fullmatch(word)) for word in found)
    others = sum(
        word.lower() in _AND or word[0].isdigit() or word.rstrip(",.").lower() in phrases.dates
        for word in found
    )
    return names > 0 and names + others >= len(found) - 1


@lru_cache(maxsize=1)
def _phrases() -> _Phrases:
    """Read rubbish.txt."""
    held: dict[str, list[str]] = {}
    section: list[str] = []
    text = resources.files("summarize").joinpath("data", "rubbish.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if _SECTION.fullmatch(line):
            section = held.setdefault(line[1:-1], [])
        elif line and not line.startswith("#"):
            section.append(line)
    words = {name: frozenset(" ".join(held[name]).split()) for name in ("buttons", "dates", "bylines")}
    firsts = {phrase.split()[0] for phrase in held["whole"] + held["short"]}
    openings = (found[0] for phrase in held["begins"] if (found := _WORD.search(phrase)))
    hints = (
        f"{mark}{_rarest(phrase)}{end}"
        for phrase in held["holds"]
        for mark in ("", "(", '"')
        for end in _ENDS
    )
    return _Phrases(
        whole=frozenset(held["whole"]),
        short=tuple(f"{phrase} " for phrase in held["short"] if " " in phrase),
        labels=tuple(f"{phrase} " for phrase in held["short"] if " " not in phrase),
        begins=tuple(held["begins"]),
        holds=tuple(held["holds"]),
        inside=tuple(held["inside"]),
        buttons=words["buttons"],
        dates=words["dates"],
        firsts=((words["buttons"] | words["dates"]) - stopwords.of("en")) | words["bylines"] | firsts,
        openings=frozenset(openings),
        hints=frozenset(hints),
    )


def _rarest(phrase: str) -> str:
    """Give the longest word of a phrase: a line without it need not be searched for the phrase."""
    return max(phrase.split(), key=len)
