"""Check whether a sentence may be quoted.

A quotable sentence is complete, and prose of the report.

complete   it begins and ends like a sentence, and its quotation marks are paired
not prose  phrases of boilerplate.txt; captions; notes about the writer; pointers to a video or a page
"""

from __future__ import annotations

import re

from summarize.cleaning import appended_lines, boilerplate
from summarize.text import abbreviations

# The minimum words of a quotable sentence; of one whose full stop was lost in scraping (of 240 hand-labelled lines
# none below 18 words was prose).
MIN_WORDS = 4
MIN_UNPUNCTUATED_WORDS = 18
# The minimum length of a quotable sentence in a script without spaces; in Thai or Lao, which have no full stops.
MIN_UNSPACED_CHARACTERS = 8
MIN_UNPUNCTUATED_THAI_CHARACTERS = 20

_SENTENCE_END_PATTERN = re.compile(r"[.!?…。！？।॥؟۔။።፧။។։]\W{0,4}(?:\[\d{1,3}\])*$")
_GREEK_QUESTION_PATTERN = re.compile(r"[\u0370-\u03ff].{0,400};\W{0,3}$")
_UNSPACED_PATTERN = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u4e00-\u9fff]")
_THAI_SENTENCE_PATTERN = re.compile(
    r"[\"“‘]?[\u0e00-\u0eff][\u0e00-\u0eff\d\s.,%()\"“”‘’:-]*[\u0e00-\u0eff)\"”’]"
)
_TRUNCATED_START_PATTERN = re.compile(r"[\"“„«'‘(]?(?:[a-zß-öø-ÿа-яα-ω]{2,}\b|[a-zа-яα-ω] )|(?:\.\.\.|…)")
_SENTENCE_BOUNDARY_PATTERN = re.compile(r"[a-z]{4}[.!?][\"”’)]{0,2} [\"“‘]?[A-Z]")
_LABEL_PATTERN = re.compile(r"\w+(?: \w+)?: ")
_CAPTION_PATTERN = re.compile(
    r"\b(?:file|handout|undated|archive) (?:photo|image|picture)"
    r"|\b[Ii]n (?:this|an?) .{0,40}\b(?:photo|photograph|image|picture|frame ?grab|screengrab)\b"
    r"|\b(?:photo|photograph|image|picture) (?:taken|released|provided|made available|shows|courtesy)\b"
    r"|\bposted (?:this|these) (?:photo|photograph|image|picture|selfie|snap)s?\b"
    r"|^(?!(?:An?|The|That|This|One) )(?:[A-Z][\w.]* ){0,4}(?:[Pp]hoto|[Ii]mage|[Pp]icture) of\b"
    r"|[Gg]etty [Ii]mages|AP Photo"
    r"|\(.{0,60}\b(?:[Ss]taff|[Ff]ile|[Cc]ontributed) [Pp]hoto(?:grapher)?\b.{0,30}\)"
    r"|^(?:[Pp]hoto|[Ii]mage|[Pp]icture|[Cc]aption)s?\b ?[:|]"
)
# "Anna Berg (l) and Ben Oak, heads of the council": positions in a picture.
_POSITION_CAPTION_PATTERN = re.compile(
    r"\((?:l|left|right|center|centre|far left|far right|from left|pictured)[),]"
)
# "The president arrives to speak in Harrisburg, Pennsylvania, October 11, 2017.": the place and date of a picture.
_DATED_PLACE_PATTERN = re.compile(
    r", (?:[A-Z][\w.]*\.?,? ){1,4}(?:on )?(?:[A-Z][a-z]{2,8}, )?"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan\.|Feb\.|Aug\.|Sept\."
    r"|Oct\.|Nov\.|Dec\.) \d{1,2}, \d{4}\W*$"
)
# "The minister arrives at the airport on Sunday", "A driver waits near the bridge, May 2, 2017.": present tense and a
# day tell when a picture was taken. Reports use the past tense for a day that has a name.
_DATED_SCENE_PATTERN = re.compile(
    r"^[^“”\"]{0,160}?\b(?<!who )(?<!that )(?<!which )"
    r"(?:speaks?|arrives?|attends?|waits?|walks?|stands?|sits?|waves?|gestures?|listens?"
    r"|looks?|poses?|departs?|boards?|holds?|shakes?|hugs?|licks?|gathers?|marches?|addresses|answers|delivers|reacts"
    r"|testifies|smiles?|is seen|are seen|are pictured|is pictured) [^“”\"]*"
    r"(?:\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b(?:[^“”\"]{0,60})?"
    r"|\b(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan\.|Feb\.|Aug\."
    r"|Sept\.|Oct\.|Nov\.|Dec\.) \d{1,2}, \d{4})\W*$"
)
# Reports tell something that was done or said beside it.
_PAST_VERB_PATTERN = re.compile(
    r"\b(?:said|says|told|was|were|had|did|has|have|will|would|could|may|might|announced|according)\b"
)
# "• Named the judge.": an item of a list.
_BULLET_PATTERN = re.compile(r"[•▪◦●■‣]")
# "Anyone with information is asked to call", "Add Anna Berg as an interest to stay up to date": said to readers.
_APPEAL_PATTERN = re.compile(
    r"^(?:Any|Those|People|Witnesses|Residents|Readers).{0,120}\b(?:is|are) (?:asked|urged|encouraged) to"
    r" (?:call|contact|phone|email|e-mail)\b"
    r"|\b(?:Wayback Machine|crawl data|outsider-uploaded)\b"
    r"|\bFor other (?:uses|people|places)(?: of the name| named)?\b|\bredirects here\b|\(disambiguation\)"
    r"|\bpersonal,? non-?commercial use\b|^[^.]{0,60}\bArchives Select Date"
    r"|\bas an interest to stay up to date\b|^Interested in [A-Z][^?]{2,60}\?"
)
# "... the fears about immigration into": the page was cut off.
_TRUNCATED_END_PATTERN = re.compile(
    r"\b(?:a|an|the|of|to|in|into|on|onto|at|by|for|from|with|without|and|or|but|nor|than|that|which|who"
    r"|whose|its|their"
    r"|his|her|our|your|own|next|as|between|against|toward|towards|about|over|under|after|before|is|are|was|were|be)$"
)
# "a woman who. claims": the lines of the page were joined with full stops.
_STRAY_FULL_STOP_PATTERN = re.compile(r"(?<![\w.’'])([a-z]{2,})\. [a-z]{2}")
_CJK_CAPTION_PREFIXES = ("图为", "图：", "图:", "资料图", "圖為", "写真は", "写真：")
_FULL_DATE_PATTERN = re.compile(r"day, [A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}\b")
_PROMOTION_PATTERN = re.compile(r"our (?:[Tt]weets?|browser|inbox|subscription|e-?mail address|feed)\b")
_URL_PATTERN = re.compile(r"\.com/")
# "Anna Berg Anna BergNew rules ... MORE": a word runs into a copy of itself, and a button ends the line.
_INNER_CAPITAL_PATTERN = re.compile(r"[a-z][A-Z]")
_GLUED_COPY_PATTERN = re.compile(r"\b([A-Z][a-z]{2,})\b.{0,30}\b[A-Z][\w.]*\)? \1[A-Z][A-Za-z]")
_GLUED_BUTTON_PATTERN = re.compile(r"[a-z]MORE\b|\bMORE (?:\([A-Z]|[a-z])|\bMORE\W*$")
# "in peril The bill": a heading without a full stop precedes the sentence.
_GLUED_HEADING_PATTERN = re.compile(
    r"[a-z]{3,} (?:The|With|It|But|He|She|They|This|After|When|While|There|As|In|On) (?!the\b|of\b)[a-z]{2,} [a-z]+ "
)
# "(last night) // <SOT: ...": the script of a film.
_SCRIPT_PATTERN = re.compile(r"<[A-Z/]|(?<!:)//")
_UPDATE_PATTERN = re.compile(
    r"\W*(?:UPDATED?|Updated?)\b:? (?:at |on |\d)|\W*\[(?:UPDATED?|Updated?)|\((?:Note|Editor)\b"
    r"|(?:.{0,60}\b)?we(?:['’]ll| will) be updating\b|.{0,20}\b(?:we|We) (?:most recently|last) updated this"
    r"|\W*(?:Corrections?|Clarifications?)(?: (?:&|and) \w+)?:"
    r"|\W*(?:An earlier|A previous) version of this (?:story|article|post|report|page)\b"
    r"|\W*This (?:story|article|post|report|page) (?:has been|was|is being|will be) (?:updated|corrected|clarified)",
)
# With this many letters, all in capitals, a sentence is a caption or a script.
MIN_CAPITALS_LETTERS, MIN_CAPITALS_SHARE = 25, 0.7
# Patterns searched for only if their hint occurs, which is 20 times cheaper.
_HINTED_PATTERNS = (
    ("hoto", _CAPTION_PATTERN),
    ("mage", _CAPTION_PATTERN),
    ("icture", _CAPTION_PATTERN),
    ("grab", _CAPTION_PATTERN),
    ("aption", _CAPTION_PATTERN),
    ("day, ", _FULL_DATE_PATTERN),
    ("20", _DATED_PLACE_PATTERN),
    (" to ", _APPEAL_PATTERN),
    ("Interested", _APPEAL_PATTERN),
    ("Wayback", _APPEAL_PATTERN),
    ("other ", _APPEAL_PATTERN),
    ("redirects", _APPEAL_PATTERN),
    ("commercial", _APPEAL_PATTERN),
    ("Archives", _APPEAL_PATTERN),
    ("our ", _PROMOTION_PATTERN),
    (".com/", _URL_PATTERN),
)
_EDITORIAL_NOTE_PATTERN = re.compile(
    r"Editor['’]s [Nn]ote|Ed\. [Nn]ote|Note to (?:readers|editors)"
    # Notes about the writer.
    r"|(?:[A-Z][\w.'’-]{0,30} ){2,3}(?:is|was) (?:an?|the|[\w.]{1,40}['’]s) .{0,60}"
    r"\b(?:editor|reporter|correspondent|writer|columnist|contributor|blogger)"
    r"(?:(?: at| for| of| with| covering| based| in)\b.{0,80})?\.?$"
    r"|(?:(?:CNN['’]s|and|journalists?) )?(?:[A-Z][\w.’'-]{0,30},? (?:and |in |for )?){1,12}"
    r"contributed (?:to|from|reporting)\b"
    r"|(?:[A-Z][\w.'’-]{0,30} ){1,3}[A-Z][\w.'’-]{0,30}(?:, [^,]{3,80},)? (?:is|was) an? (?:[\w’'-]+ ){0,6}"
    r"(?:(?:senior |resident |visiting |research )fellow"
    r"|fellow (?:at|with)|(?:contributing |syndicated )?columnist|commentator|contributor)\b.{0,120}$"
    r"|(?:He|She|The (?:author|writer)) (?:is|was) an? (?:[\w’'-]+ ){0,6}(?:columnist|contributor|commentator"
    r"|correspondent|editor|fellow|blogger)\b"
    r"|(?:[A-Z][\w.'’-]{0,30},? ){1,4}(?:is|are) the (?:co-)?authors? of\b"
    # Publication times, and pointers to content next to the article.
    r"|(?:PUBLISHED|UPDATED|Published|Updated|Last updated|Posted)\b.{0,40}\d|(?:Fig|Figure|Table)\.? \d+(?:"
    r"\.|:|\W*$|\s+[A-Z\d])|\d\d?:\d\d\b"
    # "Red bars show the share of ...": explanations of a chart.
    r"|(?:The |This |A )?(?:[A-Z]?[a-z]+ )?"
    r"(?:[Mm]aps?|[Cc]harts?|[Gg]raphs?|[Gg]raphics?|[Dd]iagrams?|bars?|dots?|lines?)"
    r" (?:locates?|shows?|showing|indicates?|represents?) (?!.*\b(?:said|says|according to|told|wrote|warned|added)\b)"
    r"|(?:The |This |A )?\w.{0,80}\b(?:is|are|can be found|follows?) (?:listed |shown |here |just )?below\W*$"
    r"|(?:Watch|See|Read|Hear|Listen|Check out|Click|Scroll|Tune in|Find out|View|Tap|Swipe|Vote|More|Related)\b.{0,90}"
    r"(?:\b(?:below|above|here|video|clip|more|slideshow|gallery|online|page)\b|»)\W*$"
    r"|[A-Z][\w'’-]{0,30} [A-Z][\w'’-]{0,30} [“\"].*[”\"]$"
)
# "Retread: David Cameron ...": the catchword of a caption. A speaker looks the same: "Chaney posted: I was ...".
_CATCHWORD_PATTERN = re.compile(
    r"['‘]?[^\W\d_a-z][\w’'-]{0,30}(?: [\w’'-]{1,30}){0,3}['’]?: [\"“'‘]?[^\W\d_a-z]"
)
_SPEECH_VERB_PATTERN = re.compile(
    r"(?:said|says|say|saying|added|adds|wrote|writes|posted|tweeted|replied|asked|asks|read|reads|told"
    r"|continued|on|explained|claimed"
    r"|stated|states|concluded|insisted|warned|admitted|commented|declared|announced|recalled|shouted"
    r"|quipped|joked|responded"
    r"|him|her|them|me|us|reporters|sagte|sagt|schrieb|erklärte|dit|dijo|disse|ha|zei|sa|sade|mówi)['’]?:"
)


