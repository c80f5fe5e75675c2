"""Whether a sentence is the report's own prose, and whole, so that it may be quoted.

whole      it begins as sentences begin, ends as they end, and its quotation marks are paired
not prose  what rubbish.txt knows; captions; who the writer is; what points to a video or a page
"""

from __future__ import annotations

import re

from summarize.cleaning import boilerplate
from summarize.text import abbreviations

# Words of the shortest sentence worth quoting; of one whose full stop was lost in scraping (of 240 lines labelled by
# hand none below 18 words was prose).
FEWEST_WORDS = 4
FEWEST_WORDS_UNSTOPPED = 18
# Ideographs of the shortest sentence worth quoting.
FEWEST_IDEOGRAPHS = 10

_ENDED = re.compile(r"[.!?…。！？।؟]\W{0,4}$")
_GREEK_ENDED = re.compile(r"[\u0370-\u03ff].{0,400};\W{0,3}$")
_EAST = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_CUT_START = re.compile(r"[\"“„«'‘(]?(?:[a-zß-öø-ÿа-яα-ω]{2,}\b|[a-zа-яα-ω] )|(?:\.\.\.|…)")
_SEVERAL = re.compile(r"[a-z]{4}[.!?][\"”’)]{0,2} [\"“‘]?[A-Z]")
_LABELLED = re.compile(r"\w+(?: \w+)?: ")
_PICTURE = re.compile(
    r"\b(?:file|handout|undated|archive) (?:photo|image|picture)"
    r"|\b[Ii]n (?:this|an?) .{0,40}\b(?:photo|photograph|image|picture|frame ?grab|screengrab)\b"
    r"|\b(?:photo|photograph|image|picture) (?:taken|released|provided|made available|shows|courtesy)\b"
    r"|\bposted (?:this|these) (?:photo|photograph|image|picture|selfie|snap)s?\b"
    r"|^(?!(?:An?|The|That|This|One) )(?:[A-Z][\w.]* ){0,4}(?:[Pp]hoto|[Ii]mage|[Pp]icture) of\b"
    r"|[Gg]etty [Ii]mages|AP Photo|^(?:[Pp]hoto|[Ii]mage|[Pp]icture|[Cc]aption)s?\b ?[:|]"
)
# "... the fears about immigration into": the page was cut there.
_CUT_END = re.compile(
    r"\b(?:a|an|the|of|to|in|into|on|onto|at|by|for|from|with|without|and|or|but|nor|than|that|which|who|whose|its|their"
    r"|his|her|our|your|own|next|as|between|against|toward|towards|about|over|under|after|before|is|are|was|were|be)$"
)
# "a woman who. claims": the lines of the page were joined with full stops.
_BROKEN = re.compile(r"(?<![\w.’'])([a-z]{2,})\. [a-z]{2}")
_PICTURED = ("图为", "图：", "图:", "资料图", "圖為", "写真は", "写真：")
_FULL_DATE = re.compile(r"day, [A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}\b")
_YOURS = re.compile(r"our (?:[Tt]weets?|browser|inbox|subscription|e-?mail address|feed)\b")
_ADDRESS = re.compile(r"\.com/")
# Patterns looked for only where their hint stands, which is 20 times cheaper.
_BARRED = (
    ("hoto", _PICTURE),
    ("mage", _PICTURE),
    ("icture", _PICTURE),
    ("grab", _PICTURE),
    ("aption", _PICTURE),
    ("day, ", _FULL_DATE),
    ("our ", _YOURS),
    (".com/", _ADDRESS),
)
_ABOUT_THE_REPORT = re.compile(
    r"Editor['’]s [Nn]ote|Ed\. [Nn]ote|Note to (?:readers|editors)"
    # Who the writer is.
    r"|(?:[A-Z][\w.'’-]{0,30} ){2,3}(?:is|was) (?:an?|the|[\w.]{1,40}['’]s) .{0,60}"
    r"\b(?:editor|reporter|correspondent|writer|columnist|contributor|blogger)"
    r"(?:(?: at| for| of| with| covering| based| in)\b.{0,80})?\.?$"
    r"|(?:(?:CNN['’]s|and|journalists?) )?(?:[A-Z][\w.’'-]{0,30},? (?:and |in |for )?){1,12}"
    r"contributed (?:to|from|reporting)\b"
    # When it appeared, and what stands beside it.
    r"|(?:PUBLISHED|UPDATED|Published|Updated|Last updated|Posted)\b.{0,40}\d|(?:Fig|Figure|Table)\.? \d|\d\d?:\d\d\b"
    # "Red bars show the share of ...": a drawing is explained.
    r"|(?:The |This |A )?(?:[A-Z]?[a-z]+ )?"
    r"(?:[Mm]aps?|[Cc]harts?|[Gg]raphs?|[Gg]raphics?|[Dd]iagrams?|bars?|dots?|lines?)"
    r" (?:locates?|shows?|showing|indicates?|represents?) "
    r"|(?:The |This |A )?\w.{0,80}\b(?:is|are|can be found|follows?) (?:listed |shown |here |just )?below\W*$"
    r"|(?:Watch|See|Read|Hear|Listen|Check out|Click|Scroll|Tune in|Find out|View|Tap|Swipe|Vote|More|Related)\b.{0,90}"
    r"(?:\b(?:below|above|here|video|clip|more|slideshow|gallery|online|page)\b|»)\W*$"
    r"|[A-Z][\w'’-]{0,30} [A-Z][\w'’-]{0,30} [“\"].*[”\"]$"
)
# "Retread: David Cameron ...": a caption's catchword. Who speaks stands there too: "Chaney posted: I was ...".
_CATCHWORD = re.compile(r"['‘]?[^\W\d_a-z][\w’'-]{0,30}(?: [\w’'-]{1,30}){0,3}['’]?: [\"“'‘]?[^\W\d_a-z]")
_SPOKE = re.compile(
    r"(?:said|says|say|saying|added|adds|wrote|writes|posted|tweeted|replied|asked|asks|read|reads|told|continued|on|explained|claimed"
    r"|stated|states|concluded|insisted|warned|admitted|commented|declared|announced|recalled|shouted|quipped|joked|responded"
    r"|him|her|them|me|us|reporters|sagte|sagt|schrieb|erklärte|dit|dijo|disse|ha|zei|sa|sade|mówi)['’]?:"
)