def is_quotable(sentence: str) -> bool:
    """Whether a sentence may be quoted.

    Args:
        sentence: one sentence of a cleaned text, or a line in place of one.
    """
    return _is_complete(sentence) and _has_paired_quotes(sentence) and _is_report_prose(sentence)


# ---- private


def _is_complete(sentence: str) -> bool:
    """Whether a sentence has a proper beginning, a proper end and enough words."""
    if _TRUNCATED_START_PATTERN.match(sentence) or sentence.startswith("|"):
        return False
    word_count = sentence.count(" ") + 1
    if _SENTENCE_END_PATTERN.search(sentence[-12:]) or (
        sentence.endswith(";") and _GREEK_QUESTION_PATTERN.search(sentence[-400:])
    ):
        return word_count >= MIN_WORDS or (
            len(sentence) >= MIN_UNSPACED_CHARACTERS and bool(_UNSPACED_PATTERN.search(sentence))
        )
    if len(sentence) >= MIN_UNPUNCTUATED_THAI_CHARACTERS and _THAI_SENTENCE_PATTERN.fullmatch(sentence):
        return True
    if sentence.endswith(":"):
        return bool(_SENTENCE_BOUNDARY_PATTERN.search(sentence))
    return (
        word_count >= MIN_UNPUNCTUATED_WORDS
        and not _TRUNCATED_END_PATTERN.search(sentence)
        and sentence[-1].isalnum()
        and "|" not in sentence
        and not _LABEL_PATTERN.match(sentence)
    )


def _has_paired_quotes(sentence: str) -> bool:
    """Whether all quotation marks in a sentence are paired.

    Sentences are quoted alone, so half a quotation would be attributed to the wrong person. A line of several sentences
    passes, because its sentences are checked one by one.
    """
    if sentence.isascii():
        return sentence.count('"') % 2 == 0 or bool(_SENTENCE_BOUNDARY_PATTERN.search(sentence))
    low_quotes, left_quotes, right_quotes = sentence.count("„"), sentence.count("“"), sentence.count("”")
    is_paired = (
        low_quotes == left_quotes + right_quotes
        if low_quotes
        else left_quotes == right_quotes or (not left_quotes and right_quotes % 2 == 0)
    )
    is_paired = is_paired and all(
        sentence.count(opening) == sentence.count(closing) for opening, closing in ("«»", "「」")
    )
    return (is_paired and sentence.count('"') % 2 == 0) or bool(_SENTENCE_BOUNDARY_PATTERN.search(sentence))


def _is_report_prose(sentence: str) -> bool:
    """Whether a sentence is prose, and not a caption, byline, link to other articles or similar text."""
    for hint, pattern in _HINTED_PATTERNS:
        if hint in sentence and pattern.search(sentence):
            return False
    if (
        ": " in sentence
        and (label := _CATCHWORD_PATTERN.match(sentence))
        and not _SPEECH_VERB_PATTERN.search(label[0])
    ):
        return False
    if sentence.startswith((*_CJK_CAPTION_PREFIXES, "|")) or _POSITION_CAPTION_PATTERN.search(sentence):
        return False
    if sentence.rfind("(") > sentence.rfind(")") or _has_stray_full_stop(sentence):
        return False
    return not (
        (sentence.endswith("»") and "«" not in sentence)
        or _is_glued(sentence)
        or _UPDATE_PATTERN.match(sentence)
        or _BULLET_PATTERN.match(sentence)
        or _is_dated_scene(sentence)
        or _SCRIPT_PATTERN.search(sentence)
        or _is_in_capitals(sentence)
        or _EDITORIAL_NOTE_PATTERN.match(sentence)
        or boilerplate.is_boilerplate(sentence)
        or appended_lines.is_appended(sentence)
    )