def quotable(sentence: str) -> bool:
    """Tell whether a sentence may be quoted.

    Args:
        sentence: one sentence, or a line that stands for one, of a cleaned text.
    """
    return _long_enough(sentence) and _paired(sentence) and _is_report(sentence)


# ---- private


def _long_enough(sentence: str) -> bool:
    """Tell whether it begins and ends like a sentence, and has the words of one."""
    if _CUT_START.match(sentence):
        return False
    words = sentence.count(" ") + 1
    if _ENDED.search(sentence[-6:]) or (sentence.endswith(";") and _GREEK_ENDED.search(sentence[-400:])):
        return words >= FEWEST_WORDS or (len(sentence) >= FEWEST_IDEOGRAPHS and bool(_EAST.search(sentence)))
    if sentence.endswith(":"):
        return bool(_SEVERAL.search(sentence))
    return (
        words >= FEWEST_WORDS_UNSTOPPED
        and not _CUT_END.search(sentence)
        and sentence[-1].isalnum()
        and "|" not in sentence
        and not _LABELLED.match(sentence)
    )


def _paired(sentence: str) -> bool:
    """Tell whether each opened quotation is closed and each closed one was opened.

    Sentences are quoted alone, so a half of a quotation would be put into the wrong mouth. A line of several
    sentences is let pass: its sentences are asked for one by one.
    """
    if sentence.isascii():
        return sentence.count('"') % 2 == 0 or bool(_SEVERAL.search(sentence))
    low, left, right = sentence.count("„"), sentence.count("“"), sentence.count("”")
    paired = low == left + right if low else left == right or (not left and right % 2 == 0)
    paired = paired and all(
        sentence.count(opening) == sentence.count(closing) for opening, closing in ("«»", "「」")
    )
    return (paired and sentence.count('"') % 2 == 0) or bool(_SEVERAL.search(sentence))


def _is_report(sentence: str) -> bool:
    """Tell whether it is no caption, byline, pointer or the like."""
    for hint, barred in _BARRED:
        if hint in sentence and barred.search(sentence):
            return False
    if ": " in sentence and (label := _CATCHWORD.match(sentence)) and not _SPOKE.search(label[0]):
        return False
    if sentence.startswith(_PICTURED):
        return False
    if sentence.rfind("(") > sentence.rfind(")") or _is_broken(sentence):
        return False
    if sentence.endswith("»") and "«" not in sentence:
        return False
    return not (_ABOUT_THE_REPORT.match(sentence) or boilerplate.certain(sentence))


def _is_broken(sentence: str) -> bool:
    """Tell whether a full stop stands in the middle, after no abbreviation of any language."""
    return any(word not in abbreviations.every() for word in _BROKEN.findall(sentence))