def _is_dated_scene(sentence: str) -> bool:
    """Whether a sentence is the caption of a picture: a scene in the present tense, with its day."""
    return ("day" in sentence[-80:] or "20" in sentence[-12:]) and (
        _DATED_SCENE_PATTERN.match(sentence) is not None and _PAST_VERB_PATTERN.search(sentence) is None
    )


def _is_glued(sentence: str) -> bool:
    """Whether a space is missing between repeated words, after a button's text, or after a heading."""
    if "MORE" in sentence and _GLUED_BUTTON_PATTERN.search(sentence):
        return True
    if _INNER_CAPITAL_PATTERN.search(sentence) and _GLUED_COPY_PATTERN.search(sentence):
        return True
    return bool(_GLUED_HEADING_PATTERN.search(sentence))


def _is_in_capitals(sentence: str) -> bool:
    letters = [character for character in sentence if character.isalpha()]
    return len(letters) >= MIN_CAPITALS_LETTERS and sum(
        map(str.isupper, letters)
    ) >= MIN_CAPITALS_SHARE * len(letters)


def _has_stray_full_stop(sentence: str) -> bool:
    """Whether a full stop inside the sentence follows a word that is not an abbreviation in any language."""
    return any(
        word not in abbreviations.all_abbreviations() for word in _STRAY_FULL_STOP_PATTERN.findall(sentence)
    )
